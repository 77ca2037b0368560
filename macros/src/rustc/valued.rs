//! Values that are sure to be something, where a function or a branch says of none: rustc has more to say
//! than that of what returns something else.

use syn::{
    Expr, ExprMethodCall, Ident, Pat, ReturnType,
    visit::{self, Visit},
};

use super::{certain::is_self, returned::returned, returns_nothing};
use crate::{
    attr::is_ours,
    lower::is_assigning,
    ops::{Function, Read},
    parse::{Impl, Method, Model},
    ty::{Ty, plain},
};

/// Methods of numbers, of which none gives `()`.
const OF_NUMBERS: &[&str] = &[
    "abs",
    "ceil",
    "clamp",
    "div_ceil",
    "exp",
    "floor",
    "ln",
    "log2",
    "max",
    "min",
    "pow",
    "powf",
    "powi",
    "round",
    "saturating_add",
    "saturating_sub",
    "sqrt",
    "to_string",
    "wrapping_sub",
];

/// Methods of lists, options and strings that give a number, a `bool` or a copy.
const OF_ANYTHING: &[&str] =
    &["contains", "is_empty", "is_none", "is_some", "len", "to_string", "to_vec"];

/// Whether a function returns something, branch by branch or by `return`, and says of nothing.
pub fn has_no_output(model: &Model, item: &Impl, method: &Method) -> bool {
    let values = Values { model, item, method, locals: true };
    returns_nothing(method) && returned(method).into_iter().any(|value| values.is_one(value))
}

/// What is known where a value is.
struct Values<'a> {
    model: &'a Model,
    item: &'a Impl,
    method: &'a Method,
    /// Whether it is looked at what locals are made of: of another local, it is not.
    locals: bool,
}

impl Values<'_> {
    /// Whether an expression is a tensor, a number or a list: what nothing of the user's can make `()`.
    fn is_one(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Array(_) | Expr::Cast(_) | Expr::Lit(_) => true,
            Expr::Paren(paren) => self.is_one(&paren.expr),
            Expr::Path(path) => {
                self.is_known(expr) || path.path.get_ident().is_some_and(|name| self.is_local(name))
            }
            Expr::Field(_) => self.is_number(expr),
            // Of a number and another one, or a tensor.
            Expr::Binary(binary) if !is_assigning(&binary.op) => {
                self.is_one(&binary.left) || self.is_one(&binary.right)
            }
            Expr::MethodCall(call) => self.gives_one(call),
            _ => false,
        }
    }

    fn gives_one(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        match &*call.receiver {
            receiver if is_self(receiver) => self.has_output(&name),
            receiver @ Expr::Field(of) if is_self(&of.base) => {
                name == "forward"
                    || self.is_of_std(receiver) && OF_ANYTHING.contains(&name.as_str())
                    || self.is_number(receiver) && OF_NUMBERS.contains(&name.as_str())
            }
            receiver if self.is_known(receiver) => {
                ["dim", "size"].contains(&name.as_str())
                    || Function::method(&name).is_some()
                    || Read::named(&name).is_some()
            }
            receiver => self.is_one(receiver) && OF_NUMBERS.contains(&name.as_str()),
        }
    }

    /// Whether it is a method of the model that says what it returns.
    fn has_output(&self, name: &str) -> bool {
        self.item.method(name).is_some_and(|of| match &of.item.sig.output {
            ReturnType::Default => false,
            ReturnType::Type(_, ty) => plain(ty).is_some() || of.output == Ty::Tensor,
        })
    }

    /// A field that is a number.
    fn is_number(&self, expr: &Expr) -> bool {
        self.model.field_of(expr).is_some_and(|(field, _)| plain(&field.written).is_some())
    }

    /// A field that is a list, an option or a string.
    fn is_of_std(&self, expr: &Expr) -> bool {
        self.model.field_of(expr).is_some_and(|(field, _)| match &field.ty {
            Ty::Seq(_) | Ty::Map(_) | Ty::Option(_) => true,
            _ => plain(&field.written) == Some("String"),
        })
    }

    /// A local that is made of a value, or of what runs in f32.
    fn is_local(&self, name: &Ident) -> bool {
        struct Local<'a>(&'a Values<'a>, &'a Ident, bool);
        impl<'ast> Visit<'ast> for Local<'_> {
            fn visit_local(&mut self, local: &'ast syn::Local) {
                if let (Pat::Ident(pat), Some(init)) = (&local.pat, &local.init)
                    && pat.ident == *self.1
                {
                    let is_one = self.0.is_one(&init.expr);
                    self.2 |= is_one || local.attrs.iter().any(is_ours);
                }
                visit::visit_local(self, local);
            }
        }
        if !self.locals {
            return false;
        }
        let values = Values { locals: false, ..*self };
        let mut local = Local(&values, name, false);
        local.visit_block(&self.method.item.block);
        local.2
    }

    /// A tensor, a number or a list that the function is given.
    fn is_known(&self, of: &Expr) -> bool {
        matches!(of, Expr::Path(path) if self.method.params.iter().any(|param| {
            let is_it = matches!(&param.pat, Pat::Ident(name) if path.path.is_ident(&name.ident));
            is_it && matches!(param.ty, Ty::Tensor | Ty::Plain | Ty::Seq(_))
        }))
    }
}
