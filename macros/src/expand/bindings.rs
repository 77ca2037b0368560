//! What the patterns of variants bind, where it is looked behind. Once anything is wrong what is matched has no
//! type, and its fields would be taken for values, of which rustc says that there is nothing behind them.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Block, Expr, ExprBlock, ExprLet, ExprUnary, Pat, PatIdent, PatStruct, PatTupleStruct, Stmt,
    UnOp, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::known::known;
use crate::source::Source;

/// ```text
/// Rule::Patience { limit } if *limit > 0 => n >= *limit,
/// ```
///
/// becomes, but for a `__q::Known` around `&limit`,
///
/// ```text
/// Rule::Patience { limit } if **&limit > 0 => { let limit: __Checked<_> = limit; n >= *limit }
/// ```
pub fn known_bindings(expr: &mut Expr) {
    match expr {
        Expr::Match(of) => of.arms.iter_mut().for_each(|arm| {
            let bound = bound(&arm.pat);
            Behind(&bound).visit_pat_mut(&mut arm.pat);
            match &mut *arm.body {
                Expr::Block(ExprBlock { attrs, label: None, block }) if attrs.is_empty() => {
                    bind(&bound, block);
                }
                body => {
                    let mut block: Block = parse_quote!({});
                    block.stmts.push(Stmt::Expr(body.clone(), None));
                    if bind(&bound, &mut block) {
                        *body = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block });
                    }
                }
            }
        }),
        Expr::If(branch) => condition(&mut branch.cond, &mut branch.then_branch),
        Expr::While(of) => condition(&mut of.cond, &mut of.body),
        _ => {}
    }
}

/// Of what `let`s bind in a condition.
fn condition(cond: &mut Expr, block: &mut Block) {
    struct Lets(Vec<PatIdent>);
    impl<'ast> Visit<'ast> for Lets {
        fn visit_expr_let(&mut self, of: &'ast ExprLet) {
            self.0.extend(bound(&of.pat));
        }
    }
    let mut lets = Lets(Vec::new());
    lets.visit_expr(cond);
    if !lets.0.is_empty() {
        Behind(&lets.0).visit_expr_mut(cond);
        bind(&lets.0, block);
    }
}

/// The names that the patterns of variants bind, but for those that borrow by themselves.
fn bound(pat: &Pat) -> Vec<PatIdent> {
    struct Names {
        in_variant: bool,
        names: Vec<PatIdent>,
    }
    impl Names {
        fn variant(&mut self, walk: impl FnOnce(&mut Self)) {
            let outer = std::mem::replace(&mut self.in_variant, true);
            walk(self);
            self.in_variant = outer;
        }
    }
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_tuple_struct(&mut self, pat: &'ast PatTupleStruct) {
            self.variant(|this| visit::visit_pat_tuple_struct(this, pat));
        }
        fn visit_pat_struct(&mut self, pat: &'ast PatStruct) {
            self.variant(|this| visit::visit_pat_struct(this, pat));
        }
        fn visit_pat_ident(&mut self, name: &'ast PatIdent) {
            if self.in_variant && name.by_ref.is_none() && name.subpat.is_none() {
                self.names.push(name.clone());
            }
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    let mut names = Names { in_variant: false, names: Vec::new() };
    names.visit_pat(pat);
    names.names
}

/// Binds those names again that are looked behind in a block, and whether there are any.
fn bind(bound: &[PatIdent], block: &mut Block) -> bool {
    let tokens = block.to_token_stream();
    let is_used = |name: &&PatIdent| is_looked_behind(&name.ident, tokens.clone());
    let again = bound.iter().filter(is_used).map(|PatIdent { mutability, ident, .. }| {
        parse_quote!(let #mutability #ident: __Checked<_> = #ident;)
    });
    let again: Vec<Stmt> = again.collect();
    let is_any = !again.is_empty();
    block.stmts.splice(..0, again);
    is_any
}

/// Whether there is a `*limit` in tokens.
fn is_looked_behind(name: &Ident, tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |token: &TokenTree, char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == char);
    let is_it = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == name);
    // What is behind a value or a call ends with its statement.
    let goes_on = |token: Option<&TokenTree>| match token {
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Brace,
        Some(token) => is(token, '.') || is(token, '?'),
        None => false,
    };
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Group(group) => is_looked_behind(name, group.stream()),
        token => {
            is(token, '*') && tokens.get(i + 1).is_some_and(is_it) && !goes_on(tokens.get(i + 2))
        }
    })
}

/// `*limit` → `**&limit`, where nothing can be bound again.
struct Behind<'a>(&'a [PatIdent]);

impl VisitMut for Behind<'_> {
    fn visit_expr_unary_mut(&mut self, unary: &mut ExprUnary) {
        match (&unary.op, &*unary.expr) {
            (UnOp::Deref(_), Expr::Path(path))
                if self.0.iter().any(|name| path.path.is_ident(&name.ident)) =>
            {
                let known = known(quote!(&#path), &Source::of(path));
                *unary.expr = Expr::Verbatim(quote!(*#known));
            }
            _ => visit_mut::visit_expr_unary_mut(self, unary),
        }
    }
}
