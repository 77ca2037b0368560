//! Patterns: what the names in them are.

use proc_macro2::Span;
use quote::quote;
use syn::{
    Expr, Ident, Member, Pat, PatIdent,
    parse::Parser,
    visit::{self, Visit},
};

use super::{Flow, Lowerer, infer::collected, known::Known, scope::Binding};
use crate::{ir::Step, ty::Ty};

impl Lowerer<'_> {
    /// Brings the names of a pattern that always matches into scope: each of them is a name.
    pub(super) fn bind_all(&mut self, pat: &Pat, flow: Flow) {
        self.irrefutable = true;
        self.bind(pat, flow);
        self.irrefutable = false;
    }

    /// Brings those of a `let` into scope, which may not match if it has an `else`.
    pub(super) fn bind_let(&mut self, pat: &Pat, flow: Flow, has_else: bool) {
        if has_else { self.bind(pat, flow) } else { self.bind_all(pat, flow) }
    }

    /// Brings the names of `pat` into scope, matched against `flow`.
    pub(super) fn bind(&mut self, pat: &Pat, flow: Flow) {
        match pat {
            Pat::Ident(ident) if self.irrefutable || is_name(ident) => {
                if let Some((_, sub)) = &ident.subpat {
                    self.escape(&flow);
                    self.bind(sub, Flow { value: None, ..Flow::new(flow.ty.clone(), flow.span) });
                }
                let value = flow.value.or_else(|| self.opaque(&flow.ty));
                let path = match ident.mutability {
                    Some(_) => self.changeable(&flow.ty, flow.path),
                    None => flow.path,
                };
                self.scope.push(Binding {
                    name: ident.ident.clone(),
                    ty: flow.ty,
                    value,
                    path,
                    known: Known::Data,
                });
            }
            Pat::Type(typed) => {
                let params = self.params();
                let ty = Ty::of(&typed.ty, &params.iter().collect::<Vec<_>>());
                let ty = match (ty.clone().join(flow.ty.clone()), &ty, &flow.ty) {
                    (Ty::Unknown, Ty::Map(_), Ty::Seq(elem)) => collected(elem, Some(ty)),
                    (Ty::Unknown, ..) => ty,
                    (joined, ..) => joined,
                };
                self.bind(&typed.pat, Flow { ty, ..flow });
            }
            Pat::Paren(paren) => self.bind(&paren.pat, flow),
            Pat::Reference(reference) => {
                // No tensor can be moved out of what is borrowed.
                let ty = match flow.ty {
                    Ty::Unknown if !has_reference(&reference.pat) => Ty::Plain,
                    ty => ty,
                };
                self.bind(&reference.pat, Flow { ty, ..flow });
            }
            Pat::Guard(guard) => self.bind(&guard.pat, flow),
            Pat::Or(or) => {
                // All cases bind the same names, but each may take them from another place.
                if let Some(case) = or.cases.first() {
                    self.escape(&flow);
                    self.bind(case, Flow { value: None, path: None, ..flow });
                }
            }
            Pat::Tuple(tuple) => {
                let types = match &flow.ty {
                    Ty::Tuple(types) => types.clone(),
                    Ty::Tensor => vec![Ty::Tensor; tuple.elems.len()],
                    // What holds no tensors has none to give.
                    ty @ (Ty::Error | Ty::Plain) => vec![ty.clone(); tuple.elems.len()],
                    _ => Vec::new(),
                };
                self.elements(tuple.elems.iter(), &flow, &types);
            }
            Pat::TupleStruct(variant) => {
                let name = variant.path.segments.last().map(|last| last.ident.to_string());
                let transparent = matches!(name.as_deref(), Some("Some" | "Ok" | "Box"));
                if let (true, [elem]) = (transparent, &*variant.elems.iter().collect::<Vec<_>>()) {
                    let some = name.as_deref() == Some("Some");
                    let path =
                        flow.path.map(|path| if some { path.then(Step::Some) } else { path });
                    let inner = Flow { ty: flow.ty.inner(), value: None, path, ..flow };
                    self.bind(elem, inner);
                } else {
                    let types = vec![Ty::Plain; variant.elems.len()];
                    self.elements(variant.elems.iter(), &flow, &types);
                }
            }
            Pat::Slice(slice) => {
                self.escape(&flow);
                for elem in &slice.elems {
                    let rest = matches!(elem, Pat::Ident(ident) if ident.subpat.is_some());
                    let ty = match &flow.ty {
                        ty if rest || *ty == Ty::Plain => ty.clone(),
                        ty => ty.inner(),
                    };
                    self.bind(elem, Flow::new(ty, flow.span));
                }
            }
            Pat::Struct(pat) => {
                self.escape(&flow);
                // A struct or variant of the user's, which cannot hold tensors.
                for field in &pat.fields {
                    self.bind(&field.pat, Flow::new(Ty::Plain, flow.span));
                }
            }
            _ => {}
        }
    }

    /// Binds the elements of a tuple or a variant; those behind `..` are counted from its end.
    fn elements<'p>(
        &mut self,
        elems: impl ExactSizeIterator<Item = &'p Pat>,
        flow: &Flow,
        types: &[Ty],
    ) {
        let left_out = types.len().checked_sub(elems.len().saturating_sub(1));
        let mut next = Some(0);
        for elem in elems {
            if let Pat::Rest(_) = elem {
                next = next.zip(left_out).map(|(next, left_out)| next + left_out);
                continue;
            }
            let ty = next.and_then(|i| types.get(i)).cloned().unwrap_or(Ty::Unknown);
            let path = |i: usize| flow.path.as_ref()?.field(i.to_string());
            let of_model = self.is_of_a_model(flow);
            self.bind(elem, Flow { path: next.and_then(path), ..Flow::new(ty, flow.span) });
            if let (true, Pat::Ident(local)) = (of_model, elem)
                && let Some(value) = self.scope.get(&local.ident).and_then(|local| local.value)
            {
                self.parts.insert(value, local.ident.clone());
            }
            next = next.map(|i| i + 1);
        }
    }

    /// What a `match` or `if let` looks at: the elements of a tuple, each by itself.
    pub(super) fn scrutinee(&mut self, expr: &mut Expr) -> Vec<Flow> {
        let flows: Vec<_> = match expr {
            Expr::Tuple(tuple) if tuple.elems.len() > 1 => {
                tuple.elems.iter_mut().map(|elem| self.expr(elem)).collect()
            }
            expr => vec![self.expr(expr)],
        };
        flows.iter().for_each(|flow| self.escape_tensors(flow));
        flows
    }

    /// Brings the names of a pattern into scope, matched against a [`scrutinee`](Self::scrutinee).
    pub(super) fn bind_scrutinee(&mut self, pat: &Pat, scrutinee: &[Flow]) {
        let place =
            |flow: &Flow| Flow { path: flow.path.clone(), ..Flow::new(flow.ty.clone(), flow.span) };
        match (pat, scrutinee) {
            (pat, [one]) => self.bind(pat, place(one)),
            (Pat::Wild(_), _) => {}
            (Pat::Guard(guard), _) => self.bind_scrutinee(&guard.pat, scrutinee),
            (Pat::Tuple(tuple), flows)
                if tuple.elems.len() == flows.len()
                    && !tuple.elems.iter().any(|elem| matches!(elem, Pat::Rest(_))) =>
            {
                for (elem, flow) in tuple.elems.iter().zip(flows) {
                    self.bind(elem, place(flow));
                }
            }
            (pat, flows) => {
                flows.iter().for_each(|flow| self.escape(flow));
                let types = flows.iter().map(|flow| flow.ty.clone()).collect();
                let span = flows.first().map_or_else(Span::call_site, |flow| flow.span);
                self.bind(pat, Flow::new(Ty::Tuple(types), span));
            }
        }
    }

    /// `let (a, b) = (x, y)`: each name holds the very value.
    pub(super) fn bind_tuple(&mut self, pat: &Pat, init: &mut Expr) -> bool {
        let (Pat::Tuple(pat), Expr::Tuple(init)) = (pat, init) else { return false };
        let rest = pat.elems.iter().any(|elem| matches!(elem, Pat::Rest(_)));
        if rest || pat.elems.len() != init.elems.len() {
            return false;
        }
        let known: Vec<_> = init.elems.iter().map(|elem| self.known(elem)).collect();
        let flows: Vec<_> = init.elems.iter_mut().map(|elem| self.expr(elem)).collect();
        for ((pat, flow), known) in pat.elems.iter().zip(flows).zip(known) {
            let plain = flow.ty == Ty::Plain;
            self.bind(pat, flow);
            self.remember_parts(pat, &known);
            self.remember(pat, known, plain);
        }
        true
    }

    /// `let Self { conv, bn: norm, .. } = self` → `let (conv, norm) = (&self.conv, &self.bn)`: the
    /// lowered model is another struct. Of `*self`, or by `&Self { … }`, the values are taken.
    pub(super) fn destructure(&mut self, pat: &mut Pat, init: &mut Expr) {
        let is_self = |expr: &Expr| matches!(expr, Expr::Path(path) if path.path.is_ident("self"));
        let (fields, of_value) = match (&*pat, &*init) {
            (Pat::Struct(fields), Expr::Reference(reference)) if is_self(&reference.expr) => {
                (fields, false)
            }
            (Pat::Struct(fields), Expr::Unary(of)) if is_self(&of.expr) => (fields, true),
            (Pat::Struct(fields), init) if is_self(init) => (fields, false),
            (Pat::Reference(reference), init) if is_self(init) => match &*reference.pat {
                Pat::Struct(fields) => (fields, true),
                _ => return,
            },
            _ => return,
        };
        if !fields.fields.iter().all(|field| matches!(field.member, Member::Named(_))) {
            return;
        }
        let named = fields.fields.iter().filter(|field| !matches!(*field.pat, Pat::Wild(_)));
        let parts = named.map(|field| {
            let (mut pat, member) = ((*field.pat).clone(), &field.member);
            let is_borrowed = match &mut pat {
                Pat::Ident(name) => name.by_ref.take().is_some(),
                _ => false,
            };
            match of_value && !is_borrowed {
                true => (pat, quote!(self.#member)),
                false => (pat, quote!(&self.#member)),
            }
        });
        let (pats, values): (Vec<_>, Vec<_>) = parts.unzip();
        let (tuple, values) = (quote!((#(#pats,)*)), quote!((#(#values,)*)));
        let tuple = Pat::parse_single.parse2(tuple);
        if let (Ok(tuple), Ok(values)) = (tuple, syn::parse2(values)) {
            (*pat, *init) = (tuple, values);
        }
    }

    /// The type parameters in scope.
    pub(super) fn params(&self) -> Vec<Ident> {
        let params = self.item.generics.type_params();
        params.map(|param| param.ident.clone()).collect()
    }
}

/// Whether it is a new name, not a constant or a unit variant.
fn is_name(pat: &PatIdent) -> bool {
    let name = pat.ident.to_string();
    pat.subpat.is_some()
        || pat.by_ref.is_some()
        || pat.mutability.is_some()
        || name.starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// Whether it borrows any part by itself.
fn has_reference(pat: &Pat) -> bool {
    let mut bound = Bound::default();
    bound.visit_pat(pat);
    bound.0.iter().any(|name| name.by_ref.is_some())
}

/// The names that patterns bind, in what it visits.
#[derive(Default)]
pub(super) struct Bound(pub Vec<PatIdent>);

impl Bound {
    pub(super) fn has(&self, name: &Ident) -> bool {
        self.0.iter().any(|bound| bound.ident == *name)
    }
}

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.0.push(pat.clone());
        visit::visit_pat_ident(self, pat);
    }
}
