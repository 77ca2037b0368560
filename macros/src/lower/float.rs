//! `#[quantizable(float)]`: a statement that runs in f32 as it is written.

use proc_macro2::Span;
use quote::format_ident;
use syn::{
    Attribute, Expr, ExprClosure, ExprField, ExprMethodCall, ExprReturn, Ident, Meta, Pat, PatType,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{
    Flow, Lowerer,
    assigned::{assigned, root},
    macros::names,
};
use crate::{
    attr::{Options, Place, is_ours},
    errors,
    ir::{Def, Gives, LayerRef, Node, Op, OpId, Operand, Region, Use, User},
    ops::{INSPECTIONS, OpKind, Read},
    source::Source,
    ty::{Ty, first, is_borrow},
};

impl Lowerer<'_> {
    /// Takes our attributes off a statement, and sets the levels of its lints. Whether it is to run
    /// in f32, or may be meant to.
    pub(super) fn is_float(&mut self, attrs: &mut Vec<Attribute>) -> bool {
        let errors = self.diag.count();
        let options = Options::of(self.diag, Place::Statement, attrs);
        // A word that is none of ours is likely this one misspelt, and none is likely this one forgotten.
        let is_word = |attr: &Attribute| {
            let is_bare = |meta: &Meta| match meta {
                Meta::List(list) => list.tokens.is_empty(),
                Meta::NameValue(_) | Meta::Path(_) => true,
            };
            is_ours(attr)
                && (is_bare(&attr.meta) || attr.parse_args().is_ok_and(|said| is_bare(&said)))
        };
        // There is no such attribute by itself, which rustc says.
        let is_alone = |attr: &Attribute| {
            attr.path().segments.last().is_some_and(|last| last.ident == "float")
        };
        if attrs.iter().any(is_alone) {
            self.diag.left_to_rustc();
        }
        let misspelt = self.diag.count() > errors && attrs.iter().any(is_word);
        attrs.retain(|attr| !is_ours(attr) && !is_alone(attr));
        self.levels = self.levels.with(&options.lints);
        self.is_misspelt = misspelt;
        options.float.is_some() || misspelt
    }

    /// Walks a region, of which nothing is reported if what makes it one is misspelt, and was reported.
    pub(super) fn in_region<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        let is_misspelt = std::mem::take(&mut self.is_misspelt);
        let mark = self.diag.mark();
        let result = walk(self);
        if is_misspelt {
            self.diag.forget_since(mark);
        }
        result
    }

    /// A statement in f32. What it does with what is computed is outside of the region: an assignment,
    /// a `return`, an item put into a list.
    pub(super) fn float_statement(&mut self, expr: &mut Expr) -> Flow {
        match expr {
            Expr::Assign(assign) => {
                if let Expr::Path(path) = &*assign.left
                    && let Some(name) = path.path.get_ident().cloned()
                {
                    let flow = self.float(&mut assign.right, None);
                    self.assign(&name, flow);
                    return Flow::new(Ty::Plain, name.span());
                }
            }
            Expr::Return(return_) => {
                self.exits += 1;
                let span = return_.span();
                if let Some(value) = &mut return_.expr {
                    let flow = self.float(value, None);
                    self.escape(&flow);
                }
                return Flow::unknown(span);
            }
            Expr::MethodCall(call) if call.method == "push" && call.args.len() == 1 => {
                if let Expr::Path(path) = &*call.receiver
                    && let Some(name) = path.path.get_ident().cloned()
                    && self.scope.get(&name).is_some_and(|local| may_hold_tensors(&local.ty))
                {
                    let span = call.span();
                    let ty = self.float(&mut call.args[0], None).ty;
                    if let Some(list) = self.scope.get_mut(&name) {
                        list.ty = list.ty.clone().join(Ty::Seq(Box::new(ty)));
                    }
                    return Flow::new(Ty::Plain, span);
                }
            }
            _ => {}
        }
        self.float(expr, None)
    }

    /// A region in f32: tensors that it reads are taken out of the backend first, and those that it
    /// evaluates to, which `pat` is bound to, are taken back.
    pub(super) fn float(&mut self, expr: &mut Expr, pat: Option<&Pat>) -> Flow {
        let source = Source::of(expr);
        let guess = evaluates_to(expr);
        let (ty, gives) = match pat {
            Some(Pat::Type(typed)) => (annotated(typed), Gives::Said(typed.ty.clone())),
            Some(Pat::Ident(name)) if guess == Ty::Tensor => {
                (None, Gives::Taken(name.ident.clone()))
            }
            _ => (None, Gives::Any),
        };
        if let Gives::Said(ty) = &gives
            && let Some(borrow) = first(ty, is_borrow)
        {
            self.diag.unless_rustc(errors::reference_of_float(borrow));
        }
        let names = assigned(|a| a.visit_expr(expr));
        for name in &names {
            if self.scope.get(name).is_some_and(|local| local.ty.has_tensor()) {
                self.diag.error(errors::assigned_in_float(name));
            }
        }
        self.forget(&names);
        let mut reads = Reads::new(self);
        reads.visit_expr_mut(expr);
        let Reads { locals, lists, fields, .. } = reads;
        let body = std::mem::replace(expr, super::expr::nothing());
        let region = Region { body, locals, lists, fields, gives };
        self.region(OpKind::Float, ty.unwrap_or(guess), region, source).apply(expr)
    }

    /// A tensor made by the user's Rust, such as `Tensor::zeros(&[1, 10])`.
    pub(super) fn constant(&mut self, expr: &mut Expr, source: Source) -> Flow {
        let body = std::mem::replace(expr, super::expr::nothing());
        let (locals, lists, fields) = (Vec::new(), Vec::new(), Vec::new());
        let region = Region { body, locals, lists, fields, gives: Gives::Any };
        self.region(OpKind::Constant, Ty::Tensor, region, source).apply(expr)
    }

    fn region(&mut self, kind: OpKind, ty: Ty, region: Region, source: Source) -> Made {
        let name = if kind == OpKind::Constant { &source.text } else { kind.name() };
        self.refuse_here(name, &source);
        let id = OpId(self.program.ops.len());
        let values: Vec<_> =
            region.locals.iter().filter_map(|name| self.scope.get(name)?.value).collect();
        for value in &values {
            let used = Use { by: User::Other, span: source.span };
            self.program.values[value.0].uses.push(used);
        }
        let operands = vec![Operand {
            expr: super::expr::nothing(),
            receiver: false,
            value: None,
            list: values,
        }];
        let value = self.program.value(Def::Op(id));
        let span = source.span;
        self.program.ops.push(Op {
            kind,
            function: kind.name(),
            layer: None::<LayerRef>,
            operands,
            args: Vec::new(),
            region: Some(region),
            source,
            levels: self.levels,
            block: self.block,
            guards: self.held_here(),
            inexact: self.inexact,
            entries: Vec::new(),
            value,
        });
        let hole = self.program.hole(Node::Op(id));
        let value = (ty == Ty::Tensor).then_some(value);
        Made { hole, flow: Flow { ty, value, path: None, span } }
    }
}

/// An operation that was made, and its hole.
struct Made {
    hole: Expr,
    flow: Flow,
}

impl Made {
    fn apply(self, expr: &mut Expr) -> Flow {
        *expr = self.hole;
        self.flow
    }
}

/// What a region evaluates to: tensors, unless it plainly reads something out of them.
fn evaluates_to(expr: &Expr) -> Ty {
    match expr {
        Expr::Lit(_) | Expr::Cast(_) | Expr::Unary(_) => Ty::Plain,
        Expr::Paren(paren) => evaluates_to(&paren.expr),
        Expr::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(evaluates_to).collect()),
        Expr::Array(array) => {
            Ty::Seq(Box::new(array.elems.first().map_or(Ty::Unknown, evaluates_to)))
        }
        Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(tail, None)) => evaluates_to(tail),
            _ => Ty::Plain,
        },
        Expr::If(conditional) => match conditional.then_branch.stmts.last() {
            Some(syn::Stmt::Expr(tail, None)) => evaluates_to(tail),
            _ => Ty::Plain,
        },
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            let reads = Read::named(&name).is_some()
                || name != "clone" && INSPECTIONS.contains(&name.as_str());
            if reads { Ty::Plain } else { Ty::Tensor }
        }
        Expr::Macro(mac) if !mac.mac.path.is_ident("vec") => Ty::Plain,
        Expr::Macro(_) => Ty::Seq(Box::new(Ty::Tensor)),
        Expr::Assign(_) | Expr::ForLoop(_) | Expr::While(_) => Ty::Plain,
        _ => Ty::Tensor,
    }
}

/// What tensors a region reads.
struct Reads<'a, 'b> {
    lowerer: &'a mut Lowerer<'b>,
    locals: Vec<Ident>,
    lists: Vec<Ident>,
    /// What cannot be read.
    refused: Vec<Ident>,
    /// Fields of the model, and the names that stand for them in the region.
    fields: Vec<(Ident, Expr)>,
    /// How many closures the walk is in.
    closures: usize,
}

impl VisitMut for Reads<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Field(field) = &*expr
            && let Some(ty) = self.field(field)
        {
            match ty {
                Ty::Tensor => {
                    let name =
                        format_ident!("field{}", self.fields.len(), span = Span::mixed_site());
                    self.fields.push((name.clone(), expr.clone()));
                    *expr = syn::parse_quote!(#name);
                }
                ty if ty.is_lowered() => {
                    self.lowerer.diag.error(errors::layer_in_float(&*expr));
                }
                _ => {}
            }
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_expr_return_mut(&mut self, return_: &mut ExprReturn) {
        // An error has no tensors in it, and is the same outside.
        if self.closures == 0 && return_.expr.as_ref().is_some_and(|value| !is_failure(value)) {
            self.lowerer.diag.error(errors::return_in_float(return_));
        }
        visit_mut::visit_expr_return_mut(self, return_);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.closures += 1;
        visit_mut::visit_expr_closure_mut(self, closure);
        self.closures -= 1;
    }

    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        let Some(name) = path.path.get_ident() else { return };
        self.local(name);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        let on_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        if call.method == "as_mut_slice"
            && let Some(name) = root(&call.receiver)
            && self.lowerer.scope.get(name).is_some_and(|local| local.ty == Ty::Tensor)
        {
            self.lowerer.diag.error(errors::assigned_in_float(name));
        }
        let layer = matches!(&*call.receiver, Expr::Field(_)) && call.method == "forward";
        if on_self || layer {
            self.lowerer.diag.unless_rustc(errors::layer_in_float(&*call));
            return;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        names(mac.tokens.clone()).iter().for_each(|name| self.local(name));
    }
}

impl<'a, 'b> Reads<'a, 'b> {
    fn new(lowerer: &'a mut Lowerer<'b>) -> Self {
        let (locals, lists, refused, fields) = Default::default();
        Reads { lowerer, locals, lists, refused, fields, closures: 0 }
    }

    /// The type of `self.field`.
    fn field(&self, field: &ExprField) -> Option<Ty> {
        let (Expr::Path(base), syn::Member::Named(name)) = (&*field.base, &field.member) else {
            return None;
        };
        if !base.path.is_ident("self") {
            return None;
        }
        let known = self.lowerer.model.fields.iter().find(|field| field.ident == *name)?;
        Some(known.ty.clone())
    }

    fn local(&mut self, name: &Ident) {
        let Some(local) = self.lowerer.scope.get(name) else { return };
        let known = match &local.ty {
            Ty::Tensor => &mut self.locals,
            Ty::Seq(item) if **item == Ty::Tensor => &mut self.lists,
            ty if ty.is_lowered() => &mut self.refused,
            _ => return,
        };
        if known.contains(name) {
            return;
        }
        known.push(name.clone());
        if self.refused.last() == Some(name) {
            // What is given it, and takes a tensor, rustc says of.
            self.lowerer.diag.unless_rustc(errors::unreadable_in_float(name, &local.ty));
        }
    }
}

/// `None` or `Err(…)`.
fn is_failure(value: &Expr) -> bool {
    match value {
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err")),
        _ => false,
    }
}

/// The type that a `let` says it has.
fn annotated(pat: &PatType) -> Option<Ty> {
    Some(Ty::of(&pat.ty, &[])).filter(|ty| *ty != Ty::Unknown)
}

/// Whether it is, or may be, a list of tensors.
fn may_hold_tensors(ty: &Ty) -> bool {
    match ty {
        Ty::Seq(item) => matches!(**item, Ty::Tensor | Ty::Unknown),
        ty => *ty == Ty::Unknown,
    }
}

/// Our attributes in places where they mean nothing.
pub(super) struct Misplaced<'a>(pub &'a crate::diag::Diag);

impl<'ast> Visit<'ast> for Misplaced<'_> {
    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        if is_ours(attr) {
            self.0.error(errors::misplaced(attr));
        }
        visit::visit_attribute(self, attr);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}
