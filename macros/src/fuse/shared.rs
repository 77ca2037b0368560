//! Layers that several operations run.

use proc_macro2::TokenStream;

use crate::{
    ir::{Op, OpId, Path, Program},
    lower::denied,
};

/// The operations but `op` that run a layer at `path`, or may.
pub fn other_runs<'p>(
    program: &'p Program,
    path: &'p Path,
    op: OpId,
) -> impl Iterator<Item = OpId> + 'p {
    let runs = program.ops.iter().enumerate().filter(move |(i, other)| {
        let is_of_its_kind = other.kind == program.op(op).kind;
        *i != op.0
            && other.layer.as_ref().is_some_and(|layer| layer.may_be_at(path, is_of_its_kind))
    });
    runs.map(|(i, _)| OpId(i))
}

/// Whether no instance of the model runs both: what one of them asks of the fields, the other asks not
/// to hold.
pub fn exclude_each_other(a: &Op, b: &Op) -> bool {
    denies(&a.guards, &b.guards) || denies(&b.guards, &a.guards)
}

/// Whether some of `asked`, next to each other as one condition adds them, are denied by `other`.
fn denies(asked: &[TokenStream], other: &[TokenStream]) -> bool {
    let other: Vec<_> = other.iter().map(ToString::to_string).collect();
    (1..=asked.len())
        .flat_map(|len| asked.windows(len))
        .any(|holds| other.contains(&denied(holds).to_string()))
}
