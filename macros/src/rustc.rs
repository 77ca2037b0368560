//! What rustc says of the user's code, where the macro has to know.

use syn::{
    Attribute, BinOp, Block, Expr, ExprArray, ExprAssign, ExprAsync, ExprBinary, ExprBreak,
    ExprCall, ExprClosure, ExprConst, ExprContinue, ExprForLoop, ExprLoop, ExprMethodCall,
    ExprReference, ExprTry, ExprTuple, ExprWhile, FnArg, GenericArgument, Item, Label, Lifetime,
    Local, Member, Pat, PatIdent, PathArguments, ReceiverKind, ReturnType, Safety, Stmt, StmtMacro,
    Type, TypeImplTrait,
    visit::{self, Visit},
};

use crate::{
    attr::{allowed, is_cfg, is_ours},
    lower::is_assigning,
    ops::{Layer, OpKind},
    parse::{Field, Impl, Method, Model, Receiver},
    ty::{PLAIN, Ty},
};

/// What a copy of a function needs at its end, if nothing is there to be returned: that this is wrong,
/// unless the end is never reached, rustc says of the function.
pub fn end(method: &Method) -> Option<Stmt> {
    let ReturnType::Type(_, ty) = &method.item.sig.output else { return None };
    let is_unit = matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    let returns = match method.item.block.stmts.last() {
        Some(Stmt::Expr(_, semi)) => semi.is_none(),
        Some(Stmt::Macro(mac)) => mac.semi_token.is_none(),
        Some(Stmt::Local(_) | Stmt::Item(_)) | None => false,
    };
    (!returns && !is_unit).then(|| syn::parse_quote!(#[allow(unreachable_code)] loop {};))
}

/// Whether something is wrong with a function that rustc is sure to report, and of a copy in a closure
/// would say in other words: a field of `&self` that is assigned to or moved, `?` where a tensor is
/// returned, `break` outside of a loop. Only what is certain counts: the model is not lowered then.
pub fn is_wrong(model: &Model, item: &Impl, method: &Method) -> bool {
    let mut mistakes = Mistakes {
        model,
        item,
        can_fail: method.output != Ty::Tensor,
        by_reference: method.receiver == Receiver::Shared,
        loops: 0,
        has_cfgs: false,
        found: false,
    };
    mistakes.visit_impl_item_fn(&method.item);
    mistakes.found && !mistakes.has_cfgs
}

struct Mistakes<'a> {
    model: &'a Model,
    item: &'a Impl,
    /// Whether `?` may be here.
    can_fail: bool,
    by_reference: bool,
    /// How many loops the walk is in.
    loops: usize,
    /// Whether anything is there in some builds only.
    has_cfgs: bool,
    found: bool,
}

impl Mistakes<'_> {
    /// The field of the borrowed model that a place is.
    fn field(&self, place: &Expr) -> Option<&Field> {
        let Expr::Field(field) = place else { return None };
        let of_self = matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"));
        let Member::Named(name) = &field.member else { return None };
        let field = self.model.fields.iter().find(|field| field.ident == *name);
        field.filter(|_| of_self && self.by_reference)
    }

    fn writes(&mut self, place: &Expr) {
        self.found |= self.field(place).is_some();
    }

    fn moves(&mut self, value: &Expr) {
        self.found |= self.field(value).is_some_and(is_moved);
    }

    /// `self.step(x)`, where `step` takes the model by `&mut self`.
    fn is_mutable_helper(&self, call: &ExprMethodCall) -> bool {
        let of_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let helper = self.item.method(&call.method.to_string()).filter(|_| of_self);
        let receiver = helper.and_then(|helper| helper.item.sig.receiver());
        receiver
            .is_some_and(|receiver| matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_))))
    }

    fn looped(&mut self, body: &Block) {
        self.loops += 1;
        self.visit_block(body);
        self.loops -= 1;
    }
}

/// Whether a field holds by value what cannot be copied.
fn is_moved(field: &Field) -> bool {
    let Type::Path(path) = &field.written else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    match field.ty {
        Ty::Tensor => last.ident == "Tensor",
        Ty::Layer(Layer { kind: OpKind::Conv2d | OpKind::Linear | OpKind::BatchNorm, name }) => {
            last.ident == name
        }
        Ty::Seq(_) => last.ident == "Vec",
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Mistakes<'_> {
    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        self.has_cfgs |= is_cfg(attr);
    }

    fn visit_expr_try(&mut self, attempt: &'ast ExprTry) {
        self.found |= !self.can_fail;
        visit::visit_expr_try(self, attempt);
    }

    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        self.found |= node.label.is_none() && self.loops == 0;
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'ast ExprContinue) {
        self.found |= node.label.is_none() && self.loops == 0;
    }

    fn visit_expr_loop(&mut self, node: &'ast ExprLoop) {
        self.looped(&node.body);
    }

    fn visit_expr_while(&mut self, node: &'ast ExprWhile) {
        self.visit_expr(&node.cond);
        self.looped(&node.body);
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.moves(&node.expr);
        self.visit_expr(&node.expr);
        self.looped(&node.body);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let (Pat::Ident(PatIdent { by_ref: None, .. }), Some(init)) = (&local.pat, &local.init) {
            self.moves(&init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_call(&mut self, node: &'ast ExprCall) {
        node.args.iter().for_each(|arg| self.moves(arg));
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        node.args.iter().for_each(|arg| self.moves(arg));
        let name = node.method.to_string();
        match self.field(&node.receiver) {
            Some(field) if is_moved(field) => {
                let list = matches!(field.ty, Ty::Seq(_));
                self.found |= list && (name == "into_iter" || CHANGES.contains(&&*name));
            }
            _ => self.found |= self.by_reference && self.is_mutable_helper(node),
        }
        visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_tuple(&mut self, node: &'ast ExprTuple) {
        node.elems.iter().for_each(|elem| self.moves(elem));
        visit::visit_expr_tuple(self, node);
    }

    fn visit_expr_array(&mut self, node: &'ast ExprArray) {
        node.elems.iter().for_each(|elem| self.moves(elem));
        visit::visit_expr_array(self, node);
    }

    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.writes(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        if is_assigning(&node.op) {
            self.writes(&node.left);
        } else if matches!(node.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_)) {
            self.moves(&node.left);
            self.moves(&node.right);
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_reference(&mut self, node: &'ast ExprReference) {
        if node.mutability.is_some() {
            self.writes(&node.expr);
        }
        visit::visit_expr_reference(self, node);
    }

    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// Methods that change a vector, which no trait's can hide.
const CHANGES: &[&str] = &[
    "append",
    "clear",
    "drain",
    "extend_from_slice",
    "insert",
    "pop",
    "push",
    "remove",
    "resize",
    "retain",
    "swap_remove",
    "truncate",
];

/// Whether a function's copy in a closure is right where the function is, and rustc says the same of it.
pub fn can_copy(method: &Method) -> bool {
    let sig = &method.item.sig;
    let plain = method.receiver != Receiver::Other
        && sig.generics.params.is_empty()
        && sig.generics.where_clause.is_none()
        && sig.asyncness.is_none()
        && sig.variadic.is_none()
        && matches!(sig.safety, Safety::Default)
        && sig.abi.is_none()
        && method.item.attrs.iter().all(is_harmless);
    let mut body = Body { only_here: false };
    sig.inputs.iter().for_each(|input| body.visit_fn_arg(input));
    body.visit_return_type(&sig.output);
    body.visit_block(&method.item.block);
    // A closure does not say which of its arguments it returns what is borrowed from.
    let owned = match &sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => is_owned(ty),
    };
    plain
        && !body.only_here
        && (owned || method.params.iter().all(|param| is_owned(&param.written)))
}

/// Whether an attribute says nothing that a closure could not have, or need not.
fn is_harmless(attr: &Attribute) -> bool {
    let path = attr.path();
    let known = ["doc", "inline", "must_use", "cold", "deprecated", "track_caller", "rustfmt"];
    allowed(attr).is_some()
        || is_ours(attr)
        || path.is_ident("cfg")
        || known.iter().any(|k| path.is_ident(k))
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

/// What a function contains.
struct Body {
    /// Something that cannot be there twice, or not in a closure.
    only_here: bool,
}

/// Macros that make no items.
const EXPRESSIONS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

impl<'ast> Visit<'ast> for Body {
    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.only_here = true;
    }

    /// Of the impl, or of nothing.
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.only_here |= lifetime.ident != "static" && lifetime.ident != "_";
    }

    fn visit_label(&mut self, _: &'ast Label) {}

    fn visit_fn_arg(&mut self, arg: &'ast FnArg) {
        self.only_here |= match arg {
            FnArg::Receiver(receiver) => !receiver.attrs.is_empty(),
            FnArg::Typed(typed) => !typed.attrs.is_empty(),
        };
        visit::visit_fn_arg(self, arg);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.only_here |= match item {
            Item::Use(_) => false,
            Item::Fn(function) => !function.attrs.is_empty(),
            _ => true,
        };
    }

    fn visit_stmt_macro(&mut self, mac: &'ast StmtMacro) {
        let name = mac.mac.path.segments.last().map(|last| last.ident.to_string());
        self.only_here |= !name.is_some_and(|name| EXPRESSIONS.contains(&&*name));
    }

    fn visit_expr_const(&mut self, _: &'ast ExprConst) {
        self.only_here = true;
    }
}
