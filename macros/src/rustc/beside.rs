//! What is beside an item in its file. A macro is given one item; where a look at the text gives reason to
//! think that its neighbours matter, they are read.

use std::fs;

use proc_macro2::{LineColumn, Span, fallback};
use quote::ToTokens;
use syn::{
    Attribute, Block, File, Ident, ImplItem, Item, ItemImpl, ItemMod, Stmt, Type, TypeParamBound,
    visit::{self, Visit},
};

use crate::{
    attr::{is_cfg, is_ours},
    source,
};

/// How often something is declared under one name in one scope, which rustc reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Once,
    /// It is the first that has our attribute.
    First,
    /// It is another.
    Again,
}

/// One of them.
struct Declaration {
    place: LineColumn,
    is_ours: bool,
}

impl Declared {
    fn of(at: Span, all: &[Declaration]) -> Self {
        let mut ours = all.iter().filter(|one| one.is_ours);
        match ours.position(|one| one.place == at.start()) {
            Some(_) if all.len() < 2 => Declared::Once,
            Some(0) => Declared::First,
            Some(_) => Declared::Again,
            None => Declared::Once,
        }
    }
}

/// How often a struct is.
pub fn structs(ident: &Ident) -> Declared {
    let several =
        |text: &str| words(text, "struct").filter(|after| starts(after, ident)).count() > 1;
    let all = beside(ident.span(), several, |items| {
        let all = items.iter().filter_map(|item| match item {
            Item::Struct(item) if item.ident == *ident.to_string() && always(&item.attrs) => {
                let place = item.ident.span().start();
                Some(Declaration { place, is_ours: item.attrs.iter().any(is_ours) })
            }
            _ => None,
        });
        all.collect::<Vec<_>>()
    });
    Declared::of(ident.span(), &all.unwrap_or_default())
}

/// How often the `forward` of an impl's type is.
pub fn forwards(item: &ItemImpl) -> Declared {
    let Some(name) = name(&item.self_ty) else { return Declared::Once };
    let has_forward = |after: &&str| {
        let (header, body) = after.split_once('{').unwrap_or_default();
        words(header, &name.to_string()).next().is_some() && body.contains("fn forward")
    };
    let several = |text: &str| words(text, "impl").filter(has_forward).count() > 1;
    let place = item.impl_token.span;
    let of = source::text(item.self_ty.to_token_stream());
    let all = beside(place, several, |items| {
        let all = items.iter().filter_map(|item| match item {
            Item::Impl(item)
                if item.trait_.is_none()
                    && always(&item.attrs)
                    && item.items.iter().any(is_forward)
                    && source::text(item.self_ty.to_token_stream()) == of =>
            {
                let place = item.impl_token.span.start();
                Some(Declaration { place, is_ours: item.attrs.iter().any(is_ours) })
            }
            _ => None,
        });
        all.collect::<Vec<_>>()
    });
    Declared::of(place, &all.unwrap_or_default())
}

/// Whether an impl is of an alias of its struct.
pub fn is_of_alias(item: &ItemImpl) -> bool {
    let Some(name) = name(&item.self_ty) else { return false };
    let declared = |text: &str| words(text, "type").any(|after| starts(after, name));
    let found = beside(item.impl_token.span, declared, |items| {
        let name = name.to_string();
        items.iter().any(|item| matches!(item, Item::Type(item) if item.ident == *name))
    });
    found.unwrap_or_default()
}

/// What the trait `name` asks for, if it is declared beside the struct `of`.
pub fn supertraits(name: &Ident, of: &Ident) -> Option<Vec<String>> {
    let declared = |text: &str| words(text, "trait").any(|after| starts(after, name));
    let found = beside(of.span(), declared, |items| {
        items.iter().find_map(|item| match item {
            Item::Trait(item) if item.ident == *name.to_string() => {
                let traits = item.supertraits.iter().filter_map(|bound| match bound {
                    TypeParamBound::Trait(bound) => bound.path.segments.last(),
                    _ => None,
                });
                Some(traits.map(|last| last.ident.to_string()).collect())
            }
            _ => None,
        })
    });
    found.flatten()
}

/// The name of a type that is no path.
fn name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.path.segments.len() == 1 => Some(&path.path.segments[0].ident),
        _ => None,
    }
}

fn is_forward(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == "forward" && always(&function.attrs))
}

fn always(attrs: &[Attribute]) -> bool {
    !attrs.iter().any(is_cfg)
}

/// What is behind each `word` of a text.
fn words<'a>(text: &'a str, word: &str) -> impl Iterator<Item = &'a str> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).filter_map(move |(start, word)| {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        (!before.ends_with(is_of_word) && !after.starts_with(is_of_word)).then_some(after)
    })
}

/// Whether the next word is this name.
fn starts(text: &str, name: &Ident) -> bool {
    let name = name.to_string();
    let text = text.trim_start();
    words(text, &name).next().is_some_and(|after| text.len() == name.len() + after.len())
}

/// Looks at the items of the scope of the one that is at a place, if there is reason to.
fn beside<T>(
    place: Span,
    is_reason: impl FnOnce(&str) -> bool,
    look: impl FnOnce(&[&Item]) -> T,
) -> Option<T> {
    let text = fs::read_to_string(place.local_file()?).ok()?;
    if !is_reason(&text) {
        return None;
    }
    let mut scopes = Scopes { place: place.start(), look: Some(look), seen: None };
    // Tokens of rustc's do not know where in a text they are.
    fallback::force();
    if let Ok(file) = syn::parse_file(&text) {
        scopes.visit_file(&file);
    }
    fallback::unforce();
    scopes.seen
}

struct Scopes<L, T> {
    place: LineColumn,
    look: Option<L>,
    seen: Option<T>,
}

impl<T, L: FnOnce(&[&Item]) -> T> Scopes<L, T> {
    fn scope<'ast>(&mut self, items: impl Iterator<Item = &'ast Item>) {
        let items: Vec<_> = items.collect();
        let is_at_place = |item: &&Item| {
            let span = match item {
                Item::Struct(item) => item.ident.span(),
                Item::Impl(item) => item.impl_token.span,
                _ => return false,
            };
            span.start() == self.place
        };
        if items.iter().any(is_at_place)
            && let Some(look) = self.look.take()
        {
            self.seen = Some(look(&items));
        }
    }
}

impl<'ast, T, L: FnOnce(&[&Item]) -> T> Visit<'ast> for Scopes<L, T> {
    fn visit_file(&mut self, file: &'ast File) {
        self.scope(file.items.iter());
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.scope(module.content.iter().flat_map(|(_, items)| items));
        visit::visit_item_mod(self, module);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.scope(block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        }));
        visit::visit_block(self, block);
    }
}
