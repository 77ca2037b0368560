//! What models return that are in the same file.

use proc_macro2::Span;
use syn::{Ident, Type, parse_str};

use super::beside::{forward_of, impls, may_import};
use crate::outline::{Kind, Scope, all_scopes, scope, text_of};

/// What a method returns of a model that is called by a name where the struct at a place is: beside it, or at the top of
/// its file, if nothing else can be meant.
pub fn output_of(model: &Ident, method: &str, place: Span) -> Option<Type> {
    let of = model.to_string();
    let scope = scope(place, |text| impls(text, &of).next().is_some())?;
    let declares = |scope: &Scope| {
        scope
            .items
            .iter()
            .any(|item| matches!(&item.kind, Kind::Struct { name, .. } if *name == of))
    };
    let scope = match declares(&scope) {
        true => scope,
        false => {
            let all = all_scopes(place)?;
            let others = all.iter().skip(1).any(|scope| declares(scope));
            let is_imported = || text_of(place).is_none_or(|text| may_import(&text, &of));
            all.first().filter(|top| declares(top) && !others && !is_imported())?.clone()
        }
    };
    let mut impls = scope.items.iter().filter(|item| forward_of(item) == Some(&of));
    let item = impls.next().filter(|item| item.is_ours && item.is_always)?;
    let Kind::Impl { outputs, .. } = &item.kind else { return None };
    let (_, output) = outputs.iter().find(|(name, _)| name == method)?;
    impls.next().is_none().then(|| parse_str(output).ok())?
}
