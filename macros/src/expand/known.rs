//! What has no type in a lowered function once anything is wrong with the user's own (see `checked`): numbers, lists
//! and functions too, which no type of the backend's is in. Of those rustc would say once more what it has said.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Block, Expr, ExprCall, ExprRange, Lifetime, Local, Pat, PatIdent, PatType, Stmt, Type,
    parse_quote,
    visit::{self, Visit},
};

use super::body::{Filler, placed};
use crate::{
    lower::{is_assigning, is_constant},
    rustc::beside::{is_function, is_own_type},
    source::{Source, has_attributes},
};

/// `x.dim()` → `__q::Known::<__Checked<_>>(x.dim()).0`
pub fn known(value: TokenStream, source: &Source) -> TokenStream {
    let known = placed(quote!(__q::Known::<__Checked<_>>), value, source);
    quote_spanned!(source.last=> #known.0)
}

/// `let y = …` → `let y: __Checked<_> = …`, and `let (y, n) = (…, 0)` → `let (y, n): (__Checked<_>, __Checked<_>) = …`
pub fn known_local(local: &mut Local) {
    let init = local.init.as_ref().map(|init| &*init.expr);
    let Some(ty) = ty_of(&local.pat, init) else { return };
    local.pat = Pat::Type(PatType {
        attrs: Vec::new(),
        pat: Box::new(local.pat.clone()),
        colon_token: Default::default(),
        ty: parse_quote!(#ty),
    });
}

fn ty_of(pat: &Pat, init: Option<&Expr>) -> Option<TokenStream> {
    match (pat, init) {
        (Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }), _) => Some(quote!(__Checked<_>)),
        (Pat::Tuple(pats), Some(Expr::Tuple(values))) if pats.elems.len() == values.elems.len() => {
            let elems = pats.elems.iter().zip(&values.elems);
            let types = elems.map(|(pat, value)| ty_of(pat, Some(value)));
            let types = types.map(|ty| ty.unwrap_or_else(|| quote!(_)));
            (!pats.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))))
                .then(|| quote!((#(#types,)*)))
        }
        _ => None,
    }
}

/// Whether it is a list or a tuple of values: of the numbers and methods of those rustc has words of its own.
pub fn is_held(ty: &Type) -> bool {
    struct Borrows(bool);
    impl<'ast> Visit<'ast> for Borrows {
        fn visit_lifetime(&mut self, _: &'ast Lifetime) {
            self.0 = true;
        }
        fn visit_type(&mut self, ty: &'ast Type) {
            self.0 |= matches!(ty, Type::Reference(_) | Type::ImplTrait(_));
            visit::visit_type(self, ty);
        }
    }
    let mut borrows = Borrows(false);
    borrows.visit_type(ty);
    let has_parts = match ty {
        Type::Array(_) | Type::Tuple(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| !last.arguments.is_none()),
        _ => false,
    };
    has_parts && !borrows.0
}

impl Filler<'_> {
    /// Ranges, whose numbers would be of any type that fits where one of the ends has none; functions that are
    /// called; values where there can be none.
    pub(super) fn known_parts(&self, expr: &mut Expr) {
        match expr {
            Expr::Range(range) if has_values(range) => make_known(expr),
            Expr::Call(call) if self.calls_a_function(call) => {
                // What is called may be no function after all, and not to be moved.
                let function = &call.func;
                *call.func = Expr::Verbatim(known(quote!(&#function), &Source::of(function)));
            }
            Expr::If(branch) if branch.else_branch.is_none() => end(&mut branch.then_branch),
            Expr::ForLoop(of) => end(&mut of.body),
            Expr::While(of) => end(&mut of.body),
            _ => {}
        }
    }

    /// Whether it is a function that is declared beside the impl or imported, or one that is always there: of another
    /// one, which may be nowhere, rustc has words of its own where it is called.
    fn calls_a_function(&self, call: &ExprCall) -> bool {
        const FUNCTIONS: [(&str, &str); 4] = [
            ("String", "from"),
            ("String", "with_capacity"),
            ("Vec", "from"),
            ("Vec", "with_capacity"),
        ];
        let Expr::Path(function) = &*call.func else { return false };
        let parts: Vec<_> = function.path.segments.iter().map(|part| &part.ident).collect();
        let is_function = match parts[..] {
            [name] => {
                let text = name.to_string();
                let may_be_one = !is_constant(name) && !self.bound.contains(&text);
                may_be_one && is_function(&text, self.item.impl_token.span) && !is_own_type(name)
            }
            [of, name] => {
                FUNCTIONS.iter().any(|known| of == known.0 && name == known.1) && !is_own_type(of)
            }
            _ => false,
        };
        !call.args.is_empty() && is_function
    }
}

/// Whether it has an end, and none that is borrowed there and would live as long as the range.
fn has_values(range: &ExprRange) -> bool {
    let mut ends = [&range.start, &range.end].into_iter().flatten().peekable();
    ends.peek().is_some() && !ends.any(|end| is_borrowed(end))
}

fn is_borrowed(end: &Expr) -> bool {
    match end {
        Expr::Paren(paren) => is_borrowed(&paren.expr),
        end => matches!(end, Expr::Reference(_)),
    }
}

fn make_known(expr: &mut Expr) {
    *expr = Expr::Verbatim(known(expr.to_token_stream(), &Source::of(expr)));
}

/// Values where a statement ends that is none: in its branches.
pub fn known_ends(stmt: &mut Expr) {
    match stmt {
        Expr::Block(block) => end(&mut block.block),
        Expr::If(branch) => {
            end(&mut branch.then_branch);
            branch.else_branch.iter_mut().for_each(|(_, other)| known_ends(other));
        }
        Expr::Match(of) => of.arms.iter_mut().for_each(|arm| match &mut *arm.body {
            body if is_value(body) => make_known(body),
            body => known_ends(body),
        }),
        _ => {}
    }
}

/// A value at the end of what has none.
fn end(block: &mut Block) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(end, None)) if is_value(end) => make_known(end),
        Some(Stmt::Expr(end, None)) => known_ends(end),
        _ => {}
    }
}

fn is_value(expr: &Expr) -> bool {
    let is_value = match expr {
        Expr::Binary(binary) => !is_assigning(&binary.op),
        // A function may never return.
        Expr::Call(call) => matches!(&*call.func, Expr::Path(of)
            if of.path.segments.last().is_some_and(|last| is_constant(&last.ident))),
        Expr::Array(_)
        | Expr::Cast(_)
        | Expr::Lit(_)
        | Expr::Path(_)
        | Expr::Reference(_)
        | Expr::Tuple(_) => true,
        _ => false,
    };
    // One with attributes may be there in some builds only.
    is_value && !has_attributes(expr)
}
