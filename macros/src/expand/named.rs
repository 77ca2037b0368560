//! The types of fields, where rustc may not know them: what it says of a type depends on the item that
//! names it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Expr, ExprPath, Ident, Type, TypeArray,
    visit::{self, Visit},
};

use super::{
    exported::key,
    model::{This, cfgs, checked_type, layer},
    types::names_models,
};
use crate::{
    parse::Model,
    source::Source,
    ty::{Ty, parameter},
};

/// The types of fields that have others in them. If rustc does not know one of those, it suggests a
/// parameter of the item that names it, behind the user's name for the struct, or a type of a backend
/// where there is one: so they are named in no other item.
///
/// ```text
/// trait __Field<const NAME: u64> { type Type; }
/// impl __Field<KEY> for Net { type Type = Vec<Block>; }
/// ```
pub fn nested(model: &Model, this: &This) -> Option<TokenStream> {
    let (params, _, clause) = model.generics.split_for_impl();
    let all = with_arguments(model);
    let fields = model.lowered_fields().filter(|field| this.is_nested(field));
    let impls = fields.map(|field| {
        let (cfgs, key) = (cfgs(field), key(&field.ident));
        let (impl_token, declared) =
            (impl_of(model), declared(model, &field.written, &field.written));
        quote! {
            #cfgs
            #impl_token #params __Field<#key> for #this #clause {
                #declared
            }
        }
    });
    let with_arguments = all.iter().enumerate().map(|(number, ty)| {
        let (impl_token, number) = (impl_of(model), number as u64);
        let field = model.fields.iter().find(|field| holds(&field.written, ty));
        let declared = declared(model, field.map_or(*ty, |field| &field.written), ty);
        quote!(#impl_token __Field<#number> for #this { #declared })
    });
    let impls: Vec<_> = impls.chain(with_arguments).collect();
    (!impls.is_empty()).then(|| quote!(trait __Field<const NAME: u64> { type Type; } #(#impls)*))
}

/// `type Type = …;`, where the field's type is written: there rustc says what is lacking of arguments in it.
fn declared(model: &Model, field: &Type, ty: &Type) -> TokenStream {
    let (place, ty) = (Source::of(field), named(model, ty));
    let name = Ident::new("Type", place.last);
    let (declared, ty) =
        (quote_spanned!(place.span=> type #name), quote_spanned!(place.last=> = #ty;));
    quote!(#declared #ty)
}

/// `impl`, where the struct is named.
fn impl_of(model: &Model) -> TokenStream {
    quote_spanned!(model.ident.span()=> impl)
}

/// The fields whose types are said in several tokens, or are `Tensor`: what rustc says of a type it says once a
/// place, and takes several tokens for several.
pub fn nested_fields(model: &Model) -> Vec<Ident> {
    let is_alone = |ty: &Type| {
        ty.to_token_stream().into_iter().nth(1).is_none() && length(model, ty).is_none()
    };
    let fields = model.lowered_fields().filter(|field| {
        layer(field).is_none() && (!is_alone(&field.written) || field.ty == Ty::Tensor)
    });
    fields.map(|field| field.ident.clone()).collect()
}

/// `N` of `[T; N]`, which rustc takes for a forgotten parameter, where it is none.
fn length<'a>(model: &Model, ty: &'a Type) -> Option<(&'a TypeArray, &'a Ident)> {
    let Type::Array(array) = ty else { return None };
    let Expr::Path(ExprPath { path, .. }) = &array.len else { return None };
    let name = path.get_ident()?;
    let is_letter = |name: &str| name.len() == 1 && name.chars().all(char::is_uppercase);
    let is_declared = model.generics.params.iter().filter_map(parameter).any(|param| param == name);
    (is_letter(&name.to_string()) && !is_declared).then_some((array, name))
}

/// The same type. An impl misses what is an argument, as a struct misses what is in it.
fn named(model: &Model, ty: &Type) -> TokenStream {
    match length(model, ty) {
        Some((TypeArray { elem, .. }, name)) => quote!(__q::Array<#elem, { #name }>),
        None => quote!(#ty),
    }
}

/// Whether `ty` is a part of a type.
fn holds(of: &Type, ty: &Type) -> bool {
    struct Parts<'a>(&'a Type, bool);
    impl<'ast> Visit<'ast> for Parts<'_> {
        fn visit_type(&mut self, ty: &'ast Type) {
            self.1 |= std::ptr::eq(self.0, ty);
            visit::visit_type(self, ty);
        }
    }
    let mut parts = Parts(ty, false);
    parts.visit_type(of);
    parts.1
}

/// Whether `ty`, a part of a type, is no argument in it.
fn is_outside(of: &Type, ty: &Type) -> bool {
    match of {
        _ if std::ptr::eq(of, ty) => true,
        Type::Array(array) => is_outside(&array.elem, ty),
        Type::Group(group) => is_outside(&group.elem, ty),
        Type::Paren(paren) => is_outside(&paren.elem, ty),
        Type::Tuple(tuple) => tuple.elems.iter().any(|elem| is_outside(elem, ty)),
        _ => false,
    }
}

/// Types of which rustc may say that their arguments are not what they are bound by: `Stage<Conv2d>`.
fn with_arguments(model: &Model) -> Vec<&Type> {
    let mut types = model.named_types();
    types.retain(|ty| match ty {
        Type::Path(path) => path.path.segments.iter().any(|part| !part.arguments.is_none()),
        _ => false,
    });
    types
}

/// A type of which nothing is asked if rustc has said that:
///
/// ```text
/// <__q::Checked<{ <Net>::__FORMED }> as __q::Is<Stage<Conv2d>>>::Itself
/// ```
pub fn formed(model: &Model, ty: TokenStream, place: Span) -> TokenStream {
    let ident = &model.ident;
    match with_arguments(model).is_empty() {
        true => ty,
        false => {
            quote_spanned!(place=> <__q::Checked<{ <#ident>::__FORMED }> as __q::Is<#ty>>::Itself)
        }
    }
}

/// What the impl's half may ask of the fields' types, which can be named here:
///
/// ```text
/// impl Net {
///     const __FORMED: bool = { let _: Stage<Block>; true };           // of types with arguments
///     const __NESTED: &'static [(bool, bool)] = &[(__q::IsModel::<Block>::YES, __q::IsStruct::<Block>::YES)];    // of `Vec<Block>`
/// }
/// impl Net {
///     pub(crate) const __FIELDS: bool = __FIELDS;     // see `model`
///     pub(crate) const __LOWERED: bool = { …; all = all && __q::Lowers::<Encoder>::YES; all };
///     pub(crate) const __MODELS: &'static [(bool, bool)] = &[(…), Self::__NESTED[0]];    // `Encoder` likewise
/// }
/// ```
pub fn found(model: &Model, this: &This) -> Option<TokenStream> {
    let (ident, impl_token) = (&model.ident, impl_of(model));
    let fields = model.lowered_fields().filter(|field| names_models(&field.ty));
    let lowers = fields.map(|field| {
        let cfgs = cfgs(field);
        let ty = match this.is_nested(field) {
            true => checked_type(this, field),
            false => field.written.to_token_stream(),
        };
        quote!(#cfgs { all = all && __q::Lowers::<#ty>::YES; })
    });
    let with_arguments = with_arguments(model);
    let mut nested: Vec<TokenStream> = Vec::new();
    let models = model.named_types().into_iter().map(|ty| {
        let with_arguments = with_arguments.iter().position(|other| std::ptr::eq(*other, ty));
        let asked = with_arguments.map_or_else(
            || ty.to_token_stream(),
            |number| {
                let number = number as u64;
                formed(model, quote!(<#this as __Field<#number>>::Type), Span::call_site())
            },
        );
        let model_or_not = quote!((__q::IsModel::<#asked>::YES, __q::IsStruct::<#asked>::YES));
        if model.fields.iter().any(|field| is_outside(&field.written, ty)) {
            return model_or_not;
        }
        nested.push(model_or_not);
        let index = nested.len() - 1;
        quote!(Self::__NESTED[#index])
    });
    let models: Vec<_> = models.collect();
    let formed = (!with_arguments.is_empty()).then(|| {
        quote! {
            const __FORMED: ::core::primitive::bool = {
                #(let _: #with_arguments;)*
                true
            };
        }
    });
    model.has_named_types().then(|| {
        quote! {
            #impl_token #ident {
                #formed
                const __NESTED: &'static [(::core::primitive::bool, ::core::primitive::bool)] = {
                    use __q::Not as _;
                    &[#(#nested),*]
                };
            }
            impl #ident {
                pub(crate) const __FIELDS: ::core::primitive::bool = __FIELDS;
                pub(crate) const __LOWERED: ::core::primitive::bool = {
                    use __q::Not as _;
                    let mut all = true;
                    #(#lowers)*
                    all
                };
                pub(crate) const __MODELS: &'static [(::core::primitive::bool, ::core::primitive::bool)] = {
                    use __q::Not as _;
                    &[#(#models),*]
                };
            }
        }
    })
}
