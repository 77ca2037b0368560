//! Conditions on the items of a loop over what the model has: a place in its body is reached if they hold
//! for one of the items.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Block, Expr, ExprBreak, ExprContinue, ExprForLoop, ExprIndex, ExprRange, ExprReturn, ExprTry,
    FieldPat, Ident, Macro, Pat, PatIdent,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{Lowerer, guard::may_panic, is_list, known::Known};
use crate::source::words;

/// A condition without which the walk's place is never reached.
pub struct Holds {
    pub condition: TokenStream,
    /// In how many loops it is.
    pub depth: usize,
}

/// A loop over what the model has.
pub struct Turns {
    iterated: TokenStream,
    /// Its pattern, with names that no other has.
    pat: Pat,
    names: Vec<Ident>,
}

impl Lowerer<'_> {
    /// Walks the body of a loop, of which it may be `known` what it is over; the names of its pattern are
    /// in scope.
    pub(super) fn with_turns<R>(
        &mut self,
        for_: &mut ExprForLoop,
        known: Known,
        walk: impl FnOnce(&mut Self, &mut Block) -> R,
    ) -> R {
        let iterated = match known {
            Known::Fixed(iterated) if self.can_be_asked(for_, &iterated) => iterated,
            _ => return walk(self, &mut for_.body),
        };
        self.loops_known += 1;
        let mut renamed = Renamed { number: self.loops_known, names: Vec::new() };
        let mut pat = (*for_.pat).clone();
        renamed.visit_pat_mut(&mut pat);
        let (written, names): (Vec<_>, Vec<_>) = renamed.names.into_iter().unzip();
        for (written, name) in written.iter().zip(&names) {
            if let Some(binding) = self.scope.get_mut(written) {
                binding.known = Known::Fixed(name.to_token_stream());
            }
        }
        // The items behind that with which it ends are never looked at.
        self.inexact += usize::from(ends_early(&for_.body));
        self.turns_around.push(Turns { iterated, pat, names });
        let result = walk(self, &mut for_.body);
        self.turns_around.pop();
        result
    }

    /// Whether the items of a loop can be looked at where its model is prepared: what it is over is there,
    /// has an end, and is of a type that is known without the body.
    fn can_be_asked(&self, for_: &ExprForLoop, iterated: &TokenStream) -> bool {
        let is_there = self.inexact == 0 || !may_panic(iterated);
        let is_literal =
            |end: &Option<Box<Expr>>| matches!(end.as_deref(), None | Some(Expr::Lit(_)));
        let ends = match unparenthesized(&for_.expr) {
            Expr::Range(range) => {
                let is_typed = !is_literal(&range.start) || !is_literal(&range.end);
                is_typed && !ends_early(&for_.body)
            }
            Expr::MethodCall(_) if holds_range(&for_.expr) => false,
            _ => true,
        };
        is_there && ends && self.knows_pattern(&for_.pat)
    }

    pub(super) fn hold(&mut self, condition: TokenStream) {
        self.guards.push(Holds { condition, depth: self.turns_around.len() });
    }

    /// The conditions on the model's own fields without which the walk's place is never reached. What
    /// depends on the items of loops is asked of the items, together with what was asked of them before.
    pub(super) fn held_here(&self) -> Vec<TokenStream> {
        let mut of_items = Vec::new();
        let holding = self.guards.iter().map(|holds| {
            if !self.names_items(&holds.condition) {
                return holds.condition.clone();
            }
            of_items.push(holds);
            self.of_one_item(&of_items, 0)
        });
        holding.collect()
    }

    /// Whether tokens name items of the loops around.
    pub(super) fn names_items(&self, tokens: &TokenStream) -> bool {
        let named = words(tokens.clone());
        let mut names = self.turns_around.iter().flat_map(|turns| &turns.names);
        names.any(|name| named.contains(&name.to_string()))
    }

    /// ```text
    /// IntoIterator::into_iter(&self.blocks).any(|block| … && …)
    /// ```
    fn of_one_item(&self, of_items: &[&Holds], depth: usize) -> TokenStream {
        let own = of_items.iter().filter(|holds| holds.depth == depth);
        let own = own.map(|holds| holds.condition.clone());
        let deeper = of_items.iter().any(|holds| holds.depth > depth).then(|| {
            let Turns { iterated, pat, .. } = &self.turns_around[depth];
            let holds = self.of_one_item(of_items, depth + 1);
            quote! {
                ::core::iter::Iterator::any(
                    &mut ::core::iter::IntoIterator::into_iter(#iterated),
                    |#pat| #holds
                )
            }
        });
        let all = own.chain(deeper);
        quote!(#((#all))&&*)
    }
}

fn unparenthesized(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unparenthesized(&paren.expr),
        expr => expr,
    }
}

/// Whether there is a range in it, which is no index.
fn holds_range(expr: &Expr) -> bool {
    struct Ranges(bool);
    impl<'ast> Visit<'ast> for Ranges {
        fn visit_expr_range(&mut self, _: &'ast ExprRange) {
            self.0 = true;
        }
        fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
            self.visit_expr(&index.expr);
        }
    }
    let mut ranges = Ranges(false);
    ranges.visit_expr(expr);
    ranges.0
}

/// Gives names that no other has.
struct Renamed {
    number: usize,
    /// Those that are not changed, and what they are now.
    names: Vec<(Ident, Ident)>,
}

impl VisitMut for Renamed {
    fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
        visit_mut::visit_pat_ident_mut(self, pat);
        let mut name = format_ident!("__{}_{}", pat.ident, self.number);
        // What is wrong with the pattern rustc says where the user wrote it.
        name.set_span(Span::call_site().located_at(pat.ident.span()));
        let written = std::mem::replace(&mut pat.ident, name.clone());
        if pat.mutability.take().is_none() && pat.by_ref.is_none() {
            self.names.push((written, name));
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        // `Some { name }` is `Some { name: name }`.
        field.colon_token.get_or_insert_default();
        visit_mut::visit_field_pat_mut(self, field);
    }
}

/// Whether a loop may end before it has seen all items.
fn ends_early(body: &Block) -> bool {
    struct Ends(bool);
    impl<'ast> Visit<'ast> for Ends {
        fn visit_expr_break(&mut self, _: &'ast ExprBreak) {
            self.0 = true;
        }
        fn visit_expr_continue(&mut self, continue_: &'ast ExprContinue) {
            self.0 |= continue_.label.is_some();
        }
        fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_try(&mut self, attempt: &'ast ExprTry) {
            self.0 = true;
            visit::visit_expr_try(self, attempt);
        }
        fn visit_macro(&mut self, mac: &'ast Macro) {
            self.0 |= !is_list(&mac.path);
        }
    }
    let mut ends = Ends(false);
    ends.visit_block(body);
    ends.0
}
