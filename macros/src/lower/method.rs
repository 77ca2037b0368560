//! Calls of methods.

use proc_macro2::Span;
use syn::{Expr, ExprMethodCall, Ident, PathArguments, parse_quote, spanned::Spanned};

use super::{
    Flow, Lowerer,
    expr::{first_index, nothing},
    infer::holder_of_tensors,
    known::is_constant,
    nested::OF_ANYTHING,
};
use crate::{
    errors,
    ir::{Def, Gives, Path, Step},
    ops::{Function, INSPECTIONS, Numbers, OpKind, Read},
    parse::Receiver,
    rustc::beside,
    source::Source,
    ty::Ty,
};

/// Methods of containers and iterators that leave the items what they are and where they are.
const SAME_ITEMS: &[&str] = &[
    "as_deref",
    "as_ref",
    "as_slice",
    "by_ref",
    "fuse",
    "inspect",
    "into_iter",
    "iter",
    "peekable",
    "take",
    "take_while",
];

/// Those that tell how many items there are, and nothing else of them.
const COUNTS: &[&str] = &["is_empty", "is_none", "is_some", "len"];

/// Those that leave the items what they are.
const REORDERED: &[&str] = &["rev", "skip", "skip_while", "step_by"];

impl Lowerer<'_> {
    pub(super) fn method_call(&mut self, expr: &mut Expr) -> Flow {
        let source = Source::of(expr);
        let Expr::MethodCall(call) = expr else { return Flow::unknown(expr.span()) };
        let span = call.span();
        let written = call.receiver.clone();
        let mut receiver = self.place(&mut call.receiver);
        if receiver.ty == Ty::Unknown && is_variant(&call.receiver) {
            receiver.ty = Ty::Plain;
        }
        let name = call.method.to_string();
        match &receiver.ty {
            Ty::Tensor => return self.tensor_method(expr, &written, receiver, source),
            Ty::Model => {
                let known = self.known_args(&call.args);
                let args = self.walk_args(&mut call.args);
                let method = call.method.clone();
                let Some(helper) = self.enqueue(&method) else {
                    let tensor = args.iter().any(|(_, flow)| flow.ty.has_tensor());
                    // Of a field that is called otherwise than layers are rustc speaks.
                    let is_field = self.model.fields.iter().any(|field| field.ident == method);
                    let is_missing = tensor || !is_field && !OF_ANYTHING.contains(&&*name);
                    if is_missing {
                        self.no_helper(&method, args.len());
                    }
                    self.calls_unseen(span);
                    call.args = args.into_iter().map(|(arg, _)| arg).collect();
                    let ty = if is_missing { Ty::Error } else { Ty::Unknown };
                    return Flow::new(ty, span);
                };
                if helper.receiver == Receiver::None {
                    // No method.
                    self.diag.left_to_rustc();
                    return Flow::new(Ty::Error, span);
                }
                let generics = call
                    .turbofish
                    .clone()
                    .map_or(PathArguments::None, PathArguments::AngleBracketed);
                let (hole, flow) = self.helper((&method, &generics), helper, (args, known), source);
                *expr = hole;
                return flow;
            }
            Ty::Layer(layer) if name == "forward" => {
                let layer = *layer;
                let model = std::mem::replace(&mut *call.receiver, nothing());
                let args = self.walk_args(&mut call.args);
                let (hole, flow) = self.layer_operation(layer, (model, receiver), args, source);
                *expr = hole;
                return flow;
            }
            Ty::Named(_) | Ty::Param(_) if name == "forward" => {
                let model = std::mem::replace(&mut *call.receiver, nothing());
                let args = self.walk_args(&mut call.args);
                let (hole, flow) = self.nested((model, receiver), None, args, source);
                *expr = hole;
                return flow;
            }
            Ty::Option(_) if name == "forward" && !beside::has_options_trait(&call.method) => {
                // It has no such method.
                self.diag.left_to_rustc();
                return Flow::new(Ty::Error, span);
            }
            Ty::Named(_) => return self.method_of_named(expr, &written, receiver, source),
            Ty::Layer(layer) => {
                self.diag.unless_rustc(errors::layer_method(&call.method, *layer));
                return Flow::new(Ty::Error, span);
            }
            _ => {}
        }
        self.other_method(call, &written, receiver)
    }

    fn tensor_method(
        &mut self,
        expr: &mut Expr,
        written: &Expr,
        receiver: Flow,
        source: Source,
    ) -> Flow {
        let Expr::MethodCall(call) = expr else { return Flow::unknown(expr.span()) };
        let span = call.span();
        let name = call.method.to_string();
        if let Some(function) = Function::method(&name) {
            let tensor = std::mem::replace(&mut *call.receiver, nothing());
            let mut args = vec![(tensor, receiver)];
            args.extend(self.walk_args(&mut call.args));
            let (hole, flow) = self.function_operation(function, args, true, source);
            *expr = hole;
            return flow;
        }
        if ["clone", "to_owned"].contains(&&*name) && call.args.is_empty() {
            return receiver;
        }
        if let Some(Read { name, gives, .. }) = Read::named(&name) {
            let tensor = std::mem::replace(&mut *call.receiver, nothing());
            let args = self.walk_args(&mut call.args);
            let hole = self.read(name, (tensor, receiver), args, source);
            *expr = hole;
            let ty = match gives {
                Numbers::Value | Numbers::Index => Ty::Plain,
                Numbers::Indices => Ty::Seq(Box::new(Ty::Plain)),
            };
            return Flow::new(ty, span);
        }
        if self.is_of_a_model(&receiver)
            && let Some(ty) = holder_of_tensors(&name)
        {
            return self.other_method(call, written, Flow { ty, ..receiver });
        }
        self.escape(&receiver);
        let args = self.walk_args(&mut call.args);
        for (_, flow) in &args {
            self.escape(flow);
        }
        let args: Vec<_> = args.into_iter().map(|(arg, _)| arg).collect();
        call.args = args.into_iter().collect();
        if name != "dim" {
            self.needs_whole(span, "this may be how many images there are");
        }
        let ty = match name.as_str() {
            "shape" => Ty::Seq(Box::new(Ty::Plain)),
            name if INSPECTIONS.contains(&name) => Ty::Plain,
            _ => {
                let taken = self.taken(&receiver).cloned();
                self.diag.unless_rustc(match &taken {
                    Some(local) => errors::method_of_taken(&call.method, local),
                    None => errors::unknown_method(&call.method),
                });
                // What it is wanted for is the same elsewhere.
                if let Some(local) = taken.and_then(|taken| self.scope.get_mut(&taken)) {
                    local.ty = Ty::Error;
                }
                Ty::Error
            }
        };
        Flow::new(ty, span)
    }

    /// Whether it is what a nested model returns, which may be more than a tensor.
    pub(super) fn is_of_a_model(&self, flow: &Flow) -> bool {
        let def = flow.value.map(|value| &self.program.values[value.0].def);
        matches!(def, Some(Def::Op(id)) if self.program.ops[id.0].kind == OpKind::Forward)
    }

    /// The local that was taken for a tensor because nothing else was said of it, if that is what flows.
    pub(super) fn taken(&self, flow: &Flow) -> Option<&Ident> {
        if let Some(local) = flow.value.and_then(|value| self.parts.get(&value)) {
            return Some(local);
        }
        let Def::Op(id) = self.program.values[flow.value?.0].def else { return None };
        match &self.program.ops[id.0].region.as_ref()?.gives {
            Gives::Taken(local) => Some(local),
            Gives::Said(_) | Gives::Any => None,
        }
    }

    /// A method of something that is not a tensor, a layer or the model; `written` is its receiver as
    /// the user has it.
    fn other_method(&mut self, call: &mut ExprMethodCall, written: &Expr, receiver: Flow) -> Flow {
        let span = call.span();
        let name = call.method.to_string();
        if receiver.ty == Ty::Plain && Read::named(&name).is_some() && self.is_read(&call.receiver)
        {
            // A number has no such method; of a copy rustc says where it comes from.
            self.diag.left_to_rustc();
            return Flow::new(Ty::Error, span);
        }
        self.calls_method(&call.method);
        let params = self.closure_params(&name, &receiver.ty);
        let of_option = matches!(receiver.ty, Ty::Option(_) | Ty::Result(_));
        let (mut types, mut zipped) = (Vec::new(), None);
        for arg in &mut call.args {
            called_by_name(arg);
            match arg {
                Expr::Closure(closure) => {
                    types.push(self.closure(closure, &params, of_option));
                }
                arg => {
                    self.method_as_function(arg, &receiver);
                    let flow = self.expr(arg);
                    if name == "zip" {
                        self.escape_tensors(&flow);
                        zipped = flow.path;
                    } else {
                        self.escape(&flow);
                    }
                    let calls_it = flow.ty == Ty::Function && receiver.ty.has_tensor();
                    types.push(match flow.ty {
                        _ if calls_it => Ty::Error,
                        Ty::Function => Ty::Unknown,
                        ty => ty,
                    });
                    if calls_it {
                        let error = errors::function_for_method(arg, &call.method, of_option);
                        self.diag.unless_rustc(error);
                    }
                }
            }
        }
        let tensor = types.iter().any(Ty::has_tensor);
        if receiver.ty == Ty::Error {
            return receiver;
        }
        if tensor && name == "forward" && matches!(receiver.ty, Ty::Unknown | Ty::Plain) {
            self.diag.unless_rustc(errors::unknown_receiver(written));
            return Flow::new(Ty::Error, span);
        }
        if receiver.ty == Ty::Unknown
            && !tensor
            && Function::method(&name).is_some_and(|function| !function.is_of_others())
            && matches!(&*call.receiver, Expr::Path(_) | Expr::Field(_))
        {
            self.diag.unless_rustc(errors::unknown_tensor(written, &call.method));
            return Flow::new(Ty::Error, span);
        }
        if let (Ty::Param(_), Some(_)) = (&receiver.ty, &receiver.path) {
            self.diag.unless_rustc(errors::method_of_param(&call.method, written));
        }
        let ty = self.container_method(call, &receiver, &types);
        if !ty.is_lowered() && !COUNTS.contains(&&*name) {
            self.escape(&receiver);
        }
        let value = self.opaque(&ty);
        if let (Ty::Seq(_), "zip") = (&receiver.ty, &*name) {
            let fields = receiver.path.is_some() || zipped.is_some();
            return Flow {
                ty,
                value,
                path: fields.then(|| Path::zip([receiver.path, zipped])),
                span,
            };
        }
        // What comes out of a container of layers is one of them.
        let path = receiver
            .path
            .filter(|_| ty.is_lowered() || matches!(ty, Ty::Seq(_) | Ty::Option(_) | Ty::Named(_)));
        let path = path.map(|path| match (&receiver.ty, &*name) {
            (Ty::Seq(_) | Ty::Option(_), _) if SAME_ITEMS.contains(&&*name) => path,
            (Ty::Seq(_), _) if REORDERED.contains(&&*name) => {
                let from = if name == "skip" { first_index(call.args.first()) } else { 0 };
                path.then(self.program.reordered(from))
            }
            (Ty::Seq(_), "enumerate") => Path::zip([Some(Path(vec![Step::Count])), Some(path)]),
            (Ty::Option(_), "unwrap" | "expect") => path.then(Step::Some),
            _ => path.then(Step::Opaque),
        });
        Flow { ty, value, path, span }
    }
}

/// Whether it is `Mode::Fine`.
fn is_variant(expr: &Expr) -> bool {
    let Expr::Path(path) = expr else { return false };
    let segments = &path.path.segments;
    segments.len() > 1 && segments.last().is_some_and(|last| is_constant(&last.ident))
}

/// `Tensor::numel` → `|of| of.numel()`, and `Clone::clone` likewise: what is given to a method.
fn called_by_name(arg: &mut Expr) {
    let Expr::Path(path) = arg else { return };
    let segments: Vec<_> = path.path.segments.iter().map(|segment| &segment.ident).collect();
    let [.., of, name] = segments[..] else { return };
    let is_known = of == "Tensor" && INSPECTIONS.iter().any(|known| name == known)
        || of == "Clone" && name == "clone"
        || of == "ToOwned" && name == "to_owned";
    if is_known {
        let of = Ident::new("of", Span::mixed_site().located_at(name.span()));
        *arg = parse_quote!(|#of| #of.#name());
    }
}
