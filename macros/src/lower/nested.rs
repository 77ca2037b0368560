//! What is done with other models: they are in other expansions, and only rustc knows their types.

use syn::{Expr, Ident, spanned::Spanned};

use super::{Flow, Lowerer, expr::nothing, operation::Found};
use crate::{
    errors,
    ir::{LayerRef, Node, OfModel, Path, PlainCall, Step},
    ops::OpKind,
    rustc::{associated, bounds, output_of, type_at},
    source::Source,
    ty::Ty,
};

/// Methods that give what they are called of.
pub(super) const OF_ANYTHING: &[&str] = &["as_mut", "as_ref", "borrow", "clone", "to_owned"];

/// Where the standard library has functions of any type.
const GENERIC: &[&str] = &["alloc", "any", "core", "iter", "mem", "ptr", "slice", "std"];

impl Lowerer<'_> {
    /// `self.block.forward(x)`, or another `method` that the model exports. The model is in another
    /// expansion; most return a tensor, and rustc checks it.
    pub(super) fn nested(
        &mut self,
        (model, at): (Expr, Flow),
        method: Option<Ident>,
        args: Vec<(Expr, Flow)>,
        source: Source,
    ) -> (Expr, Flow) {
        let operands = args.into_iter().map(|(expr, flow)| (expr, flow, false)).collect();
        let output = self.output_of(&at.ty, method.as_ref());
        if let Ty::Named(name) = &at.ty {
            self.program.models.insert(name.to_string());
        }
        let param = match at.ty {
            Ty::Param(ty) => Some(ty),
            _ => None,
        };
        let layer = Some(LayerRef { method, param, ..LayerRef::new(model, at.path) });
        let (kind, function) = (OpKind::Forward, OpKind::Forward.name());
        let (hole, flow) =
            self.push(Found { kind, function, layer, operands, args: vec![], source });
        match output {
            None | Some(Ty::Tensor | Ty::Unknown) => (hole, flow),
            Some(ty) => (hole, Flow::new(ty, flow.span)),
        }
    }

    /// What a nested model returns, if that is known: of its impl, or by the bounds of a parameter. What it does not export
    /// is an error.
    fn output_of(&mut self, model: &Ty, method: Option<&Ident>) -> Option<Ty> {
        match (model, method) {
            (Ty::Named(model), method) => {
                let name = method.map_or_else(|| "forward".into(), Ident::to_string);
                let output = output_of(model, &name, self.model);
                if let (Some(Ty::Error), Some(method)) = (&output, method)
                    && !self.missing.contains(method)
                {
                    self.missing.push(method.clone());
                    self.diag.unless_rustc(errors::not_exported(method, model));
                }
                output
            }
            // By its name in the impl, which may be another one in the struct.
            (Ty::Param(param), None) if self.item.is_written_alike(self.model) => {
                let generics = &self.item.generics;
                let param = generics.type_params().find(|other| other.ident == *param)?;
                let output = bounds(generics, param).find_map(|bound| associated(bound, "Output"));
                type_at(output?, self.model)
            }
            _ => None,
        }
    }

    /// A method, other than `forward`, of what may be another model or a value of the user's. Only a model
    /// has methods that take the backend's tensors.
    pub(super) fn method_of_named(
        &mut self,
        expr: &mut Expr,
        written: &Expr,
        receiver: Flow,
        source: Source,
    ) -> Flow {
        let Expr::MethodCall(call) = expr else { return Flow::unknown(expr.span()) };
        let span = call.span();
        let flows: Vec<_> = call.args.iter_mut().map(|arg| self.argument(arg)).collect();
        if flows.iter().any(|flow| flow.ty.has_tensor()) {
            let model = std::mem::replace(&mut *call.receiver, nothing());
            let args = std::mem::take(&mut call.args).into_iter().zip(flows).collect();
            let error = errors::tensor_for_a_value(&call.method, written);
            self.error_of_model(receiver.path.as_ref(), (false, None), error);
            let method = Some(call.method.clone());
            let (hole, flow) = self.nested((model, receiver), method, args, source);
            *expr = hole;
            return flow;
        }
        self.calls_method(&call.method);
        flows.iter().for_each(|flow| self.escape(flow));
        if OF_ANYTHING.iter().any(|of| call.method == of) {
            let path = receiver.path.map(|path| path.then(Step::Opaque));
            return Flow { path, span, ..receiver };
        }
        let Ty::Named(of) = receiver.ty else { return Flow::unknown(span) };
        // What is exported is of a model, whatever else is run of it.
        let output = output_of(&of, &call.method.to_string(), self.model);
        if output.is_some_and(|output| output != Ty::Error) {
            self.program.models.insert(of.to_string());
        }
        let error = errors::method_of_model(&call.method, written);
        self.error_of_model(receiver.path.as_ref(), (true, Some(of.to_string())), error);
        let call = call.clone();
        *expr = self.program.hole(Node::Plain(PlainCall { call, of: of.to_string() }));
        Flow::new(Ty::Plain, span)
    }

    fn argument(&mut self, arg: &mut Expr) -> Flow {
        match arg {
            Expr::Closure(closure) => {
                let span = closure.span();
                Flow::new(self.closure(closure, &[], false), span)
            }
            arg => self.expr(arg),
        }
    }

    /// What may be a model is given to a function of the user's.
    pub(super) fn model_given_away(&mut self, path: &syn::Path, flow: &Flow, arg: &Expr) {
        let Ty::Named(_) = &flow.ty else { return };
        let root = path.segments.first().map(|first| first.ident.to_string()).unwrap_or_default();
        if path.segments.len() > 1 && GENERIC.contains(&root.as_str()) {
            return;
        }
        let error = errors::model_given_away(path, arg);
        self.error_of_model(flow.path.as_ref(), (true, None), error);
    }

    /// `Block::gain` of `self.blocks.iter().map(Block::gain)`: the blocks are of another type here.
    pub(super) fn method_as_function(&mut self, arg: &Expr, receiver: &Flow) {
        let Expr::Path(path) = arg else { return };
        let (Ty::Named(_), Some(place)) = (receiver.ty.inner(), receiver.path.as_ref()) else {
            return;
        };
        let of = path.path.segments.iter().rev().nth(1).map(|segment| &segment.ident);
        if self.model.named_at(place).is_some_and(|(_, name)| of == Some(name)) {
            let error = errors::method_as_function(&path.path);
            self.error_of_model(Some(place), (true, None), error);
        }
    }

    /// Adds an error if what is at `place` is a struct with the attribute, or if it is no model.
    pub(super) fn error_of_model(
        &mut self,
        place: Option<&Path>,
        (if_struct, unless): (bool, Option<String>),
        error: syn::Error,
    ) {
        let number = place.and_then(|place| self.model.named_at(place)).map(|(number, _)| number);
        let error = number.map(|number| OfModel { number, if_struct, unless, error });
        self.program.errors_of_models.extend(error);
    }
}
