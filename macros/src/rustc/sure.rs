//! Types that are sure to be there.

use std::ops::RangeInclusive;

use proc_macro2::Span;
use syn::{
    Ident, Path, PathSegment, Type, TypeReference,
    visit::{self, Visit},
};

use super::beside::{has_constant, is_imported, is_own_type};
use crate::{
    ops::Layer,
    ty::{PLAIN, arguments},
};

/// Whether all that a type names is sure to be there, with what is in the file if it is at a `place` there, and some
/// names that `is_other` has.
pub fn is_sure(ty: &Type, place: Option<Span>, is_other: &dyn Fn(&str) -> bool) -> bool {
    let mut names = Names { is_other, place, paths: false, all: true };
    names.visit_type(ty);
    names.all
}

/// Whether rustc says of a type the same wherever it is written: a name alone that is not there may be meant for a
/// parameter of what it is in.
pub fn is_same_anywhere(ty: &Type, place: Span) -> bool {
    let mut names =
        Names { is_other: &|name| name == "str", place: Some(place), paths: true, all: true };
    names.visit_type(ty);
    names.all
}

struct Names<'a> {
    is_other: &'a dyn Fn(&str) -> bool,
    place: Option<Span>,
    /// Whether paths of several names will do.
    paths: bool,
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
                is_known(one)
                    || is_any(PLAIN)
                    || Layer::named(&text).is_some()
                    || (self.is_other)(&text)
                    || self.place.is_some_and(is_own)
            }
            [first, .., last] => {
                let is_of = |names: &[&str]| names.iter().any(|name| first.ident == name);
                let is_any_path = || last.arguments.is_none() || is_of(&["core", "std"]);
                is_of(&["core", "quantizable", "std"]) && is_known(last)
                    || self.paths && is_any_path()
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

/// Types of the standard library, and ours, that are there by these names, and of how many others each is.
const KNOWN: &[(&str, RangeInclusive<usize>)] = &[
    ("BTreeMap", 2..=2),
    ("Box", 1..=1),
    ("HashMap", 2..=3),
    ("Option", 1..=1),
    ("Result", 2..=2),
    ("Tensor", 0..=0),
    ("Vec", 1..=1),
    ("VecDeque", 1..=1),
];

fn is_known(of: &PathSegment) -> bool {
    let given = arguments(&of.arguments).count();
    KNOWN.iter().any(|(name, count)| of.ident == name && count.contains(&given))
}
