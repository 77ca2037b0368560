//! That the fields of a model can be lowered, which rustc says once.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Type, spanned::Spanned};

use super::{
    checked::names_any,
    model::{This, cfgs, field_type, layer},
    named::formed,
    types::names_models,
};
use crate::{
    ops::Layer,
    parse::{Field, Model},
    rustc::{beside::may_be_another, is_same_anywhere},
    ty::{Ty, first, leaves},
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
    let fields = model.lowered_fields().filter(|field| this.checked.contains(&field.ident));
    let fields = fields.map(|field| {
        let (cfgs, place) = (cfgs(field), field.written.span());
        let layers = doubtful_layers(field);
        if !layers.is_empty() {
            let all = layers.into_iter().map(|(ty, layer)| {
                let name = Ident::new(layer.name, Span::call_site());
                quote_spanned!(ty.span()=> <#ty as __q::IsLayer<__q::nn::#name>>::as_layer)
            });
            return quote!(#cfgs { #(let _ = #all;)* });
        }
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
        let is_known = !is_generic || !independent(model, field).is_empty();
        (names_models(&field.ty) || names_rc(&field.written)) && is_known
            || !doubtful_layers(field).is_empty()
    });
    fields.map(|field| field.ident.clone()).collect()
}

/// Whether there is an `Rc`, which no model can have: it is used on several threads.
fn names_rc(ty: &Type) -> bool {
    let is_rc = |ty: &Type| {
        let last = match ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        last.is_some_and(|last| last.ident == "Rc")
    };
    first(ty, is_rc).is_some()
}

/// The types in a field's containers that are taken for layers, by their names or by the field's attribute, and may be
/// others.
fn doubtful_layers(field: &Field) -> Vec<(&Type, Layer)> {
    let mut types = Vec::new();
    if layer(field).is_none() && !names_models(&field.ty) {
        leaves(&field.written, &mut types);
    }
    let layers = types.into_iter().filter_map(|ty| match Ty::of(ty, &[]) {
        Ty::Layer(layer) => {
            may_be_another(layer.name, ty.span(), &["quantizable"]).then_some((ty, layer))
        }
        // An alias is what it is of.
        Ty::Named(_) if std::ptr::eq(ty, &field.written) => None,
        Ty::Named(_) => Some((ty, field.ty.layer_inside()?)),
        _ => None,
    });
    layers.collect()
}

/// What does not depend on a model's parameters in the type of a field, and can be named once more: all of it, or what is
/// in containers.
fn independent<'a>(model: &Model, field: &'a Field) -> Vec<&'a Type> {
    let depends = |ty: &Type| names_any(&model.generics, ty);
    let mut types = vec![&field.written];
    if depends(&field.written) {
        types.clear();
        leaves(&field.written, &mut types);
    }
    types.retain(|ty| !depends(ty) && is_same_anywhere(ty, model.ident.span()));
    types
}
