//! Calls of macros that have operations among their arguments, or that return from the function.

use std::iter;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Path};

use super::{body::Filler, question::parenthesized};
use crate::ir::{Leaving, MacroArgs, MacroCall};

impl Filler<'_> {
    pub(super) fn macro_call(&mut self, call: &MacroCall) -> TokenStream {
        let leaves = call.leaves.filter(|_| self.returns());
        let panics = self.panics;
        self.panics |= leaves.is_some();
        let args = self.all(&call.args);
        self.panics = panics;
        let path = &call.path;
        let separators: Vec<&dyn ToTokens> = match &call.separator {
            MacroArgs::List(commas) => commas.iter().map(|comma| comma as _).collect(),
            MacroArgs::Repeat(semicolon) => vec![semicolon],
        };
        let separators = separators.into_iter().map(Some).chain(iter::repeat(None));
        let args_of = args.iter().zip(separators).map(|(arg, separator)| quote!(#arg #separator));
        let args_of = args_of.collect();
        // What rustc says of all of it, it says where the user wrote it.
        let args_of = parenthesized(args_of, call.place);
        let run = quote!(#path! #args_of);
        leaves.map_or(run.clone(), |leaves| leaving(path, leaves, &args, &run))
    }
}

/// A macro that returns an error of the user's, out of a closure:
///
/// ```text
/// return Ok((|| match bail!("…") {})());
/// if !(x > 0) { match (|| Ok(ensure!(false, "…")))() { … } }    // what is moved into the error is not moved otherwise
/// match (|| Ok(ensure_eq!(x, 1)))() { Ok(passed) => passed, Err(error) => return Ok(Err(error)) }
/// ```
fn leaving(path: &Path, leaves: Leaving, args: &[Expr], run: &TokenStream) -> TokenStream {
    let passed = |run: TokenStream, passed: TokenStream| {
        quote! {
            match (|| ::core::result::Result::Ok(#run))() {
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
            let name = path.to_token_stream().to_string();
            let returned = format!("`{name}!` is to return an error if its condition is false");
            let fails = passed(
                quote!(#path!(false, #(#rest),*)),
                quote!(::core::unreachable!("{}: {:?}", #returned, passed)),
            );
            quote!(if !(#condition) { #fails })
        }
        _ => passed(run.clone(), quote!(passed)),
    }
}
