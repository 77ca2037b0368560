//! Fusions that were nearly possible, and what stands in the way.

use proc_macro2::Span;
use syn::Ident;

use super::pattern;
use crate::{
    ir::{OpId, Program},
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

pub fn other_block(program: &Program, chain: &[OpId], op: OpId) -> Miss {
    let span = program.op(op).source.span;
    let (name, last) =
        (program.op(op).kind.name(), chain.last().map_or("", |op| text(program, *op)));
    let note = format!(
        "`{name}` is in another block than `{last}`, which it follows; write both in each block that \
         needs them"
    );
    miss(program, chain, op, Reason::OtherBlock, span, note)
}

pub fn reassigned(program: &Program, chain: &[OpId], op: OpId, span: Span) -> Miss {
    let last = chain.last().map_or("", |op| text(program, *op));
    let note = format!(
        "the variable holds `{last}` or another value, as line {} decides; run `{}` on each of them \
         where it is made",
        line(span),
        program.op(op).kind.name(),
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
    let place = match other {
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

pub fn other_function(program: &Program, chain: &[OpId], op: OpId, called: &Ident) -> Miss {
    let span = program.op(op).source.span;
    let last = chain.last().map_or("", |op| text(program, *op));
    let note = format!(
        "`{}` follows `{last}`, and a call of `{called}` is between them; write both in one function",
        program.op(op).kind.name(),
    );
    miss(program, chain, op, Reason::OtherFunction, span, note)
}

/// An activation after a pool that comes after a layer: the other way round it would be fused, and
/// give the same.
pub fn op_between(
    program: &Program,
    chain: &[OpId],
    op: OpId,
    fits: &dyn Fn(&[OpId], OpId) -> bool,
) -> Option<Miss> {
    let [between] = chain else { return None };
    let activation = matches!(program.op(op).kind, OpKind::Relu | OpKind::Relu6);
    let commutes = matches!(
        program.op(*between).kind,
        OpKind::MaxPool2d
            | OpKind::Reshape
            | OpKind::View
            | OpKind::Flatten
            | OpKind::Permute
            | OpKind::Transpose
            | OpKind::Squeeze
            | OpKind::Unsqueeze
            | OpKind::Dropout
            | OpKind::Identity
    );
    if !activation || !commutes {
        return None;
    }
    let before = program.producer(program.op(*between).operands.first()?.value?)?;
    if !fits(&[before], op) {
        return None;
    }
    let (name, span) = (program.op(*between).kind.name(), program.op(*between).source.span);
    let note = format!(
        "`{name}` is between them; apply `{}` before it, which gives the same",
        program.op(op).kind.name()
    );
    Some(miss(program, &[before], op, Reason::OpBetween, span, note))
}
