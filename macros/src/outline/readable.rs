//! A file in which something is no Rust, as while the user is typing.

use std::mem;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::File;

use crate::mend::with_commas;

/// It with what can be parsed: the functions of an impl without their bodies, if
/// that is wrong, and as rustc reads on, what has no `;` at its end, and what has no commas.
pub fn readable(text: &str) -> Option<File> {
    let (mut items, mut tokens) = (Vec::new(), Vec::new());
    for token in text.parse::<TokenStream>().ok()? {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        tokens.push(token);
        if ends {
            items.extend(readable_items(&mem::take(&mut tokens)));
        }
    }
    let mut file = syn::parse_file("").ok()?;
    file.items = items;
    Some(file)
}

fn readable_items(tokens: &[TokenTree]) -> Vec<syn::Item> {
    let parse = |tokens: TokenStream| syn::parse2::<syn::Item>(tokens);
    let all = tokens.iter().cloned().collect::<TokenStream>();
    let whole = parse(all.clone()).or_else(|_| parse(emptied(all.clone(), 2)));
    if let Ok(item) = whole.or_else(|_| parse(with_commas(all))) {
        return vec![item];
    }
    let two = (1..tokens.len()).find_map(|at| {
        let (first, rest) = tokens.split_at(at);
        let first = parse(quote!(#(#first)* ;)).ok()?;
        Some(vec![first, parse(rest.iter().cloned().collect()).ok()?])
    });
    two.unwrap_or_default()
}

/// Tokens with nothing in the braces that are in others, `depth` deep.
fn emptied(tokens: TokenStream, depth: usize) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inner = match depth {
                1 => TokenStream::new(),
                _ => emptied(group.stream(), depth - 1),
            };
            Group::new(Delimiter::Brace, inner).into()
        }
        token => token,
    });
    tokens.collect()
}
