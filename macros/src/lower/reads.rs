//! What an expression reads: the model's own fields and constants alone, or more.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    BinOp, Block, Expr, ExprCall, ExprClosure, ExprIf, ExprMatch, ExprMethodCall, Ident, Lit, Pat,
    Stmt,
    ext::IdentExt,
    visit::{self, Visit},
};

use super::{
    batch::OF_CELLS,
    guard::calls_others,
    known::{Known, is_constant, is_of_model},
    macros::{matches, names},
    own_names::OwnNames,
    pure::is_pure_helper,
    scope::Scope,
};
use crate::{
    attr::is_cfg,
    parse::Impl,
    ty::{PLAIN, parameter},
};

/// What an expression reads.
pub struct Reads<'a> {
    pub scope: &'a Scope,
    pub own_names: &'a OwnNames,
    pub item: &'a Impl,
    /// Whether the impl's parameters are written as the struct's are, with the same bounds.
    pub alike: bool,
    /// The names that closures around it bind.
    pub bound: Vec<Ident>,
    /// Nothing but fields and constants so far.
    pub fixed: bool,
    /// Something of the model or of the data.
    pub inside: bool,
    /// What something else returns.
    pub called: bool,
}

/// Methods without effects.
pub const PURE: &[&str] = &[
    "abs",
    "all",
    "any",
    "as_deref",
    "as_ref",
    "as_slice",
    "as_str",
    "cloned",
    "contains",
    "copied",
    "count",
    "ends_with",
    "enumerate",
    "first",
    "get",
    "is_empty",
    "is_none",
    "is_none_or",
    "is_some",
    "is_some_and",
    "iter",
    "last",
    "len",
    "map_or",
    "max",
    "min",
    "pow",
    "rev",
    "skip",
    "starts_with",
    "sum",
    "take",
    "then_some",
    "unwrap_or",
    "unwrap_or_default",
    "zip",
];

impl<'ast> Visit<'ast> for Reads<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Binary(binary) if !matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
                self.fixed &= !self.is_untyped(&binary.left) && !self.is_untyped(&binary.right);
            }
            Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Field(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Range(_)
            | Expr::Reference(_)
            | Expr::Tuple(_)
            | Expr::Unary(_) => {}
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                self.fixed &= !self.is_untyped(&call.receiver) && !self.is_literal(&call.receiver);
                self.fixed &= match &*call.receiver {
                    Expr::Path(path) if path.path.is_ident("self") => self.is_known_helper(call),
                    // Of a static.
                    Expr::Path(path) if OF_CELLS.contains(&&*name) => {
                        !path.path.segments.last().is_some_and(|last| is_constant(&last.ident))
                    }
                    of => PURE.contains(&&*name) || self.is_of_model(of) && self.calls_any(&name),
                };
                self.called = true;
            }
            Expr::Closure(closure) => return self.closure(closure),
            Expr::Macro(mac) if mac.mac.path.is_ident("cfg") => return,
            Expr::Macro(mac) => {
                if let Some(matches) = matches(&mac.mac) {
                    return Reads::visit_expr(self, &matches);
                }
                self.fixed = false;
                self.called = true;
                let scope = self.scope;
                self.inside |= names(mac.mac.tokens.clone())
                    .iter()
                    .any(|name| name == "self" || scope.get(name).is_some());
            }
            Expr::If(branch) => return self.branch(branch),
            Expr::Match(of) => return self.arms(of),
            Expr::Block(block) if block.label.is_none() => return self.value(&block.block),
            Expr::Call(call) if is_variant(&call.func) || self.is_closure(&call.func) => {}
            Expr::Call(call) if self.is_function_of_model(call) => {
                self.called = true;
                return call.args.iter().for_each(|arg| Reads::visit_expr(self, arg));
            }
            Expr::Call(_) => {
                self.fixed = false;
                self.called = true;
            }
            _ => {
                self.fixed = false;
                self.inside = true;
            }
        }
        visit::visit_expr(self, expr);
    }

    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        self.fixed &= !self.own_names.has(&path.path);
        visit::visit_type_path(self, path);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let Some(last) = path.path.segments.last() else { return };
        if path.path.is_ident("self") {
            self.inside = true;
        } else if self.bound.iter().any(|name| path.path.is_ident(name)) {
            // What it is given is looked at where it is given.
        } else if let Some(local) = path.path.get_ident().and_then(|name| self.scope.get(name)) {
            match &local.known {
                // `self`, or an item of the model's by a name of ours.
                Known::Fixed(tokens) => self.inside |= is_of_model(tokens),
                Known::Outside => (self.fixed, self.called) = (false, true),
                Known::Data => (self.fixed, self.inside) = (false, true),
            }
        } else {
            let param = self.is_param(&path.path);
            self.fixed &= is_constant(&last.ident) && self.knows(&path.path);
            self.inside |= param;
        }
    }
}

impl Reads<'_> {
    /// A value that one of several blocks has.
    fn branch(&mut self, branch: &ExprIf) {
        let before = self.bound.len();
        match &*branch.cond {
            Expr::Let(let_) => {
                self.visit_expr(&let_.expr);
                self.parts(&let_.pat);
            }
            cond => self.visit_expr(cond),
        }
        self.value(&branch.then_branch);
        self.bound.truncate(before);
        match &branch.else_branch {
            Some((_, otherwise)) => self.visit_expr(otherwise),
            None => self.fixed = false,
        }
    }

    /// A value that one of several arms has.
    fn arms(&mut self, of: &ExprMatch) {
        self.fixed &= !self.is_untyped(&of.expr);
        self.visit_expr(&of.expr);
        for arm in &of.arms {
            let before = self.bound.len();
            self.fixed &= !arm.attrs.iter().any(is_cfg);
            let (pat, guard) = match &arm.pat {
                Pat::Guard(guarded) => (&*guarded.pat, Some(&guarded.guard)),
                pat => (pat, None),
            };
            self.parts(pat);
            guard.into_iter().for_each(|guard| self.visit_expr(guard));
            self.visit_expr(&arm.body);
            self.bound.truncate(before);
        }
    }

    /// What a pattern binds is of what it is matched with.
    fn parts(&mut self, pat: &Pat) {
        let mut paths = Paths { reads: self, known: true };
        paths.visit_pat(pat);
        self.fixed &= paths.known;
        self.bound.extend(names(pat.to_token_stream()));
    }

    /// What a block evaluates to, if it does nothing else.
    fn value(&mut self, block: &Block) {
        match &block.stmts[..] {
            [Stmt::Expr(value, None)] => self.visit_expr(value),
            _ => (self.fixed, self.inside) = (false, true),
        }
    }

    fn closure(&mut self, closure: &ExprClosure) {
        let before = self.bound.len();
        self.bound.extend(bound(closure));
        self.visit_expr(&closure.body);
        self.bound.truncate(before);
    }

    /// Whether an expression is of the model, as far as it is known what it is of: what closures and patterns
    /// around it bind is.
    fn is_of_model(&self, expr: &Expr) -> bool {
        names(expr.to_token_stream()).iter().any(|name| {
            name == "self"
                || self.bound.contains(name)
                || match self.scope.get(name).map(|local| &local.known) {
                    Some(Known::Fixed(tokens)) => is_of_model(tokens),
                    _ => false,
                }
        })
    }

    /// Whether a method of that name can be called where a model is prepared: its trait is in scope there,
    /// and what it returns is known without what becomes of it.
    fn calls_any(&self, name: &str) -> bool {
        !self.own_names.imports && !GENERIC.contains(&name)
    }

    /// Whether a function of the user's is given what is of the model: of that it computes something.
    fn is_function_of_model(&self, call: &ExprCall) -> bool {
        let Expr::Path(path) = &*call.func else { return false };
        let Some(last) = path.path.segments.last() else { return false };
        let is_local = path
            .path
            .get_ident()
            .is_some_and(|name| self.scope.get(name).is_some() || self.bound.contains(name));
        if is_local {
            return false;
        }
        let is_typed = path.path.segments.len() > 1
            && PLAIN.iter().any(|plain| path.path.segments[0].ident == plain);
        (is_typed || !GENERIC.contains(&&*last.ident.to_string()))
            && path.qself.is_none()
            && self.knows(&path.path)
            && call.args.iter().any(|arg| self.is_of_model(arg))
    }

    /// Whether it is a local of a type that nothing but its uses may say: what a call of the user's gives.
    pub fn is_untyped(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(paren) => self.is_untyped(&paren.expr),
            Expr::Reference(reference) => self.is_untyped(&reference.expr),
            Expr::Unary(unary) => self.is_untyped(&unary.expr),
            expr => self.held(expr).is_some_and(calls_others),
        }
    }

    /// Whether it is a number that was written as a literal, or may be one of several, without the type that
    /// its uses give it.
    fn is_literal(&self, expr: &Expr) -> bool {
        let parsed = self.held(expr).map(|tokens| syn::parse2(tokens.clone()));
        match parsed {
            Some(Ok(Expr::Lit(lit))) => matches!(lit.lit, Lit::Int(_) | Lit::Float(_)),
            Some(Ok(Expr::If(_) | Expr::Match(_))) => true,
            _ => false,
        }
    }

    /// Whether it is a closure of the user's, whose body was looked at.
    fn is_closure(&self, function: &Expr) -> bool {
        let parsed = self.held(function).map(|tokens| syn::parse2(tokens.clone()));
        matches!(parsed, Some(Ok(Expr::Closure(_))))
    }

    /// What a local is known to hold of the model's fields.
    fn held(&self, local: &Expr) -> Option<&TokenStream> {
        let Expr::Path(path) = local else { return None };
        match &self.scope.get(path.path.get_ident()?)?.known {
            Known::Fixed(tokens) => Some(tokens),
            _ => None,
        }
    }

    /// Whether a method of the model looks at nothing but the model.
    fn is_known_helper(&self, call: &ExprMethodCall) -> bool {
        let of_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let is_anywhere = self.alike || self.item.generics.params.is_empty();
        of_self && is_anywhere && is_pure_helper(self.item, &call.method)
    }

    /// Whether a constant or variant is the same outside of the function.
    fn knows(&self, path: &syn::Path) -> bool {
        !self.own_names.has(path)
            && (self.alike || !self.is_param(path))
            && !path.get_ident().is_some_and(|name| self.is_local_in_capitals(name))
    }

    /// `Xs` where `xs` is a local, which rustc takes to be meant where there is one.
    fn is_local_in_capitals(&self, name: &Ident) -> bool {
        let name = name.unraw().to_string();
        let local = Ident::new(&name.to_lowercase(), Span::call_site());
        name.contains(char::is_lowercase) && local != name && self.scope.get(&local).is_some()
    }

    /// Whether a path depends on the impl's parameters.
    fn is_param(&self, path: &syn::Path) -> bool {
        let Some(first) = path.segments.first().map(|first| &first.ident) else { return false };
        let params = &self.item.generics.params;
        !params.is_empty() && first == "Self"
            || params.iter().filter_map(parameter).any(|name| name == first)
    }
}

/// Whether what patterns name is known.
pub struct Paths<'a> {
    pub reads: &'a Reads<'a>,
    pub known: bool,
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.known &= self.reads.knows(path);
        visit::visit_path(self, path);
    }
    fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
        let name = ident.ident.clone().into();
        self.known &= !is_constant(&ident.ident) || self.reads.knows(&name);
        visit::visit_pat_ident(self, ident);
    }
}

/// Whether a function is `Some` and the like.
fn is_variant(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|last| is_constant(&last.ident))
}

/// Functions and methods whose type is that of what becomes of their result.
const GENERIC: &[&str] =
    &["collect", "default", "from", "from_str", "into", "parse", "product", "try_from", "try_into"];

/// The names that a closure binds, and others.
pub fn bound(closure: &ExprClosure) -> impl Iterator<Item = Ident> + '_ {
    closure.inputs.iter().flat_map(|input| names(input.to_token_stream()))
}
