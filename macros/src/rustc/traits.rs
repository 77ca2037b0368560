//! The user's traits beside an item in its file.

use proc_macro2::Span;
use syn::{Ident, Type, TypeParamBound, parse_str};

use crate::{
    outline::{Kind, count, scope, text_of, words},
    rustc::{is_sure, is_unsized},
};

/// Traits that `()` and what stands in for a model have.
pub const OF_ANY: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
];

/// Whether what stands in for a model, `__q::StandIn`, has a trait.
pub fn is_of_stand_ins(name: &Ident) -> bool {
    OF_ANY.iter().chain(&["Display", "Model"]).any(|known| name == known)
}

/// Whether what is `dyn` is of traits that are sure to be there: of the file, or the standard library's.
pub fn is_sure_object(ty: &Type, place: &Ident) -> bool {
    const STD: &[&str] =
        &["Any", "Debug", "Display", "Error", "Fn", "FnMut", "FnOnce", "Iterator", "Send", "Sync"];
    let Type::TraitObject(object) = ty else { return false };
    object.bounds.iter().all(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            let is_own = |text: String| count(&text, "trait", &name) > 0;
            STD.contains(&name.as_str()) || text_of(place.span()).is_some_and(is_own)
        }),
        _ => true,
    })
}

/// A type beside an item at a place that a trait is implemented for there.
pub fn implementor(of: &Ident, place: Span) -> Option<Type> {
    let of_it = of.to_string();
    let scope =
        scope(place, |text| words(text, &of_it).any(|after| words(after, "for").next().is_some()))?;
    let mut items = scope.items.iter().filter(|item| item.is_always);
    let implementor: Option<Type> = items.find_map(|item| match &item.kind {
        Kind::Implementation { name, of } if *name == of_it => parse_str(of).ok(),
        _ => None,
    });
    // Nobody can be given what has no size, or is none: `Linearly<STEPS>` where there is no such constant.
    implementor.filter(|ty| !is_unsized(ty) && is_sure(ty, Some(place), &|_| false))
}

/// What an impl of a trait has to have, if the trait is beside an item at a place, and is implemented in its file but
/// for no parameter: where nothing is, all types may have it elsewhere.
pub fn stub_of(of: &Ident, place: Span) -> Option<String> {
    let of_it = of.to_string();
    let scope = scope(place, |text| count(text, "trait", &of_it) > 0)?;
    let text = text_of(of.span())?;
    let impls = words(&text, "impl").flat_map(|after| {
        let header = after.split('{').next().unwrap_or_default();
        let rests = words(header, &of_it).filter(|rest| rest.trim_start().starts_with("for "));
        rests.map(|rest| is_for_one_of(&header[..header.len() - rest.len()], rest))
    });
    let for_params: Vec<bool> = impls.collect();
    let has_own = OF_ANY.iter().chain(&["Display"]).any(|name| count(&text, "trait", name) > 0);
    if for_params.is_empty() || for_params.contains(&true) || has_own {
        return None;
    }
    scope.items.iter().filter(|item| item.is_always).find_map(|item| match &item.kind {
        Kind::Trait { name, stub, .. } if *name == of_it => stub.clone(),
        _ => None,
    })
}

/// Whether a trait is implemented for one of the parameters before it: `<T: Clone> Schedule` and ` for T …`.
fn is_for_one_of(before: &str, rest: &str) -> bool {
    rest.trim_start().strip_prefix("for ").is_some_and(|of| {
        let of = of.trim_start();
        let end = of.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(of.len());
        before.starts_with('<') && words(before, &of[..end]).next().is_some()
    })
}

/// What the trait `name` asks for, if it is declared beside the struct `of`.
pub fn supertraits(name: &Ident, of: &Ident) -> Option<Vec<String>> {
    let of_it = name.to_string();
    let scope = scope(of.span(), |text| count(text, "trait", &of_it) > 0)?;
    scope.items.iter().find_map(|item| match &item.kind {
        Kind::Trait { name, supertraits, .. } if *name == of_it => Some(supertraits.clone()),
        _ => None,
    })
}
