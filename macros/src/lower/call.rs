//! Calls of functions.

use proc_macro2::Span;
use syn::{
    Expr, ExprCall, Ident, PathArguments, Token, parse_quote, punctuated::Punctuated,
    spanned::Spanned,
};

use super::{
    Flow, Lowerer,
    expr::nothing,
    infer::collected,
    known::{Known, of_type},
};
use crate::{
    errors,
    ir::{Call, HelperCall, Node},
    ops::{Function, OpKind},
    rustc::beside::may_be_a_function,
    source::Source,
    ty::Ty,
};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, expr: &mut Expr) -> Flow {
        let source = Source::of(expr);
        let Expr::Call(call) = expr else { return Flow::unknown(expr.span()) };
        let span = call.span();
        let Expr::Path(path) = &*call.func else {
            let written = call.func.clone();
            let held = self.used(&mut call.func);
            return self.call_of_a_value(held, &written, &mut call.args, span);
        };
        let path = path.path.clone();
        let Some(last) = path.segments.last() else { return Flow::unknown(span) };
        let name = last.ident.to_string();
        if let Some(held) = path.get_ident().and_then(|name| self.scope.get(name)) {
            let (held, written) = (held.ty.clone(), call.func.clone());
            return self.call_of_a_value(held, &written, &mut call.args, span);
        }
        if self.names_model(&path) {
            return self.associated(expr, &last.ident, source);
        }
        if let Some(zipped) = zipped(&path, &call.args) {
            *expr = zipped;
            return self.expr(expr);
        }
        let function = Function::named(&name)
            .filter(|_| path.segments.iter().all(|segment| segment.arguments.is_none()));
        if let Some(function) = function {
            let args = self.take_args(call);
            // What is not known is taken for a number, where that is as likely.
            let of_numbers = matches!(function.kind, OpKind::Pointwise(_)) && !is_functional(&path);
            let tensor =
                |flow: &Flow| flow.ty.has_tensor() || flow.ty == Ty::Unknown && !of_numbers;
            if args.iter().any(|(_, flow)| tensor(flow)) {
                if constructed(&path).as_deref() != Some("Tensor") {
                    self.program.functions_named.push((path, function.name));
                }
                let (hole, flow) = self.function_operation(function, args, false, source);
                *expr = hole;
                return flow;
            }
            // A function of that name on numbers.
            self.calls_unseen(span);
            call.args = args.into_iter().map(|(arg, _)| arg).collect();
            return Flow::new(Ty::Plain, span);
        }
        let flows: Vec<_> = call.args.iter_mut().map(|arg| self.expr(arg)).collect();
        if constructed(&path).as_deref() == Some("Tensor")
            && !flows.iter().any(|flow| flow.ty.has_tensor())
        {
            return self.constant(expr, source);
        }
        let inner = || flows.first().map_or(Ty::Unknown, |flow| flow.ty.clone());
        let ty = match name.as_str() {
            "Some" => Ty::Option(Box::new(inner())),
            "Ok" => Ty::Result(Box::new(inner())),
            "Err" => Ty::Result(Box::new(Ty::Unknown)),
            "clone" if is_of(&path, "Rc") || is_of(&path, "Arc") => inner(),
            "once" | "repeat" | "repeat_n" if is_of(&path, "iter") => Ty::Seq(Box::new(inner())),
            "try_from" if matches!(flows[..], [Flow { ty: Ty::Seq(_), .. }]) => {
                Ty::Result(Box::new(inner()))
            }
            "new" | "with_capacity" | "from" | "from_iter" | "default" => {
                match constructed(&path).as_deref() {
                    Some("Vec" | "VecDeque") if name == "from" || name == "from_iter" => inner(),
                    Some("Vec" | "VecDeque") => {
                        Ty::Seq(Box::new(element(&path).map_or(Ty::Unknown, |ty| {
                            Ty::of(ty, &self.params().iter().collect::<Vec<_>>())
                        })))
                    }
                    Some("BTreeMap" | "HashMap") if flows.is_empty() || name == "with_capacity" => {
                        Ty::Map(Box::new(Ty::Unknown))
                    }
                    Some("BTreeMap" | "HashMap") => {
                        collected(&inner().inner(), Some(Ty::Map(Box::new(Ty::Unknown))))
                    }
                    Some("Box" | "Rc" | "Arc" | "Some") => {
                        return match (flows.into_iter().next(), name.as_str()) {
                            (Some(flow), "new" | "from") => flow,
                            _ => Flow::unknown(span),
                        };
                    }
                    _ => self.foreign(&path, &flows, &call.args),
                }
            }
            "take" | "replace" | "swap" | "drop" | "once" | "black_box"
                if path.segments.len() > 1 || name == "drop" =>
            {
                if name == "take" || name == "replace" { inner() } else { Ty::Unknown }
            }
            _ => self.foreign(&path, &flows, &call.args),
        };
        for flow in &flows {
            self.escape(flow);
        }
        Flow::new(ty, span)
    }

    /// A call of what is `held` by a variable, or of what an expression gives: a closure of the user's,
    /// in which what is wrong was reported.
    fn call_of_a_value(
        &mut self,
        held: Ty,
        written: &Expr,
        args: &mut Punctuated<Expr, Token![,]>,
        span: Span,
    ) -> Flow {
        self.calls_unseen(span);
        let types: Vec<_> = args.iter_mut().map(|arg| self.used(arg)).collect();
        let tensors = types.iter().any(Ty::has_tensor);
        if tensors && held == Ty::Function {
            self.diag.unless_rustc(errors::held_function(written));
            return Flow::new(Ty::Error, span);
        }
        Flow::new(if tensors { Ty::Unknown } else { Ty::Plain }, span)
    }

    /// A function of the user's, which must not be given a tensor.
    fn foreign(
        &mut self,
        path: &syn::Path,
        flows: &[Flow],
        args: &Punctuated<Expr, Token![,]>,
    ) -> Ty {
        for (flow, arg) in flows.iter().zip(args) {
            if flow.ty.has_tensor() {
                // With `self.` it would be one; of a copy, which is in another impl, rustc does not say so.
                let is_method = |name: &Ident| {
                    let named = name.to_string();
                    self.item.method(&named).is_some() && !may_be_a_function(&named, 1, name)
                };
                match path.get_ident().is_some_and(is_method) {
                    true => self.diag.left_to_rustc(),
                    false => {
                        let error = errors::unknown_function(path, args.first(), self.item);
                        self.diag.unless_rustc(error);
                    }
                }
                return Ty::Error;
            }
            if flow.ty.is_lowered() {
                self.diag.unless_rustc(errors::layer_given_away(path, arg));
                return Ty::Error;
            }
            if flow.ty == Ty::Model {
                self.diag.unless_rustc(errors::self_given_away(path, arg));
                return Ty::Error;
            }
            self.model_given_away(path, flow, arg);
        }
        self.calls_unseen(path.span());
        // It was given no tensor, so it has none to return.
        Ty::Plain
    }

    /// A method of the model that is not in the impl.
    pub(super) fn no_helper(&mut self, name: &Ident, args: usize) {
        if self.model.fields.iter().any(|field| field.ident == *name) {
            self.diag.called_field(name, args);
        } else if !self.missing.contains(name) {
            self.missing.push(name.clone());
            self.diag.unless_rustc(errors::unknown_helper(name));
        }
    }

    /// Whether the path is `Self::name` or `Net::name`.
    pub(super) fn names_model(&self, path: &syn::Path) -> bool {
        let mut segments = path.segments.iter().rev().skip(1);
        segments.next().is_some_and(|ty| {
            ty.ident == "Self"
                || self.item.path.segments.last().is_some_and(|last| last.ident == ty.ident)
        })
    }

    /// `Self::stem(x)` and `Self::stem(self, x)`.
    fn associated(&mut self, expr: &mut Expr, name: &Ident, source: Source) -> Flow {
        let Expr::Call(call) = expr else { return Flow::unknown(expr.span()) };
        let span = call.span();
        let mut known = self.known_args(&call.args);
        let mut args = self.take_args(call);
        let Some(method) = self.enqueue(name) else {
            let is_given =
                args.iter().any(|(_, flow)| flow.ty.has_tensor() || flow.ty == Ty::Model);
            if is_given {
                self.no_helper(name, args.len().saturating_sub(1));
            }
            self.calls_unseen(span);
            call.args = args.into_iter().map(|(arg, _)| arg).collect();
            // What is given no tensor has none to return.
            return Flow::new(if is_given { Ty::Error } else { Ty::Plain }, span);
        };
        if method.receiver == crate::parse::Receiver::None && !method.has_tensors() {
            self.calls_unseen(span);
            for (_, flow) in &args {
                self.escape(flow);
            }
            call.args = args.into_iter().map(|(arg, _)| arg).collect();
            return Flow::new(method.output, span);
        }
        if method.receiver != crate::parse::Receiver::None && !args.is_empty() {
            args.remove(0);
            known.remove(0);
        }
        let generics = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|last| last.arguments.clone()),
            _ => None,
        };
        let generics = generics.unwrap_or(PathArguments::None);
        let (hole, flow) = self.helper((name, &generics), method, (args, known), source);
        *expr = hole;
        flow
    }

    /// A call of a method of the impl.
    pub(super) fn helper(
        &mut self,
        (name, generics): (&Ident, &PathArguments),
        method: crate::parse::Method,
        (args, known): (Vec<(Expr, Flow)>, Vec<Known>),
        source: Source,
    ) -> (Expr, Flow) {
        let lowered = method.has_tensors();
        if lowered {
            self.refuse_here(&name.to_string(), &source);
        }
        for (i, (arg, flow)) in args.iter().enumerate() {
            self.escape(flow);
            if let Some(param) = method.params.get(i) {
                self.filled(arg, &param.ty);
            }
            if lowered && flow.ty == Ty::Function && method.takes_function_of_tensors(i) {
                self.diag.unless_rustc(errors::function_for_helper(arg, name));
            }
        }
        let (caller, callee, inexact) = (self.function.clone(), name.clone(), self.inexact);
        let guards = self.held_here();
        let given = args.iter().map(|(_, flow)| flow.value).collect();
        let layers = args.iter().map(|(_, flow)| flow.path.clone()).collect();
        let known = known.into_iter().zip(&method.params).map(|(known, param)| match known {
            Known::Fixed(tokens) => of_type(tokens, &param.written),
            _ => None,
        });
        let value = self.opaque(&method.output);
        self.program.calls.push(HelperCall {
            caller,
            callee,
            args: given,
            layers,
            known: known.collect(),
            value,
            guards,
            inexact,
        });
        let args = args.into_iter().map(|(arg, _)| arg).collect();
        let generics = match generics {
            PathArguments::AngleBracketed(generics) => generics.args.iter().cloned().collect(),
            _ => Vec::new(),
        };
        let call = Call { name: name.clone(), generics, lowered, args };
        let hole = self.program.hole(Node::Call(call));
        (hole, Flow { ty: method.output, value, path: None, span: source.span })
    }

    /// Takes the arguments out of a call, walked in order.
    pub(super) fn take_args(&mut self, call: &mut ExprCall) -> Vec<(Expr, Flow)> {
        self.walk_args(&mut call.args)
    }

    /// What is known of arguments before they are walked.
    pub(super) fn known_args(&self, args: &Punctuated<Expr, Token![,]>) -> Vec<Known> {
        let of_items = |known: &Known| match known {
            Known::Fixed(tokens) => self.names_items(tokens),
            _ => false,
        };
        let known = args.iter().map(|arg| self.known(arg));
        // What the items of a loop are is not known elsewhere.
        known.map(|known| if of_items(&known) { Known::Data } else { known }).collect()
    }

    pub(super) fn walk_args(
        &mut self,
        args: &mut Punctuated<Expr, Token![,]>,
    ) -> Vec<(Expr, Flow)> {
        args.iter_mut()
            .map(|arg| {
                let flow = self.expr(arg);
                (std::mem::replace(arg, nothing()), flow)
            })
            .collect()
    }
}

/// `std::iter::zip(a, b)` as `(a).into_iter().zip(b)`.
fn zipped(path: &syn::Path, args: &Punctuated<Expr, Token![,]>) -> Option<Expr> {
    let is_it = path.segments.iter().map(|segment| segment.ident.to_string());
    let is_it = is_it.rev().take(2).eq(["zip", "iter"]);
    let (first, second) = (args.first()?, args.get(1)?);
    (is_it && args.len() == 2).then(|| parse_quote!((#first).into_iter().zip(#second)))
}

/// Whether a path leads through what `quantizable::functional` is mostly called.
fn is_functional(path: &syn::Path) -> bool {
    path.segments.iter().any(|segment| segment.ident == "F" || segment.ident == "functional")
}

/// Whether a path is of what is in a module.
fn is_of(path: &syn::Path, module: &str) -> bool {
    constructed(path).is_some_and(|of| of == module)
}

/// `Vec` of `Vec::<T>::new`.
fn constructed(path: &syn::Path) -> Option<String> {
    path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string())
}

/// `T` of `Vec::<T>::new`.
fn element(path: &syn::Path) -> Option<&syn::Type> {
    let segment = path.segments.iter().rev().nth(1)?;
    match &segment.arguments {
        PathArguments::None => None,
        arguments => crate::ty::argument(arguments),
    }
}
