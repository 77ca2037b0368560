//! Snapshots of what the stages make.

mod emitted;
mod expansion;
mod fusion;
mod messages;
mod misses;
mod size;

use syn::{ItemImpl, ItemStruct};

use crate::{
    diag::Diag,
    fuse::{Fusion, Role, fuse},
    ir::Program,
    lower::lower,
    parse::{Impl, Model},
};

fn halves(model: &str, item: &str) -> (ItemStruct, ItemImpl) {
    (syn::parse_str(model).expect("a struct"), syn::parse_str(item).expect("an impl"))
}

/// What `#[quantizable]` on both halves of a model emits for the impl, as rustfmt would have it.
fn expanded(model: &str, item: &str) -> String {
    let (model, item) = halves(model, item);
    let input = quote::quote!(::quantizable, ok, { #model } () { #item });
    pretty(crate::expand::meeting(input))
}

fn pretty(tokens: proc_macro2::TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => format!("{error}\n{tokens}"),
    }
}

/// The lowered functions of an expansion.
fn functions(expansion: &str) -> String {
    impls(expansion).next().unwrap_or_default()
}

/// What an expansion has for the struct's half.
fn seen(expansion: &str) -> String {
    impls(expansion).nth(1).unwrap_or_default()
}

/// What an expansion checks the user's functions by.
fn checked(expansion: &str) -> String {
    let (checks, _) = parts(expansion);
    outdented(checks.split_once("{\n").map_or("", |(_, checks)| checks))
}

/// Its impls of the model, the derived ones without their attribute.
fn impls(expansion: &str) -> impl Iterator<Item = String> {
    let (_, rest) = parts(expansion);
    let start = rest.find("        impl").unwrap_or(0);
    let impls = rest[start..].split("        #[automatically_derived]\n");
    impls.map(|text| outdented(&outdented(text)))
}

/// An expansion up to the constant that has the lowered functions in it, and from there on.
fn parts(expansion: &str) -> (&str, &str) {
    expansion.split_at(expansion.find("    const _: () = {").unwrap_or(0))
}

fn outdented(text: &str) -> String {
    let lines = text.lines();
    lines.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
}

/// The stages up to fusion, or the messages.
fn compiled(model: &str, item: &str) -> Result<(Program, Fusion), String> {
    let (model, item) = halves(model, item);
    let diag = Diag::new();
    let (model, item) = (Model::parse(&diag, &model), Impl::parse(&diag, &item));
    let program = match (&model, &item) {
        (Some(model), Some(item)) => {
            crate::check::check(&diag, item);
            Some(lower(&diag, model, item, Default::default()))
        }
        _ => None,
    };
    diag.finish().map_err(|errors| errors.to_string())?;
    let program = program.expect("no program and no error");
    let fusion = fuse(&program);
    Ok((program, fusion))
}

/// A `forward` over a handful of layers, up to fusion: an operation a line with its part in a
/// group, then the near misses.
fn plan(body: &str) -> String {
    let (program, fusion) = match compiled(MODEL, &forward(body)) {
        Ok(compiled) => compiled,
        Err(messages) => return messages,
    };
    let mut out = String::new();
    for (op, role) in program.ops.iter().zip(&fusion.roles) {
        let part = match role {
            Role::Alone { site } => site.map_or("".into(), |site| format!("site {site}")),
            Role::Absorbed { group, .. } => format!("group {group}"),
            Role::Last { group, site, .. } => format!("group {group} site {site}"),
            Role::Pool { group, .. } => format!("in group {group}"),
        };
        let line = format!("{:<12} {part:<15} {}", op.name(), op.source.text);
        out += line.trim_end();
        out += "\n";
    }
    for miss in &fusion.misses {
        out += &format!("missed {} ({:?}): {}\n", miss.pattern, miss.reason, miss.note);
    }
    out
}

const MODEL: &str = "struct Net {
    conv1: Conv2d, conv2: Conv2d, bn1: BatchNorm2d, bn2: BatchNorm2d, fc: Linear, act: ReLU,
    pool: MaxPool2d, convs: Vec<Conv2d>, norms: Vec<BatchNorm2d>, block: Block, n: usize, k: f32,
}";

fn forward(body: &str) -> String {
    format!("impl Net {{\nfn forward(&self, x: Tensor) -> Tensor {{\n{body}\n}}\n}}")
}
