//! The impl, with `forward` and the methods that it calls.

use syn::{
    Attribute, FnArg, Generics, Ident, ImplItem, ImplItemFn, ItemImpl, Lifetime, Pat, Path,
    PathArguments, ReceiverKind, ReturnType, Type,
};

use crate::{attr::allowed, diag::Diag, errors, suggest::nearest, ty::Ty};

/// The impl of a model.
pub struct Impl {
    pub generics: Generics,
    /// `Net`, `super::Net`, `Stage<M>`.
    pub self_ty: Type,
    /// The path of `self_ty`.
    pub path: Path,
    pub methods: Vec<Method>,
    /// Which lints it allows.
    pub lints: Vec<Attribute>,
}

/// A function of the impl.
#[derive(Clone)]
pub struct Method {
    pub item: ImplItemFn,
    pub receiver: Receiver,
    pub params: Vec<Param>,
    pub output: Ty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    None,
    Shared,
    /// By value or `&mut`: it cannot be lowered.
    Other,
}

/// A parameter beyond `self`.
#[derive(Clone)]
pub struct Param {
    pub pat: Pat,
    pub written: Type,
    pub ty: Ty,
}

impl Impl {
    pub fn parse(diag: &Diag, item: &ItemImpl) -> Option<Self> {
        if let Some((of, _)) = &item.trait_ {
            diag.error(errors::trait_impl(of));
            return None;
        }
        let Type::Path(path) = &*item.self_ty else {
            diag.error(errors::not_a_struct(&item.self_ty));
            return None;
        };
        let path = path.path.clone();
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(Method::parse(function, &item_params(function))),
            _ => None,
        });
        let parsed = Impl {
            generics: item.generics.clone(),
            self_ty: (*item.self_ty).clone(),
            path,
            methods: methods.collect(),
            lints: item.attrs.iter().filter_map(allowed).collect(),
        };
        if parsed.forward().is_none() {
            diag.error(errors::no_forward(&parsed, item));
        }
        Some(parsed)
    }

    /// `Stage` of `Stage<M>`: how the struct is called where the impl is.
    pub fn bare_path(&self) -> Path {
        let mut path = self.path.clone();
        path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
        path
    }

    pub fn forward(&self) -> Option<&Method> {
        self.method("forward")
    }

    /// The method that is likely to be a misspelt `forward`.
    pub fn meant_forward(&self) -> Option<String> {
        let names: Vec<_> = self.methods.iter().map(|method| method.ident().to_string()).collect();
        nearest("forward", names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// Whether it is likely not to be the impl of a model that has its `forward`, but one beside that.
    pub fn is_another(&self) -> bool {
        self.forward().is_none() && self.meant_forward().is_none()
    }

    pub fn method(&self, name: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.item.sig.ident == name)
    }
}

/// The function's own type parameters.
fn item_params(function: &ImplItemFn) -> Vec<&Ident> {
    function.sig.generics.type_params().map(|param| &param.ident).collect()
}

impl Method {
    fn parse(item: &ImplItemFn, params: &[&Ident]) -> Self {
        let receiver = match item.sig.receiver().map(|receiver| &receiver.kind) {
            None => Receiver::None,
            Some(ReceiverKind::Reference(_, _, None)) => Receiver::Shared,
            Some(_) => Receiver::Other,
        };
        let args = item.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(Param {
                pat: (*typed.pat).clone(),
                written: (*typed.ty).clone(),
                ty: Ty::of(&typed.ty, params),
            }),
            FnArg::Receiver(_) => None,
        });
        let output = match &item.sig.output {
            ReturnType::Default => Ty::Plain,
            ReturnType::Type(_, ty) => Ty::of(ty, params),
        };
        Method { item: item.clone(), receiver, params: args.collect(), output }
    }

    pub fn ident(&self) -> &Ident {
        &self.item.sig.ident
    }

    /// `'a` of `&'a self`.
    pub fn lifetime(&self) -> Option<&Lifetime> {
        match &self.item.sig.receiver()?.kind {
            ReceiverKind::Reference(_, lifetime, _) => lifetime.as_ref(),
            _ => None,
        }
    }

    /// Whether tensors go in or out, so that it has a lowered form.
    pub fn has_tensors(&self) -> bool {
        self.output.has_tensor() || self.params.iter().any(|param| param.ty.is_lowered())
    }
}
