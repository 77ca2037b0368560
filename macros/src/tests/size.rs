//! How much code the attributes make, so that growth is noticed.

use std::fmt::Write;

use expect_test::expect;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemStruct};

use crate::{
    attr::is_ours,
    expand::{attribute, meeting},
};

const MODELS: [(&str, &str); 3] = [
    ("seed", include_str!("../../../examples/models/seed.rs")),
    ("resnet18", include_str!("../../../examples/models/resnet18.rs")),
    ("bertlayer", include_str!("../../../examples/models/bertlayer.rs")),
];

/// How many tokens there are, a pair of delimiters for one.
fn tokens(stream: TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => tokens(group.stream()),
        _ => 0,
    };
    stream.into_iter().map(|token| 1 + inside(token)).sum()
}

/// Takes our attribute off an item; what is in its parentheses.
fn arguments(attrs: &mut Vec<Attribute>) -> Option<TokenStream> {
    let ours = attrs.iter().position(is_ours)?;
    let attr = attrs.remove(ours);
    Some(attr.parse_args().unwrap_or_default())
}

/// What is written and what is added to it, for all models of a file.
fn sizes(source: &str) -> (usize, usize) {
    let mut structs: Vec<ItemStruct> = Vec::new();
    let (mut written, mut added) = (0, 0);
    for item in syn::parse_file(source).expect("a file of Rust").items {
        let (item, emitted) = match item {
            Item::Struct(mut item) => {
                let Some(args) = arguments(&mut item.attrs) else { continue };
                structs.push(item.clone());
                let item = item.into_token_stream();
                (item.clone(), attribute(args, item))
            }
            Item::Impl(mut item) => {
                let Some(args) = arguments(&mut item.attrs) else { continue };
                let name = item.self_ty.to_token_stream().to_string();
                let model = structs.iter().find(|model| model.ident == name).expect("its struct");
                let met = meeting(quote!(::quantizable, ok, { #model } (#args) { #item }));
                let item = item.into_token_stream();
                let attribute = attribute(args, item.clone());
                (item, quote!(#attribute #met))
            }
            _ => continue,
        };
        written += tokens(item.clone());
        added += tokens(emitted) - tokens(item);
    }
    (written, added)
}

#[test]
fn expansions_stay_small() {
    let mut table = format!("{:10} {:>8} {:>6}\n", "tokens", "written", "added");
    for (name, source) in MODELS {
        let (written, added) = sizes(source);
        writeln!(table, "{name:10} {written:>8} {added:>6}").expect("a string");
    }
    expect![[r#"
        tokens      written  added
        seed            183   3413
        resnet18        612   9594
        bertlayer       199   4213
    "#]]
    .assert_eq(&table);
}
