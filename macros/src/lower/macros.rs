//! Macros of the standard library, whose arguments are expressions.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprAsync, ExprClosure, ExprLit, ExprMethodCall, ExprPath, ExprTry, Ident, Item, Lit,
    Macro, Pat, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    parse_quote, parse2,
    punctuated::{Pair, Punctuated},
    visit::Visit,
    visit_mut::VisitMut,
};

use super::{Flow, Lowerer};
use crate::{
    errors,
    ir::{Leaving, MacroArgs, MacroCall, Node},
    ops::{INSPECTIONS, READS},
    parse::Ungroup,
    rustc::{returns, surely_returns},
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

/// Those that show what a text says.
const TEXTS: &[&str] = &[
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "write",
    "writeln",
];

/// Something that is shown and cannot be.
struct Shown {
    error: syn::Error,
    is_tensor: bool,
    /// Whether it is the model itself.
    is_model: bool,
}

impl Lowerer<'_> {
    pub(super) fn macro_expr(&mut self, expr: &mut Expr, span: Span) -> Flow {
        let Expr::Macro(invocation) = expr else { return Flow::unknown(span) };
        if let Some(matched) = matches(&invocation.mac) {
            *expr = matched;
            return self.expr(expr);
        }
        let (lifted, flow) = self.macro_call(&invocation.mac, false, span);
        if let Some(hole) = lifted {
            *expr = hole;
        }
        flow
    }

    /// Walks a macro's arguments, and lifts the call if there is an operation or a `?` in them.
    pub(super) fn macro_call(
        &mut self,
        mac: &Macro,
        is_statement: bool,
        span: Span,
    ) -> (Option<Expr>, Flow) {
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        self.calls_macro(&mac.path);
        let listed = arguments(mac);
        let is_asking = listed.iter().flat_map(|(args, _)| args).any(asks);
        let is_value = std::mem::take(&mut self.is_value);
        let leaves = self.leaves(mac, &name, is_statement).filter(|_| !is_asking && !is_value);
        self.exits += usize::from(leaves.is_some());
        let is_lowered = self.plain.is_none() && self.closure.is_none();
        if is_lowered && !self.can_fail() && !is_list(&mac.path) && surely_returns(&mac.path) {
            self.diag.unless_rustc(errors::returning_macro(&mac.path));
        }
        if !is_list(&mac.path) {
            let takes_numbers =
                |(args, _): &(Vec<Expr>, _)| args.iter().all(|arg| self.only_reads(arg));
            let takes_numbers = listed.as_ref().is_some_and(takes_numbers);
            match self.tensor_in(mac.tokens.clone()) {
                Some(local) if !takes_numbers => {
                    self.diag.unless_rustc(errors::unknown_macro(&mac.path, &local));
                    return (None, Flow::unknown(span));
                }
                // What is given no tensor has none to give.
                None if leaves.is_none() => return (None, Flow::new(Ty::Plain, span)),
                _ => {}
            }
        }
        let Some((mut args, separator)) = listed else { return self.unparsed(span) };
        args.iter_mut().for_each(|arg| Ungroup.visit_expr_mut(arg));
        let (nodes, written) = (self.program.nodes.len(), args.clone());
        let mut types = args.iter_mut().map(|arg| self.used(arg)).collect::<Vec<_>>();
        if let MacroArgs::Repeat(_) = separator {
            types.truncate(1);
        }
        if is_list(&mac.path) && has_surplus(&name, &written) {
            self.diag.left_to_rustc();
        } else if name != "vec"
            && let Some(Shown { error, is_tensor, is_model }) = self.shown(mac, &written, &types)
        {
            // A tensor is neither there for `{}` nor a text itself, and a model may have nothing to show.
            let is_unlikely = is_model || is_tensor && !shows_debug(mac);
            let is_assertion = is_tensor && name.contains("assert");
            match is_unlikely && TEXTS.contains(&&*name) || is_assertion {
                true => self.diag.unless_rustc(error),
                false => self.diag.error(error),
            }
        }
        let ty = match name.as_str() {
            "vec" => Ty::list_of(types),
            "format" => Ty::Plain,
            "dbg" => types.pop().unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        };
        let asks = args.iter().any(asks);
        let lifted = (asks || leaves.is_some() || self.program.nodes.len() > nodes).then(|| {
            let (path, place) = (mac.path.clone(), mac.delimiter.span().join());
            self.program.hole(Node::Macro(MacroCall { path, place, args, separator, leaves }))
        });
        (lifted, Flow::new(ty, span))
    }

    /// rustc says what is wrong with its arguments, on the user's impl.
    fn unparsed(&self, span: Span) -> (Option<Expr>, Flow) {
        self.diag.left_to_rustc();
        (None, Flow::unknown(span))
    }

    /// What is wrong with what a macro shows: an argument, or what its text captures.
    fn shown(&self, mac: &Macro, args: &[Expr], types: &[Ty]) -> Option<Shown> {
        let wrong = |what: TokenStream, ty: &Ty| {
            let is_tensor = ty.has_tensor();
            let local = parse2(what.clone()).ok().and_then(|name: Ident| self.scope.get(&name));
            let taken = local.and_then(|local| self.parts.get(&local.value?));
            let error = match ty {
                _ if is_tensor => errors::shown_tensor(&mac.path, &what, taken),
                ty if ty.has_layer() => errors::shown_layer(&mac.path, &what),
                _ => return None,
            };
            Some(Shown { error, is_tensor, is_model: *ty == Ty::Model })
        };
        let given = args.iter().zip(types).find_map(|(arg, ty)| wrong(arg.to_token_stream(), ty));
        given.or_else(|| {
            let literals = mac.tokens.clone().into_iter().filter(is_literal).collect();
            names(literals).iter().find_map(|name| match self.scope.get(name) {
                Some(local) => wrong(name.to_token_stream(), &local.ty),
                None if name == "self" => wrong(name.to_token_stream(), &Ty::Model),
                None => None,
            })
        })
    }

    /// Whether an error is returned out of a macro: those that `anyhow` and `eyre` have, by their names, and those
    /// that the file has. One that is not a statement may have a value.
    fn leaves(&self, mac: &Macro, name: &str, is_statement: bool) -> Option<Leaving> {
        match name {
            _ if !self.can_fail() => None,
            "bail" => Some(Leaving::Always),
            "ensure" if is_statement => Some(Leaving::Unless),
            "ensure" | "ensure_eq" | "ensure_ne" => Some(Leaving::Perhaps),
            _ if is_list(&mac.path) => None,
            _ => returns(&mac.path).then_some(Leaving::Perhaps),
        }
    }

    /// Whether the function may return an error of the user's.
    fn can_fail(&self) -> bool {
        matches!(self.output, Ty::Result(_) | Ty::Named(_))
    }

    /// Whether tensors are in an expression only to be asked for numbers, as `x.dim()`.
    fn only_reads(&self, expr: &Expr) -> bool {
        struct Reads<'a, 'b>(&'a Lowerer<'b>, bool);
        impl<'ast> Visit<'ast> for Reads<'_, '_> {
            fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
                let name = call.method.to_string();
                let of_lists = ["len", "is_empty", "is_some", "is_none", "contains_key"];
                let reads = READS.iter().map(|read| read.name).chain(INSPECTIONS.iter().copied());
                let is_read = name != "clone" && reads.chain(of_lists).any(|read| read == name);
                match &*call.receiver {
                    Expr::Path(_) if is_read => {}
                    receiver => self.visit_expr(receiver),
                }
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            fn visit_expr_path(&mut self, path: &'ast ExprPath) {
                self.1 &= self.0.tensor_in(path.to_token_stream()).is_none();
            }
            fn visit_macro(&mut self, mac: &'ast Macro) {
                let args = arguments(mac).map(|(args, _)| args);
                let given = args.is_some_and(|args| args.iter().all(|arg| self.0.only_reads(arg)));
                self.1 &= given || self.0.tensor_in(mac.tokens.clone()).is_none();
            }
            fn visit_lit(&mut self, literal: &'ast Lit) {
                self.1 &= self.0.tensor_in(literal.to_token_stream()).is_none();
            }
        }
        let mut reads = Reads(self, true);
        reads.visit_expr(expr);
        reads.1
    }

    /// A local with tensors in it among `tokens`.
    fn tensor_in(&self, tokens: TokenStream) -> Option<Ident> {
        let tensor = |name: &Ident| self.scope.get(name).is_some_and(|local| local.ty.has_tensor());
        names(tokens).into_iter().find(tensor)
    }
}

/// What is between its brackets, if that is a list of expressions.
pub fn arguments(mac: &Macro) -> Option<(Vec<Expr>, MacroArgs)> {
    let list = Punctuated::<Expr, Token![,]>::parse_terminated;
    let repeat = |input: ParseStream| {
        let (value, semicolon) = (input.parse()?, input.parse()?);
        Ok((vec![value, input.parse()?], MacroArgs::Repeat(semicolon)))
    };
    match list.parse2(mac.tokens.clone()) {
        Ok(args) => {
            let (args, commas): (_, Vec<_>) = args.into_pairs().map(Pair::into_tuple).unzip();
            Some((args, MacroArgs::List(commas.into_iter().flatten().collect())))
        }
        Err(_) if mac.path.segments.last().is_some_and(|last| last.ident == "vec") => {
            repeat.parse2(mac.tokens.clone()).ok()
        }
        Err(_) => None,
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

/// Whether anything is shown by `{:?}` or its like.
fn shows_debug(mac: &Macro) -> bool {
    let mut literals = mac.tokens.clone().into_iter().filter(is_literal);
    literals.any(|literal| literal.to_string().contains("?}"))
}

/// The text that a macro shows values by, and those.
pub fn format_text<'a>(name: &str, args: &'a [Expr]) -> Option<(String, &'a [Expr])> {
    let before = match name {
        "dbg" | "vec" => return None,
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => 2,
        "assert" | "debug_assert" | "write" | "writeln" => 1,
        _ => 0,
    };
    match args.get(before..)? {
        [Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), values @ ..] => {
            Some((text.value(), values))
        }
        _ => None,
    }
}

/// Whether there are more values behind the text of a macro than it shows.
fn has_surplus(name: &str, args: &[Expr]) -> bool {
    let Some((text, values)) = format_text(name, args) else { return false };
    let values = values.iter().filter(|value| !matches!(value, Expr::Assign(_))).count();
    // Widths may be values too.
    values > text.matches('{').count() && !text.contains(['$', '*'])
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
    let text = text.replace("{{", "");
    let names = text.split('{').skip(1).filter_map(|rest| {
        let end = rest.find([':', '}'])?;
        let name = Ident::parse_any.parse_str(&rest[..end]).ok()?;
        Some(Ident::new(&name.to_string(), literal.span()))
    });
    names.collect()
}
