//! What is wrong in `forward` and its helpers.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Error, Expr, Ident, Path};

use super::{message, message_at, text};
use crate::{
    ops::Layer,
    parse::Impl,
    source::{self, Source},
    ty::Ty,
};

const FLOAT: &str =
    "put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize";

pub fn unknown_function(path: &Path, first: Option<&Expr>, item: &Impl) -> Error {
    let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let what = format!("`{}` is not an operation that can be quantized", text(path));
    let help = match item.method(&name) {
        _ if name == "forward" => forward_as_a_method(first),
        Some(_) => format!("write `self.{name}(…)`"),
        None => format!("make it a method of this `impl`, which is lowered with it, or {FLOAT}"),
    };
    message(path, what, help)
}

/// `taken`: how many arguments quantizable's function or method of that name takes.
pub fn other_arguments(name: &str, taken: usize, source: &Source) -> Error {
    message_at(
        source.span,
        format!("`{name}` is called with other arguments than quantizable's, which takes {taken}"),
        format!("call your own by another name: as a method of this `impl`, or {FLOAT}"),
    )
}

pub fn layer_given_away(path: &Path, arg: &Expr) -> Error {
    message(
        arg,
        format!("`{}` is given a layer, which has another type in the quantized model", text(path)),
        match path.segments.last() {
            Some(last) if last.ident == "forward" => forward_as_a_method(Some(arg)),
            _ => "make it a method of this `impl`, which is lowered with it".into(),
        },
    )
}

pub fn model_given_away(path: &Path, arg: &Expr) -> Error {
    let method = path.segments.last().map(|last| &last.ident);
    message(
        arg,
        format!("`{}` is given a model, which has another type in the quantized model", text(path)),
        match (method, arg) {
            (Some(method), Expr::Reference(model)) if path.segments.len() > 1 => format!(
                "write `{}.{method}(…)`, and put `#[quantizable(export)]` on `{method}`",
                text(&model.expr)
            ),
            _ => "make it a method of that model, with `#[quantizable(export)]` on it; if it is plain data and no \
                  model, write `#[quantizable(plain)]` on its struct"
                .into(),
        },
    )
}

pub fn self_given_away(path: &Path, arg: &Expr) -> Error {
    message(
        arg,
        format!("`{}` is given the model, which has another type when it is quantized", text(path)),
        "make it a method of this `impl`, or give it what it needs of the fields",
    )
}

pub fn method_as_function(path: &Path) -> Error {
    let method = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    message(
        path,
        format!(
            "`{}` takes the model as the user has it, which has another type in the quantized model",
            text(path)
        ),
        format!(
            "write it as a closure, `|model| model.{method}()`, and put `#[quantizable(export)]` on `{method}`"
        ),
    )
}

fn forward_as_a_method(model: Option<&Expr>) -> String {
    match model {
        Some(Expr::Reference(model)) => format!("write `{}.forward(…)`", text(&model.expr)),
        _ => "write it as a method: `self.conv.forward(…)`".into(),
    }
}

pub fn unknown_method(name: &Ident) -> Error {
    message(name, format!("`{name}` is not an operation that can be quantized"), FLOAT)
}

/// `local` is what a statement in f32 gives, which does not say what that is.
pub fn method_of_taken(name: &Ident, local: &Ident) -> Error {
    message(
        name,
        format!(
            "`{local}` is taken for a tensor, and `{name}` is not an operation that can be quantized"
        ),
        format!("if `{local}` is something else, say what: `let {local}: … = …;`; or {FLOAT}"),
    )
}

pub fn foreign_field(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is not a field of the model's struct, which has it only through `Deref`"),
        "the layers of a model are its own fields: name the one that holds this, and its `forward`",
    )
}

/// `taken` is an operand of which only a statement in f32 says what it is.
pub fn unknown_operator(operator: &impl ToTokens, taken: Option<&Ident>) -> Error {
    let op = text(operator);
    let what = format!("`{op}` on tensors is not an operation that can be quantized");
    match taken {
        Some(local) => message(
            operator,
            format!("`{local}` is taken for a tensor, and {what}"),
            format!(
                "if `{local}` is something else, say what: `let {local}: f32 = …;`; or {FLOAT}"
            ),
        ),
        None => {
            let help = format!("tensors have `+`, `-`, `*`, and `/` by a number; or {FLOAT}");
            message(operator, what, help)
        }
    }
}

pub fn unknown_operand(operand: &Expr, op: &syn::BinOp) -> Error {
    let (name, op) = (text(operand), text(op));
    message(
        operand,
        format!(
            "it is not known whether `{name}` is a tensor or a number, which `{op}` depends on"
        ),
        "give it a name with a type first: `let k: f32 = …;` or `let y: Tensor = …;`",
    )
}

pub fn unknown_receiver(receiver: &Expr) -> Error {
    message(
        receiver,
        format!("it is not known what layer or model `{}` is", text(receiver)),
        match receiver {
            Expr::Field(field) if !matches!(&*field.base, Expr::Path(_)) => format!(
                "only the fields of this model are known: let a method of `{}` do this, `forward` or one with `#[quantizable(export)]`",
                text(&field.base)
            ),
            _ => match made(receiver) {
                Some(layer) => format!(
                    "keep the `{layer}` in a field of the model; what has no weights is a function too, such \
                     as `F::relu`"
                ),
                None => {
                    "reach it through `self`, or take it from a field by `for`, `if let` or an index"
                        .into()
                }
            },
        },
    )
}

/// The layer that an expression makes: `ReLU` of `nn::ReLU::new()`.
fn made(expr: &Expr) -> Option<&'static str> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    let made = path.path.segments.iter().rev().nth(1)?;
    Some(Layer::named(&made.ident.to_string())?.name)
}

/// A method, other than `forward`, of what may be a model in a field.
pub fn method_of_model(method: &Ident, model: &Expr) -> Error {
    let model = text(model);
    message(
        method,
        format!(
            "`{method}` of `{model}` is not lowered: of another model, only `forward` and what it exports can run here"
        ),
        "put `#[quantizable(export)]` on the method, and `#[quantizable(model)]` on the field that holds the model; \
         if it is plain data and no model, write `#[quantizable(plain)]` on its struct",
    )
}

/// A model on one side of `==`.
pub fn model_compared(model: &Expr) -> Error {
    message(
        model,
        format!(
            "`{}` is compared, and a model has another type in the quantized model",
            text(model)
        ),
        "compare a field of it; if it is plain data and no model, write `#[quantizable(plain)]` on its struct",
    )
}

/// A method of a value of the user's.
pub fn tensor_for_a_value(method: &Ident, value: &Expr) -> Error {
    message(
        method,
        format!(
            "`{method}` is given a tensor, and `{}` is not a `#[quantizable]` model",
            text(value)
        ),
        "make it a method of this `impl`, which is lowered with it; or the other a model: `#[quantizable]` on its \
         struct and its `impl`, `#[quantizable(export)]` on the method",
    )
}

/// A method, other than `forward`, of a model that is a type parameter.
pub fn method_of_param(method: &Ident, model: &Expr) -> Error {
    let model = text(model);
    message(
        method,
        format!(
            "`{method}` of `{model}` is not lowered: of another model, only `forward` can run here"
        ),
        format!(
            "make what it does the `forward` of a model; numbers can be read from fields, `{model}.…`"
        ),
    )
}

pub fn unknown_tensor(receiver: &Expr, method: &Ident) -> Error {
    let name = text(receiver);
    message(
        receiver,
        format!("it is not known whether `{name}` is a tensor, so what `{method}` means here"),
        match receiver {
            Expr::Path(_) => format!("give it a name with a type first: `let {name}: Tensor = …;`"),
            _ => format!("give it a name with a type first: `let y: Tensor = {name};`"),
        },
    )
}

pub fn unknown_macro(path: &Path, local: &Ident) -> Error {
    message(
        path,
        format!(
            "`{}!` is given `{local}`, which has another type in the quantized model",
            text(path)
        ),
        "call a function instead of a macro, or give it only numbers and shapes",
    )
}

pub fn returning_macro(path: &Path) -> Error {
    message(
        path,
        format!(
            "`{}!` returns from a function that has another type in the quantized model",
            text(path)
        ),
        "write the `return` where it is to be, `if … { return …; }`; macros may return a `Result`",
    )
}

/// `taken` is a local that a nested model gives, and that may be something else.
pub fn shown_tensor(path: &Path, tensor: &impl ToTokens, taken: Option<&Ident>) -> Error {
    let shown = format!(
        "`{}!` cannot show a tensor, which has another type in the quantized model",
        text(path)
    );
    let help =
        "show its shape, or put `#[quantizable(float)]` on the statement to show its values in f32";
    match taken {
        None => message(tensor, shown, help),
        Some(local) => message(
            tensor,
            format!("`{local}` is taken for a tensor, and {shown}"),
            format!(
                "if `{local}` is something else, say what where it is bound: `let (x, n): (Tensor, usize) = …;`; or {help}"
            ),
        ),
    }
}

pub fn shown_layer(path: &Path, layer: &impl ToTokens) -> Error {
    message(
        layer,
        format!(
            "`{}!` cannot show `{}`, which is another in the quantized model",
            text(path),
            text(layer)
        ),
        "show it outside of `forward`; what you need of it there, keep as a number in a field",
    )
}

pub fn not_exported(method: &Ident, model: &Ident) -> Error {
    message(
        method,
        format!(
            "`{model}` does not export `{method}`: of another model, only `forward` and what it exports can run here"
        ),
        format!("put `#[quantizable(export)]` on `{method}`, in the impl of `{model}`"),
    )
}

pub fn unknown_helper(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is not a method of this `impl`"),
        "move the method into this `impl`, so that it is lowered with `forward`",
    )
}

/// As PyTorch calls its layers.
pub fn called_field(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is a field, and not a method of this `impl`"),
        format!("did you mean `self.{name}.forward(…)`?"),
    )
}

pub fn layer_method(name: &Ident, layer: Layer) -> Error {
    message(
        name,
        format!("`forward` can only run a `{}`, and `{name}` does something else", layer.name),
        "call its `forward`; what else it depends on, keep in a field of the model",
    )
}

pub fn skipped_field(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is left out of the quantized model by `#[quantizable(skip)]`"),
        "remove `skip` from the field, or do not use it in `forward`",
    )
}

pub fn field_of_some_builds(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is in some builds only, and the plan of `forward` is the same in all"),
        "make it an `Option` that is `None` where there is none, without `#[cfg]`",
    )
}

pub fn tensor_in_struct(path: &Path) -> Error {
    message(
        path,
        format!("`{}` holds a tensor, which has another type in the quantized model", text(path)),
        "use a tuple, a `Vec`, a map or an `Option`",
    )
}

pub fn unsupported_syntax(expr: &Expr) -> Error {
    let what = match expr {
        Expr::Async(_) => "`async` code",
        Expr::TryBlock(_) => "a `try` block",
        _ => "this",
    };
    message(expr, format!("`forward` cannot contain {what}"), "write it as plain Rust")
}

/// `of_option`: whether the closure is given to a method of an option or a result.
pub fn op_in_closure(name: &str, source: &Source, closure: Span, of_option: bool) -> Error {
    message_at(
        source.span,
        format!(
            "`{name}` runs inside a closure (line {}), out of which its errors cannot return",
            source::line(closure)
        ),
        match name {
            "size" => "read `x.shape()[…]` there, which has no errors to return",
            _ => without_closure(of_option),
        },
    )
}

fn without_closure(of_option: bool) -> &'static str {
    match of_option {
        true => "use `match`: `match … { Some(x) => …, None => … }`",
        false => {
            "use a `for` loop, `for x in xs { out.push(…); }`; what is called by its name, make a method of \
             this `impl`"
        }
    }
}

/// A call of a variable, or of another expression, whose value is a function.
pub fn held_function(called: &Expr) -> Error {
    message(
        called,
        format!("`{}` is a function that is chosen elsewhere, and is given a tensor", text(called)),
        "call operations by their names: `if … { F::relu6(x) } else { F::relu(x) }`",
    )
}

/// A function that a method of a container gets.
pub fn function_for_method(function: &Expr, method: &Ident, of_option: bool) -> Error {
    given_away(function, method, without_closure(of_option))
}

/// A function that a helper gets.
pub fn function_for_helper(function: &Expr, helper: &Ident) -> Error {
    given_away(function, helper, "call it by its name there; what decides which may be a number")
}

fn given_away(function: &Expr, to: &Ident, help: &str) -> Error {
    message(
        function,
        format!("`{}` is given to `{to}`, which does not call it by its name", text(function)),
        help,
    )
}

pub fn op_in_plain_helper(name: &str, source: &Source, function: &Ident) -> Error {
    message_at(
        source.span,
        format!("`{name}` runs in `{function}`, which neither takes nor returns a tensor"),
        format!("return the tensor from `{function}`, or pass it in"),
    )
}

// Regions in f32.

pub fn layer_in_float(expr: &impl ToTokens) -> Error {
    message(
        expr,
        format!(
            "`{}` runs in a region in f32, where the model's layers are quantized ones",
            text(expr)
        ),
        "move it out of the region; to keep a layer in f32, give it a `None` qconfig",
    )
}

pub fn assigned_in_float(name: &Ident) -> Error {
    message(
        name,
        format!("`{name}` is assigned in a region in f32, which has its own copy of it"),
        format!("let the region evaluate to it: `#[quantizable(float)] {name} = {{ … }};`"),
    )
}

pub fn reference_of_float(ty: &syn::Type) -> Error {
    message(
        ty,
        "what a statement in f32 gives cannot be a reference: it outlives the tensors that it reads"
            .into(),
        "own it: `String`, `Vec`; cloning a `Tensor` copies nothing",
    )
}

pub fn return_in_float(returned: &syn::ExprReturn) -> Error {
    message(
        returned.return_token,
        "a region in f32 cannot return from the function, whose result is of the quantized model"
            .into(),
        "let the region give it, and return that: `#[quantizable(float)] let y = …; return y;`",
    )
}

pub fn unreadable_in_float(name: &Ident, ty: &Ty) -> Error {
    let what = match ty {
        Ty::Option(_) | Ty::Result(_) if ty.has_tensor() => "may hold a tensor or not",
        ty if ty.has_tensor() => "holds several tensors",
        _ => "is a layer or a model",
    };
    message(
        name,
        format!(
            "`{name}` {what}, and a region in f32 reads tensors, and vectors, slices and arrays of them"
        ),
        "take out what it needs in front of it: `let x = &pair.0;`",
    )
}

pub fn misplaced(attr: &syn::Attribute) -> Error {
    message(
        attr,
        "`#[quantizable]` is not on a statement here".into(),
        "put it on a whole statement: `#[quantizable(float)] let y = …;`",
    )
}
