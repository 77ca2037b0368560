//! What other models of the user's crate return.

use syn::{
    Ident, Path, Type, TypePath, parse_str,
    visit::{self, Visit},
};

use super::{
    aliases::always,
    beside::{forward_of, impls, imports},
    modules::{DEEPEST, File},
};
use crate::{
    attr::OURS,
    outline::{Kind, Scope, scopes_at, text_of, words},
    parse::Model,
    ty::Ty,
};

/// What a method returns of a model in the fields of another one, if it is more than a tensor and known: of a model that
/// is declared where that one is, or where its path or an import says.
pub fn output_of(name: &Ident, method: &str, of: &Model) -> Option<Ty> {
    let (path, place) = (path_of(name, of)?, of.ident.span());
    let (model, modules) = path.split_last()?;
    let text = text_of(place)?;
    let may_be_elsewhere = |import: &str| {
        words(import, model).next().is_some()
            || import.contains('*') && !import.trim_start().starts_with(OURS)
    };
    let is_reason = !modules.is_empty()
        || returns_more(&text, model, method)
        || imports(&text).any(may_be_elsewhere);
    let (all, number) = scopes_at(place).filter(|_| is_reason)?;
    let file = File { place, text, all };
    let (scope, name) = file.declared(&path, number)?;
    output_in(&scope, &name, method)
}

/// What a type is where a model is declared, if that is known.
pub fn type_at(ty: &Type, of: &Model) -> Option<Ty> {
    let (all, number) = scopes_at(of.ident.span())?;
    known(&all[number], ty, 0)
}

/// How a type is written in the fields of a model, if it is in one way.
fn path_of(name: &Ident, model: &Model) -> Option<Vec<String>> {
    struct Paths<'a>(&'a Ident, Vec<Vec<String>>);
    impl<'ast> Visit<'ast> for Paths<'_> {
        fn visit_type_path(&mut self, ty: &'ast TypePath) {
            let path = &ty.path.segments;
            if path.last().is_some_and(|last| last.ident == *self.0) {
                self.1.push(path.iter().map(|segment| segment.ident.to_string()).collect());
            }
            visit::visit_type_path(self, ty);
        }
    }
    let mut paths = Paths(name, Vec::new());
    model.fields.iter().for_each(|field| paths.visit_type(&field.written));
    let path = paths.1.pop()?;
    paths.1.iter().all(|other| *other == path).then_some(path)
}

/// Whether a text has a method of an impl that does not simply return a tensor.
fn returns_more(text: &str, model: &str, method: &str) -> bool {
    impls(text, model).flat_map(|body| words(body, method)).any(|sig| {
        let sig = sig.split('{').next().unwrap_or_default();
        sig.contains("->") && !sig.trim_end().ends_with("-> Tensor")
    })
}

/// What a method returns by the only impl of a model that has its `forward`, in the scope of its struct. Of one that is
/// not exported that is an error.
fn output_in(scope: &Scope, model: &str, method: &str) -> Option<Ty> {
    let mut impls = scope.items.iter().filter(|item| forward_of(item) == Some(model));
    let item = impls.next().filter(|item| item.is_ours && item.is_always && scope.is_always)?;
    let Kind::Impl { outputs, .. } = &item.kind else { return None };
    let (_, output) = outputs.iter().find(|(name, _)| name == method)?;
    if impls.next().is_some() {
        return None;
    }
    match output {
        Some(output) => known(scope, &parse_str(output).ok()?, 0),
        None => Some(Ty::Error),
    }
}

/// What a type is in a scope, if all names in it are known there: a type of the user's that is returned is plain.
fn known(scope: &Scope, ty: &Type, depth: usize) -> Option<Ty> {
    const PLAIN: &[&str] =
        &["BTreeSet", "Duration", "HashSet", "NonZeroUsize", "PathBuf", "Range", "RangeInclusive"];
    if names_modules(ty) {
        return None;
    }
    Ty::of(ty, &[]).with_names(&|name| {
        let name = name.to_string();
        if let Some(alias) = always(scope).find(|alias| alias.name == name) {
            let is_simple = alias.params.is_empty() && depth < DEEPEST;
            return known(scope, &parse_str(&alias.of).ok().filter(|_| is_simple)?, depth + 1);
        }
        let is_std = || PLAIN.contains(&&*name) && scope.imports(&name).next().is_none();
        (scope.has_type(&name) || is_std()).then_some(Ty::Plain)
    })
}

/// Whether a type has a path in it that begins in the user's crate.
fn names_modules(ty: &Type) -> bool {
    struct Paths(bool);
    impl<'ast> Visit<'ast> for Paths {
        fn visit_path(&mut self, path: &'ast Path) {
            let first = path.segments.first().map(|first| first.ident.to_string());
            let is_known = first.is_some_and(|first| ["core", OURS, "std"].contains(&&*first));
            self.0 |= path.segments.len() > 1 && !is_known;
            visit::visit_path(self, path);
        }
    }
    let mut paths = Paths(false);
    paths.visit_type(ty);
    paths.0
}
