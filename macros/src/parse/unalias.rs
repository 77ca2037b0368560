//! Names for types that the user declares.

use std::collections::HashMap;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Generics, Ident, ImplItem, ItemImpl, Path, Type, TypePath, parse_str, parse2,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    ops::Layer,
    rustc::{associated, beside, bounds},
    source::relocated,
    ty::{PLAIN, Ty},
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
    let mut unalias = Unalias { aliases, generics };
    item.items.iter_mut().filter(|item| matches!(item, ImplItem::Fn(_))).for_each(|item| {
        unalias.visit_impl_item_mut(item);
    });
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

struct Unalias {
    /// What they are of, as text.
    aliases: HashMap<String, String>,
    generics: Generics,
}

impl VisitMut for Unalias {
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

impl Unalias {
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
        bounds(&self.generics, param).find_map(|bound| associated(bound, &name.ident.to_string()))
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
}

const KNOWN: &[&str] =
    &["BTreeMap", "Box", "HashMap", "Option", "Result", "Tensor", "Vec", "VecDeque"];
