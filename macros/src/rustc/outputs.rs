//! What other models of the user's crate return.

use std::rc::Rc;

use proc_macro2::Span;
use syn::{
    Ident, Type, TypePath, parse_str,
    visit::{self, Visit},
};

use super::{
    aliases::always,
    beside::{declares, forward_of, impls, imports},
    modules::imported,
};
use crate::{
    attr::OURS,
    outline::{Import, Kind, Scope, scopes_around, text_of, words},
    parse::Model,
    ty::Ty,
};

/// What a method returns of a model in the fields of another one, if it is more than a tensor and nothing else can be
/// meant: of a model that is declared where that one is, or where its path or an import says.
pub fn output_of(name: &Ident, method: &str, of: &Model) -> Option<Ty> {
    let (path, place) = (path_of(name, of)?, of.ident.span());
    let (model, modules) = path.split_last()?;
    if !modules.is_empty() {
        let import = Import { name: model.clone(), path: path.clone() };
        return output_elsewhere(place, &import, method);
    }
    let text = text_of(place)?;
    let may_be_elsewhere = |import: &str| {
        words(import, model).next().is_some()
            || import.contains('*') && !import.trim_start().starts_with(OURS)
    };
    if !imports(&text).any(may_be_elsewhere) && !returns_more(&text, model, method) {
        return None;
    }
    let scopes = scopes_around(place)?;
    for scope in &scopes {
        if scope.has_struct(model) {
            return output_in(scope, model, method, &text);
        }
        if let Some(import) = scope.imports(model).next() {
            return output_elsewhere(place, import, method);
        }
    }
    let mut globs = scopes.iter().flat_map(|scope| scope.imports("*"));
    globs.find_map(|all| output_elsewhere(place, &all.of(model), method))
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

fn output_elsewhere(place: Span, import: &Import, method: &str) -> Option<Ty> {
    let (name, modules) = import.path.split_last()?;
    let is_reason = |text: &str| returns_more(text, name, method);
    imported(place, import, &is_reason)?.find_map(|(text, scopes)| {
        let declared: Vec<_> = scopes.iter().filter(|scope| scope.has_struct(name)).collect();
        let is_it = |scope: &&&Rc<Scope>| scope.module.as_ref() == modules.last();
        let scope = match declared.as_slice() {
            [one] => one,
            several => several.iter().find(is_it)?,
        };
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
