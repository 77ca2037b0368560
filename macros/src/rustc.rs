//! What rustc says of the user's code, where the macro has to know.

use syn::{
    Block, Expr, ExprAssign, ExprBinary, ExprBreak, ExprCall, ExprClosure, ExprContinue,
    ExprForLoop, ExprLet, ExprLoop, ExprMatch, ExprMethodCall, ExprReference, ExprReturn, ExprTry,
    ExprWhile, Ident, Item, Local, Member, Pat, PatIdent, ReturnType, Stmt, Type,
    visit::{self, Visit},
};

use crate::{
    lower::assigned,
    ops::Function,
    parse::{Impl, Method, Model, Receiver},
    ty::Ty,
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
    (!returns && !is_unit).then(|| syn::parse_quote!(loop {}))
}

/// Whether something is wrong with a function that rustc is sure to report, and of a copy of the
/// function in a closure would say in other words: it names `self`, it says what is around, or it marks
/// a loop, which is another one for it wherever it is.
pub fn is_wrong(model: &Model, item: &Impl, method: &Method) -> bool {
    let can_fail = match &method.item.sig.output {
        ReturnType::Default => false,
        // What an alias stands for is not known.
        ReturnType::Type(..) => {
            matches!(method.output, Ty::Option(_) | Ty::Result(_) | Ty::Named | Ty::Unknown)
        }
    };
    let mut mistakes =
        Mistakes { model, item, can_fail, tensors: Vec::new(), loops: Vec::new(), found: false };
    for param in &method.params {
        if let (Pat::Ident(pat), true) = (&param.pat, is_tensor(&param.written)) {
            mistakes.tensors.push(pat.ident.clone());
        }
    }
    mistakes.visit_block(&method.item.block);
    mistakes.found
}

struct Mistakes<'a> {
    model: &'a Model,
    item: &'a Impl,
    /// Whether `?` may be here.
    can_fail: bool,
    /// Locals that hold a tensor by value.
    tensors: Vec<Ident>,
    /// Those that the walk is in, innermost last.
    loops: Vec<Loop>,
    found: bool,
}

struct Loop {
    /// The locals that it has or assigns to.
    changes: Vec<Ident>,
    /// Whether it may end before its next turn.
    leaves: bool,
}

impl<'ast> Mistakes<'_> {
    /// The model, which is borrowed, is written to.
    fn writes(&mut self, place: &Expr) {
        self.found |= self.field(place).is_some();
    }

    /// A value is moved out of the model, which is borrowed.
    fn moves(&mut self, value: &Expr) {
        if let Expr::Field(_) = value {
            self.found |= self.field(value).is_some_and(Ty::is_lowered);
        }
    }

    /// An argument: the model's, or a tensor that is no longer there in the loop's next turn.
    fn passes(&mut self, arg: &Expr) {
        self.moves(arg);
        if let (Expr::Path(path), Some(Loop { changes, leaves: false })) = (arg, self.loops.last())
            && let Some(name) = path.path.get_ident()
        {
            self.found |= self.tensors.contains(name) && !changes.contains(name);
        }
    }

    /// Whether a local that is declared so holds a tensor.
    fn makes_tensor(&self, value: &Expr) -> bool {
        match value {
            Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if path
                .path
                .segments
                .last()
                .is_some_and(|last| Function::named(&last.ident.to_string()).is_some())),
            Expr::MethodCall(call) => {
                call.method == "forward" && matches!(self.field(&call.receiver), Some(Ty::Layer(_)))
            }
            _ => false,
        }
    }

    /// The same for one that is taken apart.
    fn takes_apart(&mut self, pat: &Pat, value: &Expr) {
        if binds(pat) {
            self.moves(value);
        }
    }

    /// The type of the model's field that a place is, or is in.
    fn field(&self, place: &Expr) -> Option<&Ty> {
        let Expr::Field(field) = place else {
            return match place {
                Expr::Paren(paren) => self.field(&paren.expr),
                Expr::Index(index) => self.field(&index.expr),
                _ => None,
            };
        };
        let of_self = matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"));
        if !of_self {
            return self.field(&field.base);
        }
        let Member::Named(name) = &field.member else { return None };
        self.model.fields.iter().find(|field| field.ident == *name).map(|field| &field.ty)
    }

    /// A loop; `ends` has seen its head.
    fn looped(&mut self, mut ends: Ends, body: &'ast Block) {
        ends.visit_block(body);
        let mut changes = assigned(|assigned| assigned.visit_block(body));
        changes.extend(ends.locals);
        self.loops.push(Loop { changes, leaves: ends.leaves });
        self.visit_block(body);
        self.loops.pop();
    }
}

impl<'ast> Visit<'ast> for Mistakes<'_> {
    fn visit_expr_try(&mut self, attempt: &'ast ExprTry) {
        self.found |= !self.can_fail;
        visit::visit_expr_try(self, attempt);
    }

    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        self.found |= node.label.is_none() && self.loops.is_empty();
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'ast ExprContinue) {
        self.found |= node.label.is_none() && self.loops.is_empty();
    }

    fn visit_expr_loop(&mut self, node: &'ast ExprLoop) {
        self.looped(Ends::default(), &node.body);
    }

    fn visit_expr_while(&mut self, node: &'ast ExprWhile) {
        self.visit_expr(&node.cond);
        let mut ends = Ends::default();
        ends.visit_expr(&node.cond);
        self.looped(ends, &node.body);
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.moves(&node.expr);
        self.found |= matches!(self.field(&node.expr), Some(Ty::Plain));
        self.visit_expr(&node.expr);
        let mut ends = Ends::default();
        ends.visit_pat(&node.pat);
        self.looped(ends, &node.body);
    }

    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.writes(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        use syn::BinOp::*;
        match node.op {
            AddAssign(_) | SubAssign(_) | MulAssign(_) | DivAssign(_) | RemAssign(_) => {
                self.writes(&node.left);
                self.moves(&node.right);
            }
            Add(_) | Sub(_) | Mul(_) => {
                self.moves(&node.left);
                self.moves(&node.right);
            }
            _ => {}
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_reference(&mut self, node: &'ast ExprReference) {
        if node.mutability.is_some() {
            self.writes(&node.expr);
        }
        visit::visit_expr_reference(self, node);
    }

    fn visit_expr_call(&mut self, node: &'ast ExprCall) {
        node.args.iter().for_each(|arg| self.passes(arg));
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        node.args.iter().for_each(|arg| self.passes(arg));
        if let Some(Ty::Seq(_)) = self.field(&node.receiver)
            && CHANGES.contains(&node.method.to_string().as_str())
        {
            self.found = true;
        }
        let of_self = matches!(&*node.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let helper = self.item.method(&node.method.to_string()).filter(|_| of_self);
        self.found |= helper.is_some_and(|helper| helper.receiver == Receiver::Other);
        visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast ExprMatch) {
        node.arms.iter().for_each(|arm| self.takes_apart(&arm.pat, &node.expr));
        visit::visit_expr_match(self, node);
    }

    fn visit_expr_let(&mut self, node: &'ast ExprLet) {
        self.takes_apart(&node.pat, &node.expr);
        visit::visit_expr_let(self, node);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            self.takes_apart(&local.pat, &init.expr);
        }
        visit::visit_local(self, local);
        let mut ends = Ends::default();
        ends.visit_pat(&local.pat);
        self.tensors.retain(|name| !ends.locals.contains(name));
        let (pat, tensor) = match (&local.pat, &local.init) {
            (Pat::Type(typed), _) => (&*typed.pat, is_tensor(&typed.ty)),
            (pat, Some(init)) => (pat, self.makes_tensor(&init.expr)),
            (pat, None) => (pat, false),
        };
        if let (Pat::Ident(pat), true) = (pat, tensor) {
            self.tensors.push(pat.ident.clone());
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let outer = self.tensors.clone();
        visit::visit_block(self, block);
        self.tensors = outer;
    }

    /// Of `?` and `break` in one rustc says the same in the copy.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// Whether a type is `Tensor`, as it is written.
fn is_tensor(ty: &Type) -> bool {
    matches!(ty, Type::Path(_)) && Ty::of(ty, &[]) == Ty::Tensor
}

/// What a loop has and how it ends.
#[derive(Default)]
struct Ends {
    locals: Vec<Ident>,
    leaves: bool,
}

impl<'ast> Visit<'ast> for Ends {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.locals.push(pat.ident.clone());
    }
    fn visit_expr_break(&mut self, _: &'ast ExprBreak) {
        self.leaves = true;
    }
    fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
        self.leaves = true;
    }
    fn visit_expr_try(&mut self, _: &'ast ExprTry) {
        self.leaves = true;
    }
    fn visit_macro(&mut self, _: &'ast syn::Macro) {
        self.leaves = true;
    }
}

/// Methods that change a vector.
const CHANGES: &[&str] = &[
    "append", "clear", "drain", "extend", "insert", "iter_mut", "pop", "push", "remove", "resize",
    "reverse", "sort", "swap", "truncate",
];

/// Whether a pattern binds anything by value.
fn binds(pat: &Pat) -> bool {
    struct Binds(bool);
    impl<'ast> Visit<'ast> for Binds {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            // `None` is a constant.
            let constant = pat.ident.to_string().starts_with(char::is_uppercase);
            self.0 |= pat.by_ref.is_none() && !constant;
        }
    }
    let mut binds = Binds(false);
    binds.visit_pat(pat);
    binds.0
}
