//! Patterns: what the names in them are.

use quote::quote;
use syn::{Expr, Ident, Member, Pat, parse::Parser};

use super::{Flow, Lowerer, known::Known, scope::Binding};
use crate::{ir::Step, ty::Ty};

impl Lowerer<'_> {
    /// Brings the names of `pat` into scope, matched against `flow`.
    pub(super) fn bind(&mut self, pat: &Pat, flow: Flow) {
        match pat {
            Pat::Ident(ident) if is_name(ident) => {
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
                let ty = match ty.clone().join(flow.ty.clone()) {
                    Ty::Unknown => ty,
                    joined => joined,
                };
                self.bind(&typed.pat, Flow { ty, ..flow });
            }
            Pat::Paren(paren) => self.bind(&paren.pat, flow),
            Pat::Reference(reference) => self.bind(&reference.pat, flow),
            Pat::Guard(guard) => self.bind(&guard.pat, flow),
            Pat::Or(or) => {
                // All cases bind the same names.
                if let Some(case) = or.cases.first() {
                    self.bind(case, flow);
                }
            }
            Pat::Tuple(tuple) => {
                let elems: Vec<_> = tuple.elems.iter().collect();
                self.elements(&elems, &flow, |flow, i| match &flow.ty {
                    Ty::Tuple(types) => types.get(i).cloned(),
                    _ => None,
                });
            }
            Pat::TupleStruct(variant) => {
                let name = variant.path.segments.last().map(|last| last.ident.to_string());
                let transparent = matches!(name.as_deref(), Some("Some" | "Ok" | "Box"));
                let elems: Vec<_> = variant.elems.iter().collect();
                if transparent && elems.len() == 1 {
                    let some = name.as_deref() == Some("Some");
                    let path =
                        flow.path.map(|path| if some { path.then(Step::Some) } else { path });
                    let inner = Flow { ty: flow.ty.inner(), value: None, path, ..flow };
                    self.bind(elems[0], inner);
                } else {
                    self.elements(&elems, &flow, |_, _| Some(Ty::Plain));
                }
            }
            Pat::Slice(slice) => {
                self.escape(&flow);
                for elem in &slice.elems {
                    let rest = matches!(elem, Pat::Ident(ident) if ident.subpat.is_some());
                    let ty = if rest { flow.ty.clone() } else { flow.ty.inner() };
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

    /// Binds the elements of a tuple or a variant.
    fn elements(&mut self, elems: &[&Pat], flow: &Flow, ty: impl Fn(&Flow, usize) -> Option<Ty>) {
        let known = !elems.iter().any(|elem| matches!(elem, Pat::Rest(_)));
        for (i, elem) in elems.iter().enumerate() {
            let ty = if known { ty(flow, i) } else { None };
            let mut elem_flow = Flow::new(ty.unwrap_or(Ty::Unknown), flow.span);
            elem_flow.path = flow.path.as_ref().and_then(|path| path.field(i.to_string()));
            self.bind(elem, elem_flow);
        }
    }

    /// `let (a, b) = (x, y)`: each name holds the very value.
    pub(super) fn bind_tuple(&mut self, pat: &Pat, init: &mut Expr) -> bool {
        let (Pat::Tuple(pat), Expr::Tuple(init)) = (pat, init) else { return false };
        let rest = pat.elems.iter().any(|elem| matches!(elem, Pat::Rest(_)));
        if rest || pat.elems.len() != init.elems.len() {
            return false;
        }
        let flows: Vec<_> = init.elems.iter_mut().map(|elem| self.expr(elem)).collect();
        for (pat, flow) in pat.elems.iter().zip(flows) {
            self.bind(pat, flow);
        }
        true
    }

    /// `let Self { conv, bn: norm, .. } = self` → `let (conv, norm) = (&self.conv, &self.bn)`: the
    /// lowered model is another struct.
    pub(super) fn destructure(&mut self, pat: &mut Pat, init: &mut Expr) {
        let Pat::Struct(fields) = &*pat else { return };
        let model = match &*init {
            Expr::Path(path) => path.path.is_ident("self"),
            Expr::Reference(reference) => {
                matches!(&*reference.expr, Expr::Path(path) if path.path.is_ident("self"))
            }
            _ => false,
        };
        if !model || !fields.fields.iter().all(|field| matches!(field.member, Member::Named(_))) {
            return;
        }
        let pats = fields.fields.iter().map(|field| &field.pat);
        let members = fields.fields.iter().map(|field| &field.member);
        let (tuple, values) = (quote!((#(#pats,)*)), quote!((#(&self.#members,)*)));
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
fn is_name(pat: &syn::PatIdent) -> bool {
    let name = pat.ident.to_string();
    pat.subpat.is_some()
        || pat.by_ref.is_some()
        || pat.mutability.is_some()
        || name.starts_with(|c: char| c.is_lowercase() || c == '_')
}
