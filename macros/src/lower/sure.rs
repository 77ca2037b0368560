//! What is sure to be a tensor, so that rustc is sure to refuse something else.

use syn::Expr;

use super::{Flow, Lowerer};
use crate::{
    ir::{Def, Hole, LayerRef, Node, ValueId},
    ops::OpKind,
    ty::Ty,
};

impl Lowerer<'_> {
    /// Notes that something else is where there may be `()`: rustc says so, and would say it in other
    /// words of a copy.
    pub(super) fn expects_unit(&self, flow: &Flow) {
        let is_value = match flow.ty {
            Ty::Tensor => self.is_surely_a_tensor(flow) || self.is_made(flow),
            Ty::Seq(_) | Ty::Map(_) | Ty::Option(_) | Ty::Result(_) | Ty::Tuple(_) => true,
            _ => false,
        };
        if is_value {
            self.diag.left_to_rustc();
        }
    }

    /// Whether it is a number that is read of a tensor.
    pub(super) fn is_read(&self, expr: &Expr) -> bool {
        let node = Hole::node(expr).and_then(|node| self.program.nodes.get(node.0));
        matches!(node, Some(Node::Op(id)) if self.program.op(*id).kind == OpKind::Read)
    }

    /// Whether it is what an operation gives, or the `forward` of a model in the model.
    fn is_made(&self, flow: &Flow) -> bool {
        let def = flow.value.map(|value| &self.program.values[value.0].def);
        let Some(Def::Op(id)) = def else { return false };
        let op = self.program.op(*id);
        let is_known = |layer: &LayerRef| layer.path.is_some() && layer.method.is_none();
        match op.kind {
            OpKind::Float => false,
            OpKind::Forward => op.layer.as_ref().is_some_and(is_known),
            _ => true,
        }
    }

    /// Whether it is a tensor: what another model or a region in f32 gives is only taken for one, and what
    /// is computed with that alone.
    pub(super) fn is_surely_a_tensor(&self, flow: &Flow) -> bool {
        flow.ty == Ty::Tensor && flow.value.is_some_and(|value| self.is_sure(value))
    }

    fn is_sure(&self, value: ValueId) -> bool {
        let id = match &self.program.values[value.0].def {
            Def::Op(id) => *id,
            Def::Merge(merge) if merge.is_result => {
                return merge.of.iter().any(|value| self.is_sure(*value));
            }
            _ => return self.declared.contains(&value),
        };
        let op = self.program.op(id);
        let of_sure = || op.operands.iter().filter_map(|operand| operand.value);
        !matches!(op.kind, OpKind::Float | OpKind::Forward)
            && (op.layer.is_some() || of_sure().any(|value| self.is_sure(value)))
    }
}
