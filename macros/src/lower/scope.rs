//! Locals: their types and the values they hold.

use proc_macro2::Span;
use syn::Ident;

use super::{Flow, Lowerer, known::Known};
use crate::{
    ir::{Merge, Path, Use, User, ValueId},
    ty::Ty,
};

/// A local.
#[derive(Clone)]
pub struct Binding {
    pub name: Ident,
    pub ty: Ty,
    pub value: Option<ValueId>,
    pub path: Option<Path>,
    pub known: Known,
}

/// The locals in scope, innermost last.
#[derive(Default)]
pub struct Scope {
    bindings: Vec<Binding>,
}

impl Scope {
    pub fn get(&self, name: &Ident) -> Option<&Binding> {
        self.bindings.iter().rev().find(|binding| binding.name == *name)
    }

    pub fn get_mut(&mut self, name: &Ident) -> Option<&mut Binding> {
        self.bindings.iter_mut().rev().find(|binding| binding.name == *name)
    }

    /// What all locals of a name hold, also where one hides another.
    pub fn held_by<'s>(&'s self, name: &'s Ident) -> impl Iterator<Item = ValueId> + 's {
        self.bindings.iter().filter(move |binding| binding.name == *name).filter_map(|b| b.value)
    }

    pub fn push(&mut self, binding: Binding) {
        self.bindings.push(binding);
    }

    pub fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Drops what came into scope after there were `len`.
    pub fn truncate(&mut self, len: usize) {
        self.bindings.truncate(len);
    }
}

/// Ways of which one is taken, and what locals hold at the end of each.
pub struct Fork {
    names: Vec<Ident>,
    before: Vec<Option<ValueId>>,
    after: Vec<Vec<ValueId>>,
}

impl Lowerer<'_> {
    /// Walks something with a scope of its own that runs whenever what surrounds it does.
    pub(super) fn scoped<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        let len = self.scope.len();
        let result = walk(self);
        self.scope.truncate(len);
        result
    }

    /// Walks something that may not run where what surrounds it does.
    pub(super) fn branch<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        self.sometimes(|this| this.scoped(walk))
    }

    /// The same of what has no scope of its own.
    pub(super) fn sometimes<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        self.stretch(false, walk)
    }

    /// Walks something that may run several times where what surrounds it runs once.
    pub(super) fn turns<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        self.stretch(true, |this| this.scoped(walk))
    }

    fn stretch<R>(&mut self, turns: bool, walk: impl FnOnce(&mut Self) -> R) -> R {
        let block = self.new_block(Some(self.block), turns);
        let around = std::mem::replace(&mut self.block, block);
        let (guards, inexact) = (self.guards.len(), self.inexact);
        let result = walk(self);
        self.guards.truncate(guards);
        self.inexact = inexact;
        self.block = around;
        result
    }

    /// Walks what `break` and `continue` may leave, with `names` as they are there.
    pub(super) fn leavable<R>(&mut self, names: &[Ident], walk: impl FnOnce(&mut Self) -> R) -> R {
        self.loops.push(names.to_vec());
        let seen = (self.breaks_seen, self.guarded_exits);
        let result = walk(self);
        (self.breaks_seen, self.guarded_exits) = seen;
        self.loops.pop();
        result
    }

    /// At a `break` or `continue`: what is assigned around it goes on with what it holds here.
    pub(super) fn leave(&mut self, span: Span) {
        let names: Vec<_> = self.loops.iter().flatten().cloned().collect();
        self.used_elsewhere(&names, span);
    }

    /// Out of the innermost loop, or of another.
    pub(super) fn left_by(&mut self, label: bool) {
        if label {
            self.exits += 1;
        } else {
            self.breaks_seen += 1;
        }
    }

    /// What `names` hold here is used where the walk does not take it.
    pub(super) fn used_elsewhere(&mut self, names: &[Ident], span: Span) {
        let held: Vec<_> = names.iter().flat_map(|name| self.scope.held_by(name)).collect();
        for value in held {
            self.program.values[value.0].uses.push(Use { by: User::Other, span });
        }
    }

    /// Forgets which values and fields `names` hold: they may have been assigned in a loop.
    pub(super) fn forget(&mut self, names: &[Ident]) {
        self.forget_origin(names);
        names.iter().for_each(|name| self.merge(name, &[]));
    }

    /// Forgets where in the model `names` come from.
    fn forget_origin(&mut self, names: &[Ident]) {
        for name in names {
            if let Some(binding) = self.scope.get_mut(name) {
                binding.known = Known::Data;
                binding.path = None;
            }
        }
    }

    /// Before several ways of which one is taken, each of which may assign to `names`.
    pub(super) fn fork(&mut self, names: Vec<Ident>) -> Fork {
        self.forget_origin(&names);
        let before = names.iter().map(|name| self.held(name)).collect();
        let after = vec![Vec::new(); names.len()];
        Fork { names, before, after }
    }

    /// At the end of each way.
    pub(super) fn end_way(&mut self, fork: &mut Fork) {
        for (i, name) in fork.names.iter().enumerate() {
            let value = self.held(name).filter(|value| Some(*value) != fork.before[i]);
            fork.after[i].extend(value);
            if let Some(binding) = self.scope.get_mut(name) {
                binding.value = fork.before[i];
                binding.path = None;
            }
        }
    }

    /// After all ways.
    pub(super) fn join(&mut self, fork: &Fork) {
        for (name, values) in fork.names.iter().zip(&fork.after) {
            self.merge(name, values);
        }
    }

    fn held(&self, name: &Ident) -> Option<ValueId> {
        self.scope.get(name)?.value
    }

    /// From here on `name` holds what it does, if anything yet, or one of `others`.
    fn merge(&mut self, name: &Ident, others: &[ValueId]) {
        let span = name.span();
        let values: Vec<_> = others.iter().copied().chain(self.held(name)).collect();
        if values.is_empty() {
            return;
        }
        let merged = self.program.merge(Merge { of: values, span, is_result: false });
        if let Some(binding) = self.scope.get_mut(name) {
            binding.value = Some(merged);
        }
    }

    /// Lets the names from the `len`th on hold what they do, or what those do that they hide, as `span`
    /// decides.
    pub(super) fn merge_with_hidden(&mut self, len: usize, span: Span) {
        for i in len..self.scope.len() {
            let (known, new) = self.scope.bindings.split_at_mut(i);
            let binding = &mut new[0];
            let hidden = known[..len].iter().rev().find(|hidden| hidden.name == binding.name);
            let of: Vec<_> =
                hidden.and_then(|hidden| hidden.value).into_iter().chain(binding.value).collect();
            if let Some(hidden) = hidden {
                binding.ty = binding.ty.clone().join(hidden.ty.clone());
            }
            (binding.path, binding.known) = (None, Known::Data);
            binding.value =
                (!of.is_empty()).then(|| self.program.merge(Merge { of, span, is_result: false }));
        }
    }

    /// `name = flow`.
    pub(super) fn assign(&mut self, name: &Ident, flow: Flow) {
        let value = flow.value.or_else(|| self.opaque(&flow.ty));
        let path = self.changeable(&flow.ty, flow.path);
        if let Some(binding) = self.scope.get_mut(name) {
            binding.ty = binding.ty.clone().join(flow.ty);
            binding.value = value;
            binding.path = path;
            binding.known = Known::Data;
        }
    }

    /// The path to what a `mut` local holds: an iterator may have been advanced since, an index is no
    /// longer the loop's.
    pub(super) fn changeable(&mut self, ty: &Ty, path: Option<Path>) -> Option<Path> {
        let path = path.filter(|path| path.as_index().is_none())?;
        let is_list = matches!(ty, Ty::Seq(_));
        Some(if is_list { path.then(self.program.reordered(0)) } else { path })
    }

    pub(super) fn local(&self, name: &Ident, span: Span) -> Option<Flow> {
        let Binding { ty, value, path, .. } = self.scope.get(name)?.clone();
        Some(Flow { ty, value, path, span })
    }
}
