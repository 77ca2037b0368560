//! What a function ends with.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Block, Expr, ExprAsync, ExprBlock, ExprClosure, ExprReturn, ExprUnsafe, Item, Stmt,
    parse::{ParseStream, Parser},
    visit::{self, Visit},
};

use crate::attr::{is_cfg, is_ours};

/// Whether a block, and each that it ends with, ends in the same in all builds, and says nothing of it.
pub fn ends_plainly(block: &Block) -> bool {
    let open = block.stmts.iter().filter(|stmt| matches!(stmt, Stmt::Expr(_, None)));
    let of_end = block.stmts.last().map(attributes).unwrap_or_default();
    if open.flat_map(attributes).any(|attr| is_cfg(&attr)) || !of_end.iter().all(is_ours) {
        return false;
    }
    match block.stmts.last() {
        Some(Stmt::Expr(Expr::If(branch), None)) => {
            let other = branch.else_branch.as_ref().map(|(_, other)| &**other);
            ends_plainly(&branch.then_branch)
                && !matches!(other, Some(Expr::Block(other)) if !ends_plainly(&other.block))
        }
        Some(Stmt::Expr(Expr::Match(of), None)) => {
            !of.arms.iter().any(|arm| arm.attrs.iter().any(is_cfg))
        }
        Some(Stmt::Expr(Expr::Block(ExprBlock { block, .. }), None))
        | Some(Stmt::Expr(Expr::Unsafe(ExprUnsafe { block, .. }), None)) => ends_plainly(block),
        _ => true,
    }
}

/// What a statement begins with.
fn attributes(stmt: &Stmt) -> Vec<Attribute> {
    let outer = |input: ParseStream| {
        let attrs = Attribute::parse_outer(input)?;
        input.parse::<TokenStream>().map(|_| attrs)
    };
    outer.parse2(stmt.to_token_stream()).unwrap_or_default()
}

/// Whether all that a function may return are values.
pub fn ends_in_values(body: &Block) -> bool {
    struct Ends(bool);
    impl<'ast> Visit<'ast> for Ends {
        fn visit_expr_return(&mut self, returned: &'ast ExprReturn) {
            self.0 &= returned.expr.as_ref().is_none_or(|expr| are_values(expr));
            visit::visit_expr_return(self, returned);
        }
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }
    let mut ends =
        Ends(matches!(body.stmts.last(), Some(Stmt::Expr(last, None)) if are_values(last)));
    ends.visit_block(body);
    ends.0
}

/// Whether all branches of an expression end in values, and none in a statement.
pub fn are_values(expr: &Expr) -> bool {
    let of_block = |block: &Block| match block.stmts.last() {
        Some(Stmt::Expr(last, None)) => are_values(last),
        Some(Stmt::Macro(mac)) => mac.semi_token.is_none(),
        _ => false,
    };
    match expr {
        Expr::If(branch) => {
            let other = branch.else_branch.as_ref();
            of_block(&branch.then_branch) && other.is_some_and(|(_, other)| are_values(other))
        }
        Expr::Match(of) => of.arms.iter().all(|arm| are_values(&arm.body)),
        Expr::Block(ExprBlock { block, .. }) | Expr::Unsafe(ExprUnsafe { block, .. }) => {
            of_block(block)
        }
        _ => true,
    }
}
