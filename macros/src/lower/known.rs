//! What values depend on: the data, the model's own fields and constants, or neither.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprCall, ExprClosure, ExprMethodCall, Ident, Lit, Pat, Type,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{
    Lowerer,
    batch::OF_CELLS,
    macros::{matches, names},
    pure::{OwnNames, is_pure_helper},
    scope::Scope,
};
use crate::{
    parse::Impl,
    ty::{PLAIN, parameter},
};

/// What a value depends on.
#[derive(Debug, Clone, Default)]
pub enum Known {
    /// The model's fields and constants, in this way.
    Fixed(TokenStream),
    /// Neither the inputs nor the model.
    Outside,
    #[default]
    Data,
}

impl Lowerer<'_> {
    fn known_place(&self) -> Place<'_> {
        Place {
            scope: &self.scope,
            own_names: &self.own_names,
            item: self.item,
            alike: self.item.is_written_alike(self.model),
            bound: Vec::new(),
            fixed: true,
            inside: false,
            called: false,
        }
    }

    /// Whether all that a pattern names is the same outside of the function.
    pub(super) fn knows_pattern(&self, pat: &Pat) -> bool {
        let place = self.known_place();
        let mut paths = Paths { place: &place, known: true };
        paths.visit_pat(pat);
        paths.known
    }

    /// What `expr` depends on, as it is evaluated now.
    pub(super) fn known(&self, expr: &Expr) -> Known {
        // It may be of fields that are in some builds only.
        if self.builds > 0 {
            return Known::Data;
        }
        let mut place = self.known_place();
        place.visit_expr(expr);
        match place {
            Place { fixed: true, .. } => {
                let mut expr = expr.clone();
                Substitute { scope: &self.scope, bound: Vec::new() }.visit_expr_mut(&mut expr);
                let tokens = expr.into_token_stream();
                // Locals that double each time would have no end.
                match is_short(&tokens) {
                    true => Known::Fixed(tokens),
                    false => Known::Data,
                }
            }
            Place { inside: false, called: true, .. } => Known::Outside,
            _ => Known::Data,
        }
    }

    /// Keeps what the names of a pattern hold that was just matched with something `known`: it matches
    /// where they are in scope.
    ///
    /// ```text
    /// match &self.cfg { Cfg { stride, .. } => stride, _ => unreachable!() }
    /// ```
    pub(super) fn remember_parts(&mut self, pat: &Pat, known: &Known) {
        let Known::Fixed(tokens) = known else { return };
        if matches!(pat, Pat::Ident(_) | Pat::Type(_)) || !self.knows_pattern(pat) {
            return;
        }
        let mut bound = Bound(Vec::new());
        bound.visit_pat(pat);
        for name in bound.0 {
            let part = quote!((match #tokens { #pat => #name, _ => ::core::unreachable!() }));
            if let Some(binding) = self.scope.get_mut(&name).filter(|_| is_short(&part)) {
                binding.known = Known::Fixed(part);
            }
        }
    }

    /// Keeps what a name holds that was just bound to something `known`. What is `mut` may change, by
    /// more than assignments.
    pub(super) fn remember(&mut self, pat: &Pat, known: Known, plain: bool) {
        let ident = match pat {
            Pat::Ident(ident) => ident,
            Pat::Type(typed) if plain => match &*typed.pat {
                Pat::Ident(ident) => ident,
                _ => return,
            },
            _ => return,
        };
        let simple = ident.by_ref.is_none() && ident.subpat.is_none();
        if simple
            && ident.mutability.is_none()
            && let Some(binding) = self.scope.get_mut(&ident.ident)
        {
            binding.known = match (known, pat) {
                (Known::Fixed(tokens), Pat::Type(typed)) => {
                    Known::Fixed(of_type(tokens, &typed.ty))
                }
                (known, _) => known,
            };
        }
    }
}

/// Whether `self` is among the tokens, or an item of the model's by a name of ours.
fn is_of_model(tokens: &TokenStream) -> bool {
    let of_model = |name: &Ident| name == "self" || name.to_string().starts_with("__");
    names(tokens.clone()).iter().any(of_model)
}

/// Functions and methods whose type is that of what becomes of their result.
const GENERIC: &[&str] =
    &["collect", "default", "from", "from_str", "into", "parse", "product", "try_from", "try_into"];

/// Whether tokens can be written wherever they are asked for.
fn is_short(tokens: &TokenStream) -> bool {
    fn count(tokens: TokenStream) -> usize {
        let lengths = tokens.into_iter().map(|token| match token {
            TokenTree::Group(group) => 1 + count(group.stream()),
            _ => 1,
        });
        lengths.sum()
    }
    count(tokens.clone()) < 500
}

/// A value with the type that the local it stands for has.
pub(super) fn of_type(tokens: TokenStream, ty: &Type) -> TokenStream {
    let is_plain = PLAIN.contains(&ty.to_token_stream().to_string().as_str());
    let says_more = !matches!(syn::parse2(tokens.clone()), Ok(Lit::Bool(_) | Lit::Str(_)));
    if is_plain && says_more { quote!({ let typed: #ty = #tokens; typed }) } else { tokens }
}

/// Whether it is the name of a constant, a type or a variant.
pub fn is_constant(name: &Ident) -> bool {
    name.to_string().starts_with(|c: char| c.is_uppercase())
}

/// What an expression reads.
struct Place<'a> {
    scope: &'a Scope,
    own_names: &'a OwnNames,
    item: &'a Impl,
    /// Whether the impl's parameters are written as the struct's are, with the same bounds.
    alike: bool,
    /// The names that closures around it bind.
    bound: Vec<Ident>,
    /// Nothing but fields and constants so far.
    fixed: bool,
    /// Something of the model or of the data.
    inside: bool,
    /// What something else returns.
    called: bool,
}

/// Methods without effects.
pub(super) const PURE: &[&str] = &[
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
    "unwrap_or",
    "unwrap_or_default",
    "zip",
];

impl<'ast> Visit<'ast> for Place<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
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
                    self.fixed &= self.knows_patterns(&matches);
                    if let Some(matched) = matched(matches) {
                        return Place::visit_expr(self, &matched);
                    }
                }
                self.fixed = false;
                self.called = true;
                let scope = self.scope;
                self.inside |= names(mac.mac.tokens.clone())
                    .iter()
                    .any(|name| name == "self" || scope.get(name).is_some());
            }
            Expr::Call(call) if is_variant(&call.func) || self.is_closure(&call.func) => {}
            Expr::Call(call) if self.is_function_of_model(call) => {
                self.called = true;
                return call.args.iter().for_each(|arg| Place::visit_expr(self, arg));
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

impl Place<'_> {
    fn closure(&mut self, closure: &ExprClosure) {
        let before = self.bound.len();
        self.bound.extend(bound(closure));
        self.visit_expr(&closure.body);
        self.bound.truncate(before);
    }

    /// Whether an expression is of the model, as far as it is known what it is of.
    fn is_of_model(&self, expr: &Expr) -> bool {
        names(expr.to_token_stream()).iter().any(|name| {
            name == "self"
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
        let is_typed = path.path.segments.len() > 1
            && PLAIN.iter().any(|plain| path.path.segments[0].ident == plain);
        (is_typed || !GENERIC.contains(&&*last.ident.to_string()))
            && path.qself.is_none()
            && self.knows(&path.path)
            && call.args.iter().any(|arg| self.is_of_model(arg))
    }

    /// Whether it is a closure of the user's, whose body was looked at.
    fn is_closure(&self, function: &Expr) -> bool {
        let Expr::Path(path) = function else { return false };
        let local = path.path.get_ident().and_then(|name| self.scope.get(name));
        local.is_some_and(|local| match &local.known {
            Known::Fixed(tokens) => matches!(syn::parse2(tokens.clone()), Ok(Expr::Closure(_))),
            _ => false,
        })
    }

    /// Whether all that patterns name in `matches!` is the same outside of the function.
    fn knows_patterns(&self, matches: &Expr) -> bool {
        let Expr::Match(of) = matches else { return true };
        of.arms.iter().all(|arm| {
            let mut paths = Paths { place: self, known: true };
            paths.visit_pat(&arm.pat);
            paths.known
        })
    }

    /// Whether a method of the model looks at nothing but the model.
    fn is_known_helper(&self, call: &ExprMethodCall) -> bool {
        let of_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let is_anywhere = self.alike || self.item.generics.params.is_empty();
        of_self && is_anywhere && is_pure_helper(self.item, &call.method)
    }

    /// Whether a constant or variant is the same outside of the function.
    fn knows(&self, path: &syn::Path) -> bool {
        !self.own_names.has(path) && (self.alike || !self.is_param(path))
    }

    /// Whether a path depends on the impl's parameters.
    fn is_param(&self, path: &syn::Path) -> bool {
        let Some(first) = path.segments.first().map(|first| &first.ident) else { return false };
        let params = &self.item.generics.params;
        !params.is_empty() && first == "Self"
            || params.iter().filter_map(parameter).any(|name| name == first)
    }
}

/// The names that a pattern binds to what they are found in.
struct Bound(Vec<Ident>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        if pat.mutability.is_none() && pat.by_ref.is_none() && !is_constant(&pat.ident) {
            self.0.push(pat.ident.clone());
        }
        visit::visit_pat_ident(self, pat);
    }
}

/// Whether what patterns name is known.
struct Paths<'a> {
    place: &'a Place<'a>,
    known: bool,
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.known &= self.place.knows(path);
        visit::visit_path(self, path);
    }
    fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
        let name = ident.ident.clone().into();
        self.known &= !is_constant(&ident.ident) || self.place.knows(&name);
        visit::visit_pat_ident(self, ident);
    }
}

/// Whether a function is `Some` and the like.
fn is_variant(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|last| is_constant(&last.ident))
}

/// What is matched by `matches!`, if only that decides it.
fn matched(matches: Expr) -> Option<Expr> {
    let Expr::Match(of) = matches else { return None };
    of.arms.first().is_some_and(|arm| !matches!(arm.pat, Pat::Guard(_))).then_some(*of.expr)
}

/// Puts what they hold in the place of locals.
struct Substitute<'a> {
    scope: &'a Scope,
    /// The names that closures around bind.
    bound: Vec<Ident>,
}

impl VisitMut for Substitute<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = &*expr
            && let Some(name) = path.path.get_ident().filter(|name| !self.bound.contains(name))
            && let Some(local) = self.scope.get(name)
            && let Known::Fixed(tokens) = &local.known
        {
            *expr = Expr::Verbatim(quote!((#tokens)));
            return;
        }
        // In a macro there would be no locals to see.
        if let Expr::Macro(mac) = &*expr
            && let Some(matched) = matches(&mac.mac)
        {
            *expr = matched;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        let before = self.bound.len();
        self.bound.extend(bound(closure));
        visit_mut::visit_expr_closure_mut(self, closure);
        self.bound.truncate(before);
    }
}

/// The names that a closure binds, and others.
fn bound(closure: &ExprClosure) -> impl Iterator<Item = Ident> + '_ {
    closure.inputs.iter().flat_map(|input| names(input.to_token_stream()))
}
