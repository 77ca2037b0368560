//! `?` in a function that does not return what the user's returns.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, ExprTry, parse_quote, spanned::Spanned, token::Brace};

/// What stands for `?`.
pub struct Question<'a> {
    /// What the user's function returns.
    pub output: &'a TokenStream,
    /// What makes of a value something that has it, for a `?` that cannot fail: rustc has words of its
    /// own for a value that comes out of one.
    pub again: Option<TokenStream>,
    /// What brings the traits of `meeting::question` into scope.
    pub imports: TokenStream,
}

impl Question<'_> {
    /// ```text
    /// {
    ///     match __q::Tried(tried).branch() {
    ///         __q::Branch::Value(value) => again(value),
    ///         __q::Branch::Return(left) => leave,
    ///     }
    /// }?
    /// ```
    pub fn written_out(
        &self,
        attempt: &ExprTry,
        leave: impl FnOnce(TokenStream) -> TokenStream,
    ) -> Expr {
        let Question { output, again, imports } = self;
        let ExprTry { expr: tried, question_token, .. } = attempt;
        let again = again.as_ref().filter(|_| !is_inferred(tried));
        let leave = leave(quote!(__q::Returned::<_, #output>::new(left).returned()));
        let mut block: syn::ExprBlock = parse_quote!({
            #imports
            match __q::Tried(#tried).branch() {
                __q::Branch::Value(value) => #again(value),
                __q::Branch::Return(left) => #leave,
            }
        });
        // It begins where the expression begins, or else ends where it ends.
        match again {
            Some(_) => {
                block.block.brace_token = Brace(first(tried));
                parse_quote!(#block #question_token)
            }
            None => {
                block.block.brace_token = Brace(question_token.span());
                Expr::Block(block)
            }
        }
    }
}

/// Whether an expression is of the type that is asked for: that has to be known before it is known what
/// is left of it, and another `?` would hide it.
fn is_inferred(tried: &Expr) -> bool {
    const METHODS: [&str; 6] = ["collect", "into", "parse", "product", "sum", "try_into"];
    matches!(tried, Expr::MethodCall(call)
        if call.turbofish.is_none() && METHODS.iter().any(|name| call.method == name))
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
