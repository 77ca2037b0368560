//! Every message, in one place: what is wrong at the tokens, why in the user's terms, and what to
//! do. What rustc reports better is left to rustc.

mod body;

pub use body::*;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Error, FnArg, Ident, ItemImpl, ItemStruct, Meta, Pat, Path, ReturnType, Signature, Type,
    TypeNever, TypeTraitObject,
};

use crate::{
    attr,
    lint::Lint,
    parse::{Impl, Method},
    source,
    suggest::nearest,
};

/// A message at `tokens`. `help` says what to do; every message has one.
fn message(tokens: impl ToTokens, what: String, help: impl AsRef<str>) -> Error {
    Error::new_spanned(tokens, format!("{what}\n\nhelp: {}", help.as_ref()))
}

/// The same at a place that is no longer in the tree.
fn message_at(span: Span, what: String, help: impl AsRef<str>) -> Error {
    Error::new(span, format!("{what}\n\nhelp: {}", help.as_ref()))
}

fn text(tokens: &impl ToTokens) -> String {
    source::text(tokens.to_token_stream())
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [names @ .., last] => {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("{} and `{last}`", names.join(", "))
        }
    }
}

// The attribute.

pub fn wrong_item(item: &impl ToTokens) -> Error {
    message(
        item,
        "`#[quantizable]` goes on a struct of layers and on the `impl` with its `forward`".into(),
        "remove it here",
    )
}

/// `export` on a method, in an `impl` without the attribute.
pub fn exported_elsewhere(option: &Ident) -> Error {
    message(
        option,
        "what a model exports is in the `#[quantizable] impl` that has its `forward`".into(),
        "put `#[quantizable]` on this `impl` if it has `forward`, or move the method there",
    )
}

/// Of a struct with the attribute.
pub fn impl_without_attribute(model: &Ident) -> Error {
    message(
        model,
        format!("`{model}` has `#[quantizable]`, and the `impl` with its `forward` has not"),
        "put `#[quantizable]` on that `impl` too",
    )
}

pub fn enum_model(item: &syn::ItemEnum) -> Error {
    message(
        &item.ident,
        format!("`{}` is an enum, and a model is a struct of layers", item.ident),
        "if it holds neither layers nor tensors, write `#[quantizable(plain)]`; one layer or another is \
         a struct with an `Option` of each",
    )
}

/// `plain` on the struct of an impl that has the attribute.
pub fn plain_model(option: &Ident, model: &Ident) -> Error {
    message(
        option,
        format!("`{model}` has a `#[quantizable] impl`, so it is a model, and no plain value"),
        "write `#[quantizable]` on the struct too, or remove the attribute of the `impl`",
    )
}

pub fn trait_object(object: &TypeTraitObject) -> Error {
    message(
        object,
        format!("`{}` in a field has no form in the quantized model", text(object)),
        "use a `fn` pointer or a type of your own, or put `#[quantizable(skip)]` on the field",
    )
}

/// The attribute alone, where it says nothing.
pub fn no_options(path: &Path, known: &[&str]) -> Error {
    message(
        path,
        format!("`#[{}]` says nothing on {}", text(path), place(known)),
        format!("remove it, or say in parentheses {}", listed(known)),
    )
}

/// Where these are the options.
fn place(known: &[&str]) -> &'static str {
    match known {
        ["skip", ..] => "a field",
        ["float", ..] => "a statement",
        ["crate", "explain", ..] => "an impl",
        ["export", ..] => "a method",
        _ => "a struct",
    }
}

pub fn unknown_option(meta: &Meta, name: &str, known: &[&str]) -> Error {
    let at = place(known);
    let layers = attr::layer_names();
    let candidates =
        || known.iter().copied().chain(layers.iter().copied().filter(|_| at == "a field"));
    let help = match nearest(name, candidates()) {
        Some(meant) if meant == name => format!("write `{meant}` without arguments"),
        Some(meant) => format!("did you mean `{meant}`?"),
        None if at == "a field" => {
            format!("{}, or the kind of layer behind an alias: {}", listed(known), listed(&layers))
        }
        None => format!("here it takes {}", listed(known)),
    };
    message(meta, format!("`{}` is not an option of `#[quantizable]` on {at}", text(meta)), help)
}

pub fn unknown_lint(name: &Ident) -> Error {
    let help = match nearest(&name.to_string(), Lint::NAMES.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are {}", listed(Lint::NAMES)),
    };
    message(name, format!("`{name}` is not a lint of `#[quantizable]`"), help)
}

pub fn no_lints(meta: &Meta) -> Error {
    let level = text(meta.path());
    message(
        meta,
        format!("`{level}` takes the names of lints"),
        format!("write `{level}(missed_fusion)`; there are {}", listed(Lint::NAMES)),
    )
}

pub fn crate_is_a_path(tokens: &impl ToTokens) -> Error {
    message(
        tokens,
        "`crate` takes the path of the quantizable crate".into(),
        "write `#[quantizable(crate = my_name)]` or `#[quantizable(crate = my::path)]`",
    )
}

// The struct.

pub fn no_named_fields(item: &ItemStruct) -> Error {
    let kind = match item.fields {
        syn::Fields::Unnamed(_) => "a tuple struct",
        _ => "a unit struct",
    };
    let tokens = match &item.fields {
        syn::Fields::Unnamed(fields) => fields.to_token_stream(),
        _ => item.ident.to_token_stream(),
    };
    message(
        tokens,
        format!("`{}` is {kind}, and a model's layers need names", item.ident),
        "the names are those of the state dict: `struct Net { conv1: Conv2d, fc: Linear }`",
    )
}

pub fn lifetime(param: &syn::LifetimeParam) -> Error {
    message(
        param,
        "a model cannot borrow: its quantized form outlives what it was made from".into(),
        "own the value (`String`, `Vec`, `Box`), or keep it out of the model",
    )
}

pub fn unbounded_parameter(param: &syn::TypeParam, model: &Ident) -> Error {
    let name = &param.ident;
    message(
        param,
        format!("it is not known what `{name}` becomes when `{model}` is quantized"),
        format!("bound it: `struct {model}<{name}: quantizable::Model>`"),
    )
}

pub fn bound_by_no_model(param: &syn::TypeParam, model: &Ident, is_function: bool) -> Error {
    let name = &param.ident;
    let help = match is_function {
        true => "hold a function by a pointer: `fn(Tensor) -> Tensor`",
        false => {
            "bound it by `quantizable::Model<Input = …, Output = …>` too, or have its trait ask for that"
        }
    };
    message(
        param,
        format!(
            "it is not known what `{name}`, which need be no model, becomes when `{model}` is quantized"
        ),
        format!("{help}; if `forward` does not need the field, put `#[quantizable(skip)]` on it"),
    )
}

pub fn unsized_field(ty: &Type) -> Error {
    let instead = match ty {
        Type::Slice(slice) => {
            let elem = text(&slice.elem);
            format!("`Vec<{}>`, or an array", if elem == "str" { "String" } else { &elem })
        }
        Type::TraitObject(_) => "a `fn` pointer or an enum".into(),
        _ => "`String`".into(),
    };
    message(
        ty,
        format!("fields hold values, and `{}` is none by itself", text(ty)),
        format!("hold {instead}"),
    )
}

pub fn shared_layer(ty: &Type) -> Error {
    message(
        ty,
        format!("`{}` shares what has a form of its own in the quantized model", text(ty)),
        "hold it itself, or in a `Box`: `forward` may run one field at several places",
    )
}

pub fn reserved_field(name: &Ident) -> Error {
    message(
        name,
        format!("a model's field cannot be called `{name}`"),
        "names that start with two underscores are the macro's",
    )
}

// The impl.

pub fn trait_impl(of: &Path) -> Error {
    let name = text(of);
    message(
        of,
        format!("`#[quantizable]` goes on a model's own `impl`, not on that of `{name}`"),
        "`forward` is a method of the model: `#[quantizable] impl Net { fn forward(…) … }`",
    )
}

pub fn not_a_struct(ty: &Type) -> Error {
    message(
        ty,
        format!("`{}` is not a model", text(ty)),
        "`#[quantizable]` goes on `impl Net`, where `Net` is a struct with the same attribute",
    )
}

pub fn impl_of_alias(ty: &Type) -> Error {
    message(
        ty,
        format!(
            "`{}` is another name of a model, which `#[quantizable]` has to have by its own",
            text(ty)
        ),
        "write the name that the struct is declared by",
    )
}

pub fn no_forward(parsed: &Impl, item: &ItemImpl) -> Error {
    let help = match parsed.meant_forward() {
        Some(meant) => format!("is `{}` meant? It has to be called `forward`", meant.ident()),
        None if parsed.methods.iter().any(Method::has_tensors) => {
            "add `pub fn forward(&self, x: Tensor) -> Tensor { … }`, or move what `forward` calls into \
             the `impl` that has it; another one needs no attribute"
                .into()
        }
        None => "add `pub fn forward(&self, x: Tensor) -> Tensor { … }`; \
                 an `impl` without it needs no attribute"
            .into(),
    };
    message(&item.self_ty, format!("`{}` has no `forward`", text(&item.self_ty)), help)
}

/// `receiver` is how it takes the model, or its name if it does not.
pub fn receiver(method: &Method, receiver: &impl ToTokens) -> Error {
    let (name, item) = (method.ident(), &method.item);
    let vis = item.vis.to_token_stream().into_iter().map(|token| format!("{token} "));
    let taken = item.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    let taken = taken.map(|input| format!(", {}", text(input)));
    let output = match &item.sig.output {
        ReturnType::Default => String::new(),
        output => format!(" {}", text(output)),
    };
    let (vis, taken) = (vis.collect::<String>(), taken.collect::<String>());
    message(
        receiver,
        format!("`{name}` takes the model by `&self`"),
        format!("write `{vis}fn {name}(&self{taken}){output}`"),
    )
}

pub fn is_not(method: &Ident, token: &impl ToTokens, what: &str) -> Error {
    message(token, format!("`{method}` cannot be `{what}`"), format!("remove `{what}`"))
}

pub fn generic_method(method: &Ident, generics: &syn::Generics) -> Error {
    message(
        generics,
        format!("`{method}` cannot be generic: its plan and its sites are made once for the model"),
        "put the parameters on the struct, or take `Tensor`",
    )
}

pub fn exported_without_tensors(method: &Ident) -> Error {
    message(
        method,
        format!(
            "`{method}` takes no tensor, so a model that calls it cannot tell that it runs differently"
        ),
        "take a tensor too, such as the one that the result goes with",
    )
}

pub fn declared_twice(method: &Ident) -> Error {
    message(
        method,
        format!(
            "`{method}` is declared twice, and which there is `#[cfg]` decides after this attribute"
        ),
        "declare it once, and put `#[cfg]` on statements in it",
    )
}

pub fn impl_trait_input(method: &Ident, ty: &syn::TypeImplTrait) -> Error {
    message(
        ty,
        format!("an input of `{method}` cannot be an `impl Trait`"),
        "take `Tensor` or `&Tensor`",
    )
}

pub fn input_of_some_builds(method: &Ident, input: &Pat) -> Error {
    message(
        input,
        format!("an input of `{method}` cannot be in some builds only"),
        "take an `Option` in all of them, without `#[cfg]`",
    )
}

pub fn mutable_input(method: &Ident, ty: &syn::TypeReference) -> Error {
    message(
        ty,
        format!("an input of `{method}` cannot be written to"),
        "take it by value or by `&`, and return what changes",
    )
}

pub fn reference_inside(ty: &Type) -> Error {
    message(
        ty,
        "an input of `forward` cannot have references in it".into(),
        "take `&T`, `&[T]`, `Option<&T>`, or own what is inside; cloning a `Tensor` copies nothing",
    )
}

pub fn object_output(ty: &Type) -> Error {
    message(
        ty,
        format!("the output of `forward` cannot be a `{}`", text(ty)),
        "return `Tensor`, or a tuple or `Vec` of them",
    )
}

pub fn impl_trait_output(method: &Ident, ty: &impl ToTokens) -> Error {
    message(
        ty,
        format!("the output of `{method}` cannot be an `impl Trait`"),
        "return `Tensor`, or a tuple or `Vec` of them",
    )
}

pub fn reference_output(ty: &Type) -> Error {
    let is = match ty {
        Type::Reference(_) => "be a reference",
        _ => "have references in it",
    };
    message(
        ty,
        format!("the output of `forward` cannot {is}"),
        "return it by value; cloning a `Tensor` copies nothing",
    )
}

pub fn never_output(ty: &TypeNever) -> Error {
    message(
        ty,
        "`forward` never returns, and the output of a model is what it returns".into(),
        "return a `Tensor`",
    )
}

pub fn forward_without_tensors(sig: &Signature) -> Error {
    message(
        &sig.ident,
        "`forward` neither takes nor returns a `Tensor`".into(),
        "write `Tensor` in its signature by that name: the macro knows types by their names",
    )
}
