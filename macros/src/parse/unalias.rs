//! Names for types that the user declares.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Generics, Ident, ImplItem, Item, ItemImpl, Path, Type, TypePath, TypeReference, parse_str,
    parse2,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    ops::Layer,
    rustc::{associated, beside, bounds},
    source::{relocated, words},
    ty::{PLAIN, Ty, parameter},
};

/// Takes a name that is declared beside an impl, as by `type State = (Tensor, Tensor);`, for the type that it
/// stands for, in the functions of the impl; and `B::Output` of a `B: Model<Output = Tensor>`.
pub fn unalias(item: &mut ItemImpl) {
    let mut named = Named(Vec::new());
    item.items.iter().for_each(|item| named.visit_impl_item(item));
    let aliases = beside::aliases(item.impl_token.span, &named.0);
    let generics = item.generics.clone();
    if aliases.is_empty() && generics.type_params().next().is_none() {
        return;
    }
    for item in &mut item.items {
        let ImplItem::Fn(function) = item else { continue };
        let (mut aliases, mut own) = (aliases.clone(), Own::default());
        own.visit_generics(&generics);
        own.visit_impl_item_fn(function);
        aliases.retain(|name, _| !own.all && !own.names.contains(name));
        Unalias { aliases, generics: &generics }.visit_impl_item_fn_mut(function);
    }
}

/// What a function declares or imports, and parameters: its own names for other types.
#[derive(Default)]
struct Own {
    names: HashSet<String>,
    /// Whether it may be any name.
    all: bool,
}

impl<'ast> Visit<'ast> for Own {
    fn visit_generics(&mut self, generics: &'ast Generics) {
        let names = generics.params.iter().filter_map(parameter);
        self.names.extend(names.map(ToString::to_string));
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let tokens = item.to_token_stream();
        self.all |= matches!(item, Item::Macro(_))
            || matches!(item, Item::Use(_)) && tokens.to_string().contains('*');
        self.names.extend(words(tokens));
    }
}

/// The names of types that say nothing.
struct Named(Vec<String>);

impl<'ast> Visit<'ast> for Named {
    fn visit_type(&mut self, ty: &'ast Type) {
        if let (Type::Path(path), Ty::Named(name)) = (ty, Ty::of(ty, &[]))
            && path.path.is_ident(&name)
            && !self.0.contains(&name.to_string())
        {
            self.0.push(name.to_string());
        }
        visit::visit_type(self, ty);
    }
}

struct Unalias<'a> {
    /// What they are of, as text.
    aliases: HashMap<String, String>,
    generics: &'a Generics,
}

impl VisitMut for Unalias<'_> {
    /// What is in it has names of its own.
    fn visit_item_mut(&mut self, _: &mut Item) {}

    fn visit_type_mut(&mut self, ty: &mut Type) {
        // An alias may be of another one.
        for _ in 0..3 {
            let Some((meant, place)) = self.meant(ty) else { break };
            // All of it is where the name is.
            let located = relocated(meant.to_token_stream(), place);
            *ty = parse2(located).unwrap_or(meant);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

impl Unalias<'_> {
    fn meant(&self, ty: &Type) -> Option<(Type, Span)> {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
        let Some(alias) = path.get_ident() else {
            return Some((self.associated(path)?.clone(), path.span()));
        };
        let meant = parse_str(self.aliases.get(&alias.to_string())?).ok()?;
        let mut known = Known { aliases: &self.aliases, place: alias.span(), all: true };
        known.visit_type(&meant);
        known.all.then(|| (meant, alias.span()))
    }

    /// `T` for `B::Output` of a parameter `B: Model<Output = T>`.
    fn associated(&self, path: &Path) -> Option<&Type> {
        let [of, name] = path.segments.iter().collect::<Vec<_>>()[..] else { return None };
        let param = self.generics.type_params().find(|param| param.ident == of.ident)?;
        bounds(self.generics, param).find_map(|bound| associated(bound, &name.ident.to_string()))
    }
}

/// Whether all that a type names is sure to be there: else rustc would say so at each use as well.
struct Known<'a> {
    aliases: &'a HashMap<String, String>,
    /// Where the type is used.
    place: Span,
    all: bool,
}

impl<'ast> Visit<'ast> for Known<'_> {
    fn visit_path(&mut self, path: &'ast Path) {
        self.all &= match path.segments.iter().collect::<Vec<_>>().as_slice() {
            [one] => {
                let name = one.ident.to_string();
                let is_any = |names: &[&str]| names.contains(&name.as_str());
                let is_own = || beside::is_own_type(&Ident::new(&name, self.place));
                is_any(KNOWN)
                    || is_any(PLAIN)
                    || Layer::named(&name).is_some()
                    || self.aliases.contains_key(&name)
                    || is_own()
            }
            [first, .., last] => {
                let is_of_std = ["core", "std"].iter().any(|name| first.ident == name);
                is_of_std && KNOWN.iter().any(|name| last.ident == name)
            }
            [] => false,
        };
        visit::visit_path(self, path);
    }

    /// No alias has one without a lifetime.
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.all &= reference.lifetime.is_some();
        visit::visit_type_reference(self, reference);
    }
}

/// Types of the standard library, and ours, that are there by these names.
const KNOWN: &[&str] =
    &["BTreeMap", "Box", "HashMap", "Option", "Result", "Tensor", "Vec", "VecDeque"];
