//! Everything that is emitted.

mod bindings;
mod body;
mod checked;
mod copies;
mod edge;
mod exported;
mod fold;
mod group;
mod instance;
mod known;
mod lowers;
mod macros;
mod matched;
mod meeting;
mod model;
mod named;
mod names;
mod plain;
mod plan;
mod program;
mod question;
mod rust;
mod types;
mod unparsed;

pub use checked::{checked, names_any};
pub use edge::{Edge, Passed, ungrouped};
pub use exported::failed as failed_exports;
pub use meeting::meeting;
pub use model::Params;
pub use names::Locals;
use plain::plain;
pub use types::{Types, Under, names_models};

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Field, Ident, ImplItem, Item, ItemImpl, ItemStruct, Lifetime, Path, Type, Visibility,
    parse_quote, visit::Visit, visit_mut::VisitMut,
};

use crate::{
    attr::{self, Options, Place, Strip},
    diag::{Diag, no_type},
    errors, fallback,
    parse::{Impl, Model, Parenthesize, open_blocks},
    rustc::{
        self,
        beside::{self, Declared, Struct},
    },
    source::relocated,
    ty::Ty,
};

/// Expands `#[quantizable(args)] item`.
pub fn attribute(args: TokenStream, mut tokens: TokenStream) -> TokenStream {
    let mut parsed = syn::parse2::<Item>(tokens.clone());
    if parsed.is_err() {
        let opened = open_blocks(tokens.clone());
        if let Ok(item) = syn::parse2(opened.clone()) {
            (parsed, tokens) = (Ok(item), opened);
        }
    }
    let parsed = match parsed {
        Ok(parsed) => parsed,
        // A statement in an impl without the attribute: rustc says that it can have none.
        Err(_) if syn::parse2::<Ident>(args.clone()).is_ok_and(|word| word == "float") => {
            return tokens;
        }
        Err(error) => {
            let options = Options::parse(&Diag::silent(), Place::Struct, args);
            return unparsed::unparsed(&krate(&options), &options, &tokens, &error);
        }
    };
    let diag = Diag::new();
    match parsed {
        Item::Struct(mut item) => {
            let options = Options::parse(&diag, Place::Struct, args);
            with_size(&options, &mut item);
            match &options.plain {
                Some(option) if beside::has_model_impl(&item.ident) => {
                    diag.error(errors::plain_model(option, &item.ident));
                }
                Some(_) => {
                    return plain(diag, &options, &item.ident, &item.generics, &item.attrs, &item);
                }
                // What is said of it is no option, and it is no model.
                None if diag.count() > 0 && is_data(&item) => {
                    return plain(diag, &options, &item.ident, &item.generics, &item.attrs, &item);
                }
                None => {}
            }
            match beside::structs(&item.ident) {
                Declared::Again => {
                    let (clean, errors) = (clean_struct(item), report(diag));
                    quote!(#clean #errors)
                }
                _ => model_half(diag, &options, item),
            }
        }
        Item::Enum(item) => {
            let options = Options::parse(&diag, Place::Struct, args);
            // Its impl finds that something is wrong, and was reported.
            let meets = options.plain.is_none().then(|| {
                if diag.count() == 0 {
                    diag.error(errors::enum_model(&item));
                }
                let (vis, name) = (&item.vis, &item.ident);
                model_macro(&krate(&options), &quote!(failed), &parse_quote!(#vis struct #name;))
            });
            let plain = plain(diag, &options, &item.ident, &item.generics, &item.attrs, &item);
            quote!(#plain #meets)
        }
        Item::Impl(item) => {
            let options = Options::parse(&diag, Place::Impl, args.clone());
            let clean = clean_impl(tokens, &item);
            impl_half(diag, &options, &args, item, &clean)
        }
        other => {
            match syn::parse2::<Ident>(args) {
                Ok(option) if option == "export" => diag.error(errors::exported_elsewhere(&option)),
                _ => diag.error(errors::wrong_item(&other)),
            }
            let errors = report(diag);
            quote!(#other #errors)
        }
    }
}

/// The impl without our attributes. Its own tokens know where delimiters are, which IDEs ask for; those
/// that a macro of the user's has grouped go by new ones.
fn clean_impl(tokens: TokenStream, item: &ItemImpl) -> TokenStream {
    if !has_groups(tokens.clone()) {
        return unparsed::without_attributes(tokens);
    }
    let mut clean = item.clone();
    Parenthesize.visit_item_impl_mut(&mut clean);
    Strip.visit_item_impl_mut(&mut clean);
    quote!(#clean)
}

/// Whether there are groups without delimiters.
fn has_groups(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::None || has_groups(group.stream())
        }
        _ => false,
    })
}

/// `items` for rustc alone. rust-analyzer shows of each token what the last copy of it is, so it gets no
/// copies, but the traits, by `instead`:
///
/// ```text
/// #[allow(unexpected_cfgs)]
/// const _: () = {
///     #[cfg(rust_analyzer)]
///     ::quantizable::__private::__expand! { ::quantizable, analyzed, … }
///     #[cfg(not(rust_analyzer))]
///     const _: () = { … };
/// };
/// ```
fn for_rustc(items: &TokenStream, instead: &TokenStream) -> TokenStream {
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            #instead
            #[cfg(not(rust_analyzer))]
            const _: () = { #items };
        };
    }
}

/// The fields of a struct, where they are fields: in the struct's macro they are nothing yet.
fn fields(item: &ItemStruct) -> TokenStream {
    let (params, args, clause) = item.generics.split_for_impl();
    let (ident, names) = (&item.ident, item.fields.members());
    quote!(fn __fields #params (model: &#ident #args) #clause { #(let _ = &model.#names;)* })
}

/// An impl with the signatures of what other models call, and no more.
fn signatures(item: &ItemImpl) -> ItemImpl {
    let mut item = item.clone();
    item.items.retain(|item| match item {
        ImplItem::Fn(function) => {
            function.sig.ident == "forward" || function.attrs.iter().any(attr::is_ours)
        }
        _ => false,
    });
    for item in &mut item.items {
        if let ImplItem::Fn(function) = item {
            function.block = parse_quote!({});
        }
    }
    item
}

fn report(diag: Diag) -> TokenStream {
    diag.finish().err().map(|errors| errors.to_tokens()).unwrap_or_default()
}

/// The path of the quantizable crate.
fn krate(options: &Options) -> Path {
    options.krate.clone().unwrap_or_else(names::krate)
}

/// The struct stays as it is, and leaves a macro under its own name for the impl to call:
///
/// ```text
/// pub struct Net { conv1: Conv2d }
/// macro_rules! __quantizable_Net_3 {
///     ($($rest:tt)*) => {
///         ::quantizable::__private::__expand! {
///             ::quantizable, ok, { pub struct Net { conv1: Conv2d } } $($rest)*
///         }
///     };
/// }
/// pub(crate) use __quantizable_Net_3 as Net;
/// const _: () = { /* the lowered struct */ };
/// ```
fn model_half(diag: Diag, options: &Options, item: ItemStruct) -> TokenStream {
    let krate = krate(options);
    let model = Model::parse(&diag, &item);
    if let Some(model) = &model {
        crate::check::check_fields(&diag, model);
    }
    let lowered = model.as_ref().map(|model| model::lowered(&krate, model));
    let is_wrong = |model| {
        rustc::repeats_field(model)
            || rustc::holds_model_objects(model)
            || rustc::has_wrong_field(model)
    };
    let left_to_rustc = model.as_ref().is_some_and(is_wrong);
    let has_no_size = model.as_ref().is_some_and(rustc::has_no_size);
    let (state, rest) = match (diag.finish(), lowered) {
        (errors, _) if has_no_size => {
            (quote!(impossible), errors.err().map(|errors| errors.to_tokens()).unwrap_or_default())
        }
        (Ok(()), lowered) if !left_to_rustc => {
            (quote!(ok), for_rustc(&lowered.unwrap_or_default(), &fields(&item)))
        }
        (errors, _) => {
            let (ident, (_, args, _)) = (&item.ident, item.generics.split_for_impl());
            let stub = fallback::lower(&krate, &item.generics, &quote!(#ident #args));
            let errors = errors.err().map(|errors| errors.to_tokens());
            (quote!(failed), quote!(#errors #stub))
        }
    };
    let mut bare = item.clone();
    bare.attrs.clear();
    bare.fields
        .iter_mut()
        .for_each(|field| field.attrs.retain(|attr| attr::is_ours(attr) || attr::is_cfg(attr)));
    // Of an attribute or a type that is none rustc says so; the model is to be one all the same.
    let misspelt = beside::misspelt_impl(&item.ident).or_else(|| {
        let (params, args, clause) = item.generics.split_for_impl();
        let ident = &item.ident;
        beside::has_misnamed_impl(ident).then(|| parse_quote!(impl #params #ident #args #clause {}))
    });
    let unmet = match misspelt {
        Some(item) => Some(fallback::ambiguous(&krate, &item)),
        None => beside::bare_impl(&item.ident).map(|bare| {
            let diag = Diag::new();
            diag.error(errors::impl_without_attribute(&item.ident));
            let errors = diag.finish().err();
            let stub = fallback::model(&krate, &bare, errors.as_ref());
            let errors = errors.map(|errors| errors.to_tokens());
            quote!(#errors #stub)
        }),
    };
    let clean = clean_struct(item);
    let meets = model_macro(&krate, &state, &bare);
    quote!(#clean #meets #unmet #rest)
}

/// Whether a type has a lifetime without a name, which an alias cannot have.
fn has_elided_lifetime(ty: &Type) -> bool {
    struct Elided(bool);
    impl<'ast> Visit<'ast> for Elided {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0 |= lifetime.ident == "_";
        }
    }
    let mut elided = Elided(false);
    elided.visit_type(ty);
    elided.0
}

/// Whether a struct holds plain values only, and has no impl with the attribute.
fn is_data(item: &ItemStruct) -> bool {
    fn is_plain(ty: &Ty) -> bool {
        match ty {
            Ty::Plain => true,
            Ty::Seq(inner) | Ty::Option(inner) => is_plain(inner),
            _ => false,
        }
    }
    item.fields.iter().all(|field| is_plain(&Ty::of(&field.ty, &[])))
        && !beside::has_model_impl(&item.ident)
}

/// What fields hold has a size: rustc would let the last one have none, and says of another one what it says of all that
/// holds it. What has none is a type that is an error instead, and of what has such a field nothing more is said.
fn with_size(options: &Options, item: &mut ItemStruct) {
    for Field { attrs, ty, .. } in &mut item.fields {
        let is_skipped = || Options::of(&Diag::silent(), Place::Field, attrs).skip.is_some();
        let Some(part) = rustc::unsized_part(ty) else { continue };
        let is_field = std::ptr::eq(part, ty);
        let error = match part {
            // Of `dyn Model` rustc says why.
            Type::TraitObject(object) if options.plain.is_none() && is_field => {
                (!rustc::is_model_object(object)).then(|| errors::trait_object(object))
            }
            part => Some(errors::unsized_field(part)),
        };
        if let Some(error) = error.filter(|_| !is_skipped()) {
            // What is imported for it is used.
            let none = no_type(&krate(options), &error, &quote!(*const #part));
            let mut replaced =
                Replaced { part: std::ptr::from_ref(part), by: Some(Type::Verbatim(none)) };
            replaced.visit_type_mut(ty);
        }
    }
}

/// Puts another type in the place of one.
struct Replaced {
    part: *const Type,
    by: Option<Type>,
}

impl VisitMut for Replaced {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match std::ptr::eq(self.part, ty) {
            true => *ty = self.by.take().unwrap_or_else(|| ty.clone()),
            false => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// The struct without our attributes.
fn clean_struct(mut item: ItemStruct) -> ItemStruct {
    Strip.visit_item_struct_mut(&mut item);
    Parenthesize.visit_item_struct_mut(&mut item);
    item
}

/// The macro that the impl calls.
fn model_macro(krate: &Path, state: &TokenStream, bare: &ItemStruct) -> TokenStream {
    let (ident, hidden) =
        (&bare.ident, names::hidden_macro(&bare.ident, bare.ident.span().start().line));
    // As the struct is, which is private for whom the macro is.
    let vis = match &bare.vis {
        Visibility::Public(_) => quote!(pub(crate)),
        vis => quote!(#vis),
    };
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros, clippy::crate_in_macro_def)]
        macro_rules! #hidden {
            ($($rest:tt)*) => { #krate::__private::__expand! { #krate, #state, { #bare } $($rest)* } };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        #vis use #hidden as #ident;
    }
}

/// The impl stays as it is, and calls the struct's macro with its tokens.
fn impl_half(
    diag: Diag,
    options: &Options,
    args: &TokenStream,
    item: ItemImpl,
    clean: &TokenStream,
) -> TokenStream {
    let mut item = item;
    Parenthesize.visit_item_impl_mut(&mut item);
    let parsed = Impl::parse(&diag, &item);
    let krate = krate(options);
    let is_of_alias = beside::is_of_alias(&item);
    if is_of_alias {
        diag.error(errors::impl_of_alias(&item.self_ty));
    }
    let errors = report(diag);
    let meets = match (beside::forwards(&item), parsed) {
        (Declared::Again, _) => TokenStream::new(),
        (Declared::First, _) => fallback::ambiguous(&krate, &item),
        _ if rustc::names_no_lifetime(&item) => TokenStream::new(),
        (Declared::Once, Some(parsed)) if !is_of_alias => {
            let signatures = relocated(signatures(&item).into_token_stream(), Span::call_site());
            let name = names::model();
            let analyzed = quote! {
                #krate::__private::__expand! { #krate, analyzed, { struct #name; } () { #signatures } }
            };
            for_rustc(&meets(&krate, args, &item, &parsed), &analyzed)
        }
        (Declared::Once, _) if beside::has_own_forward(&item) => TokenStream::new(),
        (Declared::Once, _) if rustc::cannot_have_methods(&item.self_ty) => {
            let Type::Reference(reference) = &*item.self_ty else { return quote!(#clean #errors) };
            // What is borrowed may be the model.
            let mut own = item.clone();
            own.self_ty = reference.elem.clone();
            fallback::ambiguous(&krate, &own)
        }
        // What cannot meet the struct still gives it its traits.
        (Declared::Once, _) => fallback::model(&krate, &item, None),
    };
    quote!(#clean #errors #meets)
}

/// The call of the struct's macro:
///
/// ```text
/// type __Model = Net;
/// macro_rules! __unmet {
///     ($($rest:tt)*) => {
///         ::quantizable::__private::__expand! {
///             ::quantizable, missing, { struct __Model; } $($rest)*
///         }
///     };
/// }
/// use __unmet as __meet;
/// const _: () = {
///     fn Net() {}
///     use Net as __meet;
///     const _: () = { __meet! { () { impl Net { … } } } };
/// };
/// ```
///
/// The import of a struct without the attribute brings no macro, and what is found then is the one
/// further out. (Each `const` has a scope of its own: what a macro call in the scope of an import may
/// expand to would keep rustc from telling what that imports.) If there is no such struct, the function
/// is imported: rustc has said what is wrong of the impl, and says nothing of the alias.
///
/// Where an import might be ambiguous, what is in scope behind the struct is called: `__quantizable_Net_3!`.
fn meets(krate: &Path, args: &TokenStream, item: &ItemImpl, parsed: &Impl) -> TokenStream {
    let (path, elsewhere) = (parsed.bare_path(), fallback::elsewhere(parsed));
    let (name, self_ty, (params, ..)) =
        (names::model(), &item.self_ty, item.generics.split_for_impl());
    let is_right = rustc::names_its_parameters(item)
        && !rustc::may_miss_parameters(self_ty, &item.generics)
        && !has_elided_lifetime(self_ty);
    let alias = is_right
        .then(|| quote!(#[allow(dead_code, deprecated, type_alias_bounds)] type #name #params = #self_ty;));
    let met = quote!((#args) { #item });
    let unmet = |met: &TokenStream| quote!(#krate::__private::__expand! { #krate, missing, { struct #name; } #met });
    let call = match path.get_ident().zip(beside::one_of_several(item)) {
        Some((ident, Struct::In { line })) => {
            let hidden = names::hidden_macro(ident, line);
            quote!(const _: () = { #hidden! { #met } };)
        }
        Some((_, Struct::WithoutAttribute)) => {
            let unmet = unmet(&met);
            quote!(const _: () = { #unmet };)
        }
        None => {
            // Its span keeps rustc from suggesting it for what is misspelt.
            let anything = path.get_ident().cloned().map(|mut name| {
                name.set_span(Span::call_site());
                quote!(#[allow(dead_code, non_snake_case)] fn #name() {})
            });
            let unmet = unmet(&quote!($($rest)*));
            quote! {
                #[allow(unused_macros)]
                macro_rules! __unmet {
                    ($($rest:tt)*) => { #unmet };
                }
                #[allow(unused_imports)]
                use __unmet as __meet;
                const _: () = {
                    #anything
                    #[allow(unused_imports, deprecated)]
                    use #path as __meet;
                    const _: () = { __meet! { #met } };
                };
            }
        }
    };
    quote!(#elsewhere #alias #call)
}
