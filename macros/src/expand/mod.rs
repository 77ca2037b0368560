//! Everything that is emitted.

mod body;
mod checked;
mod copies;
mod edge;
mod exported;
mod fold;
mod group;
mod instance;
mod leaves;
mod macros;
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

pub use checked::checked;
pub use edge::{Edge, Passed, ungrouped};
pub use exported::failed as failed_exports;
pub use model::Params;
pub use names::Locals;
use plain::plain;
pub use types::{Types, Under, names_models};

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Ident, Item, ItemImpl, ItemStruct, Path, Token, Visibility,
    parse::{Parse, ParseStream},
    parse_quote,
    spanned::Spanned,
    visit_mut::VisitMut,
};

use crate::{
    attr::{self, Options, Place, Strip},
    check::check,
    diag::Diag,
    errors, fallback,
    fuse::fuse,
    lint::{Levels, lint, report as report_findings},
    lower::lower,
    parse::{Impl, Model, Parenthesize},
    rustc,
};

/// Expands `#[quantizable(args)] item`.
pub fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let parsed = match syn::parse2::<Item>(item.clone()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let options = Options::parse(&Diag::silent(), Place::Struct, args);
            return unparsed::unparsed(&krate(&options), &options, &item, &error);
        }
    };
    let diag = Diag::new();
    match parsed {
        Item::Struct(item) => {
            let options = Options::parse(&diag, Place::Struct, args);
            if options.plain.is_some() {
                return plain(diag, &options, &item.ident, &item.generics, &item);
            }
            model_half(diag, &options, item)
        }
        Item::Enum(item) => {
            let options = Options::parse(&diag, Place::Struct, args);
            // Its impl finds that something is wrong, and was reported.
            let meets = options.plain.is_none().then(|| {
                diag.error(errors::enum_model(&item));
                let (vis, name) = (&item.vis, &item.ident);
                model_macro(&krate(&options), &quote!(failed), &parse_quote!(#vis struct #name;))
            });
            let plain = plain(diag, &options, &item.ident, &item.generics, &item);
            quote!(#plain #meets)
        }
        Item::Impl(item) => {
            let options = Options::parse(&diag, Place::Impl, args.clone());
            impl_half(diag, &options, &args, item)
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
/// macro_rules! __quantizable_Net {
///     ($($rest:tt)*) => {
///         ::quantizable::__private::__expand! {
///             ::quantizable, ok, { pub struct Net { conv1: Conv2d } } $($rest)*
///         }
///     };
/// }
/// pub(crate) use __quantizable_Net as Net;
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
        (Ok(()), lowered) if !left_to_rustc => (quote!(ok), lowered.unwrap_or_default()),
        (errors, _) => {
            let (ident, (_, args, _)) = (&item.ident, item.generics.split_for_impl());
            let ty = quote!(#ident #args);
            let stub = fallback::lower(&krate, &item.generics, &ty);
            let errors = errors.err().map(|errors| errors.to_tokens());
            (quote!(failed), quote!(#errors #stub))
        }
    };
    let mut bare = item.clone();
    bare.attrs.clear();
    bare.fields
        .iter_mut()
        .for_each(|field| field.attrs.retain(|attr| attr::is_ours(attr) || attr::is_cfg(attr)));
    let mut clean = item;
    Strip.visit_item_struct_mut(&mut clean);
    Parenthesize.visit_item_struct_mut(&mut clean);
    let meets = model_macro(&krate, &state, &bare);
    quote!(#clean #meets #rest)
}

/// The macro that the impl calls.
fn model_macro(krate: &Path, state: &TokenStream, bare: &ItemStruct) -> TokenStream {
    let (ident, hidden) = (&bare.ident, names::hidden_macro(&bare.ident));
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

/// The impl stays as it is, and calls the struct's macro with its tokens:
///
/// ```text
/// impl Net { … }
/// const _: () = {
///     macro_rules! __unmet {
///         ($($rest:tt)*) => {
///             ::quantizable::__private::__expand! {
///                 ::quantizable, missing, { struct __Model; } $($rest)*
///             }
///         };
///     }
///     use __unmet as __meet;
///     type __Model = Net;
///     const _: () = {
///         fn Net() {}
///         use Net as __meet;
///         const _: () = { __meet! { () { impl Net { … } } } };
///     };
/// };
/// ```
///
/// The import of a struct without the attribute brings no macro, and what is found then is the one
/// further out. (Each `const` has a scope of its own: what a macro call in the scope of an import may
/// expand to would keep rustc from telling what that imports.) If there is no such struct, the function
/// is imported: rustc has said what is wrong of the impl, and says nothing of the alias.
fn impl_half(diag: Diag, options: &Options, args: &TokenStream, item: ItemImpl) -> TokenStream {
    let mut item = item;
    Parenthesize.visit_item_impl_mut(&mut item);
    let parsed = Impl::parse(&diag, &item);
    let mut clean = item.clone();
    Strip.visit_item_impl_mut(&mut clean);
    let krate = krate(options);
    let errors = report(diag);
    let Some(parsed) = parsed else {
        // What cannot meet the struct still gives it its traits.
        let stub = fallback::model(&krate, &item, None);
        return quote!(#clean #errors #stub);
    };
    let (path, elsewhere) = (parsed.bare_path(), fallback::elsewhere(&parsed));
    let (name, self_ty, (params, ..)) =
        (names::model(), &item.self_ty, item.generics.split_for_impl());
    let alias = rustc::names_its_parameters(&item)
        .then(|| quote!(#[allow(dead_code, type_alias_bounds)] type #name #params = #self_ty;));
    // Its span keeps rustc from suggesting it for what is misspelt.
    let anything = path.get_ident().cloned().map(|mut name| {
        name.set_span(Span::call_site());
        quote!(#[allow(dead_code, non_snake_case)] fn #name() {})
    });
    quote! {
        #clean
        #errors
        const _: () = {
            #[allow(unused_macros)]
            macro_rules! __unmet {
                ($($rest:tt)*) => {
                    #krate::__private::__expand! { #krate, missing, { struct #name; } $($rest)* }
                };
            }
            #[allow(unused_imports)]
            use __unmet as __meet;
            #elsewhere
            #alias
            const _: () = {
                #anything
                #[allow(unused_imports)]
                use #path as __meet;
                const _: () = { __meet! { (#args) { #item } } };
            };
        };
    }
}

/// What the struct's attribute says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Right,
    /// Something is wrong with it, and was reported.
    Wrong,
    /// The same, and nothing can be implemented for it.
    Impossible,
    /// It has no attribute.
    Missing,
}

/// What [`__expand`](crate::__expand) gets from the struct's macro and the impl.
struct Meeting {
    krate: Path,
    half: Half,
    options: Options,
    model: ItemStruct,
    item: ItemImpl,
}

impl Parse for Meeting {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let state: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        let (model, item, options);
        syn::braced!(model in input);
        syn::parenthesized!(options in input);
        syn::braced!(item in input);
        // What is wrong with the options was reported where they are.
        let options = Options::parse(&Diag::silent(), Place::Impl, options.parse()?);
        let krate = options.krate.clone().unwrap_or(krate);
        let half = match state.to_string().as_str() {
            "ok" => Half::Right,
            "missing" => Half::Missing,
            "impossible" => Half::Impossible,
            _ => Half::Wrong,
        };
        let item: ItemImpl = item.parse()?;
        let model = as_written(model.parse()?, item.impl_token.span);
        Ok(Meeting { krate, half, options, model: syn::parse2(model)?, item })
    }
}

/// The struct's tokens as they were before its macro had them: what rustc says of them it has said
/// where they are. `user` is a token that came by no macro of ours.
fn as_written(tokens: TokenStream, user: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                let mut written = Group::new(group.delimiter(), as_written(group.stream(), user));
                written.set_span(group.span());
                token = written.into();
            }
            // That one is resolved where its macro is.
            if !matches!(&token, TokenTree::Ident(ident) if ident == "$crate") {
                token.set_span(token.span().resolved_at(user));
            }
            token
        })
        .collect()
}

/// Expands a model whose two halves have met.
pub fn meeting(input: TokenStream) -> TokenStream {
    let meeting: Meeting = match syn::parse2(input) {
        Ok(meeting) => meeting,
        Err(error) => return error.into_compile_error(),
    };
    match meeting.half {
        Half::Right => compile(&meeting),
        Half::Wrong => fallback::model(&meeting.krate, &meeting.item, None),
        Half::Impossible => TokenStream::new(),
        Half::Missing => without_attribute(meeting),
    }
}

fn without_attribute(meeting: Meeting) -> TokenStream {
    let Meeting { krate, model, mut item, .. } = meeting;
    if rustc::names_its_parameters(&item) {
        let mut name = model.ident.clone();
        name.set_span(item.self_ty.span());
        let (_, args, _) = item.generics.split_for_impl();
        *item.self_ty = parse_quote!(#name #args);
    }
    let error = fallback::without_attribute(&krate, &item);
    let lower = fallback::lower(&krate, &item.generics, &item.self_ty);
    let model = fallback::model(&krate, &item, None);
    quote!(#error #lower #model)
}

/// What the two halves make together: the stages, one after the other.
fn compile(meeting: &Meeting) -> TokenStream {
    let Meeting { krate, options, model: declared, item: original, .. } = meeting;
    // What is wrong with a half alone was reported where the attribute is.
    let silent = Diag::new();
    let (model, item) = (Model::parse(&silent, declared), Impl::parse(&silent, original));
    let failed = silent.finish().is_err();
    if item.as_ref().is_some_and(Impl::is_another) {
        return TokenStream::new();
    }
    if let (Some(model), Some(item)) = (&model, &item)
        && rustc::has_other_generics(model, item)
    {
        return TokenStream::new();
    }
    let is_wrong =
        |item: &Impl| item.methods.iter().any(|method| rustc::has_wrong_signature(item, method));
    let (Some(model), Some(item), false) = (model, item.filter(|item| !is_wrong(item)), failed)
    else {
        return fallback::model(krate, original, None);
    };
    let diag = Diag::new();
    check(&diag, &item);
    let levels = Levels::default().with(&options.lints);
    let program = lower(&diag, &model, &item, levels);
    if let Err(errors) = diag.finish() {
        let once = fallback::once(krate, &model, &item, &program, &errors);
        let stub = fallback::model(krate, original, Some(&errors));
        let errors = errors.to_tokens();
        return quote!(#errors #stub #once);
    }
    let fusion = fuse(&program);
    let findings = lint(&model, &program, &fusion, levels, options.explain);
    let reports = report_findings(&findings);
    let expansion = program::expand(krate, &model, &item, &program, &fusion);
    quote!(#expansion #reports)
}
