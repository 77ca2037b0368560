//! What a user's macro was given, such as `$layer:ty` or `$x:expr`, comes in groups that nobody sees; and brackets
//! that nobody needs.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{
    Expr, ExprGroup, ExprPath, Macro, PathArguments, QSelf, Type, TypeGroup, TypePath, parse2,
    visit_mut::{self, VisitMut},
};

/// Takes what is in such a group for what it is; where it needs parentheses, syn writes them.
pub struct Ungroup;

impl VisitMut for Ungroup {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        ungroup(expr);
        if let Expr::Path(path) = expr {
            unbracket(path);
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Type::Group(TypeGroup { elem, .. }) = ty {
            *ty = (**elem).clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Writes parentheses for such groups of expressions: rustc does not see them in what an attribute gives
/// it, and would take `2.0 * $x` for `2.0 * 1.0 + 2.0`.
pub struct Parenthesize;

impl VisitMut for Parenthesize {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        ungroup(expr);
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        mac.tokens = parenthesized(mac.tokens.clone());
    }
}

fn ungroup(expr: &mut Expr) {
    while let Expr::Group(ExprGroup { expr: inner, .. }) = expr {
        *expr = std::mem::replace(inner, Expr::PLACEHOLDER);
    }
}

/// `<Self>::act` → `Self::act`, `<Vec<Tensor>>::new` → `Vec::<Tensor>::new`
pub(super) fn unbracket(path: &mut ExprPath) {
    let Some(QSelf { ty, position: 0, as_token: None, .. }) = &path.qself else { return };
    let Type::Path(TypePath { qself: None, path: of, .. }) = &**ty else { return };
    let mut of = of.clone();
    for segment in &mut of.segments {
        match &mut segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(args) => args.colon2_token = Some(Default::default()),
            PathArguments::Parenthesized(_) => return,
        }
    }
    of.segments.extend(path.path.segments.iter().cloned());
    path.path = of;
    path.qself = None;
}

/// The same in a macro's tokens, of which only this much is known.
fn parenthesized(tokens: TokenStream) -> TokenStream {
    let trees = tokens.into_iter().map(|tree| match tree {
        // Another group would not know where its delimiters are.
        TokenTree::Group(group) if has_groups(&group) => {
            let inner = parenthesized(group.stream());
            let binds = group.delimiter() == Delimiter::None && may_be_torn(&inner);
            let delimiter = if binds { Delimiter::Parenthesis } else { group.delimiter() };
            let mut made = Group::new(delimiter, inner);
            made.set_span(group.span());
            made.into()
        }
        tree => tree,
    });
    trees.collect()
}

/// Tokens with each block that a macro was given, `$body:block`, as it is: a statement that is one needs no semicolon.
pub fn open_blocks(tokens: TokenStream) -> TokenStream {
    let trees = tokens.into_iter().map(|tree| {
        let TokenTree::Group(group) = &tree else { return tree };
        let inner = open_blocks(group.stream());
        let mut trees = inner.clone().into_iter();
        match (group.delimiter(), trees.next(), trees.next()) {
            (Delimiter::None, Some(TokenTree::Group(block)), None)
                if block.delimiter() == Delimiter::Brace =>
            {
                block.into()
            }
            (delimiter, ..) => {
                let mut made = Group::new(delimiter, inner);
                made.set_span(group.span());
                made.into()
            }
        }
    });
    trees.collect()
}

fn has_groups(group: &Group) -> bool {
    let inside = |tree| matches!(tree, TokenTree::Group(group) if has_groups(&group));
    group.delimiter() == Delimiter::None || group.stream().into_iter().any(inside)
}

/// Whether tokens are an expression of several parts, which what is around them could bind to.
fn may_be_torn(tokens: &TokenStream) -> bool {
    matches!(
        parse2(tokens.clone()),
        Ok(Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Closure(_)
            | Expr::Let(_)
            | Expr::Range(_)
            | Expr::Reference(_)
            | Expr::Unary(_))
    )
}
