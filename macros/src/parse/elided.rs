//! Lifetimes that a signature does not name.

use proc_macro2::Span;
use syn::{
    GenericArgument, Generics, Ident, ImplItemFn, ItemImpl, Lifetime, PathArguments, Type,
    parse_quote_spanned,
    visit_mut::{self, VisitMut},
};

use crate::{rustc::beside, ty::Ty};

/// Says `View<'_>` for `View` in the signatures of an impl, if beside it a type `View<'a>` is declared: what is made of
/// a function borrows more than that does.
pub fn say_elided(item: &mut ItemImpl) {
    let mut elided = Elided { place: item.impl_token.span, params: params(&item.generics) };
    item.items.iter_mut().for_each(|item| elided.visit_impl_item_mut(item));
}

struct Elided {
    place: Span,
    /// Parameters may have the name of a type.
    params: Vec<Ident>,
}

fn params(generics: &Generics) -> Vec<Ident> {
    generics.type_params().map(|param| param.ident.clone()).collect()
}

impl VisitMut for Elided {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let own = params(&function.sig.generics);
        self.params.extend(own.iter().cloned());
        self.visit_signature_mut(&mut function.sig);
        self.params.truncate(self.params.len() - own.len());
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let (Ty::Named(name), Type::Path(path)) = (Ty::of(ty, &[]), &mut *ty)
            && path.path.segments.len() == 1
            && !has_lifetimes(&path.path.segments[0].arguments)
            && !self.params.contains(&name)
        {
            let elided = elided(&name, lifetimes(&name, self.place));
            match &mut path.path.segments[0].arguments {
                _ if elided.is_empty() => {}
                PathArguments::AngleBracketed(args) => {
                    args.args = elided.into_iter().chain(args.args.iter().cloned()).collect();
                }
                none => {
                    let args = parse_quote_spanned!(name.span()=> <#(#elided),*>);
                    *none = PathArguments::AngleBracketed(args);
                }
            }
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// How many lifetimes a type has, as the file says or everybody knows.
fn lifetimes(of: &Ident, place: Span) -> usize {
    match beside::lifetimes(of, place) {
        0 if ["Chars", "Cow"].iter().any(|name| of == name) && !beside::is_own_type(of) => 1,
        count => count,
    }
}

fn has_lifetimes(args: &PathArguments) -> bool {
    let PathArguments::AngleBracketed(args) = args else { return false };
    args.args.iter().any(|arg| matches!(arg, GenericArgument::Lifetime(_)))
}

fn elided(of: &Ident, count: usize) -> Vec<GenericArgument> {
    let one = || GenericArgument::Lifetime(Lifetime::new("'_", of.span()));
    (0..count).map(|_| one()).collect()
}
