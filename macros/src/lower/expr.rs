//! Expressions.

use proc_macro2::Span;
use syn::{
    Expr, ExprField, ExprIndex, ExprLit, ExprPath, Ident, Lit, Member, spanned::Spanned,
    visit::Visit,
};

use super::{
    Flow, Lowerer,
    assigned::{assigned, root, several},
    builds::attributes,
    guard::built,
    operators::is_in_capitals,
};
use crate::{
    errors,
    ir::{Hole, NodeId, Path, Step},
    rustc::beside::is_own_type,
    ty::Ty,
};

/// An expression that stands in for one that was taken out of the tree.
pub fn nothing() -> Expr {
    Hole::expr(NodeId(usize::MAX))
}

impl Lowerer<'_> {
    /// Walks an expression, and leaves holes where operations were.
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Flow {
        match attributes(expr).and_then(|attrs| built(attrs)) {
            Some(built) => self.in_some_builds(expr, &built, Self::in_every_build),
            None => self.in_every_build(expr),
        }
    }

    fn in_every_build(&mut self, expr: &mut Expr) -> Flow {
        let span = expr.span();
        match expr {
            Expr::Path(path) => self.path(path, span),
            Expr::Paren(paren) => self.expr(&mut paren.expr),
            Expr::Group(group) => self.expr(&mut group.expr),
            Expr::Lit(_) => Flow::new(Ty::Plain, span),
            Expr::Reference(reference) => {
                let flow = self.place(&mut reference.expr);
                if reference.mutability.is_some()
                    && let Some(name) = root(&reference.expr).cloned()
                {
                    self.forget(&[name]);
                }
                flow
            }
            Expr::Unary(_) => self.unary(expr),
            Expr::Field(field) => self.field(field, span, false),
            Expr::Index(index) => self.index(index, span),
            Expr::Call(_) => self.call(expr),
            Expr::MethodCall(_) => self.method_call(expr),
            Expr::Binary(_) => self.binary(expr),
            Expr::Assign(assign) => {
                let flow = self.expr(&mut assign.right);
                match &*assign.left {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        if let Some(name) = path.path.get_ident().cloned() {
                            self.assign(&name, flow);
                        }
                    }
                    left => {
                        let several = several(left, &flow.ty);
                        self.escape(&flow);
                        self.used(&mut assign.left);
                        let names = assigned(|a| a.visit_expr_assign(assign));
                        self.forget(&names);
                        for (name, ty) in several {
                            self.assign(&name, Flow::new(ty, span));
                        }
                        if let Expr::Index(item) = &*assign.left {
                            self.holds(&item.expr, flow.ty);
                        }
                    }
                }
                Flow::new(Ty::Plain, span)
            }
            Expr::Tuple(tuple) => {
                let types = tuple.elems.iter_mut().map(|elem| self.used(elem)).collect::<Vec<_>>();
                Flow::new(if types.is_empty() { Ty::Plain } else { Ty::Tuple(types) }, span)
            }
            Expr::Array(array) => {
                let elems = array.elems.iter_mut().map(|elem| self.used(elem)).collect();
                Flow::new(Ty::list_of(elems), span)
            }
            Expr::Repeat(repeat) => {
                let ty = self.used(&mut repeat.expr);
                Flow::new(Ty::Seq(Box::new(ty)), span)
            }
            Expr::Cast(cast) => {
                // rustc has more to say of the value that it would make.
                let flow = self.expr(&mut cast.expr);
                self.escape(&flow);
                if self.is_surely_a_tensor(&flow) {
                    self.diag.left_to_rustc();
                }
                Flow::new(Ty::Plain, span)
            }
            Expr::Range(range) => {
                for end in [&mut range.start, &mut range.end].into_iter().flatten() {
                    self.used(end);
                }
                let path = Some(Path::range(self.program.reordered(0)));
                Flow { path, ..Flow::new(Ty::Seq(Box::new(Ty::Plain)), span) }
            }
            Expr::Struct(literal) => {
                let mut holds_tensor = false;
                for field in &mut literal.fields {
                    holds_tensor |= self.used(&mut field.expr).has_tensor();
                }
                if let Some(rest) = &mut literal.rest {
                    self.used(rest);
                }
                if holds_tensor {
                    self.diag.tensor_in_struct(&literal.path);
                    return Flow::new(Ty::Error, span);
                }
                let name = literal.path.segments.last().map(|last| last.ident.clone());
                Flow::new(name.map_or(Ty::Unknown, Ty::Named), span)
            }
            Expr::Try(attempt) => {
                self.exits += 1;
                self.is_value = matches!(*attempt.expr, Expr::Macro(_));
                let flow = self.expr(&mut attempt.expr);
                // What is given no tensor has none in it either.
                let ty = if flow.ty == Ty::Plain { Ty::Plain } else { flow.ty.inner() };
                let is_kept = self.is_of_a_model(&flow) || self.taken(&flow).is_some();
                let value = flow.value.filter(|_| is_kept);
                Flow { ty, value, ..flow }
            }
            Expr::Macro(_) => self.macro_expr(expr, span),
            // What is only of `async` code and generators rustc refuses.
            Expr::Await(_) | Expr::Yield(_) => Flow::unknown(span),
            Expr::Async(_) | Expr::TryBlock(_) => {
                self.diag.error(errors::unsupported_syntax(expr));
                Flow::unknown(span)
            }
            _ => self.control(expr),
        }
    }

    /// What is borrowed.
    pub(super) fn place(&mut self, expr: &mut Expr) -> Flow {
        let span = expr.span();
        match expr {
            Expr::Field(field) => self.field(field, span, true),
            expr => self.expr(expr),
        }
    }

    fn path(&mut self, path: &ExprPath, span: Span) -> Flow {
        if path.path.is_ident("self") {
            return Flow { ty: Ty::Model, value: None, path: Some(Path(Vec::new())), span };
        }
        let local = path.path.get_ident().and_then(|name| self.local(name, span));
        local.unwrap_or_else(|| match path.path.segments.last() {
            Some(last) if is_function(&last.ident) => Flow::new(Ty::Function, span),
            Some(last) if is_in_capitals(&last.ident) => Flow::new(Ty::Plain, span),
            Some(last) if last.ident == "None" => {
                Flow::new(Ty::Option(Box::new(Ty::Unknown)), span)
            }
            _ => Flow::unknown(span),
        })
    }

    fn field(&mut self, field: &mut ExprField, span: Span, borrowed: bool) -> Flow {
        let base = self.expr(&mut field.base);
        let name = match &field.member {
            Member::Named(name) => name.to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let ty = match (&base.ty, &field.member) {
            (Ty::Model, Member::Named(name)) => {
                match self.model.fields.iter().find(|field| field.ident == *name) {
                    Some(known) => {
                        if known.skip {
                            self.diag.error_once(errors::skipped_field(name));
                        } else if !known.cfgs.is_empty() && known.ty.is_lowered() {
                            self.diag.error(errors::field_of_some_builds(name));
                        }
                        known.ty.clone()
                    }
                    None => {
                        self.diag.unless_rustc(errors::foreign_field(name));
                        Ty::Error
                    }
                }
            }
            (Ty::Tuple(types), Member::Unnamed(index)) => {
                types.get(index.index as usize).cloned().unwrap_or(Ty::Unknown)
            }
            (Ty::Tensor, Member::Unnamed(_)) => Ty::Tensor,
            (Ty::Error, _) => Ty::Error,
            // A number of a configuration: a tensor of a nested model could not be moved out.
            (Ty::Named(_), Member::Named(_)) if !borrowed => Ty::Plain,
            (Ty::Named(of), Member::Unnamed(_)) if !borrowed && is_own_type(of) => Ty::Plain,
            (Ty::Plain, _) => Ty::Plain,
            _ => Ty::Unknown,
        };
        let value = self.opaque(&ty);
        Flow { ty, value, path: base.path.and_then(|path| path.field(name)), span }
    }

    fn index(&mut self, index: &mut ExprIndex, span: Span) -> Flow {
        let base = self.expr(&mut index.expr);
        let at = self.expr(&mut index.index);
        self.escape(&at);
        let (ty, step) = match &*index.index {
            Expr::Range(range) => {
                let from = first_index(range.start.as_deref());
                (base.ty.clone(), self.program.reordered(from))
            }
            Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => {
                let step = int.base10_parse().map_or(Step::Opaque, Step::Index);
                (base.ty.inner(), step)
            }
            _ => {
                let index = at.path.and_then(|path| path.as_index());
                (base.ty.inner(), index.unwrap_or(Step::Opaque))
            }
        };
        let ty = match base.ty {
            Ty::Map(value) => *value,
            _ => ty,
        };
        let value = self.opaque(&ty);
        Flow { ty, value, path: base.path.map(|path| path.then(step)), span }
    }
}

/// Whether what has this name, and is no local, is a function: constants and types have capitals.
fn is_function(name: &Ident) -> bool {
    name.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// The least index from `start` on, if it is said.
pub(super) fn first_index(start: Option<&Expr>) -> usize {
    match start {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(start), .. })) => {
            start.base10_parse().unwrap_or_default()
        }
        _ => 0,
    }
}
