//! The impl, with `forward` and the methods that it calls.

use std::ptr;

use quote::ToTokens;
use syn::{
    Attribute, FnArg, Generics, Ident, ImplItem, ImplItemFn, ItemImpl, Lifetime, Pat, Path,
    PathArguments, ReceiverKind, ReturnType, Token, Type, TypeReference, visit::Visit,
    visit_mut::VisitMut,
};

use super::{Model, Ungroup, elided::say_elided, unalias::unalias};
use crate::{
    attr::{Options, Place, allowed, is_cfg, is_ours},
    diag::Diag,
    errors,
    lint::{Level, Lint},
    rustc::{beside::has_forward, cannot_have_methods, has_wrong_signature},
    source,
    suggest::nearest,
    ty::{Ty, parameter},
};

/// The impl of a model.
pub struct Impl {
    /// What is emitted with the user's types begins with it: behind it rustc suggests parameters for
    /// those that it does not know.
    pub impl_token: Token![impl],
    pub generics: Generics,
    /// `Net`, `super::Net`, `Stage<M>`.
    pub self_ty: Type,
    /// The path of `self_ty`.
    pub path: Path,
    pub methods: Vec<Method>,
    /// The names of its constants.
    pub constants: Vec<Ident>,
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
    /// Whether other models call it, by `#[quantizable(export)]`.
    pub exported: bool,
    /// `deny(missed_fusion)` and its like.
    pub lints: Vec<(Lint, Level)>,
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
    /// Each `#[cfg(…)]` on it.
    pub cfgs: Vec<Attribute>,
    pub pat: Pat,
    pub written: Type,
    pub ty: Ty,
}

impl Impl {
    pub fn parse(diag: &Diag, item: &ItemImpl) -> Option<Self> {
        let mut item = item.clone();
        Ungroup.visit_item_impl_mut(&mut item);
        unalias(&mut item);
        say_elided(&mut item);
        let item = &item;
        if let Some((of, _)) = &item.trait_ {
            diag.error(errors::trait_impl(of));
            return None;
        }
        let Type::Path(path) = &*item.self_ty else {
            match cannot_have_methods(&item.self_ty) {
                true => diag.left_to_rustc(),
                false => diag.error(errors::not_a_struct(&item.self_ty)),
            }
            return None;
        };
        let (path, generics) = (path.path.clone(), item.generics.clone());
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(Method::parse(diag, function, &generics)),
            _ => None,
        });
        let constants = item.items.iter().filter_map(|item| match item {
            ImplItem::Const(constant) => Some(constant.ident.clone()),
            _ => None,
        });
        let parsed = Impl {
            constants: constants.collect(),
            impl_token: item.impl_token,
            generics: generics.clone(),
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

    /// Whether its parameters are those of the struct, written alike and given to it in that order.
    pub fn is_written_alike(&self, model: &Model) -> bool {
        let text = |tokens: &dyn ToTokens| source::text(tokens.to_token_stream());
        let args = self.path.segments.last().map(|last| match &last.arguments {
            PathArguments::AngleBracketed(args) => args.args.iter().map(|arg| text(arg)).collect(),
            _ => Vec::new(),
        });
        let params = model.generics.params.iter().filter_map(parameter);
        text(&self.generics) == text(&model.generics)
            && args.is_some_and(|args| args.into_iter().eq(params.map(ToString::to_string)))
    }

    pub fn forward(&self) -> Option<&Method> {
        self.method("forward")
    }

    /// The methods, beside `forward`, that other models call.
    pub fn exported(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(|method| method.exported && method.ident() != "forward")
    }

    /// The methods that may have been meant to be called by other models, in an impl with mistakes.
    pub fn meant_exports(&self) -> impl Iterator<Item = &Method> {
        let is_meant = |method: &Method| method.exported || method.item.attrs.iter().any(is_ours);
        self.methods.iter().filter(move |method| {
            is_meant(method)
                && method.ident() != "forward"
                && !self.is_repeated(method)
                && !has_wrong_signature(self, method)
        })
    }

    /// Whether there is a method of this name before it.
    fn is_repeated(&self, method: &Method) -> bool {
        self.method(&method.ident().to_string()).is_some_and(|first| !ptr::eq(first, method))
    }

    /// The method that is likely to be meant for `forward`: one of almost that name, or if no impl beside has it, one that
    /// other frameworks call so, or the only one with tensors.
    pub fn meant_forward(&self) -> Option<&Method> {
        const OTHERS: [&str; 6] = ["apply", "call", "infer", "inference", "predict", "run"];
        let names: Vec<_> = self.methods.iter().map(|method| method.ident().to_string()).collect();
        if let Some(name) = nearest("forward", names.iter().map(String::as_str)) {
            return self.method(name);
        }
        let with_tensors = || self.methods.iter().filter(|method| method.has_tensors());
        let is_other = |method: &&Method| OTHERS.iter().any(|name| method.ident() == name);
        let meant = match (with_tensors().find(is_other), with_tensors().count()) {
            (None, 1) => with_tensors().next(),
            (meant, _) => meant,
        };
        meant.filter(|_| !self.is_beside_forward())
    }

    fn is_beside_forward(&self) -> bool {
        has_forward(&self.self_ty, self.impl_token.span)
    }

    /// Whether it is likely not to be the impl of a model that has its `forward`, but one beside that.
    pub fn is_another(&self) -> bool {
        self.forward().is_none() && self.meant_forward().is_none()
    }

    pub fn method(&self, name: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.item.sig.ident == name)
    }
}

/// The lifetime, if there is one, of `&self`, `self: &Self` or `self: &Net`.
fn shared(kind: &ReceiverKind) -> Option<Option<&Lifetime>> {
    let ty = match kind {
        ReceiverKind::Reference(_, lifetime, None) => return Some(lifetime.as_ref()),
        ReceiverKind::Typed(_, ty) => &**ty,
        _ => return None,
    };
    match ty {
        Type::Reference(TypeReference { lifetime, mutability: None, elem, .. }) => match &**elem {
            Type::Path(path) if !is_pointer(&path.path) => Some(lifetime.as_ref()),
            _ => None,
        },
        _ => None,
    }
}

/// `Box<Self>` and the like.
fn is_pointer(path: &Path) -> bool {
    let last = path.segments.last().map(|last| last.ident.to_string());
    last.is_some_and(|last| ["Arc", "Box", "Pin", "Rc"].contains(&last.as_str()))
}

fn type_params(generics: &Generics) -> impl Iterator<Item = &Ident> {
    generics.type_params().map(|param| &param.ident)
}

impl Method {
    /// `generics` are the impl's.
    fn parse(diag: &Diag, item: &ImplItemFn, generics: &Generics) -> Self {
        let receiver = match item.sig.receiver().map(|receiver| &receiver.kind) {
            None => Receiver::None,
            Some(kind) if shared(kind).is_some() => Receiver::Shared,
            Some(_) => Receiver::Other,
        };
        let own: Vec<_> = type_params(&item.sig.generics).collect();
        let args = item.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(Param {
                cfgs: typed.attrs.iter().filter(|attr| is_cfg(attr)).cloned().collect(),
                pat: (*typed.pat).clone(),
                written: (*typed.ty).clone(),
                ty: Ty::of(&typed.ty, &own),
            }),
            FnArg::Receiver(_) => None,
        });
        let output = match &item.sig.output {
            ReturnType::Default => Ty::Plain,
            // Models of the struct's parameters may be returned.
            ReturnType::Type(_, ty) => {
                let all: Vec<_> = type_params(generics).chain(own.iter().copied()).collect();
                Ty::of(ty, &all)
            }
        };
        let Options { export, lints, .. } = Options::of(diag, Place::Method, &item.attrs);
        // There is no such attribute, which rustc says.
        let is_export = |attr: &Attribute| {
            attr.path().segments.last().is_some_and(|last| last.ident == "export")
        };
        let export = export || item.attrs.iter().any(is_export);
        Method {
            item: item.clone(),
            receiver,
            params: args.collect(),
            output,
            exported: export,
            lints,
        }
    }

    pub fn ident(&self) -> &Ident {
        &self.item.sig.ident
    }

    /// Whether it is called from outside of the model.
    pub fn is_entry(&self) -> bool {
        self.exported || self.ident() == "forward"
    }

    /// `'a` of `&'a self`.
    pub fn lifetime(&self) -> Option<&Lifetime> {
        shared(&self.item.sig.receiver()?.kind).flatten()
    }

    /// Whether tensors go in or out, so that it has a lowered form.
    pub fn has_tensors(&self) -> bool {
        self.output.has_tensor() || self.params.iter().any(|param| param.ty.is_lowered())
    }

    /// Whether what is its argument of this number is a function of tensors by the bounds of the parameter.
    /// (Where its type says so, a call of it is the mistake.)
    pub fn takes_function_of_tensors(&self, number: usize) -> bool {
        let param = self.params.get(number).filter(|param| param.ty != Ty::Function);
        let Some(param) = param else { return false };
        let generics = &self.item.sig.generics;
        let is_written = |generic: &syn::TypeParam| matches!(&param.written, Type::Path(path) if path.path.is_ident(&generic.ident));
        let mut names = NamesTensor(false);
        match generics.type_params().any(is_written) {
            true => names.visit_generics(generics),
            false => names.visit_type(&param.written),
        }
        names.0
    }
}

struct NamesTensor(bool);

impl<'ast> Visit<'ast> for NamesTensor {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.0 |= ident == "Tensor";
    }
}
