//! Types that are sure to be there.

use proc_macro2::Span;
use syn::{
    Ident, Path, Type, TypeReference,
    visit::{self, Visit},
};

use super::beside::{has_constant, is_imported, is_own_type};
use crate::{ops::Layer, ty::PLAIN};

/// Whether all that a type names is sure to be there, with what is in the file if it is at a `place` there, and some
/// names that `is_other` has.
pub fn is_sure(ty: &Type, place: Option<Span>, is_other: &dyn Fn(&str) -> bool) -> bool {
    let mut names = Names { is_other, place, all: true };
    names.visit_type(ty);
    names.all
}

struct Names<'a> {
    is_other: &'a dyn Fn(&str) -> bool,
    place: Option<Span>,
    all: bool,
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_path(&mut self, path: &'ast Path) {
        self.all &= match path.segments.iter().collect::<Vec<_>>().as_slice() {
            [one] => {
                let text = one.ident.to_string();
                let is_any = |names: &[&str]| names.contains(&text.as_str());
                let is_own = |place| {
                    let name = Ident::new(&text, place);
                    // Functions are imported too.
                    let is_imported =
                        || text.starts_with(char::is_uppercase) && is_imported(&text, place);
                    is_own_type(&name) || has_constant(&name) || is_imported()
                };
                is_any(KNOWN)
                    || is_any(PLAIN)
                    || Layer::named(&text).is_some()
                    || (self.is_other)(&text)
                    || self.place.is_some_and(is_own)
            }
            [first, .., last] => {
                let of = ["core", "quantizable", "std"];
                of.iter().any(|name| first.ident == name)
                    && KNOWN.iter().any(|name| last.ident == name)
            }
            [] => false,
        };
        visit::visit_path(self, path);
    }

    /// No alias and no field has one without a lifetime.
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.all &= reference.lifetime.is_some();
        visit::visit_type_reference(self, reference);
    }
}

/// Types of the standard library, and ours, that are there by these names.
const KNOWN: &[&str] =
    &["BTreeMap", "Box", "HashMap", "Option", "Result", "Tensor", "Vec", "VecDeque"];
