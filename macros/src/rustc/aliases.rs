//! What the user has other names for.

use std::{collections::HashMap, rc::Rc, slice};

use proc_macro2::Span;
use syn::{Ident, Type, parse_str};

use super::modules::{imported, is_own};
use crate::outline::{Alias, Import, Item, Kind, Scope, count, scope, without_comments, words};

/// What a type beside the struct `of` is an alias of, whatever its parameters are.
pub fn alias(name: &Ident, of: &Ident) -> Option<Type> {
    let name = name.to_string();
    let alias = aliases(of.span(), slice::from_ref(&name)).remove(&name)?;
    alias.params.is_empty().then(|| parse_str(&alias.of).ok())?
}

/// The aliases beside an item at a place, if any of some names may be one, and those of these names that are
/// imported there.
pub fn aliases(place: Span, names: &[String]) -> HashMap<String, Alias> {
    let may_be_any = |text: &str| {
        let text = &without_comments(text);
        names.iter().any(|name| count(text, "type", name) > 0)
            || words(text, "use").any(|import| may_import_any(text, import, names))
    };
    let Some(scope) = scope(place, may_be_any) else { return HashMap::new() };
    let mut aliases: HashMap<_, _> =
        always(&scope).map(|of| (of.name.clone(), of.clone())).collect();
    for name in names {
        let mut found = scope.imports(name).filter_map(|import| elsewhere(place, import));
        let is_named = scope.imports(name).next().is_some()
            || aliases.contains_key(name)
            || scope.has_type(name);
        let found = found.next().or_else(|| {
            let mut all = scope.imports("*").filter(|_| !is_named);
            all.find_map(|all| elsewhere(place, &all.of(name)))
        });
        if let Some(of) = found {
            aliases.insert(name.clone(), Alias { is_here: false, ..of });
        }
    }
    aliases
}

/// Whether `elsewhere` may find one of these names, where a `use` goes on.
fn may_import_any(text: &str, import: &str, names: &[String]) -> bool {
    let path = import.split(';').next().unwrap_or_default();
    let first = path.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    let first = first.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let is_of_tensor = || first == "quantizable" && count(path, "Tensor", "as") > 0;
    // `use {crate::state::State, …}` has several.
    (first.is_empty() || is_own(text, first) || is_of_tensor())
        && (path.contains('*') || names.iter().any(|name| words(path, name).next().is_some()))
}

/// The aliases in a scope that are there in every build.
pub fn always(scope: &Scope) -> impl Iterator<Item = &Alias> {
    scope.items.iter().filter(|item| item.is_always).filter_map(|item: &Item| match &item.kind {
        Kind::Alias(of) => Some(of),
        _ => None,
    })
}

/// What is imported from a module of the same file, or from one where its path says that it is.
fn elsewhere(place: Span, import: &Import) -> Option<Alias> {
    let (name, modules) = import.path.split_last()?;
    let first = modules.first()?;
    if name == "Tensor" && import.name != *name && first == "quantizable" {
        let (name, of) = (import.name.clone(), import.path.join("::"));
        return Some(Alias { name, params: Vec::new(), lifetimes: Vec::new(), of, is_here: false });
    }
    let only = |scopes: Rc<[Rc<Scope>]>| {
        let mut named = scopes.iter().flat_map(|scope| always(scope)).filter(|of| of.name == *name);
        named.next().filter(|_| named.next().is_none()).cloned()
    };
    imported(place, import, &|text| count(text, "type", name) > 0)?.find_map(only)
}
