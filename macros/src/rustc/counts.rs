//! Calls and patterns that have another number of parts than what they name.

use proc_macro2::Span;
use syn::{
    Expr, ExprCall, Ident, Item, Macro, Pat, PatTupleStruct, Path,
    visit::{self, Visit},
};

use super::beside::{count_of, is_imported, is_own_type};
use crate::{
    lower::{arguments, is_list},
    parse::{Impl, Method},
    rustc::declared_in,
};

/// What the standard library and we have, and with how many parts it is called.
const KNOWN: &[(&str, usize)] = &[
    ("Arc::new", 1),
    ("BTreeMap::new", 0),
    ("BTreeSet::new", 0),
    ("Box::new", 1),
    ("Cell::new", 1),
    ("Err", 1),
    ("HashMap::new", 0),
    ("HashSet::new", 0),
    ("Ok", 1),
    ("Rc::new", 1),
    ("RefCell::new", 1),
    ("Some", 1),
    ("String::from", 1),
    ("String::new", 0),
    ("String::with_capacity", 1),
    ("Tensor::from_fn", 2),
    ("Tensor::from_vec", 2),
    ("Tensor::full", 2),
    ("Tensor::ones", 1),
    ("Tensor::zeros", 1),
    ("Vec::from", 1),
    ("Vec::new", 0),
    ("Vec::with_capacity", 1),
    ("VecDeque::new", 0),
];

/// Whether a function has such a call or pattern. rustc says what is too much and of what type, and of what is made
/// of it, which has none, says it without.
pub fn is_miscounted(item: &Impl, method: &Method) -> bool {
    let own = declared_in(&method.item.block);
    let place = item.impl_token.span;
    let mut counts = Counts { is_own: &|name| own.contains(name), place, found: false };
    counts.visit_block(&method.item.block);
    counts.found
}

struct Counts<'a> {
    /// Whether the function declares a type of that name.
    is_own: &'a dyn Fn(&str) -> bool,
    place: Span,
    found: bool,
}

impl Counts<'_> {
    fn count(&mut self, path: &Path, parts: usize) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let named = match &names[names.len().saturating_sub(2)..] {
            [.., of, _] if (self.is_own)(of) || of == "Self" => return,
            named => named.join("::"),
        };
        let first = named.split("::").next().unwrap_or_default();
        let is_theirs = |name: &str| {
            is_own_type(&Ident::new(name, self.place))
                || name != "Tensor" && is_imported(name, self.place)
        };
        let known = KNOWN.iter().find(|known| known.0 == named).filter(|_| !is_theirs(first));
        let count = known.map(|known| known.1).or_else(|| count_of(&named, self.place));
        self.found |= count.is_some_and(|count| count != parts);
    }
}

impl<'ast> Visit<'ast> for Counts<'_> {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(function) = &*call.func
            && function.qself.is_none()
        {
            self.count(&function.path, call.args.len());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_pat_tuple_struct(&mut self, pat: &'ast PatTupleStruct) {
        if pat.qself.is_none() && !pat.elems.iter().any(|elem| matches!(elem, Pat::Rest(_))) {
            self.count(&pat.path, pat.elems.len());
        }
        visit::visit_pat_tuple_struct(self, pat);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let last = mac.path.segments.last();
        let is_known =
            last.is_some_and(|last| ["bail", "ensure"].iter().any(|name| last.ident == name));
        let args = (is_known || is_list(&mac.path)).then(|| arguments(mac)).flatten();
        args.iter().flat_map(|(args, _)| args).for_each(|arg| self.visit_expr(arg));
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
