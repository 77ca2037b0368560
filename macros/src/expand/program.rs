//! The lowered functions, and the `Model` that they make.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path, visit_mut::VisitMut};

use super::{
    body::Filler,
    edge::Edge,
    instance::Instance,
    model::Params,
    names::{self, Locals},
    plan,
    types::Types,
};
use crate::{
    fuse::Fusion,
    ir::{Function, Program},
    parse::{Impl, Method, Model, Param},
};

/// For `impl Net { fn forward(&self, x: Tensor) -> Tensor { … } }`:
///
/// ```text
/// const _: () = {
///     use ::quantizable::__private::{self as __q, HeldByValue as _, TensorLike as _};
///     const __FILE: &str = file!();
///     const __OPS: &[__q::Op] = &[…];
///     impl Net {
///         fn __lowered_forward<__B: __q::Backend>(
///             __self: &<Self as __q::Lower>::Lowered<__B>, cx: &__B, x: __B::Tensor,
///         ) -> __q::Result<__B::Tensor> { Ok({ … }) }
///     }
///     impl __q::Model for Net { … }
///     impl __q::Forward for Net { … }
/// };
/// ```
pub fn expand(
    krate: &Path,
    model: &Model,
    item: &Impl,
    program: &Program,
    fusion: &Fusion,
) -> TokenStream {
    let Some(forward) = item.forward() else { return TokenStream::new() };
    let locals = Locals::new(forward.ident().span());
    let functions: Vec<_> = program
        .functions
        .iter()
        .map(|function| self::function(&locals, model, item, program, fusion, function))
        .collect();
    let ops = plan::ops(program, fusion);
    let plan = plan::plan(&model.ident, program, fusion);
    let instance = Instance::new(&locals, model, program, fusion);
    let compiled_impl = compiled_impl(model, &plan, &instance);
    let model_impl = model_impl(item, forward);
    let forward_impl = forward_impl(&locals, model, item, forward);
    let resolved = resolved(program);
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            use #krate::__private::{self as __q, HeldByValue as _, TensorLike as _};
            const __FILE: &str = ::core::file!();
            const __OPS: &[__q::Op] = #ops;

            impl #params #self_ty #clause {
                #(#functions)*
            }
            #compiled_impl
            #model_impl
            #forward_impl
            #resolved
        };
    }
}

/// Functions are known by their names; that they are quantizable's is for rustc to say, at the place
/// where the user named them:
///
/// ```text
/// const _: fn() = || { __q::is::relu(__q::functional::relu, F::relu); };
/// ```
fn resolved(program: &Program) -> TokenStream {
    let mut seen = HashSet::new();
    let paths = program.functions_named.iter();
    let paths = paths.filter(|(path, _)| seen.insert(path.to_token_stream().to_string()));
    let checks = paths.map(|(path, name)| {
        let name = Ident::new(name, Span::call_site());
        quote!(__q::is::#name(__q::functional::#name, #path);)
    });
    let checks: Vec<_> = checks.collect();
    if checks.is_empty() { TokenStream::new() } else { quote!(const _: fn() = || { #(#checks)* };) }
}

/// A function with its holes filled.
fn function(
    locals: &Locals,
    model: &Model,
    item: &Impl,
    program: &Program,
    fusion: &Fusion,
    function: &Function,
) -> TokenStream {
    let Locals { this, cx, backend, .. } = locals;
    let method = &function.method;
    let sig = &method.item.sig;
    let mut types = Types::new(backend, Some(model), item);
    let inputs: Vec<_> = method
        .params
        .iter()
        .map(|Param { pat, written, .. }| {
            let ty = types.lowered(written);
            quote!(#pat: #ty)
        })
        .collect();
    let output = match &sig.output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, ty) => {
            let ty = types.lowered(ty);
            quote!(#ty)
        }
    };
    let mut generics = sig.generics.clone();
    types.visit_generics_mut(&mut generics);
    generics.params.push(syn::parse_quote!(#backend: __q::Backend));
    let (params, _, clause) = generics.split_for_impl();
    let mut body = function.body.clone();
    let mut filler = Filler {
        model,
        item,
        program,
        fusion,
        locals,
        types,
        output: &method.output,
        lowered: function.lowered,
        closures: 0,
        regions: 0,
        declared: Vec::new(),
    };
    filler.visit_block_mut(&mut body);
    let name = names::method(&sig.ident);
    let receiver = quote!(#this: &<Self as __q::Lower>::Lowered<#backend>);
    if function.lowered {
        quote! {
            #[doc(hidden)]
            fn #name #params(#receiver, #cx: &#backend, #(#inputs),*) -> __q::Result<#output> #clause {
                ::core::result::Result::Ok(#body)
            }
        }
    } else {
        quote! {
            #[doc(hidden)]
            fn #name #params(#receiver, #(#inputs),*) -> #output #clause #body
        }
    }
}

/// Under the struct's generics, which the impl may narrow:
///
/// ```text
/// impl __q::Compiled for Net {
///     const PLAN: &'static __q::Plan = …;
///     fn fold_batch_norms(of: …, to: …) { to.fold(&mut of.conv1, &mut of.bn1); }
/// }
/// impl __q::Instance for Net {
///     fn reaches(&self, site: usize) -> bool { … }
///     fn enters(&self, field: &str) -> bool { … }
/// }
/// ```
fn compiled_impl(
    model: &Model,
    plan: &TokenStream,
    Instance { folds, reaches, enters }: &Instance,
) -> TokenStream {
    let Model { ident, generics, .. } = model;
    let params = Params::new(generics);
    let (declared, names, clause) = (params.declared(), params.names(), &generics.where_clause);
    quote! {
        #[automatically_derived]
        impl<#declared> __q::Compiled for #ident<#names> #clause {
            const PLAN: &'static __q::Plan = #plan;

            fn fold_batch_norms(
                of: &mut <Self as __q::Lower>::Lowered<__q::Observe>,
                to: &mut __q::Observed,
            ) {
                #(#folds)*
            }
        }
        #[automatically_derived]
        impl<#declared> __q::Instance for #ident<#names> #clause {
            #reaches
            #enters
        }
    }
}

/// ```text
/// impl __q::Model for Net {
///     type Input = Tensor;
///     type Output = Tensor;
///     const PLAN: &'static __q::Plan = <Self as __q::Compiled>::PLAN;
///     fn forward(&self, input: Tensor) -> Tensor { Self::forward(self, input) }
///     fn forward_lowered<__B: __q::Backend>(of: …, cx: …, input: …) -> … {
///         Self::__lowered_forward(of, cx, input)
///     }
/// }
/// ```
fn model_impl(item: &Impl, forward: &Method) -> TokenStream {
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    let Edge { input, output, args, taken } = Edge::of(forward);
    let span = taken.span();
    let name = names::method(forward.ident());
    quote_spanned! {span=>
        #[automatically_derived]
        impl #params __q::Model for #self_ty #clause {
            type Input = #input;
            type Output = #output;
            const PLAN: &'static __q::Plan = <Self as __q::Compiled>::PLAN;

            fn forward(&self, #taken: Self::Input) -> Self::Output {
                Self::forward(self, #(#args),*)
            }
            fn forward_lowered<__B: __q::Backend>(
                of: &<Self as __q::Lower>::Lowered<__B>,
                cx: &__B,
                #taken: <Self::Input as __q::Value>::Lowered<__B>,
            ) -> __q::Result<<Self::Output as __q::Value>::Lowered<__B>> {
                Self::#name(of, cx, #(#args),*)
            }
        }
    }
}

/// ```text
/// impl __q::Forward for Net {
///     type Args<'a, __B: __q::Backend> = (__B::Tensor,);
///     type Returned<__B: __q::Backend> = __B::Tensor;
///     fn call<'a, __B: __q::Backend>(of: …, cx: &__B, args: Self::Args<'a, __B>) -> … {
///         Self::__lowered_forward(of, cx, args.0)
///     }
/// }
/// ```
fn forward_impl(locals: &Locals, model: &Model, item: &Impl, forward: &Method) -> TokenStream {
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    let backend = &locals.backend;
    let mut types = Types::new(backend, Some(model), item);
    let output = match &forward.item.sig.output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, ty) => {
            let ty = types.lowered(ty);
            quote!(#ty)
        }
    };
    let args = types.args(forward);
    let indices = (0..args.len()).map(syn::Index::from);
    let name = names::method(forward.ident());
    quote! {
        #[automatically_derived]
        impl #params __q::Forward for #self_ty #clause {
            type Args<'__a, #backend: __q::Backend> = (#(#args,)*);
            type Returned<#backend: __q::Backend> = #output;
            fn call<'__a, #backend: __q::Backend>(
                of: &<Self as __q::Lower>::Lowered<#backend>,
                cx: &#backend,
                args: Self::Args<'__a, #backend>,
            ) -> __q::Result<Self::Returned<#backend>> {
                Self::#name(of, cx, #(args.#indices),*)
            }
        }
    }
}
