//! Types of the user's → types under a backend.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    CapturedParam, Ident, ParenthesizedGenericArguments, Path, PreciseCapture, ReturnType, Type,
    TypePath, parse_quote_spanned,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::edge::is_value_asked;
use crate::{
    ops::Layer,
    parse::{Impl, Method, Model},
    rustc::beside::is_there,
    source::{first, last},
    ty::{PLAIN, Ty, held_mut, plain},
};

/// A backend in types.
#[derive(Debug, Clone, Copy)]
pub enum Under<'a> {
    /// `__B`.
    Any(&'a Ident),
    /// `__Checked<__B>`, which is `__B` if nothing is wrong with the user's code (see `checked`).
    Checked(&'a Ident),
}

impl Under<'_> {
    /// The type of its tensors, where the user wrote `Tensor`.
    pub fn tensor(self, written: Span) -> TokenStream {
        let (Under::Any(backend) | Under::Checked(backend)) = self;
        let mut backend = backend.clone();
        backend.set_span(written);
        match self {
            Under::Any(_) => quote_spanned!(written=> #backend::Tensor),
            Under::Checked(_) => quote_spanned!(written=> __Of<#backend>),
        }
    }
}

impl ToTokens for Under<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Under::Any(backend) => quote!(#backend),
            Under::Checked(backend) => quote!(__Checked<#backend>),
        });
    }
}

/// Rewrites types: `Tensor` to the backend's, layers and models to their lowered forms.
pub struct Types<'a> {
    pub under: Under<'a>,
    /// The names of types that are fields of the model: of those, models have a lowered form.
    models: HashSet<String>,
    item: &'a Impl,
    /// A lifetime for references that have none, where Rust does not infer one.
    pub lifetime: Option<syn::Lifetime>,
    /// Whether plain types depend on the user's own code being right, as tensors do: of a wrong value rustc
    /// has said that where the user returns it.
    pub checks_plain: bool,
    /// Whether models do: that a field's type cannot be lowered rustc says of the field.
    pub checks_models: bool,
}

impl<'a> Types<'a> {
    pub fn new(under: Under<'a>, model: Option<&Model>, item: &'a Impl) -> Self {
        let mut names = Names(HashSet::new());
        let fields = model.into_iter().flat_map(Model::lowered_fields);
        for field in fields.filter(|field| names_models(&field.ty)) {
            syn::visit::Visit::visit_type(&mut names, &field.written);
        }
        names.0.retain(|name| !PLAIN.contains(&name.as_str()));
        names.0.extend(item.generics.type_params().map(|param| param.ident.to_string()));
        names.0.insert("Self".into());
        Types {
            under,
            models: names.0,
            item,
            lifetime: None,
            checks_plain: false,
            checks_models: matches!(under, Under::Checked(_)),
        }
    }

    /// The arguments of `forward` as they are under the backend, references for `'__a`.
    pub fn args(mut self, forward: &Method) -> Vec<Type> {
        self.lifetime = Some(syn::parse_quote!('__a));
        forward.params.iter().map(|param| self.taken(forward, &param.written)).collect()
    }

    pub fn lowered(&mut self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        self.visit_type_mut(&mut ty);
        ty
    }

    /// What a function takes; what `forward` takes is a value, whose type may be an alias.
    pub fn taken(&mut self, method: &Method, ty: &Type) -> Type {
        match method.ident() == "forward" && self.says_nothing(ty) {
            true => self.lowered_value(ty, true),
            false => self.lowered(ty),
        }
    }

    /// What a function returns; by a name that says no more, that may be an alias of a type with tensors in
    /// it. What `forward` returns is a value in any case.
    pub fn returned(&mut self, method: &Method, alias: bool) -> Type {
        match &method.item.sig.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty)
                if (alias || method.ident() == "forward") && self.says_nothing(ty) =>
            {
                self.lowered_value(ty, method.ident() == "forward")
            }
            ReturnType::Type(_, ty) => {
                let mut ty = self.lowered(ty);
                if self.checks_plain {
                    self.check_own(&mut ty);
                }
                ty
            }
        }
    }

    /// The path of a pattern that takes a struct apart, which may be that of a nested model.
    pub fn taken_apart(&self, path: &Path) -> Option<Path> {
        let is_field = path
            .get_ident()
            .is_some_and(|name| name != "Self" && self.models.contains(&name.to_string()));
        let under = self.under;
        is_field.then(|| parse_quote_spanned!(path.span()=> __q::LoweredForm::<#path, #under>))
    }

    /// That it is no value rustc says of [`Edge`](super::Edge), at the same place.
    fn lowered_value(&self, ty: &Type, of_forward: bool) -> Type {
        let is_asked = of_forward && is_value_asked(self.item, ty);
        let ok = is_asked.then(|| quote!(<{ __VALUES }>));
        let under = self.under;
        let value = quote_spanned!(ty.span()=> <#ty as __q::Argument #ok>::Type);
        Type::Verbatim(quote_spanned!(ty.span()=> <#value as __q::Value>::Lowered<#under>))
    }

    /// Whether it is `Self`, or the name of a model.
    pub fn names_model(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else { return false };
        path.path.get_ident().is_some_and(|name| self.models.contains(&name.to_string()))
    }

    /// Whether it is that of a type of the user's, which is no model, or a reference to one.
    pub fn is_own(&self, ty: &Type) -> bool {
        match ty {
            Type::Reference(reference) => self.is_own(&reference.elem),
            // For a name that is nowhere rustc suggests a parameter, if it is an argument.
            ty => {
                self.says_nothing(ty)
                    && matches!(Ty::of(ty, &[]), Ty::Named(name) if is_there(&name))
            }
        }
    }

    /// Whether it is the name of a type of the user's, which is no model.
    fn says_nothing(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else { return false };
        let is_named =
            matches!(Ty::of(ty, &[]), Ty::Named(name) if !self.models.contains(&name.to_string()));
        is_named && path.path.segments.iter().all(|segment| segment.arguments.is_none())
    }
}

/// Whether there may be models in it.
pub fn names_models(ty: &Ty) -> bool {
    match ty {
        Ty::Map(_) | Ty::Named(_) | Ty::Param(_) => true,
        Ty::Seq(inner) | Ty::Option(inner) | Ty::Result(inner) => names_models(inner),
        Ty::Tuple(elems) => elems.iter().any(names_models),
        _ => false,
    }
}

/// Whether it is `()`, a plain type, or borrowed of one, which is known by its name.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        Type::Reference(reference) => plain(&reference.elem).is_some(),
        ty => plain(ty).is_some_and(|plain| plain != "str"),
    }
}

/// The names of all paths in a type.
struct Names(HashSet<String>);

impl<'ast> syn::visit::Visit<'ast> for Names {
    fn visit_type_path(&mut self, path: &'ast TypePath) {
        if let Some(last) = path.path.segments.last()
            && last.arguments.is_none()
        {
            self.0.insert(last.ident.to_string());
        }
        syn::visit::visit_type_path(self, path);
    }
}

impl VisitMut for Types<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if let (true, Some(own)) = (lifetime.ident == "_", &self.lifetime) {
            lifetime.clone_from(own);
        }
    }

    fn visit_precise_capture_mut(&mut self, capture: &mut PreciseCapture) {
        let (Under::Any(backend) | Under::Checked(backend)) = self.under;
        capture.params.push(CapturedParam::Ident(backend.clone()));
        visit_mut::visit_precise_capture_mut(self, capture);
    }

    /// What a function takes is no value yet, and may live for any time.
    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        args: &mut ParenthesizedGenericArguments,
    ) {
        let checks_plain = std::mem::replace(&mut self.checks_plain, false);
        visit_mut::visit_parenthesized_generic_arguments_mut(self, args);
        self.checks_plain = checks_plain;
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Reference(reference) = ty
            && reference.lifetime.is_none()
        {
            reference.lifetime.clone_from(&self.lifetime);
        }
        if self.checks_plain && is_plain(ty) {
            *ty = checked(ty);
            return;
        }
        let Type::Path(path) = &*ty else { return visit_mut::visit_type_mut(self, ty) };
        if path.qself.is_some() {
            // It is of a trait of the user's, which the lowered types do not have.
            return;
        }
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let under = self.under;
        if name == "Tensor" {
            *ty = Type::Verbatim(under.tensor(path.span()));
        } else if Layer::named(&name).is_some() || self.models.contains(&name) {
            let is_known = name == "Self" || Layer::named(&name).is_some();
            let known = match self.checks_models && !is_known {
                true => quote!(__Checked<#ty>),
                false => quote!(#ty),
            };
            *ty = Type::Verbatim(quote!(<#known as __q::Lower>::Lowered<#under>));
        } else {
            visit_mut::visit_type_mut(self, ty);
            if self.checks_plain
                && let Some((_, held)) = held_mut(ty)
            {
                self.check_own(held);
            }
        }
    }
}

impl Types<'_> {
    /// Lets a type of the user's in another one depend on the user's own code being right, as plain types do.
    fn check_own(&self, ty: &mut Type) {
        if let Ty::Named(name) = Ty::of(ty, &[])
            && matches!(ty, Type::Path(path) if path.path.is_ident(&name))
            && !self.models.contains(&name.to_string())
            && is_there(&name)
        {
            *ty = checked(ty);
        }
    }
}

/// `__Checked<T>`, from the first token of a type to the last.
fn checked(ty: &Type) -> Type {
    let (begin, end) = (quote_spanned!(first(ty)=> __Checked<), quote_spanned!(last(ty)=> >));
    Type::Verbatim(quote!(#begin #ty #end))
}
