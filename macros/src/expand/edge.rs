//! What `forward` takes and returns.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Type, spanned::Spanned};

use crate::{parse::Method, ty::Ty};

/// How `forward` looks from outside.
pub struct Edge {
    pub input: TokenStream,
    pub output: TokenStream,
    /// Its arguments, out of `input`.
    pub args: Vec<TokenStream>,
    /// The name of `input`, at the place where rustc is to report what no model can take, once.
    pub taken: Ident,
}

impl Edge {
    pub fn of(forward: &Method) -> Self {
        let written = forward.params.iter().map(|param| &param.written);
        let result = match &forward.item.sig.output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, ty) => Some(&**ty),
        };
        let span = written.clone().chain(result).find_map(doubtful);
        let taken = Ident::new("input", span.unwrap_or_else(Span::call_site));
        let owned: Vec<_> = written.map(owned).collect();
        let (input, places) = match owned.as_slice() {
            [one] => (quote!(#one), vec![quote!(#taken)]),
            several => {
                let indices = (0..several.len()).map(syn::Index::from);
                let places = indices.map(|index| quote!(#taken.#index)).collect();
                (quote_spanned!(taken.span()=> (#(#several),*)), places)
            }
        };
        let args = forward.params.iter().zip(places).map(|(param, place)| {
            if matches!(param.written, Type::Reference(_)) { quote!(&#place) } else { place }
        });
        let output = result.map_or_else(|| quote!(()), value);
        Edge { input, output, args: args.collect(), taken }
    }
}

/// Where `ty` is, if rustc may find that no model can take or return it.
fn doubtful(ty: &Type) -> Option<Span> {
    match ty {
        Type::Reference(reference) => doubtful(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(doubtful),
        ty => may_be_foreign(&Ty::of(ty, &[])).then(|| ty.span()),
    }
}

fn may_be_foreign(ty: &Ty) -> bool {
    match ty {
        Ty::Seq(inner) | Ty::Option(inner) | Ty::Result(inner) => may_be_foreign(inner),
        Ty::Tensor | Ty::Plain => false,
        _ => true,
    }
}

/// `ty`, of which rustc says in one place what it says.
fn value(ty: &Type) -> TokenStream {
    match (doubtful(ty), ty) {
        (None, ty) => quote!(#ty),
        (Some(span), Type::Tuple(tuple)) => {
            let elems = tuple.elems.iter().map(value);
            quote_spanned!(span=> (#(#elems,)*))
        }
        (Some(span), ty) => quote_spanned!(span=> <#ty as __q::Argument>::Type),
    }
}

/// What a parameter of type `ty` can be borrowed from, if it borrows.
fn owned(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(slice) => {
                let elem = &slice.elem;
                quote!(::std::vec::Vec<#elem>)
            }
            Type::Path(path) if path.path.is_ident("str") => quote!(::std::string::String),
            elem => value(elem),
        },
        ty => value(ty),
    }
}
