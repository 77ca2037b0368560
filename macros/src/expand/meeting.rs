//! Where the two halves of a model meet: its struct's macro has expanded to [`__expand`](crate::__expand).

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    GenericParam, Ident, ImplItem, ItemImpl, ItemStruct, Path, PathArguments, Signature, Token,
    Type, TypeParamBound,
    parse::{Parse, ParseStream},
    parse_quote,
    spanned::Spanned,
};

use super::{program, unparsed};
use crate::{
    attr::{Options, Place},
    check::check,
    diag::Diag,
    fallback,
    fuse::fuse,
    lint::{Levels, lint, report as report_findings},
    lower::lower,
    parse::{Impl, Model},
    rustc::{self, beside, bounds},
    ty::{arguments, parameter},
};

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
    /// Nothing: it is rust-analyzer that expands the impl.
    Analyzed,
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
            "analyzed" => Half::Analyzed,
            "impossible" => Half::Impossible,
            _ => Half::Wrong,
        };
        let mut item: ItemImpl = item.parse()?;
        let model = as_written(model.parse()?, item.impl_token.span);
        let model: ItemStruct = syn::parse2(model)?;
        outlive(&model, &mut item);
        Ok(Meeting { krate, half, options, model, item })
    }
}

/// Says of an impl's parameters that they live forever, if its struct does: rustc takes that from the struct's name, and
/// the lowered functions have another one.
fn outlive(model: &ItemStruct, item: &mut ItemImpl) {
    let Type::Path(ty) = &*item.self_ty else { return };
    let args = ty.path.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
    let forever: TypeParamBound = parse_quote!('static);
    let is_lifetime = |param: &&GenericParam| matches!(param, GenericParam::Lifetime(_));
    let params = model.generics.params.iter().filter(|param| !is_lifetime(param));
    for (of, arg) in params.zip(arguments(&args)) {
        let (GenericParam::Type(of), Type::Path(arg)) = (of, arg) else { continue };
        let mut own = item.generics.type_params_mut();
        if bounds(&model.generics, of).any(|bound| *bound == forever)
            && let Some(param) = own.find(|param| arg.path.is_ident(&param.ident))
            && !param.bounds.iter().any(|bound| *bound == forever)
        {
            param.bounds.push(forever.clone());
        }
    }
}

impl Meeting {
    /// Whether rustc says that the impl is of no such struct.
    fn has_other_generics(&self) -> bool {
        let silent = Diag::silent();
        let halves = (Model::parse(&silent, &self.model), Impl::parse(&silent, &self.item));
        matches!(halves, (Some(model), Some(item)) if rustc::has_other_generics(&model, &item))
    }

    /// The impl as it may be of its struct, unless its functions take or return what has parameters by
    /// other names.
    fn with_own_generics(&self) -> Option<ItemImpl> {
        let generics = &self.model.generics;
        let is_own =
            |param: &&_| generics.params.iter().any(|own| parameter(own) == parameter(param));
        let mut item = self.item.clone();
        let Type::Path(ty) = &mut *item.self_ty else { return None };
        let others = item.generics.params.iter().filter(|param| !is_own(param));
        let sigs = || self.item.items.iter().filter_map(signature);
        if others.filter_map(parameter).any(|other| sigs().any(|sig| rustc::names(sig, other))) {
            return None;
        }
        let (_, args, _) = generics.split_for_impl();
        ty.path.segments.last_mut()?.arguments = PathArguments::None;
        *item.self_ty = parse_quote!(#ty #args);
        item.generics = generics.clone();
        item.generics.params.iter_mut().for_each(|param| match param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        });
        Some(item)
    }
}

fn signature(item: &ImplItem) -> Option<&Signature> {
    match item {
        ImplItem::Fn(function) => Some(&function.sig),
        _ => None,
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
    let meeting: Meeting = match syn::parse2(input.clone()) {
        Ok(meeting) => meeting,
        Err(error) => return unparsed::unparsed_meeting(input, &error),
    };
    match meeting.half {
        Half::Right | Half::Wrong if meeting.has_other_generics() => meeting
            .with_own_generics()
            .map(|item| fallback::ambiguous(&meeting.krate, &item))
            .unwrap_or_default(),
        Half::Right => compile(&meeting),
        Half::Wrong => fallback::model(&meeting.krate, &meeting.item, None),
        Half::Impossible => TokenStream::new(),
        Half::Missing => without_attribute(meeting),
        Half::Analyzed => {
            let Meeting { krate, item, .. } = &meeting;
            let lower = fallback::lower(krate, &item.generics, &item.self_ty);
            let model = fallback::model(krate, item, None);
            quote!(#lower #model)
        }
    }
}

fn without_attribute(meeting: Meeting) -> TokenStream {
    let Meeting { krate, model, mut item, .. } = meeting;
    let is_misspelt = beside::has_misspelt_attribute(&item);
    if rustc::names_its_parameters(&item) {
        let mut name = model.ident.clone();
        name.set_span(item.self_ty.span());
        let (_, args, _) = item.generics.split_for_impl();
        *item.self_ty = parse_quote!(#name #args);
    }
    let error = (!is_misspelt).then(|| fallback::without_attribute(&krate, &item));
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
    if let Some(method) =
        item.as_ref().filter(|item| item.forward().is_none()).and_then(Impl::meant_forward)
    {
        return fallback::meant(krate, original, method);
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
        return fallback::refused(krate, original, (&model, &item, &program), &errors);
    }
    let fusion = fuse(&program);
    let findings = lint(&model, &program, &fusion, levels, options.explain);
    let reports = report_findings(&findings);
    let expansion = program::expand(krate, &model, &item, &program, &fusion);
    quote!(#expansion #reports)
}
