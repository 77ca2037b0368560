//! `?` in a function that does not return what the user's returns.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprMethodCall, ExprTry, parse_quote};

use crate::source::first;

/// What stands for `?` in a lowered function: it cannot fail, but rustc has words of its own for a value that
/// comes out of one. (The traits `Attempt`, `Unattempted` and `Unreturned` are to be in scope.)
///
/// ```text
/// (match tried.__attempt() {
///     __q::Branch::Value(value) => Ok::<_, __q::Error>(value),
///     __q::Branch::Return(left) => return Ok(…),
/// })?
/// ```
///
/// Or `(match … { … })` where the value's type is asked for. What is borrowed in it lives as long as there.
/// `output` is what the user's function returns.
pub fn written_out(attempt: &ExprTry, output: &TokenStream) -> Expr {
    let ExprTry { attrs, expr: tried, question_token } = attempt;
    let again = (!is_inferred(tried)).then(|| quote!(::core::result::Result::Ok::<_, __q::Error>));
    let matched = quote! {
        match (#tried).__attempt() {
            __q::Branch::Value(value) => #again(value),
            __q::Branch::Return(left) => return ::core::result::Result::Ok(
                __q::Returned::<_, #output>::new(left).returned()
            ),
        }
    };
    let written = match again {
        // From the first token of what is tried to the `?`.
        Some(_) => {
            let matched = parenthesized(matched, first(tried));
            quote!(#matched #question_token)
        }
        None => quote!((#matched)),
    };
    // It may be in some builds only.
    match attrs.is_empty() {
        true => parse_quote!(#written),
        false => parse_quote!(#(#attrs)* { #written }),
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
