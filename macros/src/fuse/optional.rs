//! Batch norm that a model may have, in an option: it is folded where there is one.
//!
//! ```text
//! let mut x = self.conv.forward(x);
//! if let Some(bn) = &self.bn { x = bn.forward(x); }
//! F::relu(x)
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    ir::{Def, Op, OpId, Program, User, ValueId},
    lower::denied,
    ops::OpKind,
};

/// Whether `op` is the batch norm of an option, runs on what the `chain` gives if there is one and only
/// then, and nothing else sees what it runs on.
pub fn runs_if_there(program: &Program, chain: &[OpId], id: OpId) -> bool {
    let ([root], op) = (chain, program.op(id)) else { return false };
    let root_op = program.op(*root);
    is_asked_alone(root_op, op)
        && program.turns_in(op.block, root_op.block) == Some(false)
        && merged(program, id).is_some_and(|(merged, of)| {
            let is_merged = |used: User| used == User::Merge(merged);
            let is_own = |used: User| matches!(used, User::Op(by, _) if by == id);
            let uses = &program.values[root_op.value.0].uses;
            of == root_op.value && uses.iter().all(|used| is_merged(used.by) || is_own(used.by))
        })
}

/// The batch norm that may be the last to have run on what a value is.
pub fn norm_of(program: &Program, value: ValueId) -> Option<OpId> {
    let Def::Merge(merge) = &program.values[value.0].def else { return None };
    let norms = merge.of.iter().filter_map(|value| program.producer(*value));
    let mut norms = norms.filter(|id| program.op(*id).kind == OpKind::BatchNorm);
    norms.find(|id| merged(program, *id).is_some_and(|(merged, _)| merged == value))
}

/// What the result of `id` is merged with, if it is with one value and used by nothing else: the merged
/// value and the other one.
fn merged(program: &Program, id: OpId) -> Option<(ValueId, ValueId)> {
    let own = program.op(id).value;
    let [used] = program.values[own.0].uses.as_slice() else { return None };
    let User::Merge(merged) = used.by else { return None };
    let Def::Merge(merge) = &program.values[merged.0].def else { return None };
    match merge.of.as_slice() {
        [a, other] | [other, a] if *a == own && *other != own => Some((merged, *other)),
        _ => None,
    }
}

/// Whether nothing decides that `norm` runs behind `root` but that the option has it.
fn is_asked_alone(root: &Op, norm: &Op) -> bool {
    let Some(field) = norm.layer.as_ref().and_then(|layer| layer.optional.as_ref()) else {
        return false;
    };
    let text = |guard: &TokenStream| guard.to_string();
    let before = root.guards.len();
    let Some((same, added)) = norm.guards.split_at_checked(before) else { return false };
    let ways = [quote!(&self.#field), quote!(self.#field.as_ref())];
    let is_some = ways.iter().map(|option| text(&quote!(::core::matches!(#option, Some(_)))));
    let is_none = ways.iter().map(|option| quote!(::core::matches!(#option, None)));
    let is_none = is_none.map(|is_none| text(&denied(&[is_none])));
    let (is_some, is_none): (Vec<_>, Vec<_>) = (is_some.collect(), is_none.collect());
    let added: Vec<_> = added.iter().map(text).collect();
    norm.kind == OpKind::BatchNorm
        && norm.inexact == root.inexact
        && same.iter().map(text).eq(root.guards.iter().map(text))
        && added.iter().any(|guard| is_some.contains(guard))
        && added.iter().all(|guard| is_some.contains(guard) || is_none.contains(guard))
}
