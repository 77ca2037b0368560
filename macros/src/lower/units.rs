//! Where a function has no value.

use syn::{
    Block, Expr, ExprAsync, ExprBlock, ExprClosure, ExprReturn, Item, Signature, Stmt, Token,
    parse_quote_spanned,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::is_assigning;
use crate::{
    rustc::{is_variant, returns_nothing},
    source::{has_attributes, last},
};

/// Drops what a function returns that has no output: of another value there than `()` rustc says so of the user's code,
/// and would say it in other words of what is made of it.
///
/// ```text
/// fn log(&self, x: &Tensor) { match self.log { true => self.print(x), false => return 5 } }
/// fn log(&self, x: &Tensor) { match self.log { true => { self.print(x); }, false => { 5; return } } }
/// ```
pub fn drop_values(sig: &Signature, body: &mut Block) {
    if returns_nothing(sig) {
        Returns.visit_block_mut(body);
        end(body);
    }
}

/// Drops what a block ends with.
fn end(block: &mut Block) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(expr, semi @ None)) if !has_attributes(expr) => {
            value(expr);
            if may_be_dropped(expr) {
                *semi = Some(Token![;](last(expr)));
            }
        }
        Some(Stmt::Macro(of)) if of.attrs.is_empty() => {
            let span = of.span();
            of.semi_token.get_or_insert(Token![;](span));
        }
        _ => {}
    }
}

/// Drops what the branches of an expression end with.
fn value(expr: &mut Expr) {
    match expr {
        Expr::Block(ExprBlock { label: None, block, .. }) => end(block),
        Expr::If(branch) => {
            end(&mut branch.then_branch);
            branch.else_branch.iter_mut().for_each(|(_, other)| value(other));
        }
        Expr::Match(of) => of.arms.iter_mut().for_each(|arm| {
            if may_be_dropped(&arm.body) {
                let body = &arm.body;
                *arm.body = parse_quote_spanned!(body.span()=> { #body });
            }
            value(&mut arm.body);
        }),
        _ => {}
    }
}

/// Whether it may be something else than `()`, of which rustc knows the type without being told.
fn may_be_dropped(expr: &Expr) -> bool {
    const OF_ANY_TYPE: &[&str] =
        &["collect", "default", "into", "parse", "product", "sum", "try_into"];
    match expr {
        Expr::Binary(binary) => !is_assigning(&binary.op),
        Expr::Call(call) => !is_variant(&call.func),
        Expr::MethodCall(call) => !OF_ANY_TYPE.iter().any(|name| call.method == name),
        // A function's name may have parameters.
        Expr::Path(path) => path.path.segments.len() == 1 && !is_variant(expr),
        Expr::Tuple(tuple) => !tuple.elems.is_empty(),
        Expr::Assign(_)
        | Expr::Block(_)
        | Expr::Break(_)
        | Expr::Closure(_)
        | Expr::Continue(_)
        | Expr::ForLoop(_)
        | Expr::If(_)
        | Expr::Match(_)
        | Expr::Return(_)
        | Expr::While(_) => false,
        _ => true,
    }
}

/// `return 5` → `{ 5; return }`
struct Returns;

impl VisitMut for Returns {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Return(ExprReturn { attrs, expr: Some(value), return_token }) = expr
            && attrs.is_empty()
            && may_be_dropped(value)
        {
            *expr = parse_quote_spanned!(value.span()=> { #value; #return_token });
        }
    }

    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}

    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
