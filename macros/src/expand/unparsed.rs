//! Items that cannot be parsed, as while the user is typing. rustc parses an item before an attribute
//! gets it, so it has said what is wrong, in better words; the item stays as it is for it and for the
//! IDE. Should rustc have understood it all the same, a model that is run cannot be built.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{ItemImpl, ItemStruct, Path};

use super::{model_macro, plain};
use crate::{attr::Options, diag::Diag, fallback};

pub fn unparsed(
    krate: &Path,
    options: &Options,
    item: &TokenStream,
    error: &syn::Error,
) -> TokenStream {
    let rest = if let Some(head) = bodiless_data(item).filter(|_| options.plain.is_some()) {
        return plain(Diag::new(), options, &head.ident, &head.generics, item);
    } else if let Some(item) = bodiless_struct(item) {
        let (ident, (_, args, _)) = (&item.ident, item.generics.split_for_impl());
        let stub = fallback::lower(krate, &item.generics, &quote!(#ident #args));
        let model = model_macro(krate, &quote!(failed), &item);
        quote!(#model #stub)
    } else if let Some(item) = bodiless_impl(item) {
        fallback::unread(krate, &item, error)
    } else if is_function(item) {
        // A method of an impl that could not be parsed.
        TokenStream::new()
    } else {
        error.to_compile_error()
    };
    quote!(#item #rest)
}

/// An impl without what is in the braces of its functions, or in its own.
fn bodiless_impl(item: &TokenStream) -> Option<ItemImpl> {
    let mut tokens: Vec<_> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.pop() else { return None };
    let bodiless = body.stream().into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => quote!({}),
        token => token.into(),
    });
    let bodiless: TokenStream = bodiless.collect();
    let read = |body| syn::parse2(quote!(#(#tokens)* { #body })).ok();
    (body.delimiter() == Delimiter::Brace)
        .then(|| read(bodiless).or_else(|| read(TokenStream::new())))?
}

/// Whether it is a function.
fn is_function(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(ident) if ident == "fn"))
}

/// A struct without its fields, or as one an enum without its variants.
fn bodiless_data(item: &TokenStream) -> Option<ItemStruct> {
    let tokens = item.clone().into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "enum" => Ident::new("struct", ident.span()).into(),
        token => token,
    });
    bodiless_struct(&tokens.collect())
}

/// A struct without its fields: `struct Net<M> where M: Model;`.
fn bodiless_struct(item: &TokenStream) -> Option<ItemStruct> {
    let tokens = item.clone().into_iter().filter(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        TokenTree::Punct(punct) => punct.as_char() != ';',
        _ => true,
    });
    syn::parse2(quote!(#(#tokens)* ;)).ok()
}
