//! Whether `forward` may be run on some of a batch's images at a time: nothing but the model decides
//! what it runs, and it does nothing else.
//!
//! (That the operations themselves keep images apart is for the runtime to see.)

use proc_macro2::Span;
use syn::{Expr, Lit};

use super::{Lowerer, reads::PURE};
use crate::{
    ir::{Hole, Node, Op, OpId, Program, Whole},
    ops::OpKind,
};

/// Methods that have effects at most on locals, beside those without any.
pub(super) const HARMLESS: &[&str] = &[
    "abs",
    "append",
    "as_mut",
    "chain",
    "chunks",
    "clone",
    "count",
    "expect",
    "extend",
    "insert",
    "into_iter",
    "max",
    "min",
    "next",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "remove",
    "reverse",
    "step_by",
    "swap",
    "to_vec",
    "truncate",
    "unwrap",
    "windows",
];

/// Methods of cells too, which are fields.
pub(super) const OF_CELLS: &[&str] = &["get", "take"];

/// Macros that have none.
const HARMLESS_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "matches",
    "panic",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
];

impl Lowerer<'_> {
    /// Notes that images cannot be run by themselves; the first reason is kept.
    pub(super) fn needs_whole(&mut self, span: Span, why: &'static str) {
        self.program.whole.get_or_insert(Whole { span, why });
    }

    /// As [`needs_whole`](Self::needs_whole), of a call of a function whose body is not seen.
    pub(super) fn calls_unseen(&mut self, span: Span) {
        self.needs_whole(span, "what is called here may depend on more than the model, or do more");
    }

    pub(super) fn calls_method(&mut self, name: &syn::Ident) {
        let is_in = |list: &[&str]| list.iter().any(|known| name == known);
        if !is_in(HARMLESS) && (!is_in(PURE) || is_in(OF_CELLS)) {
            self.calls_unseen(name.span());
        }
    }

    pub(super) fn calls_macro(&mut self, path: &syn::Path) {
        let Some(last) = path.segments.last() else { return };
        if HARMLESS_MACROS.iter().all(|harmless| last.ident != harmless) {
            self.calls_unseen(last.ident.span());
        }
    }
}

/// Why not, as far as operations decide it.
pub fn whole(program: &Program) -> Option<Whole> {
    program.ops.iter().enumerate().find_map(|(i, op)| {
        let why = match op.kind {
            OpKind::Float => "this runs in f32",
            OpKind::Constant => "this tensor is made anew in each call",
            OpKind::Read if op.function == "size" => {
                let image = op.args.first().is_some_and(is_of_image);
                if image || is_first_size(program, OpId(i)) {
                    return None;
                }
                "this may be how many images there are"
            }
            OpKind::Read => "this reads values of the whole batch",
            _ if mixes_images(op) => "this mixes images, or takes them apart",
            _ => return None,
        };
        Some(Whole { span: op.source.span, why })
    })
}

/// Whether an operation is along the first dimension, as a literal says.
fn mixes_images(op: &Op) -> bool {
    let dim = match op.kind {
        OpKind::Cat | OpKind::Flatten | OpKind::Mean | OpKind::Narrow | OpKind::Select => 0,
        OpKind::Parts(_) => 1,
        _ => return false,
    };
    match (op.layer.is_none()).then(|| op.args.get(dim)).flatten() {
        Some(Expr::Array(dims)) => dims.elems.iter().any(is_first),
        Some(dim) => is_first(dim),
        None => false,
    }
}

fn is_first(dim: &Expr) -> bool {
    matches!(dim, Expr::Lit(literal) if matches!(&literal.lit, Lit::Int(int) if int.base10_digits() == "0"))
}

/// Whether it is a dimension behind the first.
fn is_of_image(dim: &Expr) -> bool {
    match dim {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse::<usize>().is_ok_and(|dim| dim > 0),
            _ => false,
        },
        _ => false,
    }
}

fn without_cast(expr: &Expr) -> &Expr {
    match expr {
        Expr::Cast(cast) => without_cast(&cast.expr),
        Expr::Paren(paren) => without_cast(&paren.expr),
        expr => expr,
    }
}

/// Whether a size is read to be the first one of another shape: `x.reshape([x.size(0), -1])`.
fn is_first_size(program: &Program, size: OpId) -> bool {
    program.ops.iter().any(|op| {
        let reshaped = matches!(op.kind, OpKind::Reshape | OpKind::View);
        let Some(Expr::Array(sizes)) = op.args.first().filter(|_| reshaped) else { return false };
        let node = sizes.elems.first().map(without_cast).and_then(Hole::node);
        matches!(node.and_then(|node| program.nodes.get(node.0)), Some(Node::Op(op)) if *op == size)
    })
}
