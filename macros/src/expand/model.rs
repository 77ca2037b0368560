//! The lowered struct, and how to get there and from one backend to another.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    GenericParam, Generics, Ident, Path, Token, Type, punctuated::Punctuated, spanned::Spanned,
};

use super::{
    exported::key,
    lowers::{checked, checked_fields},
    named::{found, nested, nested_fields},
    names,
    types::names_models,
};
use crate::{
    ops::Layer,
    parse::{Field, Model},
    ty::{Ty, argument},
};

/// The struct's generics, in the forms that an expansion needs.
pub struct Params<'a> {
    generics: &'a Generics,
}

impl<'a> Params<'a> {
    pub fn new(generics: &'a Generics) -> Self {
        Params { generics }
    }

    /// `M: Model, const N: usize,` with a comma behind each.
    pub fn declared(&self) -> TokenStream {
        let params = self.generics.params.iter().map(|param| match param.clone() {
            GenericParam::Type(mut param) => {
                param.default = None;
                GenericParam::Type(param)
            }
            GenericParam::Const(mut param) => {
                param.default = None;
                GenericParam::Const(param)
            }
            lifetime => lifetime,
        });
        quote!(#(#params,)*)
    }

    /// `M, N,` with a comma behind each.
    pub fn names(&self) -> TokenStream {
        let names = self.generics.params.iter().map(|param| match param {
            GenericParam::Type(param) => {
                let ident = &param.ident;
                quote!(#ident)
            }
            GenericParam::Const(param) => {
                let ident = &param.ident;
                quote!(#ident)
            }
            GenericParam::Lifetime(param) => {
                let lifetime = &param.lifetime;
                quote!(#lifetime)
            }
        });
        quote!(#(#names,)*)
    }
}

/// The struct's type.
pub struct This {
    ty: TokenStream,
    /// Which of its fields are of no type if one of them cannot be lowered.
    pub checked: Vec<Ident>,
    nested: Vec<Ident>,
}

impl This {
    fn of(model: &Model) -> Self {
        let (ident, names) = (&model.ident, Params::new(&model.generics).names());
        let (checked, nested) = (checked_fields(model), nested_fields(model));
        This { ty: quote!(#ident<#names>), checked, nested }
    }

    /// Whether the type of a field is one that [`nested`] names.
    pub fn is_nested(&self, field: &Field) -> bool {
        self.nested.contains(&field.ident)
    }
}

impl ToTokens for This {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.ty.to_tokens(tokens);
    }
}

/// For `struct Net { conv1: Conv2d, n: usize }`:
///
/// ```text
/// const _: () = {
///     use ::quantizable::__private::{self as __q, Unseen as _};
///     pub struct __NetLowered<__B> where __B: __q::Backend {
///         conv1: <Conv2d as __q::Lower>::Lowered<__B>,
///         n: <usize as __q::Lower>::Lowered<__B>,
///         pub __sites: __q::Sites<__B>,
///     }
///     impl<__B> __q::LoweredOf for __NetLowered<__B> where __B: __q::Backend {
///         type Model = Net;
///         type Backend = __B;
///         fn lowered(&self) -> &Self { self }
///     }
///     impl __q::Lower for Net { … }         // field by field
///     impl __q::Parameters for Net { … }    // field by field
/// };
/// ```
pub fn lowered(krate: &Path, model: &Model) -> TokenStream {
    let Model { vis, ident, generics, .. } = model;
    let lowered = names::lowered(ident);
    let params = Params::new(generics);
    let (declared, names) = (params.declared(), params.names());
    let clause = &generics.where_clause;
    // The backend is bounded behind it: rustc would look for what is not found in it among its types.
    let mut backend_clause = generics.clone();
    backend_clause.make_where_clause().predicates.push(syn::parse_quote!(__B: __q::Backend));
    let backend_clause = backend_clause.where_clause;
    let this = This::of(model);
    let fields: Vec<&Field> = model.lowered_fields().collect();
    let idents: Vec<&Ident> = fields.iter().map(|field| &field.ident).collect();
    let types = fields.iter().map(|field| lowered_type(&this, field));
    let cfgs: Vec<TokenStream> = fields.iter().map(|field| cfgs(field)).collect();
    let initialized = |field: &Field, value: TokenStream| {
        let (ident, span) = (located(field), field.written.span());
        quote_spanned!(span=> #ident: #value)
    };
    // No call, which could panic and leave the fields before it to drop.
    let path = |field: &Field| {
        let name = unraw(&field.ident);
        quote!(&__q::Path::Field(path, #name))
    };
    let lower = fields.iter().map(|field| {
        if is_function(field) {
            let name = &field.ident;
            return initialized(field, quote!(of.#name.clone()));
        }
        let (reference, mut path) = (reference(&this, "of", field), path(field));
        if names_models(&field.ty) {
            let name = unraw(&field.ident);
            path.extend(quote!(.entered(<#this>::__enters(of, path, #name))));
        }
        initialized(field, call(&this, field, "__lower", quote!(#reference, #path, to)))
    });
    let rebind = fields.iter().map(|field| {
        if is_function(field) {
            let name = &field.ident;
            return initialized(field, quote!(from.#name.clone()));
        }
        let (part, path) = (part("from", field), path(field));
        initialized(field, call(&this, field, "__rebind", quote!(#part, #path, to)))
    });
    let (found, nested) = (found(model, &this), nested(model, &this));
    let visibilities = fields.iter().map(|field| &field.vis);
    let parameters = parameters(model);
    let markers = marker(generics);
    let (marker_field, marker_value) = match &markers {
        Some(ty) => (
            quote!(__of: ::core::marker::PhantomData<fn() -> #ty>,),
            quote!(__of: ::core::marker::PhantomData,),
        ),
        None => Default::default(),
    };
    let (fields_lower, lowered_type) = checked(&this, model, quote!(#lowered<#names __B>));
    quote! {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        const _: () = {
            use #krate::__private::{self as __q, Unseen as _};

            #nested

            #[doc(hidden)]
            #vis struct #lowered<#declared __B> #backend_clause {
                #(#cfgs #visibilities #idents: #types,)*
                pub __sites: __q::Sites<__B>,
                #marker_field
            }

            impl<#declared __B> __q::LoweredOf for #lowered<#names __B> #backend_clause {
                type Model = #this;
                type Backend = __B;
                fn lowered(&self) -> &Self {
                    self
                }
            }

            #fields_lower
            #[doc(hidden)]
            impl<#declared> __q::Lower for #this #clause {
                type Lowered<__B: __q::Backend> = #lowered_type;

                fn __lower(
                    of: &Self,
                    path: &__q::Path<'_>,
                    to: &mut __q::Observed,
                ) -> #lowered<#names __q::Observe> {
                    let mut lowered = #lowered {
                        #(#cfgs #lower,)*
                        __sites: ::core::default::Default::default(),
                        #marker_value
                    };
                    <#this>::__observe(of, &mut lowered, path, to);
                    lowered
                }

                fn __rebind<__A: __q::Backend, __B: __q::Backend>(
                    from: &#lowered<#names __A>,
                    path: &__q::Path<'_>,
                    to: &mut dyn __q::Rebind<__A, __B>,
                ) -> #lowered<#names __B> {
                    #lowered {
                        #(#cfgs #rebind,)*
                        __sites: to.sites(&from.__sites, <#this>::__SEEN_HERE, path),
                        #marker_value
                    }
                }
            }

            #parameters
            #found
        };
    }
}

/// ```text
/// impl __q::Parameters for Net {
///     fn visit(&self, prefix: &str, visitor: …) {
///         <Conv2d as __q::Lower>::__visit(&self.conv1, prefix, "conv1", visitor);
///     }
///     …
/// }
/// ```
fn parameters(model: &Model) -> TokenStream {
    let declared = Params::new(&model.generics).declared();
    let (clause, this) = (&model.generics.where_clause, This::of(model));
    let fields = model.lowered_fields().filter(|field| !is_function(field)).map(|field| {
        let (cfgs, name) = (cfgs(field), unraw(&field.ident));
        let field_of = reference(&this, "self", field);
        let field_of_mut = reference_mut(&this, field);
        let visit = call(&this, field, "__visit", quote!(#field_of, prefix, #name, visitor));
        let visit_mut =
            call(&this, field, "__visit_mut", quote!(#field_of_mut, prefix, #name, visitor));
        (quote!(#cfgs { #visit; }), quote!(#cfgs { #visit_mut; }))
    });
    let (visits, visits_mut): (Vec<_>, Vec<_>) = fields.unzip();
    quote! {
        impl<#declared> __q::Parameters for #this #clause {
            fn visit(&self, prefix: &::core::primitive::str, visitor: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &__q::Tensor)) {
                #(#visits)*
            }
            fn visit_mut(&mut self, prefix: &::core::primitive::str, visitor: &mut dyn ::core::ops::FnMut(&::core::primitive::str, &mut __q::Tensor)) {
                #(#visits_mut)*
            }
        }
    }
}

/// The layer that a field is itself, not behind a pointer.
pub fn layer(field: &Field) -> Option<Layer> {
    let Ty::Layer(layer) = field.ty else { return None };
    (!is_pointer(field)).then_some(layer)
}

/// Whether what a field is by its type is behind a pointer.
pub fn is_pointer(field: &Field) -> bool {
    let Type::Path(path) = &field.written else { return false };
    matches!(field.ty, Ty::Layer(_))
        && path.path.segments.last().is_some_and(|last| !last.arguments.is_none())
}

/// The type whose lowered form a field of `this` has. A type that was taken for a layer by its name is
/// said to be that layer, and [`reference`] makes sure of it; one with others in it is named by [`nested`].
pub fn field_type(this: &This, field: &Field) -> TokenStream {
    match layer(field) {
        Some(layer) => {
            let name = Ident::new(layer.name, Span::call_site());
            quote!(__q::nn::#name)
        }
        None if this.is_nested(field) => {
            let key = key(&field.ident);
            quote_spanned!(field.written.span()=> <#this as __Field<#key>>::Type)
        }
        None => field.written.to_token_stream(),
    }
}

/// Whether it is a pointer to a function, or several, the same under every backend. (A trait cannot be
/// implemented for those that take references.)
fn is_function(field: &Field) -> bool {
    fn are_functions(ty: &Type) -> bool {
        match ty {
            Type::FnPtr(_) => true,
            Type::Array(array) => are_functions(&array.elem),
            Type::Path(path) => path.path.segments.last().is_some_and(|last| {
                ["Option", "Vec"].iter().any(|name| last.ident == name)
                    && argument(&last.arguments).is_some_and(are_functions)
            }),
            _ => false,
        }
    }
    are_functions(&field.written)
}

/// The same, which is none if a field of the model cannot be lowered.
pub fn checked_type(this: &This, field: &Field) -> TokenStream {
    let ty = field_type(this, field);
    match this.checked.contains(&field.ident) {
        true => {
            quote_spanned!(field.written.span()=> __Checked<#ty>)
        }
        false => ty,
    }
}

/// `<Conv2d as __q::Lower>::Lowered<__B>`, all of it where the type is in the source: what rustc
/// says of it, it then says once, though it comes from several functions.
fn lowered_type(this: &This, field: &Field) -> TokenStream {
    if is_function(field) {
        return field.written.to_token_stream();
    }
    let ty = checked_type(this, field);
    quote_spanned!(field.written.span()=> <#ty as __q::Lower>::Lowered<__B>)
}

/// `<Conv2d as __q::Lower>::name(args)`, likewise.
fn call(this: &This, field: &Field, name: &str, args: TokenStream) -> TokenStream {
    let (ty, span) = (checked_type(this, field), field.written.span());
    let name = Ident::new(name, span);
    quote_spanned!(span=> <#ty as __q::Lower>::#name(#args))
}

/// `#[cfg(…)]`, for everything that names the field.
pub fn cfgs(field: &Field) -> TokenStream {
    let cfgs = &field.cfgs;
    quote!(#(#cfgs)*)
}

/// Its name, likewise.
fn located(field: &Field) -> Ident {
    let mut ident = field.ident.clone();
    ident.set_span(ident.span().located_at(field.written.span()));
    ident
}

/// `&{of}.conv1`, likewise.
fn part(of: &str, field: &Field) -> TokenStream {
    let span = field.written.span();
    let of = Ident::new(of, Span::call_site());
    let ident = located(field);
    quote_spanned!(span=> &{#of}.#ident)
}

/// `&{of}.conv1`, or what it must be if it was taken for a layer by its type's name:
///
/// ```text
/// <Conv2d as __q::IsLayer<__q::nn::Conv2d>>::as_layer(&of.conv1)
/// ```
fn reference(this: &This, of: &str, field: &Field) -> TokenStream {
    let (of, ident) = (Ident::new(of, Span::call_site()), &field.ident);
    as_layer(this, field, "as_layer", quote!(&#of.#ident))
}

/// `&mut self.conv1`, likewise.
fn reference_mut(this: &This, field: &Field) -> TokenStream {
    let ident = &field.ident;
    as_layer(this, field, "as_layer_mut", quote!(&mut self.#ident))
}

fn as_layer(this: &This, field: &Field, method: &str, field_of: TokenStream) -> TokenStream {
    if layer(field).is_none() {
        return field_of;
    }
    let (written, ty) = (&field.written, field_type(this, field));
    let method = Ident::new(method, written.span());
    quote_spanned!(written.span()=> <#written as __q::IsLayer<#ty>>::#method(#field_of))
}

/// A type that names all parameters, for those that only skipped fields use.
fn marker(generics: &Generics) -> Option<TokenStream> {
    let types: Punctuated<&Ident, Token![,]> =
        generics.type_params().map(|param| &param.ident).collect();
    (!types.is_empty()).then(|| quote!((#types,)))
}

/// The name as PyTorch has it: `r#type` is `type`.
pub fn unraw(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}
