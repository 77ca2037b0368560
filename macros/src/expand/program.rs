//! The lowered functions, and the model that they make.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path, visit::Visit, visit_mut::VisitMut};

use super::{
    body::Filler,
    checked::{checked, depends_on_copy},
    edge::Edge,
    exported::exported,
    instance::Instance,
    known::is_held,
    model::Params,
    names::{self, Locals},
    plan,
    types::{Types, Under, names_models},
};
use crate::{
    attr::allowed,
    fuse::Fusion,
    ir::{Function, NamedFunction, Program},
    parse::{Impl, Method, Model, Param, Receiver},
    rustc::{bound_in, declared_in, returns_nothing, unreachable_end},
    source::file,
};

/// For `impl Net { fn forward(&self, x: Tensor) -> Tensor { … } }`:
///
/// ```text
/// const _: () = {
///     const __CHECKED: bool = …;    // see `checked`
///     const _: () = {
///         use ::quantizable::__private::{self as __q, …};
///         const __FILE: &str = "src/net.rs";
///         const __OPS: &[__q::Op] = &[…];
///         type __Checked<B> = <__q::Checked<{ __CHECKED }> as __q::Is<B>>::Itself;    // `B`
///         type __Of<B> = <__Checked<B> as __q::Backend>::Tensor;
///         impl Net {
///             fn __lowered_forward<__B: __q::Backend>(
///                 __self: &<Self as __q::Lower>::Lowered<__Checked<__B>>,
///                 cx: &__Checked<__B>,
///                 x: __Of<__B>,
///             ) -> __q::Result<__Of<__B>> { Ok({ … }) }
///         }
///         impl Net { … }    // what the struct's half asks for
///         impl __q::Forward for Net { … }
///         impl __q::Exported<…> for Net { … }    // what other models call
///     };
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
    let seen = seen(&locals, model, item, &plan, &instance);
    let forward_impl = forward_impl(&locals, model, item, forward);
    let exported = exported(&locals, model, item);
    let resolved = resolved(&program.functions_named);
    let checked = checked(krate, model, item, program);
    let file = file(forward.ident().span());
    let (params, _, clause) = item.generics.split_for_impl();
    let Impl { impl_token, self_ty, lints, .. } = item;
    quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            #checked
            const _: () = {
                use #krate::__private::{
                    self as __q, Attempt as _, HeldByValue as _, Lent as _, LoweredOf as _, TensorLike as _,
                    Unattempted as _, Unreturned as _,
                };
                const __FILE: &str = #file;
                const __OPS: &[__q::Op] = #ops;
                type __Checked<B> = <__q::Checked<{ __CHECKED }> as __q::Is<B>>::Itself;
                // A name that rustc does not take for what is meant where `Tensor` is not imported.
                type __Of<B> = <__Checked<B> as __q::Backend>::Tensor;

                #(#lints)*
                #impl_token #params #self_ty #clause {
                    #(#functions)*
                }
                #seen
                #forward_impl
                #exported
                #resolved
            };
        };
    }
}

/// Functions are known by their names; that they are quantizable's is for rustc to say, at the place
/// where the user named them:
///
/// ```text
/// const _: fn() = || { __q::is::relu(__q::functional::relu, F::relu); };
/// ```
pub fn resolved(named: &[NamedFunction]) -> TokenStream {
    let mut seen = HashSet::new();
    let paths = named.iter().filter(|(path, _)| seen.insert(path.to_token_stream().to_string()));
    let checks: Vec<_> = paths.map(|(path, name)| is(path, name)).collect();
    if checks.is_empty() { TokenStream::new() } else { quote!(const _: fn() = || { #(#checks)* };) }
}

/// That a path names the function of that name. Of a name that is not imported rustc speaks where it
/// is called, and would say something else here; there it is quantizable's:
///
/// ```text
/// {
///     type relu = ();
///     use __q::functional::relu as __named;
///     { use relu as __named; __q::is::relu(__q::functional::relu, __named); }
/// }
/// ```
///
/// The inner import finds a type in any case, and a function if there is one.
fn is(path: &Path, name: &str) -> TokenStream {
    let ours = Ident::new(name, Span::call_site());
    let Some(theirs) = path.get_ident() else {
        return quote!(__q::is::#ours(__q::functional::#ours, #path););
    };
    let named = Ident::new("__named", theirs.span());
    quote! {
        {
            type #ours = ();
            use __q::functional::#ours as #named;
            { use #theirs as #named; __q::is::#ours(__q::functional::#ours, #named); }
        }
    }
}

/// Whether something in it is borrowed for a lifetime without a name: that of `self`, or of the only
/// reference among the arguments. A lowered function takes more references, so there it needs a name.
fn borrows(output: &syn::ReturnType) -> bool {
    struct Elided(bool);
    impl<'ast> Visit<'ast> for Elided {
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            self.0 |= reference.lifetime.is_none();
            syn::visit::visit_type_reference(self, reference);
        }
        fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
            self.0 |= lifetime.ident == "_";
        }
    }
    let mut elided = Elided(false);
    elided.visit_return_type(output);
    elided.0
}

/// A type with `_` for what has no name: `impl Trait`.
fn named(ty: syn::Type) -> TokenStream {
    struct Named;
    impl VisitMut for Named {
        fn visit_type_mut(&mut self, ty: &mut syn::Type) {
            match ty {
                syn::Type::ImplTrait(_) => *ty = syn::parse_quote!(_),
                _ => syn::visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    let mut ty = ty;
    Named.visit_type_mut(&mut ty);
    ty.into_token_stream()
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
    let under = Under::Checked(backend);
    let mut types = Types::new(under, Some(model), item);
    let lifetime = borrows(&sig.output).then(|| syn::Lifetime::new("'__a", Span::call_site()));
    let of_model = method.receiver == Receiver::Shared;
    types.lifetime = lifetime.clone().filter(|_| !of_model);
    let inputs: Vec<_> = method
        .params
        .iter()
        .map(|Param { cfgs, pat, written, .. }| {
            let ty = types.taken(method, written);
            match is_held(written) || types.is_own(written) {
                true => quote!(#(#cfgs)* #pat: __Checked<#ty>),
                false => quote!(#(#cfgs)* #pat: #ty),
            }
        })
        .collect();
    types.lifetime.clone_from(&lifetime);
    types.checks_plain = true;
    let output = types.returned(method, function.returns_alias);
    (types.lifetime, types.checks_plain) = (None, false);
    let mut generics = sig.generics.clone();
    types.visit_generics_mut(&mut generics);
    generics.params.push(syn::parse_quote!(#backend: __q::Backend));
    if let Some(lifetime) = &lifetime {
        generics.params.insert(0, syn::parse_quote!(#lifetime));
    }
    let (params, _, clause) = generics.split_for_impl();
    let mut body = function.body.clone();
    let mut filler = Filler {
        model,
        item,
        program,
        fusion,
        locals,
        types,
        returned: named(output.clone()),
        returns_nothing: returns_nothing(method),
        lowered: function.lowered,
        panics: false,
        closures: 0,
        regions: 0,
        items: declared_in(&method.item.block),
        bound: bound_in(method),
        declared: Vec::new(),
    };
    filler.visit_block_mut(&mut body);
    let name = names::method(&sig.ident);
    let lints = method.item.attrs.iter().filter_map(allowed).chain(unreachable_end(method));
    let lifetime = method.lifetime().or(lifetime.as_ref().filter(|_| of_model));
    let receiver = quote!(#this: &#lifetime <Self as __q::Lower>::Lowered<#under>);
    let check = depends_on_copy(item, method);
    // For a type that it does not know rustc suggests a parameter, if that is an argument of another type.
    let result = match names_models(&method.output) {
        true => quote!(<#output as __q::Fallible>::Result),
        false => quote!(__q::Result<#output>),
    };
    if function.lowered {
        quote! {
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #(#lints)*
            fn #name #params(#receiver, #cx: &#under, #(#inputs),*) -> #result #clause {
                #check
                ::core::result::Result::Ok(#body)
            }
        }
    } else {
        let stmts = &body.stmts;
        quote! {
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #(#lints)*
            fn #name #params(#receiver, #(#inputs),*) -> #output #clause {
                #check
                #(#stmts)*
            }
        }
    }
}

/// What the struct's half asks for (see `Unseen`), so under the struct's generics, which the impl may
/// narrow:
///
/// ```text
/// impl Net {
///     pub(crate) const __SEEN_HERE: &'static __q::Plan = …;
///     pub(crate) fn __observe(&self, of: …, path: …, to: …) {
///         let __self: &__Checked<Self> = self;    // `self`, see `checked`
///         let of: &mut __Checked<_> = of;
///         of.__sites = to.sites(Self::__SEEN_HERE, path, &[(2, __self.residual)]);
///         to.fold(&mut of.conv1, &mut of.bn1);
///     }
///     pub(crate) fn __enters(&self, field: &str) -> bool { … }
/// }
/// ```
fn seen(
    locals: &Locals,
    model: &Model,
    item: &Impl,
    plan: &TokenStream,
    Instance { folds, reached, enters }: &Instance,
) -> TokenStream {
    // The impl's own, where they are written alike: its expressions are in here.
    let generics = if item.is_written_alike(model) { &item.generics } else { &model.generics };
    let params = Params::new(generics);
    let (declared, names) = (params.declared(), params.names());
    let (clause, this) = (&generics.where_clause, &locals.this);
    let path = item.bare_path();
    quote! {
        #[automatically_derived]
        #[allow(unreachable_patterns)]
        impl<#declared> #path<#names> #clause {
            #[doc(hidden)]
            pub(crate) const __SEEN_HERE: &'static __q::Plan = #plan;

            #[doc(hidden)]
            pub(crate) fn __observe(
                &self,
                of: &mut <Self as __q::Lower>::Lowered<__q::Observe>,
                path: &__q::Path<'_>,
                to: &mut __q::Observed,
            ) {
                let #this: &__Checked<Self> = self;
                let of: &mut __Checked<_> = of;
                of.__sites = to.sites(Self::__SEEN_HERE, path, &[#(#reached),*]);
                #(#folds)*
            }
            #enters
        }
    }
}

/// ```text
/// impl __q::Forward for Net {
///     type __Input = Tensor;
///     type __Output = Tensor;
///     type Args<'__a, __B: __q::Backend> = (__B::Tensor,);
///     type Returned<__B: __q::Backend> = __B::Tensor;
///     const SEEN: &'static __q::Plan = Self::__SEEN_HERE;
///     fn __run(model: &Self, input: Tensor) -> Tensor { Self::forward(model, input) }
///     fn forward_lowered<__B: __q::Backend>(of: …, cx: …, input: …) -> … {
///         Self::__lowered_forward::<__B>(of, cx, input)
///     }
///     fn __call<'__a, __B: __q::Backend>(of: …, cx: …, args: Self::Args<'__a, __B>) -> … {
///         Self::__lowered_forward::<__B>(of, cx, args.0)
///     }
/// }
/// ```
fn forward_impl(locals: &Locals, model: &Model, item: &Impl, forward: &Method) -> TokenStream {
    let (params, _, clause) = item.generics.split_for_impl();
    let Impl { impl_token, self_ty, .. } = item;
    let backend = &locals.backend;
    let mut types = Types::new(Under::Any(backend), Some(model), item);
    types.checks_models = true;
    let returned = types.returned(forward, false);
    let declared = types.args(forward);
    let indices = (0..declared.len()).map(syn::Index::from);
    let edge = Edge::of(item, forward, item.generics.params.is_empty(), true);
    let place = edge.place_of_output();
    let Edge { input, output, args, taken, values, .. } = edge;
    let (span, name) = (taken.span(), names::method(forward.ident()));
    // Where a type may be too private.
    let returns = quote_spanned! {place=>
        type __Output = #output;
        type Returned<#backend: __q::Backend> = #returned;
    };
    quote_spanned! {span=>
        #values
        #[automatically_derived]
        #[doc(hidden)]
        #impl_token #params __q::Forward for #self_ty #clause {
            type __Input = #input;
            type Args<'__a, #backend: __q::Backend> = (#(#declared,)*);
            #returns
            const SEEN: &'static __q::Plan = Self::__SEEN_HERE;

            fn __run(model: &Self, #taken: Self::__Input) -> Self::__Output {
                Self::forward(model, #(#args),*)
            }
            fn forward_lowered<#backend: __q::Backend>(
                of: &<Self as __q::Lower>::Lowered<#backend>,
                cx: &#backend,
                #taken: <Self::__Input as __q::Value>::Lowered<#backend>,
            ) -> __q::Result<<Self::__Output as __q::Value>::Lowered<#backend>> {
                Self::#name::<#backend>(of, cx, #(#args),*)
            }
            fn __call<'__a, #backend: __q::Backend>(
                of: &<Self as __q::Lower>::Lowered<#backend>,
                cx: &#backend,
                args: Self::Args<'__a, #backend>,
            ) -> __q::Result<Self::Returned<#backend>> {
                Self::#name::<#backend>(of, cx, #(args.#indices),*)
            }
        }
    }
}
