//! What is written in `#[quantizable(…)]`.

use quote::ToTokens;
use syn::{
    Attribute, Ident, Meta, Path, Token, parse::Parser, punctuated::Punctuated, visit_mut::VisitMut,
};

use crate::{
    diag::Diag,
    errors,
    lint::{Level, Lint},
    ops::{LAYERS, Layer},
};

/// Where the attribute is, which decides what may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Struct,
    Impl,
    Method,
    Field,
    Statement,
}

impl Place {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Place::Struct => &["crate", "plain"],
            Place::Impl => &["crate", "explain", "allow", "warn", "deny"],
            Place::Method => &["export", "allow", "warn", "deny"],
            Place::Field => &["skip", "model"],
            Place::Statement => &["float", "allow", "warn", "deny"],
        }
    }
}

/// The attribute's options.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `crate = path`: what the dependency is called.
    pub krate: Option<Path>,
    /// `skip`: the field stays out of the lowered model.
    pub skip: Option<Ident>,
    /// `model`: the field is a model of the user's, or holds some, whatever they are called.
    pub model: bool,
    /// `plain`: a value of the user's without tensors or layers.
    pub plain: Option<Ident>,
    /// `float`: runs in f32.
    pub float: Option<Ident>,
    /// `export`: other models call the method.
    pub export: bool,
    /// `explain`: shows what was fused and what was not.
    pub explain: bool,
    /// `deny(missed_fusion)` and its like.
    pub lints: Vec<(Lint, Level)>,
    /// `conv2d` and its like: what layer is behind an alias.
    pub layer: Option<Layer>,
}

impl Options {
    /// The options in the parentheses of an attribute.
    pub fn parse(diag: &Diag, place: Place, args: proc_macro2::TokenStream) -> Self {
        let mut options = Options::default();
        let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
        for meta in diag.take(parser.parse2(args)).unwrap_or_default() {
            options.option(diag, place, meta);
        }
        options
    }

    /// The options of all our attributes among `attrs`.
    pub fn of(diag: &Diag, place: Place, attrs: &[Attribute]) -> Self {
        let mut options = Options::default();
        for attr in attrs.iter().filter(|attr| is_ours(attr)) {
            if let Meta::Path(path) = &attr.meta {
                diag.error(errors::no_options(path, place.keys()));
                continue;
            }
            let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
            for meta in diag.take(attr.parse_args_with(parser)).unwrap_or_default() {
                options.option(diag, place, meta);
            }
        }
        options
    }

    fn option(&mut self, diag: &Diag, place: Place, meta: Meta) {
        let Some(key) = meta.path().get_ident().cloned() else {
            return diag.error(errors::unknown_option(&meta, "", place.keys()));
        };
        let name = key.to_string();
        let known = place.keys().contains(&name.as_str());
        match (&meta, name.as_str()) {
            (Meta::NameValue(pair), "crate") if known => {
                let path = syn::parse2(pair.value.to_token_stream());
                self.krate = diag.take(path.map_err(|_| errors::crate_is_a_path(&pair.value)));
            }
            (_, "crate") if known => diag.error(errors::crate_is_a_path(&meta)),
            (Meta::Path(_), "explain") if known => self.explain = true,
            (Meta::List(list), "allow" | "warn" | "deny") if known => {
                let parser = Punctuated::<Ident, Token![,]>::parse_terminated;
                for lint in diag.take(list.parse_args_with(parser)).unwrap_or_default() {
                    match (Lint::named(&lint.to_string()), Level::named(&name)) {
                        (Some(lint), Some(level)) => self.lints.push((lint, level)),
                        _ => diag.error(errors::unknown_lint(&lint)),
                    }
                }
            }
            (_, "allow" | "warn" | "deny") if known => diag.error(errors::no_lints(&meta)),
            (Meta::Path(_), "export") if known => self.export = true,
            (Meta::Path(_), "skip") if known => self.skip = Some(key),
            (Meta::Path(_), "model") if known => self.model = true,
            (Meta::Path(_), "plain") if known => self.plain = Some(key),
            (Meta::Path(_), "float") if known => self.float = Some(key),
            (Meta::Path(_), layer) if place == Place::Field && Layer::of_kind(layer).is_some() => {
                self.layer = Layer::of_kind(layer);
            }
            _ => diag.error(errors::unknown_option(&meta, &name, place.keys())),
        }
    }
}

/// The name of the attribute.
pub const OURS: &str = "quantizable";

/// Whether it is `#[quantizable(…)]`.
pub fn is_ours(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == OURS)
}

/// Whether it is `#[cfg(…)]`.
pub fn is_cfg(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg")
}

/// `#[allow(…)]` for an attribute that lets something be that a lint is against.
pub fn allowed(attr: &Attribute) -> Option<Attribute> {
    let list = attr.meta.require_list().ok()?;
    let tokens = &list.tokens;
    (list.path.is_ident("allow") || list.path.is_ident("expect"))
        .then(|| syn::parse_quote!(#[allow(#tokens)]))
}

/// Takes our attributes out of an item, where rustc would not let them be.
pub struct Strip;

impl VisitMut for Strip {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|attr| !is_ours(attr));
    }
}

/// The kinds of layer that a field can be said to be.
pub fn layer_names() -> Vec<&'static str> {
    let mut names: Vec<_> = LAYERS.iter().map(|layer| layer.kind.name()).collect();
    // Two layers may have one function.
    names.dedup();
    names
}
