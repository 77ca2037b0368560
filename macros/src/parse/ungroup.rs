//! What a user's macro was given, such as `$layer:ty` or `$x:expr`, comes in groups that nobody sees.

use syn::{
    Expr, ExprGroup, Type, TypeGroup,
    visit_mut::{self, VisitMut},
};

/// Takes what is in such a group for what it is; where it needs parentheses, syn writes them.
pub struct Ungroup;

impl VisitMut for Ungroup {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        while let Expr::Group(ExprGroup { expr: inner, .. }) = expr {
            *expr = std::mem::replace(inner, Expr::PLACEHOLDER);
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Type::Group(TypeGroup { elem, .. }) = ty {
            *ty = (**elem).clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
