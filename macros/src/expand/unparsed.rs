//! Items that cannot be parsed, as while the user is typing. rustc parses an item before an attribute
//! gets it, so it has said what is wrong, in better words; the item stays as it is for it and for the
//! IDE. Should rustc have understood it all the same, a model that is run cannot be built.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{ItemImpl, ItemStruct, Path, parse::Parser};

use super::{model_macro, plain::plain};
use crate::{
    attr::Options,
    diag::Diag,
    fallback,
    mend::{is_one_of, mended, signature},
};

pub fn unparsed(
    krate: &Path,
    options: &Options,
    item: &TokenStream,
    error: &syn::Error,
) -> TokenStream {
    let mended = mended(item.clone());
    if let Some(head) = bodiless_data(item).filter(|_| options.plain.is_some()) {
        plain(Diag::new(), options, &head.ident, &head.generics, &[], item)
    } else if let Some(bodiless) = bodiless_struct(&mended) {
        let (ident, (_, args, _)) = (&bodiless.ident, bodiless.generics.split_for_impl());
        let stub = fallback::lower(krate, &bodiless.generics, &quote!(#ident #args));
        let model = model_macro(krate, &quote!(failed), &bodiless);
        // rustc may say of a `#` that it is no comma.
        let item = with_attributes(item.clone(), Some(&quote!(cfg(all()))));
        quote!(#item #model #stub)
    } else if let Some(Bodiless { item: bodiless, readable }) = bodiless_impl(&mended) {
        let rest = fallback::unread(krate, &bodiless, error);
        // Of what is wrong between functions rustc says where the braces around them are, and attributes
        // in those cannot be taken away without these being made anew.
        let item = match readable.filter(|_| has_attributes(item.clone())) {
            Some(readable) => without_attributes(readable),
            None => with_attributes(item.clone(), Some(&quote!(cfg(all())))),
        };
        // What is behind it rustc may take for the end of what is wrong.
        quote!(#rest #item)
    } else {
        item.clone()
    }
}

/// An impl that meets its struct and cannot be parsed: rust-analyzer gives the attribute what it has made
/// whole, and its macros what the user has typed.
pub fn unparsed_meeting(input: TokenStream, error: &syn::Error) -> TokenStream {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let path = tokens.iter().cloned().take_while(|token| !is_comma(token)).collect();
    let (Ok(krate), Some(TokenTree::Group(item))) =
        (Path::parse_mod_style.parse2(path), tokens.last())
    else {
        return error.to_compile_error();
    };
    match bodiless_impl(&item.stream()) {
        Some(bodiless) => fallback::unread(&krate, &bodiless.item, error),
        None => error.to_compile_error(),
    }
}

/// Without our attributes in it: they would be expanded by themselves. What has none is left as it is,
/// since a group that is made anew does not know where its delimiters are.
pub fn without_attributes(tokens: TokenStream) -> TokenStream {
    with_attributes(tokens, None)
}

/// With `instead` between the brackets of each of our attributes, or without them.
fn with_attributes(tokens: TokenStream, instead: Option<&TokenStream>) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_attribute(kept.last(), &group) => match instead {
                Some(instead) => {
                    let mut made = Group::new(group.delimiter(), instead.clone());
                    made.set_span(group.span());
                    kept.push(made.into());
                }
                None => drop(kept.pop()),
            },
            TokenTree::Group(group) if has_attributes(group.stream()) => {
                let inner = with_attributes(group.stream(), instead);
                let mut inner = Group::new(group.delimiter(), inner);
                inner.set_span(group.span());
                kept.push(inner.into());
            }
            token => kept.push(token),
        }
    }
    kept.into_iter().collect()
}

fn has_attributes(tokens: TokenStream) -> bool {
    let mut before = None;
    tokens.into_iter().any(|token| {
        let TokenTree::Group(group) = &token else {
            before = Some(token);
            return false;
        };
        is_attribute(before.take().as_ref(), group) || has_attributes(group.stream())
    })
}

/// Whether `[quantizable(…)]` is behind `#`.
fn is_attribute(before: Option<&TokenTree>, group: &Group) -> bool {
    let is_equals =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
    let path = group.stream().into_iter();
    let path = path.take_while(|token| !matches!(token, TokenTree::Group(_)) && !is_equals(token));
    let last = path.last();
    group.delimiter() == Delimiter::Bracket
        && matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
        && matches!(last, Some(TokenTree::Ident(ident)) if ident == "quantizable")
}

/// An impl that cannot be parsed.
struct Bodiless {
    /// With those of its functions that can be parsed without their bodies, which are empty.
    item: ItemImpl,
    /// With those as they are, unless all that is wrong is in brackets.
    readable: Option<TokenStream>,
}

fn bodiless_impl(item: &TokenStream) -> Option<Bodiless> {
    let mut head: Vec<_> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(body)) = head.pop() else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let parse = |items: TokenStream| syn::parse2::<ItemImpl>(quote!(#(#head)* { #items }));
    let mut item = parse(TokenStream::new()).ok()?;
    let (mut tokens, mut readable, mut shallow) = (TokenStream::new(), TokenStream::new(), true);
    for token in body.stream() {
        // An item ends in its body or a semicolon.
        let end = match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => quote!({}),
            token if is_one_of(token, ";") => quote!(;),
            _ => {
                tokens.extend([token]);
                continue;
            }
        };
        let written = std::mem::take(&mut tokens);
        let mended = mended(written.clone());
        match parse(quote!(#mended #end)) {
            Ok(of) => {
                item.items.extend(of.items);
                readable.extend(quote!(#written #token));
            }
            Err(_) => {
                let signature = signature(mended);
                item.items
                    .extend(parse(quote!(#signature #end)).into_iter().flat_map(|of| of.items));
                shallow &= parse(hollow(written)).is_ok();
            }
        }
    }
    let readable = (!shallow).then(|| quote!(#(#head)* { #readable }));
    Some(Bodiless { item, readable })
}

/// A function without arguments and body.
fn hollow(function: TokenStream) -> TokenStream {
    let tokens = function.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => quote!(()),
        token => token.into(),
    });
    let tokens: TokenStream = tokens.collect();
    quote!(#tokens {})
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
