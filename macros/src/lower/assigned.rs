//! Which locals a piece of code may assign to.

use syn::{BinOp, Expr, ExprAssign, ExprBinary, ExprReference, Ident, visit::Visit};

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
        syn::visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        if is_assigning(&binary.op) {
            self.place(&binary.left);
        }
        syn::visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_reference(&mut self, reference: &'ast ExprReference) {
        if reference.mutability.is_some() {
            self.place(&reference.expr);
        }
        syn::visit::visit_expr_reference(self, reference);
    }
}
