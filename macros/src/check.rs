//! Rules that a model must keep, each in the user's terms. Everything is checked before the
//! barrier, so that one build shows all that is wrong.

use syn::{
    GenericParam, Ident, PathSegment, ReturnType, Safety, Type, TypePath, TypeTraitObject,
    visit::{self, Visit},
};

use crate::{
    diag::Diag,
    errors,
    expand::{Passed, ungrouped},
    parse::{Impl, Method, Model, Param, Receiver},
    rustc::{self, beside},
    ty::{self, Ty},
};

/// Checks the struct.
pub fn check_fields(diag: &Diag, model: &Model) {
    check_params(diag, model);
    check_field_names(diag, model);
    check_trait_objects(diag, model);
    check_sharing(diag, model);
}

/// Parameters: what those become that fields are of only `Model` says.
fn check_params(diag: &Diag, model: &Model) {
    let mut held = Vec::new();
    model.lowered_fields().for_each(|field| ty::leaves(&field.written, &mut held));
    for param in model.generics.type_params() {
        let is_held = held
            .iter()
            .any(|ty| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident)));
        let bounds: Vec<_> = rustc::bounds(&model.generics, param).collect();
        let is_no_model = |bound: &&_| rustc::is_no_model(bound, &model.ident);
        let fields = model.fields.iter().map(|field| &field.written);
        let is_wrong = || {
            rustc::is_nowhere(fields, &param.ident)
                || rustc::is_asked_of(model, &param.ident)
                || is_held && beside::has_unbounded_impl(model)
        };
        if bounds.is_empty() && is_wrong() {
            diag.left_to_rustc();
        } else if bounds.is_empty() && !rustc::is_unused(model, &param.ident) {
            diag.error(errors::unbounded_parameter(param, &model.ident));
        } else if is_held && bounds.iter().all(is_no_model) {
            let is_function = bounds.iter().any(|bound| rustc::is_function(bound));
            diag.error(errors::bound_by_no_model(param, &model.ident, is_function));
        }
    }
}

/// Checks the impl.
pub fn check(diag: &Diag, item: &Impl) {
    check_forward(diag, item);
    item.exported().for_each(|method| check_exported(diag, method));
}

/// Checks its `forward`.
fn check_forward(diag: &Diag, item: &Impl) {
    if let Some(forward) = item.forward() {
        check_receiver(diag, forward);
        check_taken(diag, forward);
        check_output(diag, forward);
        check_tensors(diag, forward);
    }
}

/// Checks what `forward` takes, but for the model.
pub fn check_taken(diag: &Diag, forward: &Method) {
    check_qualifiers(diag, forward);
    // Of a reference that is returned there is an error of its own.
    if !returns_reference(forward) {
        check_generics(diag, forward, false);
    }
    check_inputs(diag, forward, true);
}

/// Checks a method that other models call.
fn check_exported(diag: &Diag, method: &Method) {
    check_receiver(diag, method);
    check_qualifiers(diag, method);
    check_generics(diag, method, true);
    check_inputs(diag, method, false);
    if let ReturnType::Type(_, ty) = &method.item.sig.output
        && let Type::ImplTrait(ty) = &**ty
    {
        diag.error(errors::impl_trait_output(method.ident(), ty));
    }
    // Whoever calls it sees what it is given, and no more.
    let said = |param: &Param| param.ty.has_tensor() || is_impl_trait(param);
    let is_generic = method.item.sig.generics.type_params().next().is_some();
    if method.output.has_tensor() && !is_generic && !method.params.iter().any(said) {
        let error = errors::exported_without_tensors(method.ident());
        match has_named(method) {
            true => diag.unless_rustc(error),
            false => diag.error(error),
        }
    }
}

/// Whether it takes something that is not known, which may be a tensor's type that is misspelt.
fn has_named(method: &Method) -> bool {
    method.params.iter().any(|param| matches!(param.ty, Ty::Named(_)))
}

/// Names with two underscores in front are the macro's.
fn check_field_names(diag: &Diag, model: &Model) {
    for field in &model.fields {
        if field.ident.to_string().starts_with("__") {
            diag.error(errors::reserved_field(&field.ident));
        }
    }
}

/// What is behind `dyn` cannot be made anew for a backend. (Of `dyn Model` rustc says why.)
fn check_trait_objects(diag: &Diag, model: &Model) {
    struct Objects<'a>(&'a Diag);
    impl<'ast> Visit<'ast> for Objects<'_> {
        fn visit_type_trait_object(&mut self, object: &'ast TypeTraitObject) {
            self.0.error(errors::trait_object(object));
        }
    }
    if !rustc::holds_model_objects(model) {
        let mut objects = Objects(diag);
        model.lowered_fields().for_each(|field| objects.visit_type(&field.written));
    }
}

/// What is shared is plain: layers are made anew for a backend.
fn check_sharing(diag: &Diag, model: &Model) {
    struct Shared<'a>(&'a Diag, Vec<&'a Ident>);
    impl<'ast> Visit<'ast> for Shared<'_> {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            let last = path.path.segments.last();
            let is_shared = last.is_some_and(|last| last.ident == "Arc" || last.ident == "Rc");
            let ty = Type::Path(path.clone());
            match is_shared && Ty::of(&ty, &self.1).is_lowered() {
                true => self.0.error(errors::shared_layer(&ty)),
                false => visit::visit_type_path(self, path),
            }
        }
    }
    let params = model.generics.type_params().map(|param| &param.ident).collect();
    let mut shared = Shared(diag, params);
    model.lowered_fields().for_each(|field| shared.visit_type(&field.written));
}

/// The model is taken by `&self`.
fn check_receiver(diag: &Diag, method: &Method) {
    if method.receiver != Receiver::Shared {
        match method.item.sig.receiver() {
            // Where it is called rustc may say that it cannot be.
            Some(receiver) => diag.unless_rustc(errors::receiver(method, receiver)),
            // rustc says so wherever it is named.
            None if rustc::names_self(method) => diag.left_to_rustc(),
            None => diag.error(errors::receiver(method, method.ident())),
        }
    }
}

/// It is a plain function.
fn check_qualifiers(diag: &Diag, method: &Method) {
    let (name, sig) = (method.ident(), &method.item.sig);
    if let Some(token) = &sig.asyncness {
        diag.error(errors::is_not(name, token, "async"));
    }
    if let Safety::Unsafe(token) = &sig.safety {
        diag.error(errors::is_not(name, token, "unsafe"));
    }
}

/// It has no parameters, but for lifetimes if `lifetimes` are let be.
fn check_generics(diag: &Diag, method: &Method, lifetimes: bool) {
    let generics = &method.item.sig.generics;
    let is_let_be = |param: &GenericParam| lifetimes && matches!(param, GenericParam::Lifetime(_));
    if !generics.params.iter().all(is_let_be) {
        diag.error(errors::generic_method(method.ident(), generics));
    }
}

fn returns_reference(method: &Method) -> bool {
    matches!(&method.item.sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Reference(_)))
}

/// Inputs have one type, and are not written to. What those of `forward` refer to can be owned.
fn check_inputs(diag: &Diag, method: &Method, owned: bool) {
    let name = method.ident();
    for param in &method.params {
        if !param.cfgs.is_empty() {
            diag.error(errors::input_of_some_builds(name, &param.pat));
        }
        match ungrouped(&param.written) {
            Type::ImplTrait(ty) => diag.error(errors::impl_trait_input(name, ty)),
            Type::Reference(ty) if ty.mutability.is_some() => {
                diag.unless_rustc(errors::mutable_input(name, ty));
            }
            ty => {
                if let Some(inside) =
                    ty::first(Passed::of(ty).ty(), ty::is_borrow).filter(|_| owned)
                {
                    // rustc may say that what is behind it is no tensor.
                    diag.unless_rustc(errors::reference_inside(inside));
                }
            }
        }
    }
}

/// The output is a value of one type.
pub fn check_output(diag: &Diag, forward: &Method) {
    let ReturnType::Type(_, ty) = &forward.item.sig.output else { return };
    if let Some(ty) = ty::first(ty, |ty| matches!(ty, Type::ImplTrait(_))) {
        return diag.error(errors::impl_trait_output(forward.ident(), ty));
    }
    match &**ty {
        Type::Reference(_) if rustc::ends_in_a_value(forward) => diag.left_to_rustc(),
        Type::Never(_) if rustc::ends_in_a_value(forward) => diag.left_to_rustc(),
        Type::Never(ty) => diag.error(errors::never_output(ty)),
        ty @ Type::Reference(_) => diag.unless_rustc(errors::reference_output(ty)),
        // Where it is meant to be none, rustc says so of what is returned.
        ty => {
            let borrow = ty::first(ty, ty::is_borrow).map(errors::reference_output);
            let object = || Objects::first(ty, forward).map(errors::object_output);
            if let Some(error) = borrow.or_else(object) {
                diag.unless_rustc(error);
            }
        }
    }
}

/// A `dyn Trait` that is returned; errors are what they are.
struct Objects<'a>(Option<&'a Type>);

impl<'a> Objects<'a> {
    /// The first of one of a trait that is sure to be there.
    fn first(ty: &'a Type, of: &Method) -> Option<&'a Type> {
        let mut objects = Objects(None);
        objects.visit_type(ty);
        objects.0.filter(|ty| rustc::traits::is_sure_object(ty, of.ident()))
    }
}

impl<'ast> Visit<'ast> for Objects<'ast> {
    fn visit_type(&mut self, ty: &'ast Type) {
        match ty {
            Type::TraitObject(_) => self.0 = self.0.or(Some(ty)),
            ty => visit::visit_type(self, ty),
        }
    }

    fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
        let values = if segment.ident == "Result" { 1 } else { usize::MAX };
        ty::arguments(&segment.arguments).take(values).for_each(|ty| self.visit_type(ty));
    }
}

/// What it takes is an error of its own.
fn is_impl_trait(param: &Param) -> bool {
    matches!(ungrouped(&param.written), Type::ImplTrait(_))
}

/// Tensors go in or out, by that name.
pub fn check_tensors(diag: &Diag, forward: &Method) {
    if forward.params.iter().any(is_impl_trait) || forward.has_tensors() {
        return;
    }
    let error = errors::forward_without_tensors(&forward.item.sig);
    match has_named(forward) {
        true => diag.unless_rustc(error),
        false => diag.error(error),
    }
}
