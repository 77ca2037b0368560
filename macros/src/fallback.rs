//! What is emitted after an error, so that one mistake is one error: the model has all its traits,
//! and nobody will run them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    FnArg, Generics, Ident, ImplItem, ItemImpl, Path, ReturnType, Type, TypeReference, parse_quote,
    spanned::Spanned,
};

use crate::{
    check::{check_output, check_taken, check_tensors},
    diag::{Diag, Errors, no_type},
    errors,
    expand::{Edge, Locals, Params, Types, Under, checked, failed_exports, names_any},
    ir::Program,
    parse::{Impl, Method, Model, Receiver},
    rustc,
};

/// `Lower` and `Parameters` for a struct that could not be understood.
pub fn lower(krate: &Path, generics: &Generics, ty: &impl ToTokens) -> TokenStream {
    let declared = Params::new(generics).declared();
    let clause = &generics.where_clause;
    quote! {
        #[allow(warnings)]
        const _: () = {
            use #krate::__private as __q;
            impl<#declared> __q::Lower for #ty #clause {
                type Lowered<__B: __q::Backend> = __q::Failed<Self, __B>;
                fn __lower(
                    _: &Self,
                    _: &__q::Path<'_>,
                    _: &mut __q::Observed,
                ) -> __q::Failed<Self, __q::Observe> {
                    ::core::unreachable!()
                }
                fn __rebind<__A: __q::Backend, __B: __q::Backend>(
                    _: &__q::Failed<Self, __A>,
                    _: &__q::Path<'_>,
                    _: &mut dyn __q::Rebind<__A, __B>,
                ) -> __q::Failed<Self, __B> {
                    ::core::unreachable!()
                }
            }
            impl<#declared> __q::Parameters for #ty #clause {
                fn visit(&self, _: &::core::primitive::str, _: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &__q::Tensor)) {}
                fn visit_mut(&mut self, _: &::core::primitive::str, _: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &mut __q::Tensor)) {}
            }
        };
    }
}

/// That a struct lacks its attribute: rustc says so, unless there is no such struct, which it has said.
pub fn without_attribute(krate: &Path, item: &ItemImpl) -> TokenStream {
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    quote! {
        const _: () = {
            trait __Asked {
                const ATTRIBUTED: ();
            }
            impl #params __Asked for #self_ty #clause {
                const ATTRIBUTED: () = <#self_ty as #krate::__private::Attributed>::FOUND;
            }
        };
    }
}

/// An error that was left to rustc, and that rustc did not find: a model that is used cannot be built.
const UNREPORTED: &str = "`#[quantizable]` could not lower this `forward`, for a reason that rustc was to \
    report and did not; run what is not plain in it in f32 by `#[quantizable(float)]`";

/// `Forward`, and so `Model`, for an impl that could not be lowered.
pub fn model(krate: &Path, item: &ItemImpl, errors: Option<&Errors>) -> TokenStream {
    stub(krate, item, (true, errors), &quote!(const { ::core::panic!(#UNREPORTED) }))
}

/// A `forward` in place of a method that is meant to be it, which was reported: others call it by that name.
pub fn meant(krate: &Path, item: &ItemImpl, method: &Method) -> TokenStream {
    let mut forward = method.item.clone();
    forward.sig.ident = Ident::new("forward", Span::call_site());
    forward.attrs = vec![parse_quote!(#[allow(warnings)])];
    forward.block = parse_quote!({ ::core::unreachable!() });
    let forward = ImplItem::Fn(forward);
    let mut all = item.clone();
    all.items.push(forward.clone());
    let stub = model(krate, &all, None);
    let item = ItemImpl { attrs: Vec::new(), items: vec![forward], ..item.clone() };
    quote!(#item #stub)
}

/// The same where there are several `forward`s, of which none can be called.
pub fn ambiguous(krate: &Path, item: &ItemImpl) -> TokenStream {
    stub(krate, item, (false, None), &quote!(const { ::core::panic!(#UNREPORTED) }))
}

/// The same for one whose functions could not be parsed; here they are without their bodies.
pub fn unread(krate: &Path, item: &ItemImpl, error: &syn::Error) -> TokenStream {
    let text = format!("`#[quantizable]` could not read this impl: {error}");
    stub(
        krate,
        item,
        (false, None),
        &quote_spanned!(error.span()=> const { ::core::panic!(#text) }),
    )
}

/// `has_forward` says whether rustc knows the user's `forward`.
fn stub(
    krate: &Path,
    item: &ItemImpl,
    (has_forward, errors): (bool, Option<&Errors>),
    unreported: &TokenStream,
) -> TokenStream {
    let mut item = item.clone();
    let has_forward = has_forward && !give_sizes(&mut item);
    let parsed = Impl::parse(&Diag::silent(), &item);
    let (params, _, clause) = item.generics.split_for_impl();
    let ItemImpl { impl_token, self_ty, .. } = &item;
    let locals = Locals::new(Span::call_site());
    // What calls it, models and others, may have nothing wrong.
    let called = |ty| match errors {
        Some(errors) => errors.told(krate, ty),
        None => ty,
    };
    let exported = parsed.as_ref().map(|parsed| failed_exports(&locals, parsed, &called));
    let signed = parsed.as_ref().and_then(signed);
    let parsed = parsed.filter(is_called_plainly);
    let forward = parsed.as_ref().and_then(|parsed| Some((parsed, parsed.forward()?)));
    let is_forward = |method: &&Method| method.ident() == "forward";
    let forwards = forward.map_or(0, |(of, _)| of.methods.iter().filter(is_forward).count());
    let takes_model = forward.is_some_and(|(_, forward)| forward.receiver == Receiver::Shared);
    let backend = locals.backend;
    let args = forward
        .map(|(parsed, forward)| Types::new(Under::Any(&backend), None, parsed).args(forward));
    let args = args.map_or_else(|| quote!((__B::Tensor,)), |args| quote!((#(#args,)*)));
    let returns = forward.is_some_and(|(_, forward)| returns_plainly(forward, errors));
    let edge = forward.map(|(of, forward)| Edge::of(of, forward, false, returns));
    let values = edge.as_ref().and_then(|edge| edge.values.clone());
    let unknown = || match &signed {
        // What is wrong with its types rustc has said.
        Some(_) => quote!(<__q::Checked<{ __SIGNED }> as __q::Is<__q::Tensor>>::Itself),
        None => called(quote!(__q::Tensor)),
    };
    let input = edge.as_ref().map_or_else(unknown, |edge| edge.input.clone());
    let output = edge.as_ref().filter(|_| returns);
    let output = output.map_or_else(unknown, |edge| edge.output.clone());
    let (args, returned) = (called(args), called(quote!(<#output as __q::Value>::Lowered<__B>)));
    let (taken, forward) = match edge {
        Some(Edge { args, taken, .. })
            if returns && has_forward && forwards == 1 && takes_model =>
        {
            (quote!(#taken), quote!(Self::forward(model, #(#args),*)))
        }
        _ => (quote!(_), quote!(::core::unreachable!())),
    };
    quote! {
        #[allow(warnings)]
        const _: () = {
            use #krate::__private as __q;
            #signed
            #values
            #impl_token #params __q::Forward for #self_ty #clause {
                type __Input = #input;
                type __Output = #output;
                type Args<'__a, __B: __q::Backend> = #args;
                type Returned<__B: __q::Backend> = #returned;
                const SEEN: &'static __q::Plan = <Self as __q::Unseen>::__SEEN_HERE;
                fn __run(model: &Self, #taken: Self::__Input) -> Self::__Output {
                    #forward
                }
                fn forward_lowered<__B: __q::Backend>(
                    _: &<Self as __q::Lower>::Lowered<__B>,
                    _: &__B,
                    _: <Self::__Input as __q::Value>::Lowered<__B>,
                ) -> __q::Result<<Self::__Output as __q::Value>::Lowered<__B>> {
                    #unreported
                }
                fn __call<'__a, __B: __q::Backend>(
                    _: &<Self as __q::Lower>::Lowered<__B>,
                    _: &__B,
                    _: Self::Args<'__a, __B>,
                ) -> __q::Result<Self::Returned<__B>> {
                    #unreported
                }
            }
            #exported
        };
    }
}

/// The same for one of which errors were reported, each once: those that are ours if rustc has none, and methods for
/// what we have said is none.
pub fn refused(
    krate: &Path,
    original: &ItemImpl,
    (model, item, program): (&Model, &Impl, &Program),
    errors: &Errors,
) -> TokenStream {
    // Of fields that cannot be lowered rustc says so.
    let lowered = model.has_named_types().then(|| {
        let self_ty = &item.self_ty;
        quote!(&& <#self_ty>::__LOWERED)
    });
    // A method of an impl that should not have the attribute is said to be there.
    let elsewhere = item.generics.params.is_empty().then(|| {
        let self_ty = &item.self_ty;
        quote!(&& !<#self_ty>::__ELSEWHERE)
    });
    let uncertain = errors.if_true(krate, &quote!(__CHECKED #elsewhere #lowered)).map(|errors| {
        let checked = checked(krate, model, item, program);
        quote! {
            #checked
            #[allow(unused_imports)]
            use #krate::__private::Unseen as _;
            #errors
        }
    });
    let (methods, stub) =
        (called_fields(krate, item, errors), self::model(krate, original, Some(errors)));
    let errors = errors.to_tokens();
    quote! {
        #errors
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            #uncertain
            #methods
            #stub
        };
    }
}

/// What tells the impl with `forward` that methods are in this one, which has the attribute in vain:
///
/// ```text
/// impl Net { pub(crate) const __ELSEWHERE: bool = true; }
/// ```
pub fn elsewhere(item: &Impl) -> Option<TokenStream> {
    let self_ty = &item.self_ty;
    (item.is_another() && item.generics.params.is_empty()).then(|| {
        quote! {
            impl #self_ty {
                #[doc(hidden)]
                #[allow(dead_code)]
                pub(crate) const __ELSEWHERE: ::core::primitive::bool = true;
            }
        }
    })
}

/// `fn conv(&self, _: …) -> …`, of types that cannot be told, for `self.conv(x)`, where `conv` is a field.
fn called_fields(krate: &Path, item: &Impl, errors: &Errors) -> Option<TokenStream> {
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    let methods = errors.called_fields().iter().map(|(name, args)| {
        let no_type = no_type(krate, &errors::called_field(name), &quote!(()));
        let args = (0..*args).map(|_| quote!(_: #no_type));
        quote! {
            fn #name(&self, #(#args),*) -> #no_type {
                ::core::unreachable!()
            }
        }
    });
    let methods: Vec<_> = methods.collect();
    (!methods.is_empty()).then(|| quote!(impl #params #self_ty #clause { #(#methods)* }))
}

/// Lets `forward` borrow what it cannot take by value, as those that call it do, and whether there is anything:
/// `words: [Word]` is `&[Word]`.
fn give_sizes(item: &mut ItemImpl) -> bool {
    let functions = item.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "forward" => Some(&mut function.sig),
        _ => None,
    });
    let mut is_any = false;
    for input in functions.flat_map(|sig| &mut sig.inputs) {
        let FnArg::Typed(typed) = input else { continue };
        let ty = &*typed.ty;
        let sized: Option<Type> = match ty {
            Type::Reference(TypeReference { elem, .. }) => match &**elem {
                Type::Slice(of) if rustc::is_unsized(&of.elem) => {
                    Some(parse_quote!(&[::std::string::String]))
                }
                _ => None,
            },
            Type::TraitObject(_) => None,
            ty => (rustc::is_unsized(ty) && !rustc::holds_unsized(ty)).then(|| parse_quote!(&#ty)),
        };
        is_any |= sized.is_some();
        typed.ty = sized.map_or(typed.ty.clone(), Box::new);
    }
    is_any
}

/// That the types of `forward` are right, where rustc finds that they are not. Those that name no parameters are named
/// again, of which rustc says the same, once:
///
/// ```text
/// const __SIGNED: bool = {
///     let _: *const Option<Tensor, usize>;
///     __q::checked2(<Net>::forward)
/// };
/// ```
fn signed(item: &Impl) -> Option<TokenStream> {
    let forward = item.forward()?;
    let sig = &forward.item.sig;
    let output = match &sig.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    let types = forward.params.iter().map(|param| &param.written).chain(output);
    let has_size = !types.clone().any(rustc::is_unsized);
    let is_depending = |ty: &&Type| {
        names_any(&item.generics, ty) || names_any(&sig.generics, ty) || rustc::is_of_place(ty)
    };
    // rustc says what it says of a type where that starts.
    let named = types.filter(|ty| !is_depending(ty));
    let named: Vec<_> = named.map(|ty| quote_spanned!(ty.span()=> *const #ty)).collect();
    // Of an argument without a size rustc says something else here.
    let can_be_asked = has_size
        && item.generics.params.is_empty()
        && sig.generics.params.is_empty()
        && sig.inputs.len() <= 8;
    let (self_ty, checked) = (&item.self_ty, format_ident!("checked{}", sig.inputs.len()));
    let checked = match can_be_asked {
        true => quote!(__q::#checked(<#self_ty>::forward)),
        false => quote!(true),
    };
    rustc::has_wrong_signature(item, forward).then(|| {
        quote! {
            const __SIGNED: ::core::primitive::bool = {
                #(let _: #named;)*
                #checked
            };
        }
    })
}

/// Whether `forward` takes what the traits can take.
fn is_called_plainly(item: &Impl) -> bool {
    item.forward().is_some_and(|forward| {
        forward.item.sig.generics.params.is_empty()
            && forward.receiver != Receiver::Other
            && is_right(|diag| check_taken(diag, forward))
            && is_right(|diag| check_tensors(diag, forward))
            && !rustc::has_wrong_signature(item, forward)
    })
}

/// Whether it returns what they can return, as far as was reported.
fn returns_plainly(forward: &Method, errors: Option<&Errors>) -> bool {
    let is_reported = match (&forward.item.sig.output, errors) {
        (ReturnType::Type(_, ty), Some(errors)) => errors.is_reported(ty),
        _ => false,
    };
    !is_reported && is_right(|diag| check_output(diag, forward))
}

fn is_right(check: impl FnOnce(&Diag)) -> bool {
    let diag = Diag::new();
    check(&diag);
    diag.finish().is_ok()
}
