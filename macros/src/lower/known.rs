//! What values depend on: the data, the model's own fields and constants, or neither.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Arm, Expr, ExprClosure, ExprIf, Ident, Lit, Pat, PatIdent, Type,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

use super::{
    Lowerer,
    macros::{matches, names},
    open::is_open_value,
    pattern::Bound,
    reads::{Paths, Reads, bound},
    scope::Scope,
};
use crate::ty::PLAIN;

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
    pub(super) fn reads(&self) -> Reads<'_> {
        Reads {
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
        let reads = self.reads();
        let mut paths = Paths { reads: &reads, known: true };
        paths.visit_pat(pat);
        paths.known
    }

    /// What `expr` depends on, as it is evaluated now.
    pub(super) fn known(&self, expr: &Expr) -> Known {
        // It may be of fields that are in some builds only.
        if self.builds > 0 {
            return Known::Data;
        }
        let mut reads = self.reads();
        reads.visit_expr(expr);
        match reads {
            Reads { fixed: true, .. } => {
                let mut expr = expr.clone();
                Substitute { scope: &self.scope, bound: Vec::new() }.visit_expr_mut(&mut expr);
                let tokens = expr.into_token_stream();
                // Locals that double each time would have no end.
                match is_short(&tokens) {
                    true => Known::Fixed(tokens),
                    false => Known::Data,
                }
            }
            Reads { inside: false, called: true, .. } => Known::Outside,
            _ => Known::Data,
        }
    }

    /// A condition on what a pattern binds, if it depends on that and on what is known.
    pub(super) fn known_of_parts(&self, pat: &Pat, condition: &Expr) -> Option<TokenStream> {
        if self.builds > 0 || !self.knows_pattern(pat) {
            return None;
        }
        let bound = names(pat.to_token_stream());
        let mut reads = Reads { bound: bound.clone(), ..self.reads() };
        reads.visit_expr(condition);
        let mut condition = condition.clone();
        Substitute { scope: &self.scope, bound }.visit_expr_mut(&mut condition);
        let tokens = condition.into_token_stream();
        (reads.fixed && is_short(&tokens)).then_some(tokens)
    }

    /// Keeps what the names of a pattern hold that was just matched with something `known`: it matches
    /// where they are in scope.
    ///
    /// ```text
    /// match &self.cfg { Cfg { stride, .. } => stride, _ => unreachable!() }
    /// ```
    pub(super) fn remember_parts(&mut self, pat: &Pat, known: &Known) {
        let Known::Fixed(tokens) = known else { return };
        let is_name = matches!(pat, Pat::Ident(_) | Pat::Type(_));
        if is_name || is_open_value(tokens) || !self.knows_pattern(pat) {
            return;
        }
        let mut bound = Bound::default();
        bound.visit_pat(pat);
        // What is `mut` may change, and of `ref` another type.
        let is_part = |bound: &PatIdent| {
            bound.mutability.is_none() && bound.by_ref.is_none() && !is_constant(&bound.ident)
        };
        for PatIdent { ident: name, .. } in bound.0.into_iter().filter(is_part) {
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
                    of_type(tokens, &typed.ty).map_or(Known::Data, Known::Fixed)
                }
                (Known::Fixed(tokens), _) if is_open_value(&tokens) => Known::Data,
                (known, _) => known,
            };
        }
    }
}

/// Whether `self` is among the tokens, or an item of the model's by a name of ours.
pub fn is_of_model(tokens: &TokenStream) -> bool {
    let of_model = |name: &Ident| name == "self" || name.to_string().starts_with("__");
    names(tokens.clone()).iter().any(of_model)
}

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

/// A value with the type that the local it stands for has; nothing if that is a name for a number's.
pub(super) fn of_type(tokens: TokenStream, ty: &Type) -> Option<TokenStream> {
    let is_none =
        matches!(syn::parse2(tokens.clone()), Ok(Expr::Path(path)) if path.path.is_ident("None"));
    if !is_none && !PLAIN.contains(&ty.to_token_stream().to_string().as_str()) {
        return is_of_model(&tokens).then_some(tokens);
    }
    let says_more = !matches!(syn::parse2(tokens.clone()), Ok(Lit::Bool(_) | Lit::Str(_)));
    Some(if says_more { quote!({ let typed: #ty = #tokens; typed }) } else { tokens })
}

/// Whether it is the name of a constant, a type or a variant.
pub fn is_constant(name: &Ident) -> bool {
    name.to_string().starts_with(|c: char| c.is_uppercase())
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

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        let before = self.bound.len();
        self.bound.extend(names(arm.pat.to_token_stream()));
        visit_mut::visit_arm_mut(self, arm);
        self.bound.truncate(before);
    }

    fn visit_expr_if_mut(&mut self, branch: &mut ExprIf) {
        let before = self.bound.len();
        self.visit_expr_mut(&mut branch.cond);
        if let Expr::Let(let_) = &*branch.cond {
            self.bound.extend(names(let_.pat.to_token_stream()));
        }
        self.visit_block_mut(&mut branch.then_branch);
        self.bound.truncate(before);
        if let Some((_, otherwise)) = &mut branch.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }
}
