//! Methods that other models call.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Generics, Ident, ReturnType, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    names::{self, Locals},
    types::{Types, Under},
};
use crate::parse::{Impl, Method, Model};

/// What a method is known by: FNV-1a of its name. (A trait's parameter cannot be a string.)
pub fn key(name: impl ToString) -> u64 {
    let name = name.to_string();
    name.strip_prefix("r#")
        .unwrap_or(&name)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// For `#[quantizable(export)] fn stem(&self, x: Tensor) -> Tensor`:
///
/// ```text
/// impl __q::Exported<KEY> for Net {
///     type Args<'__a, __B: __q::Backend> = (__B::Tensor,);
///     type Returned<'__a, __B: __q::Backend> = __B::Tensor;
///     fn __call<'__a, __B: __q::Backend>(of: &'__a …, cx: &__B, args: …) -> __q::Result<…> {
///         Self::__lowered_stem::<__B>(of, cx, args.0)
///     }
/// }
/// ```
///
/// A method without tensors takes no backend's value and cannot fail.
pub fn exported(locals: &Locals, model: &Model, item: &Impl) -> TokenStream {
    let body = |method: &Method, backend: &Ident, args: &[TokenStream]| {
        let name = names::method(method.ident());
        let cx = method.has_tensors().then(|| quote!(cx,));
        quote!(Self::#name::<#backend>(of, #cx #(#args),*))
    };
    implemented(locals, Some(model), item, item.exported(), (&|ty| ty, &body))
}

/// The same for an impl that could not be lowered, so that what calls its methods is no mistake; `told` gives the
/// types of those that were reported.
pub fn failed(
    locals: &Locals,
    item: &Impl,
    told: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let body = |_: &Method, _: &Ident, _: &[TokenStream]| quote!(::core::unreachable!());
    implemented(locals, None, item, item.meant_exports(), (told, &body))
}

type Body<'a> = &'a dyn Fn(&Method, &Ident, &[TokenStream]) -> TokenStream;

fn implemented<'a>(
    locals: &Locals,
    model: Option<&Model>,
    item: &Impl,
    exported: impl Iterator<Item = &'a Method>,
    (told, body): (&dyn Fn(TokenStream) -> TokenStream, Body<'_>),
) -> TokenStream {
    let (params, _, clause) = item.generics.split_for_impl();
    let (Impl { impl_token, self_ty, .. }, backend) = (item, &locals.backend);
    let impls = exported.map(|method| {
        let mut types = Types::new(Under::Any(backend), model, item);
        types.lifetime = Some(parse_quote!('__a));
        let mut lowered = |ty: &Type| {
            let mut ty = ty.clone();
            Unnamed.visit_type_mut(&mut ty);
            Uninferred(&method.item.sig.generics).visit_type_mut(&mut ty);
            types.lowered(&ty)
        };
        let declared: Vec<_> = method.params.iter().map(|param| lowered(&param.written)).collect();
        let returned = match &method.item.sig.output {
            ReturnType::Default => parse_quote!(()),
            ReturnType::Type(_, ty) => lowered(ty),
        };
        let (args, returned) = (told(quote!((#(#declared,)*))), told(quote!(#returned)));
        let places = (0..declared.len()).map(|i| {
            let index = syn::Index::from(i);
            quote!(args.#index)
        });
        let body = body(method, backend, &places.collect::<Vec<_>>());
        let key = key(method.ident());
        let (of, cx, result) = match method.has_tensors() {
            true => (
                quote!(Exported),
                quote!(cx: &#backend,),
                quote!(__q::Result<Self::Returned<'__a, #backend>>),
            ),
            false => (quote!(ExportedPlain), quote!(), quote!(Self::Returned<'__a, #backend>)),
        };
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            #[doc(hidden)]
            #impl_token #params __q::#of<#key> for #self_ty #clause {
                type Args<'__a, #backend: __q::Backend> = #args;
                type Returned<'__a, #backend: __q::Backend> = #returned;
                fn __call<'__a, #backend: __q::Backend>(
                    of: &'__a <Self as __q::Lower>::Lowered<#backend>,
                    #cx
                    args: Self::Args<'__a, #backend>,
                ) -> #result {
                    #body
                }
            }
        }
    });
    impls.collect()
}

/// Lifetimes of the method's own are inferred.
struct Unnamed;

impl VisitMut for Unnamed {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident != "static" {
            *lifetime = syn::Lifetime::new("'_", lifetime.span());
        }
    }
}

/// Types that each call infers are tensors: there are none but in methods that were refused.
struct Uninferred<'a>(&'a Generics);

impl VisitMut for Uninferred<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let is_inferred = match &*ty {
            Type::ImplTrait(_) => true,
            Type::Path(path) => self.0.type_params().any(|param| path.path.is_ident(&param.ident)),
            _ => false,
        };
        match is_inferred {
            true => *ty = parse_quote!(Tensor),
            false => visit_mut::visit_type_mut(self, ty),
        }
    }
}
