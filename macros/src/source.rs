//! Where an expression is and how the user wrote it.

use proc_macro2::{Delimiter, Group, LineColumn, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// A place in the user's source.
#[derive(Debug, Clone)]
pub struct Source {
    /// The first token.
    pub span: Span,
    /// The last one.
    pub last: Span,
    /// The text, on one line.
    pub text: String,
}

impl Source {
    /// The place and the text of `tokens`, before any of it is lowered.
    pub fn of(tokens: &impl ToTokens) -> Self {
        let tokens = tokens.to_token_stream();
        let span = tokens.clone().into_iter().next();
        let span = span.map_or_else(Span::call_site, |first| first.span());
        Source { span, last: last(&tokens), text: text(tokens) }
    }

    /// Whether it is the same place.
    pub fn is_at(&self, other: &Source) -> bool {
        (self.line(), self.column()) == (other.line(), other.column())
    }

    pub fn line(&self) -> u32 {
        line(self.span)
    }

    /// From 1.
    pub fn column(&self) -> u32 {
        column(self.span)
    }
}

/// Where tokens begin.
pub fn first(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |first| match first {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    })
}

/// Where they end.
pub fn last(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().last().map_or_else(Span::call_site, |last| match last {
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    })
}

/// Whether tokens begin with an attribute.
pub fn has_attributes(tokens: &impl ToTokens) -> bool {
    let first = tokens.to_token_stream().into_iter().next();
    matches!(first, Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

/// All names in tokens.
pub fn words(tokens: TokenStream) -> Vec<String> {
    let words = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => words(group.stream()),
        TokenTree::Ident(ident) => vec![ident.to_string()],
        _ => Vec::new(),
    });
    words.collect()
}

/// Tokens, all of them at a place.
pub fn relocated(tokens: TokenStream, place: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), relocated(group.stream(), place)).into();
        }
        token.set_span(place);
        token
    });
    tokens.collect()
}

pub fn line(span: Span) -> u32 {
    span.start().line as u32
}

/// The file that a line is in: a `file!()` in its place would be the one that calls a macro of the user's.
pub fn file(span: Span) -> TokenStream {
    match proc_macro::is_available() {
        true => {
            let file = span.file();
            quote!(#file)
        }
        false => quote!(::core::file!()),
    }
}

/// From 1, as rustc counts.
pub fn column(span: Span) -> u32 {
    span.start().column as u32 + 1
}

/// The text of `tokens` on one line, with spaces where the user had them. (A span of several
/// tokens cannot be had on stable Rust, so it is put together from the tokens' places.)
pub fn text(tokens: TokenStream) -> String {
    let mut writer = Writer { text: String::new(), end: None };
    writer.stream(tokens);
    writer.text
}

struct Writer {
    text: String,
    end: Option<LineColumn>,
}

impl Writer {
    fn stream(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    // The delimiters of a group that syn printed share the group's span.
                    let (start, end) = (group.span_open().start(), group.span_close().end());
                    let width = open.len();
                    let after = LineColumn { column: start.column + width, ..start };
                    let before = LineColumn { column: end.column.saturating_sub(width), ..end };
                    self.token(open, start, after);
                    self.stream(group.stream());
                    self.token(close, before, end);
                }
                token => {
                    let span = token.span();
                    // A string may be written on several lines.
                    let text = token.to_string().replace('\n', "\\n");
                    self.token(&text, span.start(), span.end());
                }
            }
        }
    }

    fn token(&mut self, text: &str, start: LineColumn, end: LineColumn) {
        if text.is_empty() {
            return;
        }
        if self.end.is_some_and(|end| end != start) {
            // A line break before `.` or after an opening delimiter is layout, not a space.
            let joined = self.end.is_some_and(|end| end.line != start.line)
                && (text == "." || self.text.ends_with(['(', '[', '.']) || text == ")");
            if !joined {
                self.text.push(' ');
            }
        }
        self.text.push_str(text);
        self.end = Some(end);
    }
}
