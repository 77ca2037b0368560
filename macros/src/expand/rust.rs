//! The user's Rust between the operations, adapted to its new surroundings: `self` is the lowered
//! model, types are the backend's, and a function that returned `T` returns `Result<T>`.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Block, Expr, ExprClosure, Ident, Item, Local, Macro, Pat, PatRest, PatStruct, QSelf, Stmt,
    Type,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{
    bindings::known_bindings,
    body::Filler,
    known::{known_ends, known_local},
    matched::{in_macro, matched},
    question::written_out,
};
use crate::{
    ir::Hole,
    rustc::{implements_elsewhere, unevaluated},
};

impl VisitMut for Filler<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(node) = Hole::node(expr) {
            *expr = Expr::Verbatim(self.node(node));
            return;
        }
        if let Some(place) = self.model_field(expr) {
            *expr = Expr::Verbatim(place);
            return;
        }
        matched(&self.locals.this, self.model, expr);
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Path(path) if path.path.is_ident("self") => {
                *expr = this(&self.locals.this, path.span());
            }
            Expr::Return(return_) if self.returns() => {
                // What is wrong with no value rustc says of the original.
                let value = match &return_.expr {
                    Some(value) => quote!(#value),
                    None if self.returns_nothing => quote!(()),
                    None => quote!(__q::any()),
                };
                let attrs = &return_.attrs;
                *expr =
                    Expr::Verbatim(quote!(#(#attrs)* return ::core::result::Result::Ok(#value)));
            }
            Expr::Try(attempt) if self.returns() => {
                *expr = written_out(attempt, &self.returned);
            }
            expr if self.regions == 0 => {
                known_bindings(expr);
                self.known_parts(expr);
            }
            expr => self.known_parts(expr),
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.closures += 1;
        visit_mut::visit_expr_closure_mut(self, closure);
        self.closures -= 1;
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Pat::Type(typed) = &mut local.pat {
            // Of what has a wrong value rustc says no more.
            self.types.checks_plain = true;
            self.visit_type_mut(&mut typed.ty);
            self.types.checks_plain = false;
        } else if self.regions == 0 {
            known_local(local);
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let outer = std::mem::take(&mut self.declared);
        let mut stmts = Vec::with_capacity(block.stmts.len());
        let before = block.stmts.len().saturating_sub(1);
        for (i, mut stmt) in std::mem::take(&mut block.stmts).into_iter().enumerate() {
            if implements_elsewhere(&stmt, &self.items) {
                continue;
            }
            unevaluated(&mut stmt);
            self.visit_stmt_mut(&mut stmt);
            if let (true, Stmt::Expr(expr, None)) = (i < before, &mut stmt) {
                known_ends(expr);
            }
            for slot in self.declared.drain(..) {
                stmts.push(Stmt::Expr(
                    Expr::Verbatim(quote!(let mut #slot)),
                    Some(Default::default()),
                ));
            }
            stmts.push(stmt);
        }
        block.stmts = stmts;
        self.declared = outer;
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut PatStruct) {
        visit_mut::visit_pat_struct_mut(self, pat);
        // The body may have another of that name.
        let is_own =
            pat.path.get_ident().is_some_and(|name| self.items.contains(&name.to_string()));
        if let (false, 0, None, Some(path)) =
            (is_own, self.regions, &pat.qself, self.types.taken_apart(&pat.path))
        {
            pat.path = path;
            // It has a field more.
            pat.rest.get_or_insert_with(|| PatRest {
                attrs: Vec::new(),
                dot2_token: Default::default(),
            });
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if self.regions == 0 {
            self.types.visit_type_mut(ty);
        }
    }

    fn visit_qself_mut(&mut self, of: &mut QSelf) {
        // Of a trait of the user's, which the lowered models do not have.
        if of.as_token.is_none() || !self.types.names_model(&of.ty) {
            visit_mut::visit_qself_mut(self, of);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        let is_matches = mac.path.segments.last().is_some_and(|last| last.ident == "matches");
        let tokens = match is_matches {
            true => in_macro(self.model, mac.tokens.clone()),
            false => mac.tokens.clone(),
        };
        mac.tokens = renamed(&self.locals.this, tokens);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// `this` for a `self`: what rustc says of it, it says where the user wrote that.
pub(super) fn this(this: &Ident, written: Span) -> Expr {
    let this = located(this, written);
    Expr::Verbatim(quote!(#this))
}

fn located(this: &Ident, written: Span) -> Ident {
    let mut this = this.clone();
    this.set_span(this.span().located_at(written));
    this
}

/// Tokens in which `this` stands for `self`, which in paths is a module.
pub(super) fn renamed(this: &Ident, tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        let token: TokenTree = match token {
            TokenTree::Ident(ident) if ident == "self" && !is_colon(tokens.peek()) => {
                located(this, ident.span()).into()
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), renamed(this, group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            other => other,
        };
        out.extend([token]);
    }
    out
}

fn is_colon(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}
