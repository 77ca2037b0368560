//! Values that are the same under every backend.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Generics, Ident, Path, Token, parse_quote, punctuated::Punctuated};

use super::{krate, report};
use crate::{attr::Options, diag::Diag, rustc::beside};

/// `#[quantizable(plain)]`: a value of the user's that is the same under every backend.
///
/// ```text
/// impl Parameters for Mode { … }
/// impl Lower for Mode { type Lowered<B: Backend> = Self; … }
/// impl Plain for Mode {}
/// impl Value for Mode { type Lowered<B: Backend> = Self; … }
/// ```
pub fn plain(
    diag: Diag,
    options: &Options,
    ident: &Ident,
    generics: &Generics,
    attrs: &[Attribute],
    item: &impl ToTokens,
) -> TokenStream {
    let errors = report(diag);
    let derives: Vec<_> = derives(attrs).into_iter().chain(beside::derives_above(ident)).collect();
    let is_copied = derives.iter().any(|name| name == "Copy") && generics.params.is_empty();
    let (lower, rebind) = match errors.is_empty() {
        true if is_copied => (quote!(*of), quote!(*from)),
        true => (quote!(__q::cloned(of)), quote!(__q::cloned(from))),
        false => (quote!(::core::unreachable!()), quote!(::core::unreachable!())),
    };
    let krate = krate(options);
    let mut bounded = generics.clone();
    if !generics.params.is_empty() {
        let (_, args, _) = generics.split_for_impl();
        let clonable = parse_quote!(#ident #args: ::core::clone::Clone);
        bounded.make_where_clause().predicates.push(clonable);
    }
    let (params, args, clause) = bounded.split_for_impl();
    // Without `Clone` it is not plain, which rustc has said of `Copy`.
    let has_no_clone = is_copied
        && !beside::implements_clone(ident)
        && derives.iter().all(|name| STD.contains(&name.as_str()));
    let may_be = errors.is_empty() || derives.iter().any(|name| name == "Clone");
    let is_plain = (may_be && !has_no_clone).then(|| {
        quote! {
            #[doc(hidden)]
            impl #params __q::Plain for #ident #args #clause {}
        }
    });
    let backend = format_ident!("__B");
    quote! {
        #item
        #errors
        const _: () = {
            use #krate::__private as __q;
            impl #params __q::Parameters for #ident #args #clause {
                fn visit(&self, _: &::core::primitive::str, _: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &__q::Tensor)) {}
                fn visit_mut(&mut self, _: &::core::primitive::str, _: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &mut __q::Tensor)) {}
            }
            #[doc(hidden)]
            impl #params __q::Lower for #ident #args #clause {
                type Lowered<#backend: __q::Backend> = Self;
                fn __lower(of: &Self, _: &__q::Path<'_>, _: &mut __q::Observed) -> Self {
                    #lower
                }
                fn __rebind<__A: __q::Backend, #backend: __q::Backend>(
                    from: &Self,
                    _: &__q::Path<'_>,
                    _: &mut dyn __q::Rebind<__A, #backend>,
                ) -> Self {
                    #rebind
                }
            }
            #is_plain
            #[doc(hidden)]
            impl #params __q::Value for #ident #args #clause {
                type Lowered<#backend: __q::Backend> = Self;
                fn __enter<#backend: __q::Backend>(
                    value: Self,
                    _: &__q::Path<'_>,
                    _: &mut dyn __q::Enter<#backend>,
                ) -> __q::Result<Self> {
                    ::core::result::Result::Ok(value)
                }
                fn __leave<#backend: __q::Backend>(
                    lowered: Self,
                    _: &#backend,
                ) -> __q::Result<Self> {
                    ::core::result::Result::Ok(lowered)
                }
            }
        };
    }
}

/// Derives of the standard library that are not `Clone`.
const STD: &[&str] = &["Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// What is derived.
fn derives(attrs: &[Attribute]) -> Vec<String> {
    let list = Punctuated::<Path, Token![,]>::parse_terminated;
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let paths = derives.filter_map(|attr| attr.parse_args_with(list).ok()).flatten();
    paths.filter_map(|path| Some(path.segments.last()?.ident.to_string())).collect()
}
