//! Values that are sure to be something, where a function or a branch says of none: rustc has more to say
//! than that of what returns something else.

use syn::{Expr, ExprMethodCall, Ident, Pat, ReturnType};

use super::{returned::returned, returns_nothing};
use crate::{
    lower::is_assigning,
    ops::Function,
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

/// Methods that give a number, a `bool` or a copy, whatever has them.
const OF_ANYTHING: &[&str] =
    &["contains", "is_empty", "is_none", "is_some", "len", "to_string", "to_vec"];

/// Whether a function returns something, branch by branch or by `return`, and says of nothing.
pub fn has_no_output(model: &Model, item: &Impl, method: &Method) -> bool {
    let values = Values { model, item, method };
    returns_nothing(method) && returned(method).into_iter().any(|value| values.is_one(value))
}

/// What is known where a value is.
struct Values<'a> {
    model: &'a Model,
    item: &'a Impl,
    method: &'a Method,
}

impl Values<'_> {
    /// Whether an expression is a tensor, a number or a list: what nothing of the user's can make `()`.
    fn is_one(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Array(_) | Expr::Cast(_) | Expr::Lit(_) => true,
            Expr::Paren(paren) => self.is_one(&paren.expr),
            // A local: nobody has one of nothing, and ends with it.
            Expr::Path(path) => path.path.get_ident().is_some_and(is_variable),
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
            _ if OF_ANYTHING.contains(&name.as_str()) => true,
            receiver if is_self(receiver) => self.has_output(&name),
            receiver @ Expr::Field(of) if is_self(&of.base) => {
                ["forward", "is_empty", "len"].contains(&name.as_str())
                    || self.is_number(receiver) && OF_NUMBERS.contains(&name.as_str())
            }
            receiver if self.is_known(receiver) => {
                ["dim", "size"].contains(&name.as_str()) || Function::method(&name).is_some()
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

    /// A tensor, a number or a list that the function is given.
    fn is_known(&self, of: &Expr) -> bool {
        matches!(of, Expr::Path(path) if self.method.params.iter().any(|param| {
            let is_it = matches!(&param.pat, Pat::Ident(name) if path.path.is_ident(&name.ident));
            is_it && matches!(param.ty, Ty::Tensor | Ty::Plain | Ty::Seq(_))
        }))
    }
}

fn is_variable(name: &Ident) -> bool {
    name != "self" && name.to_string().starts_with(|first: char| first.is_lowercase())
}

fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}
