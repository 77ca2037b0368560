//! What is in some builds only: `#[cfg(…)]` on statements, and on values in lists.

use syn::{Attribute, Block, Expr, ExprBlock, Local, Stmt, visit::Visit};

use super::{Flow, Lowerer, assigned::assigned, expr::nothing, guard::Guard};
use crate::{attr::is_cfg, source::Source};

impl Lowerer<'_> {
    /// A statement or a value that is in some builds only, so that it may not run. What comes in its place is in
    /// those.
    pub(super) fn in_some_builds(
        &mut self,
        expr: &mut Expr,
        built: &Guard,
        walk: impl FnOnce(&mut Self, &mut Expr) -> Flow,
    ) -> Flow {
        let (source, names) = (Source::of(expr), assigned(|a| a.visit_expr(expr)));
        let attrs = attributes(expr).into_iter();
        let cfgs: Vec<_> = attrs.flat_map(|attrs| attrs.extract_if(.., |a| is_cfg(a))).collect();
        let mut fork = self.fork(names);
        self.builds += 1;
        let flow = self.guarded(built, &source, |this| this.branch(|this| walk(this, expr)));
        self.builds -= 1;
        self.end_way(&mut fork);
        self.join(&fork);
        match attributes(expr) {
            Some(attrs) => attrs.extend(cfgs),
            None => {
                let stmts = vec![Stmt::Expr(std::mem::replace(expr, nothing()), None)];
                let block = Block { brace_token: Default::default(), stmts };
                *expr = Expr::Block(ExprBlock { attrs: cfgs, label: None, block });
            }
        }
        flow
    }

    /// A `let` that is in some builds only: its names may be those of an earlier one.
    pub(super) fn let_in_some_builds(&mut self, local: &mut Local, built: &Guard) {
        let (source, len) = (Source::of(local), self.scope.len());
        self.builds += 1;
        self.guarded(built, &source, |this| this.sometimes(|this| this.let_(local)));
        self.builds -= 1;
        self.merge_with_hidden(len, source.span);
    }
}

/// The attributes of an expression, where it may have any; syn has those of `a = b` at `a`.
pub(super) fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    Some(match expr {
        Expr::Assign(expr) => return attributes(&mut expr.left),
        Expr::Binary(expr) => return attributes(&mut expr.left),
        Expr::Cast(expr) => return attributes(&mut expr.expr),
        Expr::Field(expr) => &mut expr.attrs,
        Expr::Index(expr) => &mut expr.attrs,
        Expr::Reference(expr) => &mut expr.attrs,
        Expr::Block(expr) => &mut expr.attrs,
        Expr::Call(expr) => &mut expr.attrs,
        Expr::ForLoop(expr) => &mut expr.attrs,
        Expr::If(expr) => &mut expr.attrs,
        Expr::Loop(expr) => &mut expr.attrs,
        Expr::Macro(expr) => &mut expr.attrs,
        Expr::Match(expr) => &mut expr.attrs,
        Expr::MethodCall(expr) => &mut expr.attrs,
        Expr::Paren(expr) => &mut expr.attrs,
        Expr::Path(expr) => &mut expr.attrs,
        Expr::Return(expr) => &mut expr.attrs,
        Expr::Try(expr) => &mut expr.attrs,
        Expr::Tuple(expr) => &mut expr.attrs,
        Expr::Unary(expr) => &mut expr.attrs,
        Expr::Unsafe(expr) => &mut expr.attrs,
        Expr::While(expr) => &mut expr.attrs,
        _ => return None,
    })
}
