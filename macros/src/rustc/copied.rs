//! What can be copied.

use syn::{
    Attribute, ExprBreak, ExprConst, ExprContinue, FnArg, GenericParam, Item, Label, Lifetime,
    Safety, Signature, TypeImplTrait,
    visit::{self, Visit},
};

use crate::{
    attr::{allowed, is_ours},
    parse::{Impl, Method, Receiver},
};

/// Whether a copy of a function, which returns something else, is sure to be right where the function is.
pub fn can_copy(item: &Impl, method: &Method) -> bool {
    !Body::of(item, method).only_here
        && is_plain(method)
        && method.item.sig.inputs.len() <= MOST_PARAMS
}

/// How many the functions that are checked have at most, `self` included.
const MOST_PARAMS: usize = 8;

fn is_plain(method: &Method) -> bool {
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

/// Whether an attribute says nothing that a copy needs, but for what it allows.
fn is_harmless(attr: &Attribute) -> bool {
    let path = attr.path();
    let known = ["doc", "inline", "must_use", "cold", "deprecated", "track_caller", "rustfmt"];
    allowed(attr).is_some() || is_ours(attr) || known.iter().any(|known| path.is_ident(known))
}

/// What is in a function.
struct Body<'a> {
    /// The lifetimes that a copy of the whole function has as well.
    lifetimes: Vec<&'a Lifetime>,
    /// Something that cannot be there twice, or not in a copy.
    only_here: bool,
}

impl<'a> Body<'a> {
    fn of(item: &'a Impl, method: &'a Method) -> Self {
        let sig = &method.item.sig;
        let declared = item.generics.lifetimes().chain(sig.generics.lifetimes());
        let mut body =
            Body { lifetimes: declared.map(|param| &param.lifetime).collect(), only_here: false };
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

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" && lifetime.ident != "_" {
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
