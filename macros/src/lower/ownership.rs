//! Mistakes with locals that rustc is sure to report in the user's own code, and should not report a
//! second time in the lowered one: a value used after it was moved, a local that is assigned without
//! `mut`, a result that a semicolon drops.
//!
//! Only what is certain counts: what happens in the same straight-line stretch, to tensors that are
//! known to be held by value, in code of which nothing depends on a `cfg`.

use syn::{Attribute, Expr, Ident, Pat, ReturnType, Stmt, Type, visit::Visit};

use super::{Lowerer, guard::statement_leaves};
use crate::{
    ir::{BlockId, Hole, Node},
    ops::OpKind,
    parse::Method,
    ty::Ty,
};

/// How a local holds what it holds.
#[derive(Clone, Copy, Default)]
pub struct Hold {
    is_mut: bool,
    /// Declared without a value, and given one later.
    is_late: bool,
    /// A tensor, not a reference to one.
    is_owned: bool,
    /// The stretch in which it was moved out of.
    moved: Option<BlockId>,
}

impl Hold {
    pub fn new(is_mut: bool) -> Self {
        Hold { is_mut, ..Hold::default() }
    }
}

impl Lowerer<'_> {
    /// The parameter is a `Tensor`, not a reference to one.
    pub(super) fn own_param(&mut self, pat: &Pat, written: &Type) {
        if matches!(written, Type::Path(_)) && Ty::of(written, &[]) == Ty::Tensor {
            self.own(pat);
        }
    }

    /// `let y = F::relu(x);`, lowered.
    pub(super) fn own_result(&mut self, pat: &Pat, init: &Expr) {
        if self.is_result(init) {
            self.own(pat);
        }
    }

    /// `let y;`
    pub(super) fn declare_late(&mut self, pat: &Pat) {
        if let Some(name) = plain_name(pat) {
            self.hold(&name.clone(), |hold| hold.is_late = true);
        }
    }

    fn own(&mut self, pat: &Pat) {
        let certain = !self.has_cfgs;
        if let Some(name) = plain_name(pat) {
            self.hold(&name.clone(), |hold| hold.is_owned = certain);
        }
    }

    fn hold(&mut self, name: &Ident, change: impl FnOnce(&mut Hold)) {
        if let Some(binding) = self.scope.get_mut(name) {
            change(&mut binding.hold);
        }
    }

    /// `name` is read.
    pub(super) fn note_use(&self, name: &Ident) {
        let moved = self.scope.get(name).and_then(|binding| binding.hold.moved);
        if moved.is_some_and(|block| block == self.block || self.around.contains(&block)) {
            self.diag.left_to_rustc();
        }
    }

    /// An operand is passed as it is written: a local that holds a tensor is moved.
    pub(super) fn note_move(&mut self, operand: &Expr) {
        let Expr::Path(path) = operand else { return };
        let Some(name) = path.path.get_ident() else { return };
        self.note_use(name);
        let block = self.block;
        self.hold(name, |hold| {
            if hold.is_owned {
                hold.moved = Some(block);
            }
        });
    }

    /// `name = …` and `name += …`.
    pub(super) fn note_assignment(&mut self, name: &Ident) {
        let Some(binding) = self.scope.get_mut(name) else { return };
        binding.hold.moved = None;
        if !binding.hold.is_mut && !binding.hold.is_late && !self.has_cfgs {
            self.diag.left_to_rustc();
        }
    }

    /// A semicolon behind what should be returned.
    pub(super) fn note_dropped_result(&self, method: &Method, stmts: &[Stmt]) {
        let ReturnType::Type(_, ty) = &method.item.sig.output else { return };
        let Some((Stmt::Expr(last, Some(_)), before)) = stmts.split_last() else { return };
        let returns_nothing = matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty());
        if self.is_result(last)
            && !returns_nothing
            && !self.has_cfgs
            && !before.iter().any(statement_leaves)
        {
            self.diag.left_to_rustc();
        }
    }

    /// Whether a lowered expression is an operation whose result is a tensor.
    fn is_result(&self, expr: &Expr) -> bool {
        let node = Hole::node(expr).and_then(|node| self.program.nodes.get(node.0));
        let Some(Node::Op(op)) = node else { return false };
        // Other models may return anything.
        !matches!(self.program.op(*op).kind, OpKind::Forward | OpKind::Read)
    }
}

/// The one name that a pattern binds by value, with a type or without.
fn plain_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(&ident.ident),
        Pat::Type(typed) => plain_name(&typed.pat),
        Pat::Paren(paren) => plain_name(&paren.pat),
        _ => None,
    }
}

/// Whether anything in a method is there in some builds only.
pub fn has_cfgs(method: &Method) -> bool {
    struct Cfgs(bool);

    impl Visit<'_> for Cfgs {
        fn visit_attribute(&mut self, attr: &Attribute) {
            self.0 |= attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        }
    }

    let mut cfgs = Cfgs(false);
    cfgs.visit_impl_item_fn(&method.item);
    cfgs.0
}
