//! What keeps rustc from saying everything twice: the lowered functions are only looked at if there is
//! nothing wrong with the user's own.
//!
//! The user's functions are copied (see `copies`) into functions that return an opaque type. What rustc says of the
//! copies it has said of the originals, word for word and at the same tokens, and rustc, cargo and
//! editors show that once; but then nobody can tell the opaque type. So a constant that asks for its
//! size is an error, the types of the lowered functions are errors as they depend on it, and of what has
//! such a type rustc says nothing. Nothing of it is ever run.
//!
//! A function whose copy might not be right where the original is has none.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{GenericParam, Generics, Ident, Type, TypeParam, TypeParamBound, visit::Visit};

use super::{copies::copy, names};
use crate::{
    diag::panic,
    ir::{OfModel, Program},
    parse::{Impl, Method, Model},
    rustc::{
        associated, bounds, can_copy, may_miss_parameters,
        traits::{implementor, is_of_stand_ins, stub_of},
    },
    ty::{Ty, parameter},
};

/// ```text
/// impl Net {
///     fn __check_forward(&self, x: Tensor) -> impl __private::Opaque { … }
/// }
/// const __CHECKED: bool = {
///     let _ = ::quantizable::__private::checked2(<Net>::__check_forward);
///     true
/// };
/// ```
///
/// A constant that a type depends on cannot have parameters, so a generic model's is that of an
/// instance, whose copies are the same:
///
/// ```text
/// struct __Instance<M, const N: usize>(PhantomData<(M,)>);
/// impl<M: Model, const N: usize> __Instance<M, N> {
///     const CHECKED: bool = { … };
/// }
/// const __CHECKED: bool = {
///     use ::quantizable::__private::{self as __q, Unchecked as _};
///     // `true`, if the bounds ask for more than an instance can have.
///     <__Instance<__q::StandIn<Tensor, Tensor>, { <usize as __q::Constant>::VALUE }>>::CHECKED
/// };
/// ```
pub fn checked(krate: &syn::Path, model: &Model, item: &Impl, program: &Program) -> TokenStream {
    let Impl { impl_token, self_ty, lints, .. } = item;
    let reached = program.functions.iter().map(|function| &function.method);
    let copies = reached.filter_map(|method| Some((method, copy(krate, item, method)?)));
    let mut copies: Vec<_> = copies.collect();
    // What rustc misses in the type of the impl it says otherwise where a constant asks for the copies.
    if may_miss_parameters(self_ty, &item.generics) {
        copies.clear();
    }
    let (reached, functions): (Vec<_>, Vec<_>) = copies.into_iter().unzip();
    let checks = reached.into_iter().map(|method| {
        let checked = format_ident!("checked{}", method.item.sig.inputs.len());
        let name = names::check(method.ident());
        quote!(let _ = #krate::__private::#checked(<#self_ty>::#name);)
    });
    let fields = match model.has_named_types() {
        true => quote!(<#self_ty>::__FIELDS),
        false => quote!(true),
    };
    let value = quote!({
        #(#checks)*
        #fields
    });
    let (params, _, clause) = item.generics.split_for_impl();
    let constant = if !program.errors_of_models.is_empty() {
        let checked = without_methods_of_models(item, program);
        quote!(const __COPIED: ::core::primitive::bool = #value; #checked)
    } else if item.generics.params.is_empty() {
        quote!(const __CHECKED: ::core::primitive::bool = #value;)
    } else {
        instance(krate, item, &value)
    };
    quote! {
        #(#lints)*
        #impl_token #params #self_ty #clause {
            #(#functions)*
        }
        #constant
    }
}

/// Errors of methods that are called of nested models, in types that cannot be evaluated then: what has
/// such a type is an error that rustc does not mention again.
///
/// ```text
/// const __CHECKED: bool = {
///     let _: [(); if __COPIED && <Net>::__MODELS[0].1 { ::core::panic!("…") } else { 0 }];
///     __COPIED
/// };
/// ```
fn without_methods_of_models(item: &Impl, program: &Program) -> TokenStream {
    let self_ty = &item.self_ty;
    let errors = program.errors_of_models.iter().filter_map(
        |OfModel { number, if_struct, error, .. }| {
            let panic = panic(error)?;
            // Of what cannot be lowered rustc has said so.
            let of = match if_struct {
                true => quote!(<#self_ty>::__MODELS[#number].1),
                false => quote!(<#self_ty>::__LOWERED && !<#self_ty>::__MODELS[#number].0),
            };
            Some(quote! {
                let _: [(); if __COPIED && #of { #panic } else { 0 }];
            })
        },
    );
    quote! {
        const __CHECKED: ::core::primitive::bool = {
            #(#errors)*
            __COPIED
        };
    }
}

/// What a lowered function of a generic model starts with: its types may not depend on the constant, as there
/// may be no instance. rustc looks into the copy's opaque type for `Send`, and if that is an error it
/// does not check what is borrowed and moved in the lowered function.
///
/// ```text
/// let _ = || __q::sent(Self::__check_forward(__q::any(), __q::any()));
/// ```
pub fn depends_on_copy(item: &Impl, method: &Method) -> Option<TokenStream> {
    let is_generic = !item.generics.params.is_empty();
    let name = names::check(method.ident());
    let args = method.item.sig.inputs.iter().map(|_| quote!(__q::any()));
    let copied = quote!(Self::#name(#(#args),*));
    let of_tensor = |inner: &Ty| *inner == Ty::Tensor;
    let sent = match &method.output {
        Ty::Tensor => quote!(__q::sent(#copied)),
        Ty::Option(inner) | Ty::Result(inner) if of_tensor(inner) => quote!(#copied.map(__q::sent)),
        _ => return None,
    };
    (is_generic && can_copy(item, method)).then(|| quote!(let _ = || #sent;))
}

fn instance(krate: &syn::Path, item: &Impl, value: &TokenStream) -> TokenStream {
    let generics = &item.generics;
    let (params, _, clause) = generics.split_for_impl();
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let mut own = Own(false);
    own.visit_generics(generics);
    if own.0 {
        return quote!(
            const __CHECKED: ::core::primitive::bool = true;
        );
    }
    let (mut declared, mut args, mut stand_ins) = (Vec::new(), Vec::new(), Vec::new());
    let mut stubs = TokenStream::new();
    for param in &generics.params {
        match param {
            GenericParam::Type(param) => {
                let ident = &param.ident;
                declared.push(quote!(#ident));
                args.push(ident);
                let (stand_in, stub) = stand_in(krate, item, param);
                stand_ins.push(stand_in);
                stubs.extend(stub);
            }
            GenericParam::Const(param) => {
                let (ident, ty) = (&param.ident, &param.ty);
                declared.push(quote!(const #ident: #ty));
                args.push(ident);
                stand_ins.push(quote!({ <#ty as __q::Constant>::VALUE }));
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    quote! {
        #stubs
        struct __Instance<#(#declared),*>(::core::marker::PhantomData<(#(#types,)*)>);
        impl #params __Instance<#(#args),*> #clause {
            const CHECKED: ::core::primitive::bool = #value;
        }
        const __CHECKED: ::core::primitive::bool = {
            use #krate::__private::{self as __q, Unchecked as _};
            <__Instance<#(#stand_ins),*>>::CHECKED
        };
    }
}

/// Whether bounds name what an instance does not have: lifetimes, `Self`.
struct Own(bool);

impl<'ast> Visit<'ast> for Own {
    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        self.0 |= lifetime.ident != "static";
    }
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.0 |= ident == "Self";
    }
}

/// `__q::StandIn<I, O>` for `M: Model<Input = I, Output = O>`, and for a trait of the user's what it is
/// implemented for beside the impl; or that for a type of its own, and an impl of the trait for it.
fn stand_in(krate: &syn::Path, item: &Impl, param: &TypeParam) -> (TokenStream, TokenStream) {
    let generics = &item.generics;
    let place = item.impl_token.span;
    let bounds: Vec<_> = bounds(generics, param).collect();
    let traits = bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some((&bound.path, &bound.path.segments.last()?.ident)),
        _ => None,
    });
    let own = traits.filter(|(_, name)| !is_of_stand_ins(name));
    let own: Vec<_> = own.collect();
    if let Some(implementor) = own.iter().find_map(|(_, name)| implementor(name, place)) {
        return (implementor.into_token_stream(), TokenStream::new());
    }
    let bound = |name| {
        let ty = bounds.iter().find_map(|bound| associated(bound, name));
        match ty.filter(|ty| !names_any(generics, ty)) {
            Some(ty) => quote!(#ty),
            None => quote!(__q::Tensor),
        }
    };
    let (input, output) = (bound("Input"), bound("Output"));
    let stub = |path: &syn::Path| stub_of(path.get_ident()?, place)?.parse().ok();
    let stubs: Option<Vec<TokenStream>> = own.iter().map(|(path, _)| stub(path)).collect();
    match stubs.filter(|stubs| !stubs.is_empty()) {
        None => (quote!(__q::StandIn<#input, #output>), TokenStream::new()),
        Some(stubs) => {
            let (here, traits) = (format_ident!("__Of{}", param.ident), own.iter().map(|of| of.0));
            let impls = quote! {
                struct #here;
                const _: () = {
                    use #krate::__private as __q;
                    #(impl #traits for __q::StandIn<#input, #output, #here> { #stubs })*
                };
            };
            (quote!(__q::StandIn<#input, #output, #here>), impls)
        }
    }
}

/// Whether a type depends on parameters.
pub fn names_any(generics: &Generics, ty: &Type) -> bool {
    struct Names<'a>(&'a Generics, bool);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_ident(&mut self, ident: &'ast Ident) {
            self.1 |= self.0.params.iter().filter_map(parameter).any(|name| name == ident);
        }
    }
    let mut names = Names(generics, false);
    names.visit_type(ty);
    names.1
}
