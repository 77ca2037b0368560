//! That the fields of a model can be lowered, which rustc says once.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Type, spanned::Spanned};

use super::{
    checked::names_any,
    model::{This, cfgs, field_type},
    named::formed,
    types::names_models,
};
use crate::{
    parse::{Field, Model},
    rustc::is_sure,
    ty::leaves,
};

/// A lowered model that is of no type if a field cannot be lowered, so that rustc says this once, and
/// not wherever the model is used:
///
/// ```text
/// const __FIELDS: bool = { let _ = <Block as __q::Lower>::__visit; true };
/// type __Checked<T> = <__q::Checked<{ __FIELDS }> as __q::Is<T>>::Itself;
/// … __Checked<__NetLowered<__B>>
/// ```
pub fn checked(this: &This, model: &Model, lowered: TokenStream) -> (TokenStream, TokenStream) {
    if this.checked.is_empty() {
        return (TokenStream::new(), lowered);
    }
    let fields = model.lowered_fields().filter(|field| names_models(&field.ty));
    let fields = fields.map(|field| {
        let (cfgs, place) = (cfgs(field), field.written.span());
        // Not of its lowered type, which depends on such a constant of its own: models may be recursive.
        let of = if model.generics.params.is_empty() {
            let ty = formed(model, field_type(this, field), place);
            vec![quote_spanned!(place=> <#ty as __q::Lower>::__visit)]
        } else {
            let types = independent(model, field).into_iter();
            types.map(|ty| quote_spanned!(ty.span()=> <#ty as __q::Lower>::__visit)).collect()
        };
        quote!(#cfgs { #(let _ = #of;)* })
    });
    // One constant, as rustc looks at each argument that is one on its own.
    let checked = quote! {
        const __FIELDS: ::core::primitive::bool = { #(#fields)* true };
        type __Checked<__T> = <__q::Checked<{ __FIELDS }> as __q::Is<__T>>::Itself;
    };
    (checked, quote!(__Checked<#lowered>))
}

/// The fields of which something can be asked in a constant, which cannot have parameters.
pub fn checked_fields(model: &Model) -> Vec<Ident> {
    let is_generic = !model.generics.params.is_empty();
    let fields = model.lowered_fields().filter(|field| {
        names_models(&field.ty) && (!is_generic || !independent(model, field).is_empty())
    });
    fields.map(|field| field.ident.clone()).collect()
}

/// What does not depend on a model's parameters in the type of a field, and is sure to be there: all of it, or what is
/// in containers.
fn independent<'a>(model: &Model, field: &'a Field) -> Vec<&'a Type> {
    let depends = |ty: &Type| names_any(&model.generics, ty);
    let mut types = vec![&field.written];
    if depends(&field.written) {
        types.clear();
        leaves(&field.written, &mut types);
    }
    types.retain(|ty| !depends(ty) && is_sure(ty, Some(model.ident.span()), &|_| false));
    types
}
