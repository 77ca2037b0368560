//! The copies of the user's functions that [`checked`](super::checked) asks for.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Block, GenericArgument, Item, Path, PathArguments, ReturnType, Signature, Stmt, Type, TypePath,
    TypeReference, VisRestricted, Visibility,
    visit_mut::{self, VisitMut},
};

use super::names;
use crate::{
    attr::{Strip, allowed},
    parse::{Impl, Method},
    rustc::{can_copy, declared_in, implements_elsewhere, unevaluated, unreachable_end},
};

/// A copy of a function, if it is sure to be right where the function is, for instance of
/// `fn forward(&self, x: Tensor) -> Result<Tensor> { … }`:
///
/// ```text
/// fn __check_forward(&self, x: Tensor) -> Result<impl __private::Opaque> {
///     let () = if false {
///         let known: Result<Tensor> = __private::any();
///         return known;
///     };
///     …
/// }
/// ```
///
/// All that rustc points at is where the user wrote it.
pub fn copy(krate: &Path, item: &Impl, method: &Method) -> Option<TokenStream> {
    let q = quote!(#krate::__private);
    let Signature { fn_token, ident, generics, inputs, output, .. } = &method.item.sig;
    let (written, output) = match output {
        ReturnType::Default => (quote!(()), quote!(-> impl #q::Opaque)),
        ReturnType::Type(arrow, ty) => {
            let opaque = opaque(&q, ty)?;
            (ty.to_token_stream(), quote!(#arrow #opaque))
        }
    };
    if !can_copy(item, method) {
        return None;
    }
    let lints = method.item.attrs.iter().filter_map(allowed).chain(unreachable_end(method));
    // Behind it rustc suggests lifetimes.
    let mut name = names::check(ident);
    name.set_span(ident.span());
    // Where rustc points at a function it points at its visibility too.
    let private = match &method.item.vis {
        Visibility::Public(public) => Some(quote!(#public(self))),
        Visibility::Restricted(VisRestricted { pub_token, .. }) => Some(quote!(#pub_token(self))),
        Visibility::Inherited => None,
    };
    let mut body = method.item.block.clone();
    Strip.visit_block_mut(&mut body);
    Once(declared_in(&body)).visit_block_mut(&mut body);
    let mut stmts = Group::new(Delimiter::Brace, {
        let stmts = &body.stmts;
        quote! {
            let () = if false {
                let known: #written = #q::any();
                return known;
            };
            #(#stmts)*
        }
    });
    stmts.set_span(body.brace_token.span.join());
    // By this lint rustc decides how to word another error (E0133); it is not allowed in the original.
    Some(quote! {
        #[doc(hidden)]
        #[deny(unsafe_op_in_unsafe_fn)]
        #(#lints)*
        #private #fn_token #name #generics(#inputs) #output #stmts
    })
}

/// A type that a function returns, a part of which nobody can tell but who looks into the function: what
/// is borrowed is for as long, and errors that are returned are of their type.
fn opaque(q: &TokenStream, ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Paren(paren) => opaque(q, &paren.elem),
        Type::Group(group) => opaque(q, &group.elem),
        Type::Reference(TypeReference { and_token, lifetime, mutability, elem, .. }) => {
            let elem = match &**elem {
                // How long such a thing lives depends on where it is.
                Type::TraitObject(_) => return None,
                Type::Slice(_) | Type::Path(_) => {
                    let mut any_size = Group::new(Delimiter::Parenthesis, {
                        let of = hidden(q, elem);
                        quote!(#of + ?::core::marker::Sized)
                    });
                    any_size.set_span(last(elem));
                    any_size.to_token_stream()
                }
                elem => opaque(q, elem)?,
            };
            Some(quote!(#and_token #lifetime #mutability #elem))
        }
        Type::Path(TypePath { qself: None, .. }) => Some(match holder(q, ty) {
            Some(ty) => ty.to_token_stream(),
            None => hidden(q, ty),
        }),
        Type::Array(_) | Type::Tuple(_) => Some(hidden(q, ty)),
        _ => None,
    }
}

/// `Result<impl Is<*const Tensor>, Error>`
fn holder(q: &TokenStream, ty: &Type) -> Option<Type> {
    let mut ty = ty.clone();
    let Type::Path(path) = &mut ty else { return None };
    let last = path.path.segments.last_mut()?;
    let PathArguments::AngleBracketed(args) = &mut last.arguments else { return None };
    let holds = ["Option", "Result"].iter().any(|name| last.ident == name);
    match args.args.first_mut() {
        Some(GenericArgument::Type(of)) if holds => {
            *of = Type::Verbatim(opaque(q, of)?);
            Some(ty)
        }
        _ => None,
    }
}

/// From the first token of a type to the last.
fn hidden(q: &TokenStream, ty: &Type) -> TokenStream {
    let (begin, end) = (quote_spanned!(first(ty)=> impl), quote_spanned!(last(ty)=> Opaque));
    quote!(#begin #q::#end)
}

fn first(ty: &Type) -> Span {
    ends(ty).next().unwrap_or_else(Span::call_site)
}

fn last(ty: &Type) -> Span {
    ends(ty).last().unwrap_or_else(Span::call_site)
}

fn ends(ty: &Type) -> impl Iterator<Item = Span> {
    ty.to_token_stream().into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => vec![group.span_open(), group.span_close()],
        token => vec![token.span()],
    })
}

/// Evaluates nothing and implements nothing again, but what is declared in the function.
struct Once(HashSet<String>);

impl VisitMut for Once {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|stmt| !implements_elsewhere(stmt, &self.0));
        visit_mut::visit_block_mut(self, block);
    }
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        unevaluated(stmt);
        visit_mut::visit_stmt_mut(self, stmt);
    }
    fn visit_item_mut(&mut self, _: &mut Item) {}
}
