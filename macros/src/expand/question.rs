//! `?` in a function that does not return what the user's returns.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall, ExprTry, parse_quote, spanned::Spanned};

/// What stands for `?`. (The traits `Attempt`, `Unattempted` and `Unreturned` are to be in scope.)
pub struct Question<'a> {
    /// The path of `__private`.
    pub q: TokenStream,
    /// What the user's function returns.
    pub output: &'a TokenStream,
    /// What makes of a value something that has it, for a `?` that cannot fail: rustc has words of its
    /// own for a value that comes out of one.
    pub again: Option<TokenStream>,
}

impl Question<'_> {
    /// ```text
    /// (match tried.__attempt() {
    ///     __q::Branch::Value(value) => again(value),
    ///     __q::Branch::Return(left) => leave,
    /// })?
    /// ```
    ///
    /// Or, without `again`, `(match … { … },).0`, or `(match … { … })` where the value's type is asked for.
    /// What is borrowed in it lives as long as there.
    pub fn written_out(
        &self,
        attempt: &ExprTry,
        leave: impl FnOnce(TokenStream) -> TokenStream,
    ) -> Expr {
        let Question { q, output, again } = self;
        let ExprTry { attrs, expr: tried, question_token } = attempt;
        let again = again.as_ref().filter(|_| !is_inferred(tried));
        let leave = leave(quote!(#q::Returned::<_, #output>::new(left).returned()));
        let matched = quote! {
            match (#tried).__attempt() {
                #q::Branch::Value(value) => #again(value),
                #q::Branch::Return(left) => #leave,
            }
        };
        // From the first token of what is tried to the `?`.
        let (first, last) = (first(tried), question_token.span());
        let written = match again {
            Some(_) => {
                let matched = parenthesized(matched, first);
                parse_quote!(#matched #question_token)
            }
            None if is_inferred(tried) => parse_quote!((#matched)),
            None => {
                let tuple = parenthesized(quote!(#matched,), first);
                let mut dot = Punct::new('.', Spacing::Alone);
                let mut zero = Literal::usize_unsuffixed(0);
                dot.set_span(last);
                zero.set_span(last);
                parse_quote!(#tuple #dot #zero)
            }
        };
        // It may be in some builds only.
        if attrs.is_empty() { written } else { parse_quote!(#(#attrs)* { #written }) }
    }
}

/// Tokens in parentheses, which are at a place.
pub fn parenthesized(tokens: TokenStream, at: Span) -> Group {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(at);
    group
}

/// Whether an expression is of the type that is asked for: that has to be known before it is known what
/// is left of it, and another `?` would hide it.
fn is_inferred(tried: &Expr) -> bool {
    matches!(tried, Expr::MethodCall(call) if gives_any(call))
}

fn gives_any(call: &ExprMethodCall) -> bool {
    const METHODS: [&str; 6] = ["collect", "into", "parse", "product", "sum", "try_into"];
    call.turbofish.is_none() && METHODS.iter().any(|name| call.method == name)
}

/// Where an expression begins.
pub fn first(expr: &Expr) -> Span {
    expr.to_token_stream().into_iter().next().map_or_else(Span::call_site, |first| match first {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    })
}

/// Where it ends.
pub fn last(expr: &Expr) -> Span {
    expr.to_token_stream().into_iter().last().map_or_else(Span::call_site, |last| match last {
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    })
}
