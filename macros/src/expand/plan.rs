//! The plan, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::{
    fuse::{Fusion, Role},
    ir::{OpId, Program},
    source::{column, line},
};

/// The operations:
///
/// ```text
/// &[__q::Op { name: "conv2d", layer: Some("conv1"), expr: "self.conv1.forward(x)", … }, …]
/// ```
pub fn ops(program: &Program, fusion: &Fusion) -> TokenStream {
    let ops = program.ops.iter().enumerate().map(|(i, op)| {
        let name = op.name();
        let path = op.layer.as_ref().and_then(|layer| layer.path.as_ref());
        let layer = option(path.map(ToString::to_string));
        let (expr, line, column) = (&op.source.text, op.source.line(), op.source.column());
        let (site, group) = match fusion.roles[i] {
            Role::Alone { site } => (site, None),
            Role::Last { group, site, .. } => (Some(site), Some(group)),
            // It shares the scale of what it pools, as it would alone.
            Role::Pool { .. } => (None, None),
            Role::Absorbed { group, .. } => {
                let last = fusion.groups[group].runner();
                let site = fusion.sites.iter().position(|site| Some(*site) == last);
                (site, Some(group).filter(|group| fusion.groups[*group].ops.len() > 1))
            }
        };
        let (site, group) = (option(site), option(group));
        let in_store = matches!(fusion.roles[i], Role::Pool { .. });
        let float = op.kind == crate::ops::OpKind::Float;
        let inputs =
            op.operands.iter().flat_map(|operand| operand.value.iter().chain(&operand.list));
        let mut inputs: Vec<_> =
            inputs.flat_map(|value| program.origins(*value)).map(|op| op.0).collect();
        inputs.sort_unstable();
        inputs.dedup();
        quote! {
            __q::Op {
                name: #name,
                layer: #layer,
                expr: #expr,
                file: __FILE,
                line: #line,
                column: #column,
                site: #site,
                group: #group,
                float: #float,
                in_store: #in_store,
                inputs: &[#(#inputs),*],
            }
        }
    });
    quote!(&[#(#ops),*])
}

/// The plan, over the operations.
pub fn plan(model: &Ident, program: &Program, fusion: &Fusion) -> TokenStream {
    let model = model.to_string();
    let groups = fusion.groups.iter().filter(|group| group.ops.len() > 1).map(|group| {
        let (pattern, ops) = (group.pattern(program), indices(&group.ops));
        quote!(__q::Group { pattern: #pattern, ops: #ops })
    });
    let misses = fusion.misses.iter().map(|miss| {
        let (pattern, ops, note) = (&miss.pattern, indices(&miss.ops), &miss.note);
        let reason = Ident::new(miss.reason.variant(), proc_macro2::Span::call_site());
        let (line, column) = (line(miss.span), column(miss.span));
        quote! {
            __q::Miss {
                pattern: #pattern,
                ops: #ops,
                reason: __q::MissReason::#reason,
                line: #line,
                column: #column,
                note: #note,
            }
        }
    });
    let (sites, per_image) = (indices(&fusion.sites), program.whole.is_none());
    quote! {
        &__q::Plan {
            model: #model,
            file: __FILE,
            ops: __OPS,
            groups: &[#(#groups),*],
            misses: &[#(#misses),*],
            sites: #sites,
            per_image: #per_image,
        }
    }
}

fn indices(ops: &[OpId]) -> TokenStream {
    let ops = ops.iter().map(|op| op.0);
    quote!(&[#(#ops),*])
}

/// `__q::Some(value)`, `__q::None`.
pub fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(__q::Some(#value)),
        None => quote!(__q::None),
    }
}
