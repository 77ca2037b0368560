//! Fields and methods whose `self.` was forgotten.

use std::collections::HashSet;

use quote::ToTokens;
use syn::{
    Arm, Block, Expr, ExprBinary, ExprCall, ExprCast, ExprClosure, ExprField, ExprForLoop, ExprIf,
    ExprIndex, ExprLet, ExprMatch, ExprMethodCall, ExprPath, ExprRange, ExprUnary, ExprWhile, Item,
    Local, Macro, PatIdent, Stmt,
    visit::{self, Visit},
};

use super::beside;
use crate::{
    lower::{arguments, format_text, is_list},
    parse::{Impl, Method, Model},
    source::words,
    suggest::nearest,
};

/// Whether a function computes with the name of a field, a method or a constant that is nothing in it, with `this`, or
/// with `slf`. Where there is a `self` rustc says what is meant by it, and where there is another one, in other words.
pub fn forgets_self(model: &Model, item: &Impl, method: &Method) -> bool {
    let fields = model.fields.iter().map(|field| field.ident.to_string());
    let methods = item.methods.iter().map(|method| method.ident().to_string());
    let constants = item.constants.iter().map(ToString::to_string);
    let mut operands = Operands {
        forgotten: fields.chain(methods).collect(),
        constants: constants.collect(),
        bound: Vec::new(),
        named: HashSet::new(),
        found: false,
    };
    operands.visit_impl_item_fn(&method.item);
    // Only what is named is looked for in the file.
    let is_nowhere = |name: &String| match item.constants.iter().find(|of| *of == name) {
        Some(constant) => beside::is_only_constant(constant),
        None => {
            let own = usize::from(item.method(name).is_some());
            !beside::may_be_a_function(name, own, method.ident())
        }
    };
    operands.found || operands.named.iter().any(is_nowhere)
}

/// All names that may be bound anywhere in a function.
pub fn bound_in(method: &Method) -> HashSet<String> {
    let mut bound = Bound(HashSet::new());
    bound.visit_impl_item_fn(&method.item);
    bound.0
}

/// Those in patterns, of items, and in macros.
struct Bound(HashSet<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.0.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        match listed(mac) {
            Some(args) => args.iter().for_each(|arg| match arg {
                // `n = 3`, which a text may show as `{n}`.
                Expr::Assign(named) => {
                    self.0.extend(words(named.left.to_token_stream()));
                    self.visit_expr(&named.right);
                }
                arg => self.visit_expr(arg),
            }),
            None => self.0.extend(words(mac.tokens.clone())),
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.0.extend(words(item.to_token_stream()));
    }
}

/// Operands, none of which can be a function.
struct Operands {
    /// Names of fields and methods, which are nothing by themselves, unless they are those of functions.
    forgotten: HashSet<String>,
    /// Names of constants, which are nothing by themselves either, unless there are others.
    constants: HashSet<String>,
    /// What is bound where the walk is.
    bound: Vec<String>,
    /// Those that are named where a function might be.
    named: HashSet<String>,
    found: bool,
}

impl Operands {
    fn is_free(&self, name: &str) -> bool {
        !self.bound.iter().any(|bound| bound == name)
    }

    fn named(&mut self, name: &str) {
        let is_of_self = self.forgotten.contains(name) || self.constants.contains(name);
        if self.is_free(name) && (is_of_self || is_almost_self(name)) {
            self.named.insert(name.to_owned());
        }
    }

    fn operand(&mut self, expr: &Expr) {
        let Some(name) = name(expr) else { return };
        self.found |= self.is_free(&name) && self.forgotten.contains(&name);
    }

    /// Walks what has names of its own.
    fn within(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = self.bound.len();
        walk(self);
        self.bound.truncate(before);
    }
}

/// Whether rustc takes a name for a misspelt `self`, where there is one.
fn is_almost_self(name: &str) -> bool {
    name != "self" && nearest(name, ["self"]).is_some()
}

fn name(expr: &Expr) -> Option<String> {
    let Expr::Path(path) = expr else { return None };
    path.path.get_ident().map(ToString::to_string)
}

/// What a macro is given, if that is a list of expressions.
fn listed(mac: &Macro) -> Option<Vec<Expr>> {
    is_list(&mac.path).then(|| arguments(mac)).flatten().map(|(args, _)| args)
}

/// The names that a text shows: `"{dim}"`, `"{dim:?}"`.
fn shown(text: &str) -> Vec<String> {
    let text = text.replace("{{", "").replace("}}", "");
    let shown = text.split('{').skip(1).filter_map(|part| part.split([':', '}']).next());
    shown.map(str::to_owned).collect()
}

impl<'ast> Visit<'ast> for Operands {
    fn visit_block(&mut self, block: &'ast Block) {
        self.within(|this| {
            // Items are there in all of a block.
            let items = block.stmts.iter().filter(|stmt| matches!(stmt, Stmt::Item(_)));
            this.bound.extend(items.flat_map(|item| words(item.to_token_stream())));
            visit::visit_block(this, block);
        });
    }

    fn visit_local(&mut self, local: &'ast Local) {
        // Its value is none of its own names.
        local.init.iter().for_each(|init| self.visit_local_init(init));
        self.visit_pat(&local.pat);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        self.within(|this| visit::visit_arm(this, arm));
    }

    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.bound.push(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_let(&mut self, of: &'ast ExprLet) {
        self.visit_expr(&of.expr);
        self.visit_pat(&of.pat);
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.within(|this| {
            this.visit_expr(&branch.cond);
            this.visit_block(&branch.then_branch);
        });
        branch.else_branch.iter().for_each(|(_, other)| self.visit_expr(other));
    }

    fn visit_expr_while(&mut self, of: &'ast ExprWhile) {
        self.within(|this| visit::visit_expr_while(this, of));
    }

    fn visit_expr_for_loop(&mut self, of: &'ast ExprForLoop) {
        self.visit_expr(&of.expr);
        self.within(|this| {
            this.visit_pat(&of.pat);
            this.visit_block(&of.body);
        });
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.within(|this| visit::visit_expr_closure(this, closure));
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Expr::Field(ExprField { base: of, .. })
        | Expr::MethodCall(ExprMethodCall { receiver: of, .. }) = expr
        {
            // rustc takes the name of another language for it.
            self.found |= name(of).is_some_and(|name| name == "this" && self.is_free(&name));
        }
        match expr {
            Expr::Binary(ExprBinary { left, right, .. }) => {
                self.operand(left);
                self.operand(right);
            }
            Expr::Index(ExprIndex { expr, index, .. }) => {
                self.operand(expr);
                self.operand(index);
            }
            Expr::Range(ExprRange { start, end, .. }) => {
                start.iter().chain(end).for_each(|end| self.operand(end));
            }
            Expr::Cast(ExprCast { expr, .. })
            | Expr::Field(ExprField { base: expr, .. })
            | Expr::If(ExprIf { cond: expr, .. })
            | Expr::Match(ExprMatch { expr, .. })
            | Expr::MethodCall(ExprMethodCall { receiver: expr, .. })
            | Expr::Unary(ExprUnary { expr, .. })
            | Expr::While(ExprWhile { cond: expr, .. }) => self.operand(expr),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.named(&name.to_string());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        // What is called may be a function of another file.
        if !matches!(&*call.func, Expr::Path(_)) {
            self.visit_expr(&call.func);
        }
        call.args.iter().for_each(|arg| self.visit_expr(arg));
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let Some(args) = listed(mac) else {
            self.bound.extend(words(mac.tokens.clone()));
            return;
        };
        let name_of = mac.path.segments.last().map(|last| last.ident.to_string());
        let text = format_text(&name_of.unwrap_or_default(), &args);
        // `n = 3`, which a text may show as `{n}`.
        let own = args.iter().filter_map(|arg| match arg {
            Expr::Assign(named) => name(&named.left),
            _ => None,
        });
        self.within(|this| {
            this.bound.extend(own);
            text.iter().flat_map(|(text, _)| shown(text)).for_each(|name| this.named(&name));
        });
        args.iter().for_each(|arg| match arg {
            Expr::Assign(named) => self.visit_expr(&named.right),
            arg => self.visit_expr(arg),
        });
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
