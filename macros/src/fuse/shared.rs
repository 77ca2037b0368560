//! Layers that several operations run.

use quote::quote;

use crate::ir::{Op, OpId, Path, Program};

/// The operations but `op` that run a layer at `path`, or may.
pub fn other_runs<'p>(
    program: &'p Program,
    path: &'p Path,
    op: OpId,
) -> impl Iterator<Item = OpId> + 'p {
    let runs = program.ops.iter().enumerate().filter(move |(i, other)| {
        *i != op.0
            && other.layer.as_ref().is_some_and(|layer| match &layer.path {
                Some(other) => other.overlaps(path),
                None => other.kind == program.op(op).kind,
            })
    });
    runs.map(|(i, _)| OpId(i))
}

/// Whether no instance of the model runs both: what one of them asks of the fields, the other asks not
/// to hold.
pub fn exclude_each_other(a: &Op, b: &Op) -> bool {
    let denies = |a: &Op, b: &Op| {
        a.guards.iter().any(|guard| {
            let denied = quote!(!((#guard))).to_string();
            b.guards.iter().any(|other| other.to_string() == denied)
        })
    };
    denies(a, b) || denies(b, a)
}
