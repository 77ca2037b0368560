//! Fusions that were nearly possible, and what stands in the way.

use proc_macro2::Span;
use syn::Ident;

use super::pattern;
use crate::{
    ir::{Merge, OpId, Program},
    ops::OpKind,
    source::line,
};

/// Operations that would run as one, were it not for something.
pub struct Miss {
    pub pattern: String,
    pub ops: Vec<OpId>,
    pub reason: Reason,
    /// What stands in the way.
    pub span: Span,
    /// What it is and what to change, in words.
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    UsedTwice,
    OtherBlock,
    Reassigned,
    OpBetween,
    LayerShared,
    NotAField,
    OtherFunction,
}

impl Reason {
    /// The variant of the runtime's `MissReason`.
    pub fn variant(self) -> &'static str {
        match self {
            Reason::UsedTwice => "UsedTwice",
            Reason::OtherBlock => "OtherBlock",
            Reason::Reassigned => "Reassigned",
            Reason::OpBetween => "OpBetween",
            Reason::LayerShared => "LayerShared",
            Reason::NotAField => "NotAField",
            Reason::OtherFunction => "OtherFunction",
        }
    }
}

fn miss(
    program: &Program,
    chain: &[OpId],
    op: OpId,
    reason: Reason,
    span: Span,
    note: String,
) -> Miss {
    let ops: Vec<_> = chain.iter().copied().chain([op]).collect();
    Miss { pattern: pattern(program, &ops), ops, reason, span, note }
}

fn text(program: &Program, op: OpId) -> &str {
    &program.op(op).source.text
}

pub fn used_twice(program: &Program, chain: &[OpId], op: OpId, other: Span) -> Miss {
    let last = chain.last().map_or("", |op| text(program, *op));
    let note = format!(
        "`{last}` is used on line {} too; compute what is needed there from the fused result, or \
         leave it",
        line(other)
    );
    miss(program, chain, op, Reason::UsedTwice, other, note)
}

pub fn other_branch(program: &Program, chain: &[OpId], op: OpId, other: Span) -> Miss {
    let last = chain.last().map_or("", |op| text(program, *op));
    let note = format!(
        "`{last}` goes on without `{}` where another branch is taken (line {}); write all of it in each branch, or \
         leave it",
        program.op(op).kind.name(),
        line(other),
    );
    miss(program, chain, op, Reason::UsedTwice, other, note)
}

pub fn other_block(program: &Program, chain: &[OpId], op: OpId) -> Miss {
    let span = program.op(op).source.span;
    let last = chain.last().copied().unwrap_or(op);
    let (name, made) = (program.op(op).kind.name(), text(program, last));
    let (block, before) = (program.op(op).block, program.op(last).block);
    let note = match (program.turns_in(block, before), program.turns_in(before, block)) {
        (Some(true), _) => format!(
            "`{name}` is in a loop, and `{made}`, which it follows, is before it; run `{name}` before the loop"
        ),
        (Some(false), _) => format!(
            "`{name}` is in another block than `{made}`, which it follows; move `{made}` into that block"
        ),
        (_, Some(_)) => format!(
            "`{made}` is in a block of its own; run `{name}`, which follows it, in that block"
        ),
        (None, None) => format!(
            "`{name}` is in another block than `{made}`, which it follows; write both in one"
        ),
    };
    miss(program, chain, op, Reason::OtherBlock, span, note)
}

/// `op` runs on one of several values, which is used elsewhere too, perhaps.
pub fn reassigned(
    program: &Program,
    chain: &[OpId],
    op: OpId,
    (merge, other): (&Merge, Option<Span>),
) -> Miss {
    let last = chain.last().copied().unwrap_or(op);
    let (name, made) = (program.op(op).kind.name(), text(program, last));
    let (block, before) = (program.op(op).block, program.op(last).block);
    let is_held = !merge.is_result;
    let cure = if let Some(other) = other {
        format!(", and what it runs on is used on line {} too; leave it", line(other))
    } else if is_held && program.turns_in(before, block) == Some(true) {
        ", behind the loop that makes it; run the last turn behind the loop, or leave it".into()
    } else if is_held && last > op {
        ", in the next turn of the loop that makes it; leave it".into()
    } else {
        "; run it on each of them where it is made".into()
    };
    let span = merge.span;
    let note = format!(
        "`{name}` runs on `{made}` or on another value, as line {} decides{cure}",
        line(span)
    );
    miss(program, chain, op, Reason::Reassigned, span, note)
}

pub fn layer_shared(
    program: &Program,
    chain: &[OpId],
    op: OpId,
    layer: OpId,
    other: Option<OpId>,
) -> Miss {
    let path = program.op(layer).layer.as_ref().and_then(|layer| layer.path.as_ref());
    let path = path.map(ToString::to_string).unwrap_or_default();
    let span = program.op(other.unwrap_or(layer)).source.span;
    let place = match other.map(|other| program.op(other)) {
        Some(other) if other.layer.as_ref().is_some_and(|layer| layer.path.is_none()) => {
            format!("may run on line {} too, as `{}`", line(span), other.source.text)
        }
        Some(_) => format!("runs on line {} too", line(span)),
        None => "is used otherwise than by its `forward`".into(),
    };
    let note = format!(
        "`{path}` {place}, so batch norm cannot be folded into its weights; give each place its \
         own layer"
    );
    miss(program, chain, op, Reason::LayerShared, span, note)
}

pub fn not_a_field(program: &Program, chain: &[OpId], op: OpId, layer: OpId) -> Miss {
    let span = program.op(layer).source.span;
    let note = format!(
        "`{}` does not name a field of this model, so batch norm cannot be folded into its \
         weights; put the two layers into a model of their own",
        text(program, layer)
    );
    miss(program, chain, op, Reason::NotAField, span, note)
}

pub fn not_in_step(program: &Program, chain: &[OpId], op: OpId) -> Miss {
    let span = program.op(op).source.span;
    let note = "it is not known that the two layers are of one item each time, so batch norm cannot be \
                folded into the weights; take both from one list of pairs, or by one index";
    miss(program, chain, op, Reason::NotAField, span, note.into())
}

pub fn other_function(program: &Program, chain: &[OpId], op: OpId, called: &Ident) -> Miss {
    let span = program.op(op).source.span;
    let last = chain.last().map_or("", |op| text(program, *op));
    let note = format!(
        "`{}` follows `{last}`, and a call of `{called}` is between them; write both in one function",
        program.op(op).kind.name(),
    );
    miss(program, chain, op, Reason::OtherFunction, span, note)
}

/// Whether it passes on what it is given, as layers of training do.
pub fn does_nothing(kind: OpKind) -> bool {
    matches!(kind, OpKind::Dropout | OpKind::Identity)
}

pub fn is_activation(kind: OpKind) -> bool {
    matches!(kind, OpKind::Relu | OpKind::Relu6)
}

/// Whether an activation gives the same before it as behind it.
pub fn commutes(kind: OpKind) -> bool {
    matches!(
        kind,
        OpKind::MaxPool2d
            | OpKind::Reshape
            | OpKind::View
            | OpKind::Flatten
            | OpKind::Permute
            | OpKind::Transpose
            | OpKind::Squeeze
            | OpKind::Unsqueeze
    )
}

/// An operation that would be fused if it were the other way round than `between`, or that were not there.
pub fn op_between(program: &Program, chain: &[OpId], op: OpId, between: OpId) -> Miss {
    let (kind, span) = (program.op(between).kind, program.op(between).source.span);
    let (name, applied) = (kind.name(), program.op(op).kind.name());
    let note = match does_nothing(kind) {
        true => format!("`{name}` is between them and does nothing but in training; leave it out"),
        false => {
            format!("`{name}` is between them; apply `{applied}` before it, which gives the same")
        }
    };
    miss(program, chain, op, Reason::OpBetween, span, note)
}
