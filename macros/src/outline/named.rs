//! Other names for types, names from elsewhere, and what has a name and a number of parts or lifetimes.

use quote::ToTokens;
use syn::{Fields, FnArg, GenericParam, ImplItem, ImplItemFn, ItemImpl, ItemType, UseTree};

use super::{Alias, Import, is_always, type_text};
use crate::{source, ty::parameter};

/// See [`Scope::counts`].
pub fn counts(item: &syn::Item) -> Vec<(String, usize)> {
    let parts = |fields: &Fields| match fields {
        Fields::Unnamed(fields) if fields.unnamed.iter().all(|field| is_always(&field.attrs)) => {
            Some(fields.unnamed.len())
        }
        _ => None,
    };
    match item {
        syn::Item::Struct(item) => {
            parts(&item.fields).map(|count| (item.ident.to_string(), count)).into_iter().collect()
        }
        syn::Item::Enum(item) => {
            let counted = item.variants.iter().filter_map(|variant| {
                let name = format!("{}::{}", item.ident, variant.ident);
                Some((name, parts(&variant.fields).filter(|_| is_always(&variant.attrs))?))
            });
            counted.collect()
        }
        // Of a generic type there may be others, for other arguments.
        syn::Item::Impl(ItemImpl { trait_: None, self_ty, items, .. }) => {
            let of = type_text(self_ty);
            let counted = items.iter().filter_map(|item| match item {
                ImplItem::Fn(ImplItemFn { attrs, sig, .. }) => {
                    let inputs = sig.inputs.iter().map(|input| match input {
                        FnArg::Typed(typed) => &typed.attrs,
                        FnArg::Receiver(receiver) => &receiver.attrs,
                    });
                    let is_plain = is_always(attrs) && inputs.clone().all(|attrs| is_always(attrs));
                    is_plain.then(|| (format!("{of}::{}", sig.ident), inputs.count()))
                }
                _ => None,
            });
            if of.contains('<') { Vec::new() } else { counted.collect() }
        }
        _ => Vec::new(),
    }
}

/// See [`Scope::lifetimes`].
pub fn lifetimes(item: &syn::Item) -> Option<(String, usize)> {
    let (ident, generics, attrs) = match item {
        syn::Item::Struct(item) => (&item.ident, &item.generics, &item.attrs),
        syn::Item::Enum(item) => (&item.ident, &item.generics, &item.attrs),
        syn::Item::Type(item) => (&item.ident, &item.generics, &item.attrs),
        _ => return None,
    };
    let count = generics.lifetimes().count();
    (count > 0 && is_always(attrs)).then(|| (ident.to_string(), count))
}

pub fn alias(item: &ItemType) -> Alias {
    let params = item.generics.params.iter().filter_map(|param| {
        let default = match param {
            GenericParam::Type(param) => param.default.as_ref().map(|(_, ty)| type_text(ty)),
            GenericParam::Const(param) => {
                param.default.as_ref().map(|(_, of)| source::text(of.to_token_stream()))
            }
            GenericParam::Lifetime(_) => return None,
        };
        Some((parameter(param)?.to_string(), default))
    });
    let lifetimes = item.generics.lifetimes().map(|param| param.lifetime.ident.to_string());
    let (name, of) = (item.ident.to_string(), type_text(&item.ty));
    Alias { name, params: params.collect(), lifetimes: lifetimes.collect(), of, is_here: true }
}

/// See [`Kind::Imports`]; `within` is where the walk is.
pub fn imported(tree: &UseTree, within: &mut Vec<String>, imports: &mut Vec<Import>) {
    let mut add = |of: String, name: String| {
        let path = within.iter().cloned().chain([of]).collect();
        imports.push(Import { name, path });
    };
    match tree {
        UseTree::Path(path)
            if within.is_empty()
                && ["alloc", "core", "std"].iter().any(|name| path.ident == name) => {}
        UseTree::Path(path) => {
            within.push(path.ident.to_string());
            imported(&path.tree, within, imports);
            within.pop();
        }
        UseTree::Name(name) => add(name.ident.to_string(), name.ident.to_string()),
        UseTree::Rename(renamed) => add(renamed.ident.to_string(), renamed.rename.to_string()),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| imported(tree, within, imports));
        }
        UseTree::Glob(_) => add("*".into(), "*".into()),
    }
}
