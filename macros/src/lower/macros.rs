//! Macros of the standard library, whose arguments are expressions.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Expr, ExprAsync, ExprClosure, ExprTry, Ident, Item, Macro, Pat, Token,
    parse::{ParseStream, Parser},
    parse_quote,
    punctuated::Punctuated,
    visit::Visit,
    visit_mut::VisitMut,
};

use super::{Flow, Lowerer};
use crate::{
    errors,
    ir::{MacroArgs, MacroCall, Node},
    parse::Ungroup,
    ty::Ty,
};

/// Macros whose arguments are a list of expressions.
const LISTS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "dbg",
    "eprint",
    "eprintln",
    "format",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
    "format_args",
];

impl Lowerer<'_> {
    pub(super) fn macro_expr(&mut self, expr: &mut Expr, span: Span) -> Flow {
        let Expr::Macro(invocation) = expr else { return Flow::unknown(span) };
        if let Some(matched) = matches(&invocation.mac) {
            *expr = matched;
            return self.expr(expr);
        }
        let (lifted, flow) = self.macro_call(&invocation.mac, span);
        if let Some(hole) = lifted {
            *expr = hole;
        }
        flow
    }

    /// Walks a macro's arguments, and lifts the call if there is an operation or a `?` in them.
    pub(super) fn macro_call(&mut self, mac: &Macro, span: Span) -> (Option<Expr>, Flow) {
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        self.calls_macro(&mac.path);
        if !is_list(&mac.path) {
            if let Some(local) = self.tensor_in(mac.tokens.clone()) {
                self.diag.error(errors::unknown_macro(&mac.path, &local));
            }
            return (None, Flow::unknown(span));
        }
        let list = Punctuated::<Expr, Token![,]>::parse_terminated;
        let repeat = |input: ParseStream| {
            let value = input.parse()?;
            input.parse::<Token![;]>()?;
            Ok(vec![value, input.parse()?])
        };
        let (mut args, separator): (Vec<Expr>, _) =
            match (list.parse2(mac.tokens.clone()), name.as_str()) {
                (Ok(args), _) => (args.into_iter().collect(), MacroArgs::List),
                (Err(_), "vec") => match repeat.parse2(mac.tokens.clone()) {
                    Ok(args) => (args, MacroArgs::Repeat),
                    Err(_) => return self.unparsed(span),
                },
                _ => return self.unparsed(span),
            };
        args.iter_mut().for_each(|arg| Ungroup.visit_expr_mut(arg));
        let nodes = self.program.nodes.len();
        let mut types = args.iter_mut().map(|arg| self.used(arg)).collect::<Vec<_>>();
        if separator == MacroArgs::Repeat {
            types.truncate(1);
        }
        if name != "vec" {
            let shown = args.iter().zip(&types).find(|(_, ty)| ty.has_tensor());
            let shown = shown.map(|(arg, _)| errors::shown_tensor(&mac.path, arg));
            let literals = mac.tokens.clone().into_iter().filter(is_literal).collect();
            let captured = || self.tensor_in(literals);
            let shown =
                shown.or_else(|| captured().map(|name| errors::shown_tensor(&mac.path, &name)));
            if let Some(error) = shown {
                self.diag.error(error);
            }
        }
        let ty = match name.as_str() {
            "vec" => Ty::Seq(Box::new(types.into_iter().fold(Ty::Unknown, Ty::join))),
            "format" => Ty::Plain,
            "dbg" => types.pop().unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        };
        let asks = args.iter().any(asks);
        let lifted = (asks || self.program.nodes.len() > nodes).then(|| {
            self.program.hole(Node::Macro(MacroCall { path: mac.path.clone(), args, separator }))
        });
        (lifted, Flow::new(ty, span))
    }

    /// rustc says what is wrong with its arguments, on the user's impl.
    fn unparsed(&self, span: Span) -> (Option<Expr>, Flow) {
        self.diag.left_to_rustc();
        (None, Flow::unknown(span))
    }

    /// A local with tensors in it among `tokens`.
    fn tensor_in(&self, tokens: TokenStream) -> Option<Ident> {
        let tensor = |name: &Ident| self.scope.get(name).is_some_and(|local| local.ty.has_tensor());
        names(tokens).into_iter().find(tensor)
    }
}

/// Whether it is a macro whose arguments are a list of expressions, and which is no more.
pub fn is_list(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| LISTS.iter().any(|name| last.ident == name))
}

/// `matches!(value, Some(n) if n > 1)` as the `match` that it is.
pub(super) fn matches(mac: &Macro) -> Option<Expr> {
    if !mac.path.segments.last()?.ident.eq("matches") {
        return None;
    }
    let parsed = |input: ParseStream| {
        let value: Expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<Token![if]>>()? {
            Some(_) => Some(input.parse::<Expr>()?),
            None => None,
        };
        input.parse::<Option<Token![,]>>()?;
        let guard = guard.map(|guard| quote!(if #guard));
        Ok(parse_quote!(match #value {
            #pat #guard => true,
            _ => false,
        }))
    };
    let mut matched = parsed.parse2(mac.tokens.clone()).ok()?;
    Ungroup.visit_expr_mut(&mut matched);
    Some(matched)
}

/// Whether there is a `?` in it that leaves the function.
fn asks(arg: &Expr) -> bool {
    struct Asks(bool);
    impl<'ast> Visit<'ast> for Asks {
        fn visit_expr_try(&mut self, _: &'ast ExprTry) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }
    let mut asks = Asks(false);
    asks.visit_expr(arg);
    asks.0
}

fn is_literal(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Literal(_))
}

/// The names among tokens, and those that format strings capture: `{x:?}`.
pub(super) fn names(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => found.push(name),
            TokenTree::Group(group) => found.extend(names(group.stream())),
            TokenTree::Literal(literal) => found.extend(captured(&literal)),
            TokenTree::Punct(_) => {}
        }
    }
    found
}

fn captured(literal: &Literal) -> Vec<Ident> {
    let text = literal.to_string();
    if !text.contains('"') {
        return Vec::new();
    }
    let names = text.split('{').skip(1).filter_map(|rest| {
        let end = rest.find([':', '}'])?;
        let name = syn::parse_str::<Ident>(&rest[..end]).ok()?;
        Some(Ident::new(&name.to_string(), literal.span()))
    });
    names.collect()
}
