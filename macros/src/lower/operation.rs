//! Making an operation, once it is known to be one.

use syn::Expr;

use super::{Flow, Lowerer};
use crate::{
    errors,
    ir::{Def, Hole, LayerRef, Node, Op, OpId, Operand, Use, User, ValueId, op_name},
    ops::{self, Function, Layer, OpKind, Tensors},
    source::Source,
    ty::Ty,
};

impl Lowerer<'_> {
    /// An operation on tensors that are passed as they are written.
    pub(super) fn operation(
        &mut self,
        kind: OpKind,
        function: &'static str,
        operands: Vec<(Expr, Flow)>,
        args: Vec<Expr>,
        source: Source,
    ) -> (Expr, Flow) {
        let operands = operands.into_iter().map(|(expr, flow)| (expr, flow, false)).collect();
        self.push(Found { kind, function, layer: None, operands, args, source })
    }

    /// A function of `functional`, or a method if `receiver`.
    pub(super) fn function_operation(
        &mut self,
        function: Function,
        mut args: Vec<(Expr, Flow)>,
        receiver: bool,
        source: Source,
    ) -> (Expr, Flow) {
        let tensors = match function.tensors {
            Tensors::One | Tensors::List => 1,
            Tensors::Two => 2,
        };
        let rest = args.split_off(tensors.min(args.len()));
        for (_, flow) in &rest {
            self.escape(flow);
        }
        let operands = args
            .into_iter()
            .enumerate()
            .map(|(i, (expr, flow))| (expr, flow, receiver && i == 0))
            .collect();
        let args = rest.into_iter().map(|(expr, _)| expr).collect();
        let Function { kind, name, .. } = function;
        self.push(Found { kind, function: name, layer: None, operands, args, source })
    }

    /// `self.conv1.forward(x)`.
    pub(super) fn layer_operation(
        &mut self,
        layer: Layer,
        (model, at): (Expr, Flow),
        args: Vec<(Expr, Flow)>,
        source: Source,
    ) -> (Expr, Flow) {
        let operands = args.into_iter().map(|(expr, flow)| (expr, flow, false)).collect();
        let optional = at.path.as_ref().and_then(|path| self.model.optional_layer(path)).cloned();
        let layer_ref = Some(LayerRef { optional, ..LayerRef::new(model, at.path) });
        let kind = layer.kind;
        self.push(Found {
            kind,
            function: kind.name(),
            layer: layer_ref,
            operands,
            args: vec![],
            source,
        })
    }

    /// `x.item()`.
    pub(super) fn read(
        &mut self,
        function: &'static str,
        (tensor, of): (Expr, Flow),
        args: Vec<(Expr, Flow)>,
        source: Source,
    ) -> Expr {
        for (_, flow) in &args {
            self.escape(flow);
        }
        let operands = vec![(tensor, of, true)];
        let args = args.into_iter().map(|(arg, _)| arg).collect();
        self.push(Found { kind: OpKind::Read, function, layer: None, operands, args, source }).0
    }

    pub(super) fn push(&mut self, op: Found) -> (Expr, Flow) {
        self.refuse(&op);
        let id = OpId(self.program.ops.len());
        let value = self.program.value(Def::Op(id));
        let span = op.source.span;
        let operands = op.operands.into_iter().enumerate().map(|(i, (expr, flow, receiver))| {
            let list = self.list(&expr, &flow);
            if let Some(value) = flow.value {
                let by = User::Op(id, i);
                self.program.values[value.0].uses.push(Use { by, span: flow.span });
            }
            if !matches!(flow.ty, Ty::Tensor) {
                self.escape(&Flow { value: None, ..flow });
            }
            Operand { expr, receiver, value: flow.value, list }
        });
        let operands = operands.collect();
        self.program.ops.push(Op {
            kind: op.kind,
            function: op.function,
            layer: op.layer,
            operands,
            args: op.args,
            region: None,
            source: op.source,
            levels: self.levels,
            block: self.block,
            guards: self.held_here(),
            inexact: self.inexact,
            entries: Vec::new(),
            value,
        });
        let hole = self.program.hole(Node::Op(id));
        let flow = match op.kind {
            OpKind::Parts(_) => Flow::new(Ty::Seq(Box::new(Ty::Tensor)), span),
            _ => Flow { ty: Ty::Tensor, value: Some(value), path: None, span },
        };
        (hole, flow)
    }

    /// What is in a list of tensors, as far as it is written out.
    fn list(&self, expr: &Expr, flow: &Flow) -> Vec<ValueId> {
        if flow.ty == Ty::Tensor {
            return Vec::new();
        }
        let mut expr = expr;
        loop {
            expr = match expr {
                Expr::Reference(reference) => &reference.expr,
                Expr::Paren(paren) => &paren.expr,
                Expr::Array(array) => {
                    return array.elems.iter().filter_map(|elem| self.value_of(elem)).collect();
                }
                _ => return Vec::new(),
            };
        }
    }

    /// The value that an already lowered expression evaluates to, if that is plain to see.
    fn value_of(&self, expr: &Expr) -> Option<ValueId> {
        match expr {
            Expr::Reference(reference) => self.value_of(&reference.expr),
            Expr::Paren(paren) => self.value_of(&paren.expr),
            Expr::Path(path) => self.scope.get(path.path.get_ident()?)?.value,
            Expr::Verbatim(_) => match self.program.nodes.get(Hole::node(expr)?.0)? {
                Node::Op(op) => Some(self.program.op(*op).value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Errors about where an operation is.
    fn refuse(&mut self, op: &Found) {
        let name = op_name(op.kind, op.function, op.layer.as_ref());
        self.refuse_here(&name, &op.source);
        let given = op.operands.len() + op.args.len();
        if let Some(taken) = arguments(op).filter(|taken| *taken != given) {
            self.diag.unless_rustc(errors::other_arguments(op.function, taken, &op.source));
        }
    }

    /// Something that needs the backend, in a place where that is not to be had.
    pub(super) fn refuse_here(&mut self, name: &str, source: &Source) {
        if let Some(closure) = &mut self.closure {
            if !closure.reported {
                closure.reported = true;
                let (span, of_option) = (closure.span, closure.of_option);
                self.diag.unless_rustc(errors::op_in_closure(name, source, span, of_option));
            }
        } else if let Some(function) = self.plain.take() {
            self.diag.unless_rustc(errors::op_in_plain_helper(name, source, &function));
        }
    }
}

/// How many arguments an operation takes, if that is the same wherever it is written.
fn arguments(op: &Found) -> Option<usize> {
    match op.kind {
        OpKind::Forward => None,
        OpKind::Read => ops::Read::named(op.function).map(|read| read.args),
        _ if op.layer.is_some() => Some(1),
        _ => Function::named(op.function).map(|function| function.args),
    }
}

/// An operation before it has an id.
pub(super) struct Found {
    pub kind: OpKind,
    pub function: &'static str,
    pub layer: Option<LayerRef>,
    /// Each with whether it is the receiver of a method.
    pub operands: Vec<(Expr, Flow, bool)>,
    pub args: Vec<Expr>,
    pub source: Source,
}
