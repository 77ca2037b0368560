//! What has no type in a lowered function once anything is wrong with the user's own (see `checked`): numbers, lists
//! and functions too, which no type of the backend's is in. Of those rustc would say once more what it has said.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Block, Expr, ExprCall, Local, Pat, PatIdent, PatType, Stmt, parse_quote,
    visit::{self, Visit},
};

use super::body::{Filler, placed};
use crate::{
    lower::{is_assigning, is_constant},
    parse::Method,
    rustc::beside::may_be_a_function,
    source::Source,
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

impl Filler<'_> {
    /// Ranges, whose numbers would be of any type that fits where one of the ends has none; functions that are
    /// called; values where there can be none.
    pub(super) fn known_parts(&self, expr: &mut Expr) {
        match expr {
            Expr::Range(range) if range.start.is_some() || range.end.is_some() => make_known(expr),
            Expr::Call(call) if self.calls_a_function(call) => make_known(&mut call.func),
            Expr::If(branch) if branch.else_branch.is_none() => end(&mut branch.then_branch),
            Expr::ForLoop(of) => end(&mut of.body),
            Expr::While(of) => end(&mut of.body),
            _ => {}
        }
    }

    /// Whether it is a function of the file's, or imported by its name: of another one, which may be nowhere, rustc
    /// has words of its own where it is called.
    fn calls_a_function(&self, call: &ExprCall) -> bool {
        let Expr::Path(function) = &*call.func else { return false };
        let Some(ident) = function.path.get_ident() else { return false };
        let name = ident.to_string();
        let methods = usize::from(self.item.method(&name).is_some());
        let is_function = || may_be_a_function(&name, methods, ident);
        !call.args.is_empty() && !self.bound.contains(&name) && !is_constant(ident) && is_function()
    }
}

/// The names that a function binds.
pub fn bound_in(method: &Method) -> HashSet<String> {
    struct Bound(HashSet<String>);
    impl<'ast> Visit<'ast> for Bound {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            self.0.insert(pat.ident.to_string());
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut bound = Bound(HashSet::new());
    bound.visit_impl_item_fn(&method.item);
    bound.0
}

fn make_known(expr: &mut Expr) {
    *expr = Expr::Verbatim(known(expr.to_token_stream(), &Source::of(expr)));
}

/// A value at the end of what has none.
fn end(block: &mut Block) {
    let Some(Stmt::Expr(end, None)) = block.stmts.last_mut() else { return };
    let is_value = match end {
        Expr::Binary(binary) => !is_assigning(&binary.op),
        Expr::Array(_)
        | Expr::Call(_)
        | Expr::Cast(_)
        | Expr::Lit(_)
        | Expr::Path(_)
        | Expr::Reference(_)
        | Expr::Tuple(_) => true,
        _ => false,
    };
    if is_value {
        make_known(end);
    }
}
