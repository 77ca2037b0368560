//! Statements that fold batch norm into the layers before it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Member};

use super::{matched::condition, names::Locals};
use crate::{
    fuse::{Fusion, other_runs},
    ir::{OpId, Path, Program, Step, Turn},
    ops::OpKind,
    parse::Model,
};

/// One for each group whose batch norm is folded:
///
/// ```text
/// to.fold(&mut of.conv1, &mut of.bn1);
/// if let Some(__of) = &mut of.downsample { to.fold(&mut __of.0, &mut __of.1); }
/// for __of in of.pairs.iter_mut() { to.fold(&mut __of.0, &mut __of.1); }
/// for (__of, __norm) in of.convs.iter_mut().zip(of.norms.iter_mut()) { to.fold(…); }
/// ```
///
/// Where another operation runs one of the layers in other instances of the model, only in those that
/// may run the group:
///
/// ```text
/// if __self.normed { to.fold(&mut of.conv1, &mut of.bn1); }
/// ```
pub fn folds(
    locals: &Locals,
    model: &Model,
    program: &Program,
    fusion: &Fusion,
) -> Vec<TokenStream> {
    let path = |op: &OpId| program.op(*op).layer.as_ref()?.path.as_ref();
    let folds = fusion.groups.iter().filter_map(|group| {
        let [root, norm, ..] = group.ops.as_slice() else { return None };
        if program.op(*norm).kind != OpKind::BatchNorm {
            return None;
        }
        let (root_path, norm_path) = (path(root)?, path(norm)?);
        let fold = fold(root_path, norm_path)?;
        let runs = [(root, root_path), (norm, norm_path)];
        let shared = runs.iter().any(|(op, path)| other_runs(program, path, **op).next().is_some());
        let guards = program.op(*norm).guards.iter();
        let guards: Vec<_> =
            guards.map(|guard| condition(&locals.this, model, guard.clone())).collect();
        Some(if shared && !guards.is_empty() { quote!(if #((#guards))&&* { #fold }) } else { fold })
    });
    folds.collect()
}

fn fold(root: &Path, norm: &Path) -> Option<TokenStream> {
    let shared = root.shared(norm)?;
    within(quote!(of), &root.0[..shared], 0, &|of, depth| {
        pair((of.clone(), &root.0[shared..]), (of, &norm.0[shared..]), depth)
    })
}

/// Folds what is at the end of the one's steps into what is at the end of the other's, item by item
/// where they go through lists in step.
fn pair(
    (of, root): (TokenStream, &[Step]),
    (norm_of, norm): (TokenStream, &[Step]),
    depth: usize,
) -> Option<TokenStream> {
    let each = |steps: &[Step]| steps.iter().position(|step| matches!(step, Step::Each(_)));
    let (at, norm_at) = (each(root), each(norm));
    within(of, &root[..at.unwrap_or(root.len())], depth, &|root_place, depth| {
        let norm_steps = &norm[..norm_at.unwrap_or(norm.len())];
        within(norm_of.clone(), norm_steps, depth, &|norm_place, depth| match (at, norm_at) {
            (Some(at), Some(norm_at)) => {
                let (item, norm_item) = (local(depth), local(depth + 1));
                let rest = (quote!((*#item)), &root[at + 1..]);
                let norm_rest = (quote!((*#norm_item)), &norm[norm_at + 1..]);
                let body = pair(rest, norm_rest, depth + 2)?;
                let skipped = skipped(&root[at]);
                Some(quote! {
                    for (#item, #norm_item) in #root_place.iter_mut().zip(#norm_place.iter_mut())#skipped {
                        #body
                    }
                })
            }
            _ => Some(quote!(to.fold(&mut #root_place, &mut #norm_place);)),
        })
    })
}

/// Leaves out the items that a loop does not get to, which may run elsewhere without batch norm.
fn skipped(each: &Step) -> Option<TokenStream> {
    let Step::Each(Turn { from, .. }) = each else { return None };
    let from = syn::Index::from(*from);
    (from.index > 0).then(|| quote!(.skip(#from)))
}

fn local(depth: usize) -> Ident {
    format_ident!("__of{depth}")
}

/// What `inside` makes of the place that `steps` lead to from `place`, in whatever it takes to get
/// there.
fn within(
    place: TokenStream,
    steps: &[Step],
    depth: usize,
    inside: &dyn Fn(TokenStream, usize) -> Option<TokenStream>,
) -> Option<TokenStream> {
    let Some((step, rest)) = steps.split_first() else { return inside(place, depth) };
    let of = local(depth);
    let deeper = || within(quote!((*#of)), rest, depth + 1, inside);
    match step {
        Step::Field(name) => {
            let member: Member = syn::parse_str(name).ok()?;
            within(quote!(#place.#member), rest, depth, inside)
        }
        Step::Index(index) => {
            // Bound once: two layers of one item cannot be indexed at the same time.
            let index = syn::Index::from(*index);
            let body = deeper()?;
            Some(quote!({ let #of = &mut #place[#index]; #body }))
        }
        Step::Some => {
            let body = deeper()?;
            Some(quote!(if let ::core::option::Option::Some(#of) = &mut #place { #body }))
        }
        Step::Each(_) => {
            let body = deeper()?;
            let skipped = skipped(step);
            Some(quote!(for #of in #place.iter_mut()#skipped { #body }))
        }
        Step::Reordered(_) | Step::Given(_) | Step::Count | Step::Zip(_) | Step::Opaque => None,
    }
}
