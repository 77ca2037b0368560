//! What `forward` takes and returns.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    GenericArgument, Ident, PathArguments, Type, TypeGroup, TypeParen, parse_quote,
    parse_quote_spanned, spanned::Spanned,
};

use super::checked::names_any;
use crate::{
    parse::{Impl, Method},
    rustc::is_sure,
    source::words,
    ty::{Ty, arguments},
};

/// How `forward` looks from outside.
pub struct Edge {
    pub input: TokenStream,
    pub output: TokenStream,
    /// Its arguments, out of `input`.
    pub args: Vec<TokenStream>,
    /// The name of `input`, at the place where rustc is to report what no model can take, once.
    pub taken: Ident,
    /// What asks that of all types that may be no values:
    ///
    /// ```text
    /// const __VALUES: bool = { let _: PhantomData<<Mode as __q::Argument<{ __CHECKED }>>::Type>; true };
    /// ```
    pub values: Option<TokenStream>,
    /// The types of the user's in it, each where it is first.
    named: Vec<Ident>,
}

impl Edge {
    /// `checked`: something is only said if nothing is wrong with the user's functions and fields. `returns`: its
    /// output is not one that was refused.
    pub fn of(item: &Impl, forward: &Method, checked: bool, returns: bool) -> Self {
        let written = forward.params.iter().map(|param| &param.written);
        let result = match &forward.item.sig.output {
            syn::ReturnType::Type(_, ty) if returns => Some(&**ty),
            _ => None,
        };
        let mut asked = Vec::new();
        written.clone().chain(result).for_each(|ty| foreign(ty, &mut asked));
        asked.retain(|ty| is_value_asked(item, ty));
        let named = asked.iter().filter_map(|ty| match ty {
            Type::Path(path) => path.path.get_ident().cloned(),
            _ => None,
        });
        let (named, values) = (named.collect(), values(&asked, checked));
        let ok = match (&values, checked) {
            (Some(_), _) => quote!(<{ __VALUES }>),
            (None, true) => quote!(<{ __CHECKED }>),
            (None, false) => quote!(),
        };
        let span = written.clone().chain(result).find_map(doubtful);
        let taken = Ident::new("input", span.unwrap_or_else(Span::call_site));
        let owned: Vec<_> = written.map(|ty| owned(ty, &ok)).collect();
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
        let output = result.map_or_else(|| quote!(()), |ty| value(ty, &ok));
        Edge { input, output, args: args.collect(), taken, values, named }
    }

    /// Where rustc says of the output that a type is too private: where the type is first, as it says that of the
    /// input too.
    pub fn place_of_output(&self) -> Span {
        let named = words(self.output.clone());
        let first = self.named.iter().find(|name| named.contains(&name.to_string()));
        first.map_or(self.output.span(), Ident::span)
    }
}

/// See [`Edge::values`].
fn values(asked: &[&Type], checked: bool) -> Option<TokenStream> {
    let ok = if checked { quote!({ __CHECKED }) } else { quote!(true) };
    let types = asked.iter().map(|ty| {
        quote_spanned!(ty.span()=> ::core::marker::PhantomData<<#ty as __q::Argument<#ok>>::Type>)
    });
    (!asked.is_empty()).then(|| {
        quote! {
            const __VALUES: ::core::primitive::bool = { #(let _: #types;)* true };
        }
    })
}

/// The types in `ty` that may be no values, containers aside, each once.
fn foreign<'a>(ty: &'a Type, found: &mut Vec<&'a Type>) {
    match (ungrouped(ty), Ty::of(ty, &[])) {
        (_, Ty::Tensor | Ty::Plain) => {}
        (Type::Reference(reference), _) => foreign(&reference.elem, found),
        (Type::Slice(slice), _) => foreign(&slice.elem, found),
        (Type::Array(array), _) => foreign(&array.elem, found),
        (Type::Tuple(tuple), _) => tuple.elems.iter().for_each(|elem| foreign(elem, found)),
        (ty @ Type::Path(path), of) => {
            let last = path.path.segments.last().map(|last| arguments(&last.arguments));
            let held = match of {
                _ if is_pointer(ty) => None,
                Ty::Seq(_) | Ty::Option(_) | Ty::Result(_) => last.and_then(|mut all| all.next()),
                Ty::Map(_) => last.and_then(|mut all| all.nth(1)),
                _ => None,
            };
            match held {
                Some(held) => foreign(held, found),
                None if found.contains(&ty) => {}
                None => found.push(ty),
            }
        }
        _ => {}
    }
}

/// Whether a type can be named where the impl's parameters cannot, and is there: of one that is not rustc says so, and
/// where it is named elsewhere in other words.
pub fn is_value_asked(item: &Impl, ty: &Type) -> bool {
    let of_self = ty.to_token_stream().into_iter().any(|token| token.to_string() == "Self");
    !of_self
        && !names_any(&item.generics, ty)
        && is_sure(ty, Some(item.impl_token.span), &|_| false)
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

/// `ty`, of which rustc says in one place what it says, if it is `ok`.
fn value(ty: &Type, ok: &TokenStream) -> TokenStream {
    match (doubtful(ty), ty) {
        (None, ty) => quote!(#ty),
        (Some(span), Type::Tuple(tuple)) => {
            let elems = tuple.elems.iter().map(|elem| value(elem, ok));
            quote_spanned!(span=> (#(#elems,)*))
        }
        (Some(span), ty) => quote_spanned!(span=> <#ty as __q::Argument #ok>::Type),
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
fn owned(ty: &Type, ok: &TokenStream) -> TokenStream {
    let passed = Passed::of(ty);
    let owner = || match unsized_owner(passed.ty()) {
        Some(owner) => value(&owner, ok),
        None => value(passed.ty(), ok),
    };
    match passed {
        Passed::Value(ty) => value(ty, ok),
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
        Type::Slice(slice) => {
            Some(parse_quote_spanned!(slice.span()=> <#slice as __q::Slice>::Owned))
        }
        Type::Path(path) if path.path.is_ident("str") => Some(parse_quote!(::std::string::String)),
        _ => None,
    }
}
