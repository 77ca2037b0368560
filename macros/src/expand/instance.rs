//! What depends on a model's fields, not on its type alone.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{fold, model::unraw, names::Locals, rust::renamed, types::names_models};
use crate::{
    fuse::Fusion,
    ir::{Op, Path, Program, Step},
    lint::words,
    ops::OpKind,
    parse::Model,
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
            folds: fold::folds(locals, program, fusion),
            reached: reached(locals, program, fusion),
            enters: enters(locals, model, program),
        }
    }
}

/// `(2, matches!(&__self.downsample, Some((conv, bn))))`
fn reached(locals: &Locals, program: &Program, fusion: &Fusion) -> Vec<TokenStream> {
    let sites = fusion.sites.iter().enumerate();
    let guarded = sites.filter(|(_, op)| !program.op(**op).guards.is_empty());
    let reached = guarded.map(|(site, op)| {
        let guards = program.op(*op).guards.iter();
        let guards = guards.map(|guard| renamed(&locals.this, guard.clone()));
        quote!((#site, #((#guards))&&*))
    });
    reached.collect()
}

/// ```text
/// pub(crate) fn __enters(&self, field: &str) -> bool {
///     let __self = __q::Checked::<{ __CHECKED }>::itself(self);    // `self`, see `checked`
///     match field {
///         "refine" => __self.fine,
///         "spare" => false,
///         _ => true,
///     }
/// }
/// ```
fn enters(locals: &Locals, model: &Model, program: &Program) -> Option<TokenStream> {
    let path = |op: &Op| op.layer.as_ref().and_then(|layer| layer.path.clone());
    let nested: Vec<_> = program.ops.iter().filter(|op| op.kind == OpKind::Forward).collect();
    let paths: Option<Vec<_>> = nested.iter().map(|op| path(op)).collect();
    // A model that came from nobody knows where may be in any field.
    let paths = paths?;
    let mut named = HashSet::new();
    for function in &program.functions {
        words(function.method.item.block.to_token_stream(), &mut named);
    }
    let arms = model.lowered_fields().filter(|field| names_models(&field.ty)).filter_map(|field| {
        let (name, unraw) = (field.ident.to_string(), unraw(&field.ident));
        let first = |path: &Path| path.0.first() == Some(&Step::Field(name.clone()));
        let uses = nested.iter().zip(&paths).filter(|(_, path)| first(path));
        let ways: Option<Vec<_>> = uses.map(|(op, _)| way(&name, op)).collect();
        let ways: Vec<_> = ways?.into_iter().map(|way| renamed(&locals.this, way)).collect();
        (!ways.is_empty() || !named.contains(&name))
            .then(|| quote!(#unraw => false #(|| (#ways))*,))
    });
    let arms: Vec<_> = arms.collect();
    let this = &locals.this;
    (!arms.is_empty()).then(|| {
        quote! {
            #[doc(hidden)]
            pub(crate) fn __enters(&self, field: &str) -> bool {
                let #this = __q::Checked::<{ __CHECKED }>::itself(self);
                match field {
                    #(#arms)*
                    _ => true,
                }
            }
        }
    })
}

/// When the model in `field` is run by `op`, if not always. What looks at the field itself does not
/// count: if that fails there is no model.
fn way(field: &str, op: &Op) -> Option<TokenStream> {
    let others = op.guards.iter().filter(|guard| {
        let mut named = HashSet::new();
        words((*guard).clone(), &mut named);
        !named.contains(field)
    });
    let others: Vec<_> = others.collect();
    (!others.is_empty()).then(|| quote!(#((#others))&&*))
}
