//! Conditions on the items of a loop over what the model has: a place in its body is reached if they hold
//! for one of the items.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Block, ExprBreak, ExprForLoop, ExprReturn, ExprTry, FieldPat, Ident, Macro, Pat, PatIdent,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{Lowerer, is_list, known::Known};
use crate::lint::words;

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
        let Known::Fixed(iterated) = known else { return walk(self, &mut for_.body) };
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

    pub(super) fn hold(&mut self, condition: TokenStream) {
        self.guards.push(Holds { condition, depth: self.turns_around.len() });
    }

    /// The conditions on the model's own fields without which the walk's place is never reached. What
    /// depends on the items of loops is asked of the items, together with what was asked of them before.
    pub(super) fn held_here(&self) -> Vec<TokenStream> {
        let mut of_items = Vec::new();
        let holding = self.guards.iter().map(|holds| {
            let mut named = HashSet::new();
            words(holds.condition.clone(), &mut named);
            let mut names = self.turns_around.iter().flat_map(|turns| &turns.names);
            if !names.any(|name| named.contains(&name.to_string())) {
                return holds.condition.clone();
            }
            of_items.push(holds);
            self.of_one_item(&of_items, 0)
        });
        holding.collect()
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
        name.set_span(Span::call_site());
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
