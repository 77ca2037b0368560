//! What depends on a model's fields, not on its type alone.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprField, Member};

use super::{
    exported::key, fold, matched::condition, model::unraw, names::Locals, types::names_models,
};
use crate::{
    fuse::Fusion,
    ir::{Node, Op, Path, PlainCall, Program, Step},
    ops::OpKind,
    parse::Model,
    source::words,
};

/// What looks at fields.
pub struct Instance {
    /// Statements that fold batch norm.
    pub folds: Vec<TokenStream>,
    /// Call sites that depend on them, each with whether it is ever reached.
    pub reached: Vec<TokenStream>,
    pub enters: Option<TokenStream>,
}

impl Instance {
    pub fn new(locals: &Locals, model: &Model, program: &Program, fusion: &Fusion) -> Self {
        Instance {
            folds: fold::folds(locals, model, program, fusion),
            reached: reached(locals, model, program, fusion),
            enters: enters(locals, model, program),
        }
    }
}

/// The conditions under which an operation runs, if it does not always.
fn conditions(op: &Op) -> Vec<TokenStream> {
    let keys = op.entries.iter().map(key);
    let entered = (!op.entries.is_empty()).then(|| quote!(path.enters(&[#(#keys),*])));
    entered.into_iter().chain(op.guards.iter().cloned()).collect()
}

/// `(2, matches!(&__self.downsample, Some((conv, bn))))`
fn reached(locals: &Locals, model: &Model, program: &Program, fusion: &Fusion) -> Vec<TokenStream> {
    let sites = fusion.sites.iter().enumerate();
    let sites = sites.map(|(site, op)| (site, conditions(program.op(*op))));
    let reached = sites.filter(|(_, conditions)| !conditions.is_empty()).map(|(site, of)| {
        let of = of.into_iter().map(|of| condition(&locals.this, model, of));
        quote!((#site, #((#of))&&*))
    });
    reached.collect()
}

/// ```text
/// pub(crate) fn __enters(&self, path: &__q::Path<'_>, field: &str) -> __q::Entries {
///     let __self: &__Checked<Self> = self;    // `self`, see `checked`
///     match field {
///         "refine" => __q::Entries { keys: &[FORWARD], called: 0 | u64::from(__self.fine) << 0 },
///         "encoder" => __q::Entries { keys: &[STEM], called: 0 | u64::from(true) << 0 },
///         "spare" => __q::Entries { keys: &[], called: 0 },
///         _ => __q::FORWARD,
///     }
/// }
/// ```
fn enters(locals: &Locals, model: &Model, program: &Program) -> Option<TokenStream> {
    let path = |op: &Op| op.layer.as_ref().and_then(|layer| layer.path.clone());
    let nested = program.ops.iter().filter(|op| op.kind == OpKind::Forward);
    // A model that came from nobody knows where may be in any field.
    let (known, unknown): (Vec<_>, Vec<_>) = nested.partition(|op| path(op).is_some());
    let arms = model.lowered_fields().filter(|field| names_models(&field.ty)).filter_map(|field| {
        let (name, unraw) = (field.ident.to_string(), unraw(&field.ident));
        let first = |path: Path| path.0.first() == Some(&Step::Field(name.clone()));
        let uses: Vec<_> = known.iter().copied().filter(|op| path(op).is_some_and(first)).collect();
        let mut methods: Vec<_> = uses.iter().chain(&unknown).map(|op| op.name()).collect();
        methods.sort();
        methods.dedup();
        if methods.is_empty() && mentions(program, &name) > plain_calls(program, &name) {
            return None;
        }
        let ways = methods.iter().map(|method| {
            let uses = uses.iter().chain(&unknown).filter(|op| op.name() == *method);
            uses.map(|op| way(&name, op)).collect::<Option<Vec<_>>>()
        });
        let ways: Vec<_> = ways.collect();
        if methods == ["forward"] && matches!(ways.as_slice(), [None]) {
            return None;
        }
        let called = ways.into_iter().enumerate().take(64).map(|(bit, ways)| {
            let ways = ways.unwrap_or_else(|| vec![quote!(true)]).into_iter();
            let ways = ways.map(|way| condition(&locals.this, model, way));
            quote!(::core::primitive::u64::from(#((#ways))||*) << #bit)
        });
        let keys = methods.iter().map(key);
        Some(quote!(#unraw => __q::Entries { keys: &[#(#keys),*], called: 0 #(| #called)* },))
    });
    let arms: TokenStream = arms.collect();
    let this = &locals.this;
    (!arms.is_empty()).then(|| {
        quote! {
            #[doc(hidden)]
            pub(crate) fn __enters(&self, path: &__q::Path<'_>, field: &str) -> __q::Entries {
                let #this: &__Checked<Self> = self;
                match field {
                    #arms
                    _ => __q::FORWARD,
                }
            }
        }
    })
}

/// How often a name is written.
fn mentions(program: &Program, name: &str) -> usize {
    let blocks = program.functions.iter().map(|function| &function.method.item.block);
    let written = blocks.flat_map(|block| words(block.to_token_stream()));
    written.filter(|word| word == name).count()
}

/// How often a method without tensors is called of `self.name`.
fn plain_calls(program: &Program, name: &str) -> usize {
    let is_call = |node: &&Node| {
        let Node::Plain(PlainCall { call, .. }) = node else { return false };
        let Expr::Field(ExprField { base, member: Member::Named(field), .. }) = &*call.receiver
        else {
            return false;
        };
        field == name && matches!(&**base, Expr::Path(base) if base.path.is_ident("self"))
    };
    program.nodes.iter().filter(is_call).count()
}

/// When the model in `field` is run by `op`, if not always. What looks at the field itself does not
/// count: if that fails there is no model.
fn way(field: &str, op: &Op) -> Option<TokenStream> {
    let is_other = |condition: &TokenStream| words(condition.clone()).iter().all(|it| it != field);
    let others: Vec<_> = conditions(op).into_iter().filter(is_other).collect();
    (!others.is_empty()).then(|| quote!(#((#others))&&*))
}
