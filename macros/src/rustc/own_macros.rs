//! Macros that a file declares and calls.

use proc_macro2::{TokenStream, TokenTree, fallback};
use syn::{Ident, Path, spanned::Spanned};

use super::beside::may_import;
use crate::outline::{text_of, words};

/// Whether a macro is one of the file that it is called in, and may return.
pub fn returns(mac: &Path) -> bool {
    macro_body(mac).is_some_and(|body| words(&body, "return").next().is_some())
}

/// The same for one that does, if it does not panic: it has no functions or closures that might.
pub fn surely_returns(mac: &Path) -> bool {
    fn find(tokens: TokenStream, is_it: &dyn Fn(&str) -> bool) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => find(group.stream(), is_it),
            TokenTree::Literal(_) => false,
            token => is_it(&token.to_string()),
        })
    }
    let name = mac.get_ident().map(Ident::to_string).unwrap_or_default();
    let is_only = |text: &String| macros(text, &name).count() == 1 && !may_import(text, &name);
    let body = text_of(mac.span()).filter(is_only).and_then(|_| macro_body(mac));
    // Tokens of rustc's are not asked.
    fallback::force();
    let tokens = body.and_then(|body| body.trim_start()[1..].parse::<TokenStream>().ok());
    let tokens = tokens.unwrap_or_default();
    let returns = find(tokens.clone(), &|token| token == "return")
        && !find(tokens, &|token| ["fn", "async", "|"].contains(&token));
    fallback::unforce();
    returns
}

/// What is behind the name of each macro of this name.
fn macros<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    words(text, "macro_rules").filter_map(move |rest| {
        let rest = rest.strip_prefix('!')?.trim_start().strip_prefix(name)?;
        (!rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(rest)
    })
}

/// What a macro of the file has behind its name, to its last bracket.
fn macro_body(mac: &Path) -> Option<String> {
    let (name, text) = (mac.get_ident()?.to_string(), text_of(mac.span())?);
    let declared = macros(&text, &name).next()?;
    let mut depth = 0;
    let end = declared.find(|c| {
        depth += i32::from("{([".contains(c)) - i32::from("})]".contains(c));
        depth == 0 && "})]".contains(c)
    });
    Some(declared[..end?].to_owned())
}
