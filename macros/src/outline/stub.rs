//! What an impl of a trait of the user's has to have, for a type that is never made.

use quote::{ToTokens, quote};
use syn::{
    ItemTrait, ReturnType, TraitItem, TraitItemConst, TraitItemFn, TraitItemType, Type,
    TypeParamBound,
};

use super::{is_always, type_text};
use crate::{rustc::traits::OF_ANY, source, ty::first};

/// `fn rate(&self) -> f32 { ::core::unreachable!() }` for `fn rate(&self) -> f32;`, if all that it asks for can be had.
pub fn stub(item: &ItemTrait) -> Option<String> {
    let is_plain = item.generics.params.is_empty()
        && item.supertraits.iter().all(is_of_stand_ins)
        && item.unsafety.is_none();
    let items = item.items.iter().map(|item| match item {
        TraitItem::Fn(TraitItemFn { attrs, .. })
        | TraitItem::Const(TraitItemConst { attrs, .. })
        | TraitItem::Type(TraitItemType { attrs, .. })
            if !is_always(attrs) =>
        {
            None
        }
        TraitItem::Fn(function) if function.default.is_some() => Some(String::new()),
        // Nothing is made of what never returns but a type that is said.
        TraitItem::Fn(function) if returns_any(&function.sig.output) => None,
        TraitItem::Fn(function) => {
            let sig = &function.sig;
            Some(source::text(quote!(#sig { ::core::unreachable!() })))
        }
        TraitItem::Const(constant) if constant.default.is_some() => Some(String::new()),
        TraitItem::Const(constant) => {
            let (name, ty, value) = (&constant.ident, &constant.ty, value(&constant.ty)?);
            Some(format!("const {name}: {} = {value};", source::text(ty.to_token_stream())))
        }
        TraitItem::Type(ty) => {
            let can_be_nothing =
                ty.generics.params.is_empty() && ty.bounds.iter().all(is_of_nothing);
            can_be_nothing.then(|| format!("type {} = ();", ty.ident))
        }
        _ => None,
    });
    let items: Option<Vec<_>> = items.collect();
    items.filter(|_| is_plain).map(|items| items.concat())
}

/// Whether there is an `impl Trait` in what a function returns.
fn returns_any(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Type(_, ty) if first(ty, |ty| matches!(ty, Type::ImplTrait(_))).is_some())
}

/// Some constant of a type.
fn value(ty: &Type) -> Option<&'static str> {
    Some(match type_text(ty).as_str() {
        "bool" => "true",
        "char" => "'1'",
        "f32" | "f64" => "1.0",
        "&str" | "&'static str" => "\"\"",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "1",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "1",
        _ => return None,
    })
}

/// Whether a stand-in for a model has a trait, whatever it takes and gives.
fn is_of_stand_ins(bound: &TypeParamBound) -> bool {
    is_any(bound, &["Display"]) || is_of_nothing(bound)
}

/// Whether `()` has it.
fn is_of_nothing(bound: &TypeParamBound) -> bool {
    is_any(bound, OF_ANY)
}

fn is_any(bound: &TypeParamBound, names: &[&str]) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| {
                last.arguments.is_none() && names.iter().any(|name| last.ident == name)
            })
        }
        TypeParamBound::Lifetime(lifetime) => lifetime.ident == "static",
        _ => false,
    }
}
