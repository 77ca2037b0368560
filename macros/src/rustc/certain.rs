//! Mistakes that are certain.

use syn::{
    Attribute, BinOp, Block, Expr, ExprAssign, ExprAsync, ExprBinary, ExprBreak, ExprClosure,
    ExprField, ExprForLoop, ExprIf, ExprLoop, ExprPath, ExprRange, ExprWhile, Item, Lit, Local,
    Macro, Member, Stmt,
    visit::{self, Visit},
};

use super::{
    beside::{is_number, mentions},
    lifetimes::returns_another_lifetime,
    returns_nothing,
};
use crate::{
    attr::is_cfg,
    lower::{arguments, is_assigning, is_list},
    ops::Function,
    parse::Method,
};

/// Whether something is wrong with a function that rustc is sure to report, and of what is made of it would say
/// in other words: `break` outside of a loop, or with a value where the loop has none, `self` in a constant
/// inside it, `=` for `==`, a loop over a number, a value for an `else` that has to leave, a text
/// that something is added to.
/// Only what is certain counts: the model is not lowered then.
pub fn is_wrong(method: &Method) -> bool {
    let mut mistakes = Mistakes { loops: Vec::new(), has_cfgs: false, found: false };
    mistakes.visit_impl_item_fn(&method.item);
    let found = mistakes.found || drops_a_borrow(method) || returns_another_lifetime(method);
    found && !mistakes.has_cfgs
}

/// Whether it ends with `&self.conv;`.
fn drops_a_borrow(method: &Method) -> bool {
    let end = method.item.block.stmts.last();
    !returns_nothing(method) && matches!(end, Some(Stmt::Expr(Expr::Reference(_), Some(_))))
}

/// Whether it ends with what is surely no reference: a sum, or what a layer or an operation gives.
pub fn ends_in_a_value(method: &Method) -> bool {
    matches!(method.item.block.stmts.last(), Some(Stmt::Expr(end, None)) if is_operation(end))
}

/// Whether a block ends with data, whatever else it does: a literal, a cast, a field, a text or a list, in a branch too.
pub fn ends_in_data(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(end, None)) => is_data(end),
        Some(Stmt::Macro(end)) => end.semi_token.is_none() && makes_data(&end.mac),
        _ => false,
    }
}

fn makes_data(mac: &Macro) -> bool {
    ["format", "vec"].iter().any(|name| mac.path.is_ident(name))
}

fn is_data(expr: &Expr) -> bool {
    match expr {
        Expr::Cast(_) | Expr::Field(_) | Expr::Lit(_) => true,
        Expr::Macro(of) => makes_data(&of.mac),
        Expr::MethodCall(call) => call.method == "to_string",
        Expr::Binary(binary) => gives_a_bool(&binary.op),
        Expr::Block(block) => ends_in_data(&block.block),
        Expr::If(branch) => {
            ends_in_data(&branch.then_branch)
                || branch.else_branch.iter().any(|(_, other)| is_data(other))
        }
        Expr::Match(matched) => matched.arms.iter().any(|arm| is_data(&arm.body)),
        Expr::Paren(paren) => is_data(&paren.expr),
        _ => false,
    }
}

/// Whether what it gives is no type of the user's.
fn gives_a_bool(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::And(_)
            | BinOp::Eq(_)
            | BinOp::Ge(_)
            | BinOp::Gt(_)
            | BinOp::Le(_)
            | BinOp::Lt(_)
            | BinOp::Ne(_)
            | BinOp::Or(_)
    )
}

/// Whether an expression is arithmetic, or a call of a layer or of an operation.
fn is_operation(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(binary) => !is_assigning(&binary.op),
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            (name == "forward" || Function::method(&name).is_some()) && !is_self(&call.receiver)
        }
        Expr::Call(call) => {
            let Expr::Path(function) = &*call.func else { return false };
            let name = function.path.segments.last().map(|last| last.ident.to_string());
            name.is_some_and(|name| Function::named(&name).is_some())
        }
        _ => false,
    }
}

/// Whether an expression is a value by itself.
fn is_value(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Field(_) | Expr::Lit(_) | Expr::Path(_) | Expr::Reference(_) | Expr::Tuple(_)
    )
}

/// Whether a block ends with the name of an operation, `F::relu`.
fn ends_in_a_function(block: &Block) -> bool {
    let Some(Stmt::Expr(Expr::Path(path), None)) = block.stmts.last() else { return false };
    let segments = &path.path.segments;
    let name = segments.last().filter(|_| segments.len() > 1).map(|last| last.ident.to_string());
    name.is_some_and(|name| Function::named(&name).is_some())
}

pub(super) fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

struct Mistakes {
    /// The loops that the walk is in: whether they have a value.
    loops: Vec<bool>,
    /// Whether anything is there in some builds only.
    has_cfgs: bool,
    found: bool,
}

impl Mistakes {
    /// `=` for `==`.
    fn condition(&mut self, cond: &Expr) {
        self.found |= matches!(cond, Expr::Assign(_));
    }

    fn looped(&mut self, body: &Block, has_value: bool) {
        self.loops.push(has_value);
        self.found |=
            matches!(body.stmts.last(), Some(Stmt::Expr(of @ Expr::Match(_), None)) if is_data(of));
        self.visit_block(body);
        self.loops.pop();
    }
}

impl<'ast> Visit<'ast> for Mistakes {
    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        self.has_cfgs |= is_cfg(attr);
    }

    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        let has_value = self.loops.last();
        self.found |= node.label.is_none()
            && has_value.is_none_or(|has_value| node.expr.is_some() && !has_value);
        visit::visit_expr_break(self, node);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        // What is behind a branch that ends a statement is no part of it.
        let before = block.stmts.split_last().map_or(&[][..], |(_, before)| before);
        self.found |= before.iter().any(|stmt| match stmt {
            Stmt::Expr(Expr::If(branch), None) => {
                ends_in_a_function(&branch.then_branch) || ends_in_data(&branch.then_branch)
            }
            Stmt::Expr(of @ Expr::Match(_), None) => is_data(of),
            _ => false,
        });
        visit::visit_block(self, block);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        let diverges = local.init.as_ref().and_then(|init| init.diverge.as_ref());
        let end = match diverges.map(|(_, diverges)| &**diverges) {
            Some(Expr::Block(block)) => block.block.stmts.last(),
            _ => None,
        };
        self.found |= matches!(end, Some(Stmt::Expr(end, None)) if is_value(end));
        visit::visit_local(self, local);
    }

    fn visit_expr_loop(&mut self, node: &'ast ExprLoop) {
        self.looped(&node.body, true);
    }

    fn visit_expr_while(&mut self, node: &'ast ExprWhile) {
        self.condition(&node.cond);
        self.visit_expr(&node.cond);
        self.looped(&node.body, false);
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.found |= match &*node.expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => path.path.get_ident().is_some_and(is_number),
            _ => false,
        };
        self.visit_expr(&node.expr);
        self.looped(&node.body, false);
    }

    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.condition(&branch.cond);
        visit::visit_expr_if(self, branch);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let asserts = ["assert", "debug_assert"].iter().any(|name| mac.path.is_ident(name));
        let Some((args, _)) = arguments(mac).filter(|_| asserts || is_list(&mac.path)) else {
            return;
        };
        args.first().filter(|_| asserts).into_iter().for_each(|cond| self.condition(cond));
        args.iter().for_each(|arg| Visit::visit_expr(self, arg));
    }

    fn visit_expr_field(&mut self, node: &'ast ExprField) {
        // The fields of a model have names, but what it derefs to may have none.
        self.found |= is_self(&node.base)
            && matches!(&node.member, Member::Unnamed(index) if !mentions("Deref", index.span));
        visit::visit_expr_field(self, node);
    }

    fn visit_expr_range(&mut self, node: &'ast ExprRange) {
        // `self..forward(x)`, `self..forward(x)?`
        let end = match node.end.as_deref() {
            Some(Expr::Try(of)) => Some(&*of.expr),
            end => end,
        };
        let ends_in_a_call = matches!(end, Some(Expr::Call(_)));
        self.found |= ends_in_a_call && node.start.as_deref().is_some_and(is_self);
        visit::visit_expr_range(self, node);
    }

    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.found |= is_no_place(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        self.found |= is_assigning(&node.op) && is_no_place(&node.left);
        let is_text =
            |expr: &Expr| matches!(expr, Expr::Lit(text) if matches!(text.lit, Lit::Str(_)));
        self.found |= matches!(node.op, BinOp::Add(_))
            && is_text(&node.left)
            && (is_text(&node.right) || matches!(*node.right, Expr::Reference(_)));
        visit::visit_expr_binary(self, node);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let mut names = NamesSelf(false);
        match item {
            Item::Const(item) => names.visit_expr(&item.expr),
            Item::Static(item) => names.visit_expr(&item.expr),
            Item::Fn(item) => names.visit_block(&item.block),
            _ => {}
        }
        self.found |= names.0;
    }
}

/// Whether nothing can be assigned to an expression.
fn is_no_place(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(_) | Expr::Lit(_) | Expr::MethodCall(_))
}

/// Whether `self` is named in a function.
pub fn names_self(method: &Method) -> bool {
    let mut names = NamesSelf(false);
    names.visit_block(&method.item.block);
    names.0
}

/// Whether the value `self` is named where there is none.
struct NamesSelf(bool);

impl<'ast> Visit<'ast> for NamesSelf {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        self.0 |= path.path.is_ident("self");
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
