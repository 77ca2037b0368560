//! What other models of the user's crate return.

use proc_macro2::Span;
use syn::{Ident, Type, parse_str};

use super::{
    aliases::always,
    beside::{declares, forward_of, impls, imports, may_import},
    modules::imported,
};
use crate::{
    outline::{Import, Kind, Scope, all_scopes, scope, text_of, words},
    ty::Ty,
};

/// What a method returns of a model that is called by a name where the struct at a place is, if it is more than a tensor
/// and nothing else can be meant: a model that is declared there, at the top of its file, or where it is imported from.
pub fn output_of(model: &Ident, method: &str, place: Span) -> Option<Ty> {
    let model = model.to_string();
    let text = text_of(place)?;
    let is_imported = imports(&text).any(|import| words(import, &model).next().is_some());
    if !is_imported && !returns_more(&text, &model, method) {
        return None;
    }
    let (here, all) = (scope(place, |_| true)?, all_scopes(place)?);
    let top = all.first()?;
    if has_struct(&here, &model) {
        return output_in(&here, &model, method, &text);
    }
    if let Some(import) = [&here, top].into_iter().find_map(|scope| import(scope, &model)) {
        return output_elsewhere(place, import, method);
    }
    let is_another = all.iter().skip(1).any(|scope| has_struct(scope, &model));
    let is_it = has_struct(top, &model) && !is_another && !may_import(&text, &model);
    is_it.then(|| output_in(top, &model, method, &text))?
}

fn output_elsewhere(place: Span, import: &Import, method: &str) -> Option<Ty> {
    let name = import.path.last()?;
    let is_reason = |text: &str| returns_more(text, name, method);
    imported(place, import, &is_reason)?.find_map(|(text, scopes)| {
        let mut declared = scopes.iter().filter(|scope| has_struct(scope, name));
        let scope = declared.next().filter(|_| declared.next().is_none())?;
        output_in(scope, name, method, &text)
    })
}

/// Whether a text has a method of an impl that does not simply return a tensor.
fn returns_more(text: &str, model: &str, method: &str) -> bool {
    impls(text, model).flat_map(|body| words(body, method)).any(|sig| {
        let sig = sig.split('{').next().unwrap_or_default();
        sig.contains("->") && !sig.trim_end().ends_with("-> Tensor")
    })
}

fn has_struct(scope: &Scope, model: &str) -> bool {
    scope.items.iter().any(|item| matches!(&item.kind, Kind::Struct { name, .. } if name == model))
}

fn import<'a>(scope: &'a Scope, name: &str) -> Option<&'a Import> {
    let imports = scope.items.iter().filter_map(|item| match &item.kind {
        Kind::Imports(imports) if item.is_always => Some(imports),
        _ => None,
    });
    imports.flatten().find(|import| import.name == name)
}

/// What a method returns by the only impl of a model that has its `forward`, in the scope of its struct.
fn output_in(scope: &Scope, model: &str, method: &str, text: &str) -> Option<Ty> {
    let mut impls = scope.items.iter().filter(|item| forward_of(item) == Some(model));
    let item = impls.next().filter(|item| item.is_ours && item.is_always)?;
    let Kind::Impl { outputs, .. } = &item.kind else { return None };
    let (_, output) = outputs.iter().find(|(name, _)| name == method)?;
    let output = parse_str(output).ok().filter(|_| impls.next().is_none())?;
    Some(known(scope, &output, text, 0))
}

/// What a type is in a scope, with its aliases: what has another name there is no tensor, if that is declared in the
/// text, and else taken for one.
fn known(scope: &Scope, ty: &Type, text: &str, depth: usize) -> Ty {
    Ty::of(ty, &[]).with_names(&|name| {
        let alias = always(scope).find(|alias| *name == alias.name && alias.params.is_empty());
        match alias.filter(|_| depth < 3).and_then(|alias| parse_str(&alias.of).ok()) {
            Some(of) => known(scope, &of, text, depth + 1),
            None if declares(text, &["enum", "struct"], &name.to_string()) => Ty::Unknown,
            None => Ty::Tensor,
        }
    })
}
