//! Fields of enums, where they are matched: of their type even where that of the model is an error, so that what is
//! wrong with a pattern rustc says in the same words as where the user wrote it.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Expr, Ident, Pat, Token, Type,
    parse::{ParseStream, Parser},
};

use super::{body::placed, known::known, rust::renamed};
use crate::{parse::Model, source::Source};

/// `match self.act { … }` → `match *__q::same::<&Act>(&__self.act) { … }`
pub fn matched(this: &Ident, model: &Model, expr: &mut Expr) {
    let (of, pats): (_, Vec<_>) = match expr {
        Expr::Match(node) => (&mut node.expr, node.arms.iter().map(|arm| &arm.pat).collect()),
        Expr::Let(node) => (&mut node.expr, vec![&*node.pat]),
        _ => return,
    };
    typed(this, model, of, &pats);
}

/// The field, or those in a tuple, or what is borrowed.
fn typed(this: &Ident, model: &Model, of: &mut Expr, pats: &[&Pat]) {
    match of {
        Expr::Reference(of) if of.mutability.is_none() => typed(this, model, &mut of.expr, pats),
        Expr::Tuple(tuple) => {
            for (i, elem) in tuple.elems.iter_mut().enumerate() {
                let pats: Vec<_> = pats.iter().flat_map(|pat| within_tuple(pat, i)).collect();
                typed(this, model, elem, &pats);
            }
        }
        of => {
            if let Some(ty) = model.enum_of(of, pats) {
                *of = Expr::Verbatim(renamed(this, place(ty, of)));
            }
        }
    }
}

/// What a pattern, or each of several, has at a place in a tuple.
fn within_tuple(pat: &Pat, place: usize) -> Vec<&Pat> {
    match pat {
        Pat::Tuple(tuple) if !tuple.elems.iter().any(|elem| matches!(elem, Pat::Rest(_))) => {
            tuple.elems.get(place).into_iter().collect()
        }
        Pat::Or(or) => or.cases.iter().flat_map(|pat| within_tuple(pat, place)).collect(),
        Pat::Guard(guarded) => within_tuple(&guarded.pat, place),
        Pat::Paren(paren) => within_tuple(&paren.pat, place),
        _ => Vec::new(),
    }
}

fn place(ty: &Type, field: &Expr) -> TokenStream {
    placed(quote!(*__q::same::<&#ty>), quote!(&#field), &Source::of(field))
}

/// A condition on the fields of the model `this`.
pub fn condition(this: &Ident, model: &Model, tokens: TokenStream) -> TokenStream {
    renamed(this, within(model, tokens))
}

/// The same for `matches!(self.act, …)` among the tokens.
pub fn within(model: &Model, tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for token in tokens {
        out.push(match token {
            TokenTree::Group(group) => {
                let inner = match is_matches(&out) {
                    true => in_macro(model, group.stream()),
                    false => within(model, group.stream()),
                };
                let mut made = Group::new(group.delimiter(), inner);
                made.set_span(group.span());
                made.into()
            }
            token => token,
        });
    }
    compared(&mut out);
    out.into_iter().collect()
}

/// `(0) < (N)`, whether a loop over a range runs: of ends of two types rustc says so of the range.
fn compared(tokens: &mut Vec<TokenTree>) {
    if let [TokenTree::Group(start), TokenTree::Punct(op), .., TokenTree::Group(_)] = &tokens[..]
        && op.as_char() == '<'
        && tokens.len() <= 4
    {
        let start = start.stream();
        let start = known(start.clone(), &Source::of(&start));
        tokens.splice(..1, start);
    }
}

fn is_matches(before: &[TokenTree]) -> bool {
    let [.., TokenTree::Ident(name), TokenTree::Punct(bang)] = before else { return false };
    name == "matches" && bang.as_char() == '!'
}

/// What `matches!` is given.
pub fn in_macro(model: &Model, tokens: TokenStream) -> TokenStream {
    let parts = |input: ParseStream| {
        let expr: Expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        Ok((expr, pat, input.parse::<TokenStream>()?))
    };
    let Ok((expr, pat, rest)) = parts.parse2(tokens.clone()) else { return tokens };
    let inner = match &expr {
        Expr::Paren(paren) => &*paren.expr,
        expr => expr,
    };
    match model.enum_of(inner, &[&pat]) {
        Some(ty) => {
            let place = place(ty, inner);
            quote!(#place, #pat #rest)
        }
        None => tokens,
    }
}
