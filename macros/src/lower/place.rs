//! Places that are assigned to by `+=` and its like: they are evaluated once, before the value.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Block, Expr, ExprBlock, ExprPath, ExprReference, Ident, Local, LocalInit, Stmt, Token,
    parse_quote, visit::Visit,
};

use super::{
    assigned::{assigned, root},
    expr::nothing,
    macros::names,
};

/// What a place is written as that is evaluated twice, and the statements that it needs in front.
pub struct Place {
    pub expr: Expr,
    taken: Vec<Stmt>,
}

/// What there is to evaluate in a place.
pub enum Taken {
    /// Nothing: it is the same one twice.
    Nothing,
    /// Its indices, of an element of what has a name: it stays readable in the value.
    Indices,
    /// All of it.
    Whole,
}

impl Taken {
    /// Of what is written as a place and as the value behind it.
    pub fn of(place: &Expr, value: &Expr) -> Self {
        let assigned = assigned(|a| a.visit_expr(value));
        match root(place) {
            None => Taken::Whole,
            Some(root) if assigned.contains(root) => Taken::Whole,
            Some(_) => {
                let names = names(place.to_token_stream());
                match is_steady(place) && !names.iter().any(|name| assigned.contains(name)) {
                    true => Taken::Nothing,
                    false => Taken::Indices,
                }
            }
        }
    }
}

impl Place {
    /// Of what a place is lowered to.
    pub fn new(mut place: Expr, taken: Taken) -> Self {
        let mut stmts = Vec::new();
        match taken {
            Taken::Nothing => {}
            Taken::Indices => take_indices(&mut place, &mut stmts),
            Taken::Whole => {
                let at = take(borrowed(place, Some(Default::default())), &mut stmts);
                place = parse_quote!(*#at);
            }
        }
        Place { expr: place, taken: stmts }
    }

    /// `{ let at0 = next(); ys[at0] = … }`
    pub fn with(mut self, assignment: Expr) -> Expr {
        if self.taken.is_empty() {
            return assignment;
        }
        self.taken.push(Stmt::Expr(assignment, Some(Default::default())));
        let block = Block { brace_token: Default::default(), stmts: self.taken };
        Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
    }
}

/// `&ys[0]`, built by hand: what is parsed from tokens loses its holes.
pub fn borrowed(place: Expr, mutability: Option<Token![mut]>) -> Expr {
    Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: Default::default(),
        mutability,
        expr: Box::new(place),
    })
}

/// `let at0 = next();`, likewise.
fn take(expr: Expr, stmts: &mut Vec<Stmt>) -> ExprPath {
    let at = Ident::new(&format!("at{}", stmts.len()), Span::mixed_site());
    let mut stmt = parse_quote!(let #at = (););
    if let Stmt::Local(Local { init: Some(LocalInit { expr: init, .. }), .. }) = &mut stmt {
        **init = expr;
    }
    stmts.push(stmt);
    parse_quote!(#at)
}

fn take_indices(place: &mut Expr, stmts: &mut Vec<Stmt>) {
    match place {
        Expr::Paren(of) => take_indices(&mut of.expr, stmts),
        Expr::Group(of) => take_indices(&mut of.expr, stmts),
        Expr::Field(of) => take_indices(&mut of.base, stmts),
        Expr::Unary(of) => take_indices(&mut of.expr, stmts),
        Expr::Index(of) => {
            take_indices(&mut of.expr, stmts);
            if !matches!(*of.index, Expr::Lit(_)) {
                let index = std::mem::replace(&mut *of.index, nothing());
                *of.index = Expr::Path(take(index, stmts));
            }
        }
        _ => {}
    }
}

/// Whether the indices in a place do nothing, and are the same twice.
fn is_steady(place: &Expr) -> bool {
    fn is_number(index: &Expr) -> bool {
        match index {
            Expr::Lit(_) | Expr::Path(_) => true,
            Expr::Paren(of) => is_number(&of.expr),
            Expr::Cast(of) => is_number(&of.expr),
            Expr::Field(of) => is_number(&of.base),
            Expr::Binary(of) => is_number(&of.left) && is_number(&of.right),
            _ => false,
        }
    }
    match place {
        Expr::Path(_) => true,
        Expr::Paren(of) => is_steady(&of.expr),
        Expr::Group(of) => is_steady(&of.expr),
        Expr::Field(of) => is_steady(&of.base),
        Expr::Unary(of) => is_steady(&of.expr),
        Expr::Index(of) => is_steady(&of.expr) && is_number(&of.index),
        _ => false,
    }
}
