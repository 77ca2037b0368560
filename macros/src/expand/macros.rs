//! Calls of macros that have operations among their arguments, or that return from the function.

use std::iter;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Type, parse_quote_spanned, spanned::Spanned};

use super::{body::Filler, question::parenthesized};
use crate::{
    ir::{Leaving, MacroArgs, MacroCall},
    ty::held_mut,
};

impl Filler<'_> {
    pub(super) fn macro_call(&mut self, call: &MacroCall) -> TokenStream {
        let leaves = call.leaves.filter(|_| self.returns());
        let panics = self.panics;
        self.panics |= leaves.is_some();
        let args = self.all(&call.args);
        self.panics = panics;
        let run = invoked(call, &args);
        leaves.map_or(run.clone(), |leaves| {
            leaving(call, leaves, &args, run, of_any_value(&self.returned))
        })
    }
}

/// What rustc says of all of it, it says where the user wrote it.
fn invoked(call: &MacroCall, args: &[impl ToTokens]) -> TokenStream {
    let separators: Vec<&dyn ToTokens> = match &call.separator {
        MacroArgs::List(commas) => commas.iter().map(|comma| comma as _).collect(),
        MacroArgs::Repeat(semicolon) => vec![semicolon],
    };
    let separators = separators.into_iter().map(Some).chain(iter::repeat(None));
    let args = args.iter().zip(separators).map(|(arg, separator)| quote!(#arg #separator));
    let (path, args) = (&call.path, parenthesized(args.collect(), call.place));
    quote!(#path! #args)
}

/// `Result<_, Error>` for `Result<Tensor, Error>`.
fn of_any_value(output: &TokenStream) -> Option<Type> {
    let mut ty = syn::parse2(output.clone()).ok()?;
    let (_, held) = held_mut(&mut ty).filter(|(name, _)| *name == "Result")?;
    *held = parse_quote_spanned!(held.span()=> _);
    Some(ty)
}

/// A macro that returns an error of the user's, out of a closure:
///
/// ```text
/// return Ok((|| match bail!("…") {})());
/// if !(x > 0) { match (|| -> __Checked<Result<_, Error>> { Ok(ensure!(false, "…")) })() { … } }    // what is moved into the error is not moved otherwise
/// match (|| Ok(ensure_eq!(x, 1)))() { Ok(passed) => passed, Err(error) => return Ok(Err(error)) }
/// ```
/// `result` is what such a closure returns, with the function's errors, if its type says which.
fn leaving(
    call: &MacroCall,
    leaves: Leaving,
    args: &[Expr],
    run: TokenStream,
    result: Option<Type>,
) -> TokenStream {
    let result = result.map(|ty| quote!(-> __Checked<#ty>));
    let passed = |run: TokenStream, passed: TokenStream| {
        quote! {
            match (|| #result { ::core::result::Result::Ok(#run) })() {
                ::core::result::Result::Ok(passed) => #passed,
                ::core::result::Result::Err(error) => {
                    return ::core::result::Result::Ok(::core::result::Result::Err(error))
                }
            }
        }
    };
    match (leaves, args) {
        (Leaving::Always, _) => quote!(return ::core::result::Result::Ok((|| match #run {})())),
        (Leaving::Unless, [condition, rest @ ..]) if !rest.is_empty() => {
            let name = call.path.to_token_stream().to_string();
            let returned = format!("`{name}!` is to return an error if its condition is false");
            let never = quote!(false);
            let args: Vec<_> =
                iter::once(never).chain(rest.iter().map(|arg| quote!(#arg))).collect();
            let fails = passed(
                invoked(call, &args),
                quote!(::core::unreachable!("{}: {:?}", #returned, passed)),
            );
            quote!(if !(#condition) { #fails })
        }
        _ => passed(run, quote!(passed)),
    }
}
