//! Where Rust expects `()`.

use syn::{
    Block, Expr, ExprAsync, ExprBlock, ExprClosure, ExprForLoop, ExprLoop, ExprReturn, ExprWhile,
    ImplItemFn, Item, Path, Stmt, Token, parse_quote_spanned,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use crate::{
    lower::is_assigning,
    rustc::returns_nothing,
    source::{has_attributes, last},
};

/// Drops what a function, a loop or a statement has at its end where it has no value: of another one there than `()`
/// rustc says so of the user's code, and would say it in other words of what is made of it.
///
/// ```text
/// for layer in &self.layers { layer.forward(x) }       for layer in &self.layers { layer.forward(x); }
/// ```
pub fn drop_values(function: &mut ImplItemFn) {
    let mut dropped = Dropped { returns: returns_nothing(&function.sig) };
    dropped.visit_block_mut(&mut function.block);
    if dropped.returns {
        end(&mut function.block);
    }
}

struct Dropped {
    /// Whether `return` drops a value.
    returns: bool,
}

impl Dropped {
    fn elsewhere(&mut self, walk: impl FnOnce(&mut Self)) {
        let returns = std::mem::replace(&mut self.returns, false);
        walk(self);
        self.returns = returns;
    }
}

impl VisitMut for Dropped {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let count = block.stmts.len();
        for stmt in block.stmts.iter_mut().take(count.saturating_sub(1)) {
            if let Stmt::Expr(expr @ (Expr::Block(_) | Expr::If(_) | Expr::Match(_)), None) = stmt {
                value(expr);
            }
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Return(ExprReturn { attrs, expr: Some(value), return_token }) = expr
            && self.returns
            && attrs.is_empty()
        {
            *expr = parse_quote_spanned!(value.span()=> { #value; #return_token });
        }
    }

    fn visit_expr_for_loop_mut(&mut self, of: &mut ExprForLoop) {
        visit_mut::visit_expr_for_loop_mut(self, of);
        end(&mut of.body);
    }

    fn visit_expr_loop_mut(&mut self, of: &mut ExprLoop) {
        visit_mut::visit_expr_loop_mut(self, of);
        end(&mut of.body);
    }

    fn visit_expr_while_mut(&mut self, of: &mut ExprWhile) {
        visit_mut::visit_expr_while_mut(self, of);
        end(&mut of.body);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.elsewhere(|this| visit_mut::visit_expr_closure_mut(this, closure));
    }

    fn visit_expr_async_mut(&mut self, of: &mut ExprAsync) {
        self.elsewhere(|this| visit_mut::visit_expr_async_mut(this, of));
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Drops what a block ends with.
fn end(block: &mut Block) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(expr, semi @ None)) if !has_attributes(expr) => {
            value(expr);
            if may_be_dropped(expr) {
                // A function's name may have parameters.
                if matches!(expr, Expr::Path(path) if path.path.segments.len() > 1) {
                    *expr = parse_quote_spanned!(expr.span()=> ());
                }
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
    let is_variant = |path: &Path| ["Err", "None", "Ok"].iter().any(|name| path.is_ident(name));
    match expr {
        Expr::Binary(binary) => !is_assigning(&binary.op),
        Expr::Call(call) => !matches!(&*call.func, Expr::Path(of) if is_variant(&of.path)),
        Expr::MethodCall(call) => !OF_ANY_TYPE.iter().any(|name| call.method == name),
        Expr::Path(path) => !is_variant(&path.path),
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
