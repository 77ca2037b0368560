//! What a function may return.

use syn::{
    Block, Expr, ExprAsync, ExprClosure, ExprReturn, Item, Stmt,
    visit::{self, Visit},
};

use crate::parse::Method;

/// The values that are returned by `return`, and those that the function ends with, branch by branch.
pub fn returned(method: &Method) -> Vec<&Expr> {
    let mut returned = Returned(Vec::new());
    returned.visit_block(&method.item.block);
    returned.end(&method.item.block);
    returned.0
}

struct Returned<'a>(Vec<&'a Expr>);

impl<'a> Returned<'a> {
    fn value(&mut self, value: &'a Expr) {
        match value {
            Expr::If(branch) => {
                self.end(&branch.then_branch);
                branch.else_branch.iter().for_each(|(_, other)| self.value(other));
            }
            Expr::Match(of) => of.arms.iter().for_each(|arm| self.value(&arm.body)),
            Expr::Block(block) => self.end(&block.block),
            value => self.0.push(value),
        }
    }

    fn end(&mut self, block: &'a Block) {
        if let Some(Stmt::Expr(end, None)) = block.stmts.last() {
            self.value(end);
        }
    }
}

impl<'a> Visit<'a> for Returned<'a> {
    fn visit_expr_return(&mut self, node: &'a ExprReturn) {
        node.expr.iter().for_each(|value| self.value(value));
        visit::visit_expr_return(self, node);
    }
    fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a ExprAsync) {}
    fn visit_item(&mut self, _: &'a Item) {}
}
