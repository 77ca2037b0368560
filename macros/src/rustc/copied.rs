//! What of a function can be copied, and how.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{
    Attribute, Expr, ExprAssign, ExprBinary, ExprBreak, ExprConst, ExprContinue, FnArg,
    GenericArgument, GenericParam, Item, Label, Lifetime, Macro, Member, PathArguments,
    PathSegment, ReturnType, Safety, Signature, Type, TypeImplTrait, TypeNever, TypePath,
    visit::{self, Visit},
};

use super::{
    declared::takes_nothing_known,
    ends::{ends_in_values, ends_plainly},
};
use crate::{
    attr::{allowed, is_ours},
    lower::{is_assigning, is_list},
    ops::Layer,
    parse::{Impl, Method, Model, Receiver},
    ty::{PLAIN, Ty, argument},
};

/// How a function is copied, so that rustc says the same of the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// In a closure, which returns what the function returns.
    Closure,
    /// As a function that takes what the function takes, and returns more: a closure has its own words
    /// for what is done to `self` and to what is of the type of a parameter, and does not say which of its
    /// arguments it returns a borrow of.
    Function,
    /// As a function that returns what the function returns, a part of which is opaque: macros may return out
    /// of it.
    Returning,
}

/// If the copy is sure to be right where the function is.
pub fn copied(model: &Model, item: &Impl, method: &Method) -> Option<Copied> {
    let body = Body::of(item, method);
    if body.only_here || !can_copy(method) {
        return None;
    }
    let mut touches = Touches { model, item, found: false, returns_unseen: false };
    touches.visit_block(&method.item.block);
    let is_closure = !body.names_lifetimes && fits_a_closure(method);
    let is_function = !body.names_never
        && method.item.sig.inputs.len() <= MOST_PARAMS
        && ends_plainly(&method.item.block);
    let function = match touches.returns_unseen {
        _ if !is_function => None,
        false => Some(Copied::Function),
        true if !ends_in_values(&method.item.block) => None,
        true => with_opaque(method, &quote!(())).map(|_| Copied::Returning),
    };
    match (is_closure, function) {
        (true, Some(function)) if touches.found || takes_nothing_known(item) => Some(function),
        (true, _) => Some(Copied::Closure),
        (false, function) => function,
    }
}

/// What a function returns, a `Result` or an `Option` of something that can be sent, with `opaque` for that.
pub fn with_opaque(method: &Method, opaque: &TokenStream) -> Option<Type> {
    let ReturnType::Type(_, ty) = &method.item.sig.output else { return None };
    let mut ty = (**ty).clone();
    let Type::Path(TypePath { qself: None, path, .. }) = &mut ty else { return None };
    let last = path.segments.last_mut()?;
    let PathArguments::AngleBracketed(args) = &mut last.arguments else { return None };
    let is_known = ["Option", "Result"].iter().any(|known| last.ident == known);
    match args.args.first_mut() {
        Some(GenericArgument::Type(of)) if is_known && is_sent(of) => {
            *of = Type::Verbatim(opaque.clone());
            Some(ty)
        }
        _ => None,
    }
}

/// Whether a type is sure to be `Send`.
fn is_sent(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_sent(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_sent),
        Type::Path(TypePath { qself: None, path, .. }) => {
            match (path.get_ident(), path.segments.last()) {
                (Some(name), _) => {
                    let name = name.to_string();
                    name == "Tensor" || PLAIN.contains(&&*name) && name != "str"
                }
                (
                    None,
                    Some(PathSegment { ident, arguments: args @ PathArguments::AngleBracketed(_) }),
                ) => {
                    ["Option", "Vec"].iter().any(|known| ident == known)
                        && argument(args).is_some_and(is_sent)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether `?` is written out in what is made of a function: where it returns, that can be seen then.
pub fn asks(method: &Method) -> bool {
    method.has_tensors() && method.output != Ty::Tensor
}

/// How many the functions that are checked have at most, `self` included.
const MOST_PARAMS: usize = 8;

fn can_copy(method: &Method) -> bool {
    let sig = &method.item.sig;
    method.receiver != Receiver::Other
        && sig.generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
        && sig.generics.where_clause.is_none()
        && sig.asyncness.is_none()
        && sig.variadic.is_none()
        && matches!(sig.safety, Safety::Default)
        && sig.abi.is_none()
        && method.item.attrs.iter().all(is_harmless)
}

/// Whether a closure could return what a function does: something of its own, or borrowed from `self`.
pub fn fits_a_closure(method: &Method) -> bool {
    returns_owned(method) || method.params.iter().all(|param| is_owned(&param.written))
}

/// Whether nothing is borrowed in what a function returns.
pub fn returns_owned(method: &Method) -> bool {
    match &method.item.sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => is_owned(ty),
    }
}

/// Whether an attribute says nothing that a copy needs, but for what it allows.
fn is_harmless(attr: &Attribute) -> bool {
    let path = attr.path();
    let known = ["doc", "inline", "must_use", "cold", "deprecated", "track_caller", "rustfmt"];
    allowed(attr).is_some() || is_ours(attr) || known.iter().any(|known| path.is_ident(known))
}

/// Whether nothing is borrowed in a type.
fn is_owned(ty: &Type) -> bool {
    match ty {
        Type::Paren(paren) => is_owned(&paren.elem),
        Type::Group(group) => is_owned(&group.elem),
        Type::Array(array) => is_owned(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_owned),
        Type::Never(_) => true,
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else { return false };
            let name = last.ident.to_string();
            let known =
                ["Tensor", "Self", "Vec", "VecDeque", "Option", "Result", "Box", "Arc", "Rc"];
            let known = known.contains(&&*name)
                || PLAIN.contains(&&*name) && name != "str"
                || Layer::named(&name).is_some();
            match (&last.arguments, &*name) {
                (PathArguments::None, _) => known,
                // What an error may borrow it does not.
                (PathArguments::AngleBracketed(args), "Result") => {
                    matches!(args.args.first(), Some(GenericArgument::Type(ty)) if is_owned(ty))
                }
                (PathArguments::AngleBracketed(args), _) => {
                    known
                        && args
                            .args
                            .iter()
                            .all(|arg| matches!(arg, GenericArgument::Type(ty) if is_owned(ty)))
                }
                (PathArguments::Parenthesized(_), _) => false,
            }
        }
        _ => false,
    }
}

/// What is in a function.
struct Body<'a> {
    /// The lifetimes that a copy of the whole function has as well.
    lifetimes: Vec<&'a Lifetime>,
    /// Something that cannot be there twice, or not in a copy.
    only_here: bool,
    /// One of the lifetimes.
    names_lifetimes: bool,
    /// `!`
    names_never: bool,
}

impl<'a> Body<'a> {
    fn of(item: &'a Impl, method: &'a Method) -> Self {
        let sig = &method.item.sig;
        let declared = item.generics.lifetimes().chain(sig.generics.lifetimes());
        let mut body = Body {
            lifetimes: declared.map(|param| &param.lifetime).collect(),
            only_here: false,
            names_lifetimes: false,
            names_never: false,
        };
        sig.inputs.iter().for_each(|input| body.visit_fn_arg(input));
        body.visit_return_type(&sig.output);
        body.visit_block(&method.item.block);
        body
    }
}

impl<'ast> Visit<'ast> for Body<'_> {
    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.only_here = true;
    }

    fn visit_type_never(&mut self, _: &'ast TypeNever) {
        self.names_never = true;
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" && lifetime.ident != "_" {
            self.names_lifetimes = true;
            self.only_here |= !self.lifetimes.contains(&lifetime);
        }
    }

    fn visit_label(&mut self, _: &'ast Label) {}

    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        node.expr.iter().for_each(|value| self.visit_expr(value));
    }

    fn visit_expr_continue(&mut self, _: &'ast ExprContinue) {}

    fn visit_fn_arg(&mut self, arg: &'ast FnArg) {
        self.only_here |= match arg {
            FnArg::Receiver(receiver) => !receiver.attrs.is_empty(),
            FnArg::Typed(typed) => !typed.attrs.is_empty(),
        };
        visit::visit_fn_arg(self, arg);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let is_known = match item {
            Item::Use(_) | Item::Macro(_) => true,
            Item::Const(_)
            | Item::Enum(_)
            | Item::Fn(_)
            | Item::Impl(_)
            | Item::Static(_)
            | Item::Struct(_)
            | Item::Trait(_)
            | Item::Type(_)
            | Item::Union(_) => !has_unsafe(item),
            _ => false,
        };
        self.only_here |= !is_known;
    }

    fn visit_expr_const(&mut self, _: &'ast ExprConst) {
        self.only_here = true;
    }
}

/// Whether there are functions in it of which the lint that a copy denies says something.
fn has_unsafe(item: &Item) -> bool {
    struct Unsafe(bool);
    impl<'ast> Visit<'ast> for Unsafe {
        fn visit_signature(&mut self, sig: &'ast Signature) {
            self.0 |= matches!(sig.safety, Safety::Unsafe(_));
        }
    }
    let mut found = Unsafe(false);
    found.visit_item(item);
    found.0
}

/// Whether more is done to what `self` holds than reading it.
struct Touches<'a> {
    model: &'a Model,
    item: &'a Impl,
    found: bool,
    /// Whether something may return that cannot be made to leave a block instead.
    returns_unseen: bool,
}

/// Methods of layers and containers that take them by reference.
const READING: &[&str] = &[
    "as_ref", "clone", "contains", "first", "forward", "get", "is_empty", "is_none", "is_some",
    "iter", "last", "len", "weight", "windows",
];

/// Whether such a token is among others.
fn tokens_with(tokens: &TokenStream, is_it: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| match &token {
        TokenTree::Group(group) => tokens_with(&group.stream(), is_it),
        token => is_it(token),
    })
}

/// Other macros than lists out of which nothing returns but what is in their arguments.
const NEVER_RETURNING: &[&str] = &["debug", "error", "info", "matches", "trace", "warn"];

impl Touches<'_> {
    /// Whether an expression is a place in `self` that may be moved or written to.
    fn place(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(paren) => self.place(&paren.expr),
            Expr::Index(index) => self.place(&index.expr),
            Expr::Unary(unary) => is_self(&unary.expr) || self.place(&unary.expr),
            Expr::Field(field) if is_self(&field.base) => {
                let Member::Named(name) = &field.member else { return false };
                let known = self.model.fields.iter().find(|field| field.ident == *name);
                known.is_none_or(|field| field.ty != Ty::Plain || names(&field.written, "String"))
            }
            Expr::Field(field) => self.place(&field.base),
            _ => false,
        }
    }

    /// Whether an expression is a field that is sure to be copied: an optional number.
    fn is_copied(&self, expr: &Expr) -> bool {
        self.model.field_of(expr).is_some_and(|(field, _)| {
            let Type::Path(path) = &field.written else { return false };
            let optional = path.path.segments.last().and_then(|last| argument(&last.arguments));
            field.ty == Ty::Option(Box::new(Ty::Plain))
                && optional.is_some_and(|ty| !names(ty, "String"))
        })
    }

    /// Walks what is in the brackets of a place.
    fn indices(&mut self, place: &Expr) {
        match place {
            Expr::Paren(paren) => self.indices(&paren.expr),
            Expr::Field(field) => self.indices(&field.base),
            Expr::Index(index) => {
                self.indices(&index.expr);
                self.visit_expr(&index.index);
            }
            _ => {}
        }
    }
}

fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

fn is_field(expr: &Expr) -> bool {
    matches!(expr, Expr::Field(field) if is_self(&field.base))
}

/// Whether a type is the one of this name.
fn names(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

impl<'ast> Visit<'ast> for Touches<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Reference(reference)
                if reference.mutability.is_none() && self.place(&reference.expr) =>
            {
                self.indices(&reference.expr);
            }
            Expr::MethodCall(call) if self.place(&call.receiver) => {
                self.found |= !READING.contains(&call.method.to_string().as_str());
                self.indices(&call.receiver);
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            Expr::MethodCall(call) if is_self(&call.receiver) => {
                let helper = self.item.method(&call.method.to_string());
                self.found |= helper.is_some_and(|helper| helper.receiver == Receiver::Other);
                call.args.iter().for_each(|arg| self.visit_expr(arg));
            }
            Expr::Try(attempt) if self.is_copied(&attempt.expr) => {}
            expr if self.place(expr) => {
                self.found = true;
                self.indices(expr);
            }
            // Numbers may be written to all the same.
            Expr::Assign(ExprAssign { left, .. }) if is_field(left) => self.found = true,
            Expr::Binary(ExprBinary { left, op, .. }) if is_assigning(op) && is_field(left) => {
                self.found = true;
            }
            Expr::Reference(reference) if is_field(&reference.expr) => {
                self.found |= reference.mutability.is_some();
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let names = |name| {
            tokens_with(
                &mac.tokens,
                &|token| matches!(token, TokenTree::Ident(ident) if ident == name),
            )
        };
        self.found |= mac.path.is_ident("vec") && names("self");
        let last = mac.path.segments.last().map(|last| last.ident.to_string());
        let never_returns = last.is_some_and(|name| NEVER_RETURNING.contains(&name.as_str()));
        self.returns_unseen |= !is_list(&mac.path) && !never_returns
            || names("return")
            || tokens_with(
                &mac.tokens,
                &|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '?'),
            );
    }
}
