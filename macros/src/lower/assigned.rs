//! Which locals a piece of code may assign to.

use syn::{
    BinOp, Expr, ExprAssign, ExprBinary, ExprLet, ExprMatch, ExprReference, Ident, Local, Pat,
    PatIdent,
    visit::{self, Visit},
};

use crate::ty::Ty;

/// The names that are assigned or mutably borrowed in what `visit` visits, each where it first is.
pub fn assigned(visit: impl FnOnce(&mut Assigned)) -> Vec<Ident> {
    let mut assigned = Assigned { names: Vec::new() };
    visit(&mut assigned);
    assigned.names
}

pub struct Assigned {
    names: Vec<Ident>,
}

impl Assigned {
    fn place(&mut self, expr: &Expr) {
        match expr {
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.place(elem)),
            Expr::Array(array) => array.elems.iter().for_each(|elem| self.place(elem)),
            Expr::Call(call) => call.args.iter().for_each(|arg| self.place(arg)),
            Expr::Struct(of) => of.fields.iter().for_each(|field| self.place(&field.expr)),
            expr => {
                if let Some(name) = root(expr)
                    && !self.names.contains(name)
                {
                    self.names.push(name.clone());
                }
            }
        }
    }
}

/// The local that a place is, or is in.
pub fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Group(group) => root(&group.expr),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Unary(unary) => root(&unary.expr),
        _ => None,
    }
}

/// Whether a pattern has a `ref mut`.
pub fn borrows_mutably(pat: &Pat) -> bool {
    struct Borrows(bool);
    impl<'ast> Visit<'ast> for Borrows {
        fn visit_pat_ident(&mut self, ident: &'ast PatIdent) {
            self.0 |= ident.by_ref.is_some() && ident.mutability.is_some();
            visit::visit_pat_ident(self, ident);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    let mut borrows = Borrows(false);
    borrows.visit_pat(pat);
    borrows.0
}

/// Whether it is `+=` or its like.
pub fn is_assigning(op: &BinOp) -> bool {
    use BinOp::*;
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

impl<'ast> Visit<'ast> for Assigned {
    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        self.place(&assign.left);
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        if is_assigning(&binary.op) {
            self.place(&binary.left);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = local.init.as_ref().filter(|_| borrows_mutably(&local.pat)) {
            self.place(&init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_let(&mut self, let_: &'ast ExprLet) {
        if borrows_mutably(&let_.pat) {
            self.place(&let_.expr);
        }
        visit::visit_expr_let(self, let_);
    }

    fn visit_expr_match(&mut self, match_: &'ast ExprMatch) {
        if match_.arms.iter().any(|arm| borrows_mutably(&arm.pat)) {
            self.place(&match_.expr);
        }
        visit::visit_expr_match(self, match_);
    }

    fn visit_expr_reference(&mut self, reference: &'ast ExprReference) {
        if reference.mutability.is_some() {
            self.place(&reference.expr);
        }
        visit::visit_expr_reference(self, reference);
    }
}

/// The locals of `(a, b) = …`, and what each becomes.
pub fn several(left: &Expr, ty: &Ty) -> Vec<(Ident, Ty)> {
    let (Expr::Tuple(tuple), Ty::Tuple(types)) = (left, ty) else { return Vec::new() };
    if tuple.elems.len() != types.len() {
        return Vec::new();
    }
    let locals = tuple.elems.iter().zip(types).filter_map(|(elem, ty)| match elem {
        Expr::Path(path) => Some((path.path.get_ident()?.clone(), ty.clone())),
        _ => None,
    });
    locals.collect()
}
