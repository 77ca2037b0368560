//! What `forward` takes and returns.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    GenericArgument, Ident, PathArguments, Type, TypeGroup, TypeParen, parse_quote,
    parse_quote_spanned, spanned::Spanned,
};

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
    /// `checked`: something is only said if nothing is wrong with the user's functions and fields.
    pub fn of(forward: &Method, checked: bool) -> Self {
        let written = forward.params.iter().map(|param| &param.written);
        let result = match &forward.item.sig.output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, ty) => Some(&**ty),
        };
        let span = written.clone().chain(result).find_map(doubtful);
        let taken = Ident::new("input", span.unwrap_or_else(Span::call_site));
        let owned: Vec<_> = written.map(|ty| owned(ty, checked)).collect();
        let (input, places) = match owned.as_slice() {
            [one] => (quote!(#one), vec![quote!(#taken)]),
            several => {
                let indices = (0..several.len()).map(syn::Index::from);
                let places = indices.map(|index| quote!(#taken.#index)).collect();
                (quote_spanned!(taken.span()=> (#(#several),*)), places)
            }
        };
        let args = forward.params.iter().zip(places).map(|(param, place)| {
            match Passed::of(&param.written) {
                Passed::Value(_) => place,
                Passed::Reference(_) => quote!(&#place),
                Passed::Optional(ty) if unsized_owner(ty).is_some() => quote!(#place.as_deref()),
                Passed::Optional(_) => quote!(#place.as_ref()),
            }
        });
        let output = result.map_or_else(|| quote!(()), |ty| value(ty, checked));
        Edge { input, output, args: args.collect(), taken }
    }
}

/// Where `ty` is, if rustc may find that no model can take or return it.
fn doubtful(ty: &Type) -> Option<Span> {
    match ungrouped(ty) {
        Type::Reference(reference) => doubtful(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(doubtful),
        Type::Verbatim(_) => None,
        ty => (is_pointer(ty) || may_be_foreign(&Ty::of(ty, &[]))).then(|| ty.span()),
    }
}

/// Whether it is one of the containers that are no values, though what is in them is.
fn is_pointer(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let names = ["Arc", "Box", "Rc", "VecDeque"];
    path.path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
}

fn may_be_foreign(ty: &Ty) -> bool {
    match ty {
        Ty::Seq(inner) | Ty::Option(inner) | Ty::Result(inner) => may_be_foreign(inner),
        Ty::Tuple(elems) => elems.iter().any(may_be_foreign),
        Ty::Tensor | Ty::Plain => false,
        _ => true,
    }
}

/// `ty`, of which rustc says in one place what it says.
fn value(ty: &Type, checked: bool) -> TokenStream {
    match (doubtful(ty), ty) {
        (None, ty) => quote!(#ty),
        (Some(span), Type::Tuple(tuple)) => {
            let elems = tuple.elems.iter().map(|elem| value(elem, checked));
            quote_spanned!(span=> (#(#elems,)*))
        }
        (Some(span), ty) => {
            let checked = checked.then(|| quote!(<{ __CHECKED }>));
            quote_spanned!(span=> <#ty as __q::Argument #checked>::Type)
        }
    }
}

/// How a parameter is passed.
pub enum Passed<'a> {
    /// `T`.
    Value(&'a Type),
    /// `&T`.
    Reference(&'a Type),
    /// `Option<&T>`.
    Optional(&'a Type),
}

impl<'a> Passed<'a> {
    pub fn of(ty: &'a Type) -> Self {
        let ty = ungrouped(ty);
        match (ty, optional(ty)) {
            (Type::Reference(reference), _) => Passed::Reference(&reference.elem),
            (_, Some(Type::Reference(reference))) if reference.mutability.is_none() => {
                Passed::Optional(&reference.elem)
            }
            _ => Passed::Value(ty),
        }
    }

    /// `T`.
    pub fn ty(&self) -> &'a Type {
        match self {
            Passed::Value(ty) | Passed::Reference(ty) | Passed::Optional(ty) => ty,
        }
    }
}

/// A type that came through a macro as `$ty` is in a group.
pub fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(TypeGroup { elem, .. }) | Type::Paren(TypeParen { elem, .. }) = ty {
        ty = elem;
    }
    ty
}

/// `T` of `Option<T>`.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    match args.args.first()? {
        GenericArgument::Type(ty) => Some(ungrouped(ty)),
        _ => None,
    }
}

/// What a parameter of type `ty` can be borrowed from, if it borrows.
fn owned(ty: &Type, checked: bool) -> TokenStream {
    let passed = Passed::of(ty);
    let owner = || match unsized_owner(passed.ty()) {
        Some(owner) => value(&owner, checked),
        None => value(passed.ty(), checked),
    };
    match passed {
        Passed::Value(ty) => value(ty, checked),
        Passed::Reference(_) => owner(),
        Passed::Optional(_) => {
            let owner = owner();
            quote!(::core::option::Option<#owner>)
        }
    }
}

/// What owns a slice or a string.
fn unsized_owner(ty: &Type) -> Option<Type> {
    match ty {
        // In `Vec<T>` rustc would suggest to declare a `T` that it does not know.
        Type::Slice(slice) if Ty::of(&slice.elem, &[]) == Ty::Tensor => {
            Some(Type::Verbatim(quote!(<#slice as ::std::borrow::ToOwned>::Owned)))
        }
        Type::Slice(slice) => {
            let elem = &slice.elem;
            Some(parse_quote_spanned!(slice.span()=> ::std::vec::Vec<#elem>))
        }
        Type::Path(path) if path.path.is_ident("str") => Some(parse_quote!(::std::string::String)),
        _ => None,
    }
}
