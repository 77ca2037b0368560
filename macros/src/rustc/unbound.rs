//! Fields and methods whose `self.` was forgotten.

use std::collections::HashSet;

use quote::ToTokens;
use syn::{
    Expr, ExprBinary, ExprCall, ExprCast, ExprField, ExprIf, ExprIndex, ExprLit, ExprMatch,
    ExprMethodCall, ExprPath, ExprRange, ExprUnary, ExprWhile, ImplItemFn, Item, Lit, Local, Macro,
    Pat, PatIdent,
    visit::{self, Visit},
};

use super::beside;
use crate::{
    lower::{arguments, is_list},
    parse::{Impl, Method, Model},
    source::words,
};

/// Whether a function computes with the name of a field, a method or a constant that is nothing in it, or with
/// `this`. Where there is a `self` rustc says what is meant by it, and where there is another one, in other words.
pub fn forgets_self(model: &Model, item: &Impl, method: &Method) -> bool {
    let fields = model.fields.iter().map(|field| field.ident.to_string());
    let methods = item.methods.iter().map(|method| method.ident().to_string());
    let bound = bound_in(method);
    let constants = item.constants.iter().map(ToString::to_string);
    let is_free = |name: &String| !bound.contains(name);
    let forgotten = fields.chain(methods).filter(is_free).collect();
    let constants: HashSet<_> = constants.filter(is_free).collect();
    // rustc takes the name of another language for it.
    let this = !bound.contains("this");
    let mut operands = Operands { forgotten, constants, this, named: HashSet::new(), found: false };
    operands.visit_impl_item_fn(&method.item);
    // Only what is named is looked for in the file.
    let is_nowhere = |name: &String| match item.constants.iter().find(|of| *of == name) {
        Some(constant) => beside::is_only_constant(constant),
        None => {
            let own = usize::from(item.method(name).is_some());
            !beside::may_be_a_function(name, own, method.ident())
        }
    };
    operands.found || operands.named.iter().any(is_nowhere) || names_itself(model, method)
}

/// Whether a function has `let conv = conv.forward(x);` for a field where nothing else has its name yet.
fn names_itself(model: &Model, method: &Method) -> bool {
    let mut names = Itself { model, bound: HashSet::new(), found: false };
    method.item.sig.inputs.iter().for_each(|input| names.visit_fn_arg(input));
    names.visit_block(&method.item.block);
    names.found
}

/// The names that are bound so far.
struct Itself<'a> {
    model: &'a Model,
    bound: HashSet<String>,
    found: bool,
}

impl<'ast> Visit<'ast> for Itself<'_> {
    fn visit_local(&mut self, local: &'ast Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
            && !self.bound.contains(&name.ident.to_string())
            && self.model.fields.iter().any(|field| field.ident == name.ident)
        {
            self.found |=
                matches!(root(&init.expr), Expr::Path(path) if path.path.is_ident(&name.ident));
        }
        local.init.iter().for_each(|init| self.visit_local_init(init));
        self.visit_pat(&local.pat);
    }

    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.bound.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.bound.extend(words(item.to_token_stream()));
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.bound.extend(words(mac.tokens.clone()));
    }
}

/// What methods are called of, one after the other.
fn root(expr: &Expr) -> &Expr {
    match expr {
        Expr::Field(of) => root(&of.base),
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Try(attempt) => root(&attempt.expr),
        expr => expr,
    }
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
    /// Names of fields and methods that are nothing here, unless they are those of functions.
    forgotten: HashSet<String>,
    /// Names of constants that are nothing here, unless there are others.
    constants: HashSet<String>,
    /// Whether `this` is none either.
    this: bool,
    /// Those that are named where a function might be.
    named: HashSet<String>,
    found: bool,
}

impl Operands {
    fn named(&mut self, name: &str) {
        if self.forgotten.contains(name) || self.constants.contains(name) {
            self.named.insert(name.to_owned());
        }
    }

    fn operand(&mut self, expr: &Expr) {
        let Expr::Path(path) = expr else { return };
        let name = path.path.get_ident().map(ToString::to_string);
        self.found |= name.is_some_and(|name| self.forgotten.contains(&name));
    }
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
    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.visit_block(&function.block);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Expr::Field(ExprField { base: of, .. })
        | Expr::MethodCall(ExprMethodCall { receiver: of, .. }) = expr
        {
            self.found |=
                self.this && matches!(&**of, Expr::Path(path) if path.path.is_ident("this"));
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
        let Some(args) = listed(mac) else { return };
        let texts = args.iter().filter_map(|arg| match arg {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if !mac.path.is_ident("vec") => {
                Some(text.value())
            }
            _ => None,
        });
        // It is the first of those that is shown.
        texts.take(1).flat_map(|text| shown(&text)).for_each(|name| self.named(&name));
        args.iter().for_each(|arg| self.visit_expr(arg));
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
