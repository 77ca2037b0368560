//! Calls and patterns that have another number of parts than what they name.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::{
    Expr, ExprCall, Ident, Item, Macro, Pat, PatTupleStruct, Path,
    visit::{self, Visit},
};

use super::{
    Own,
    beside::{count_of, imports_all_of_own, is_imported, is_own_type},
};
use crate::{
    lower::{arguments, is_list},
    outline::text_of,
    parse::{Impl, Method},
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
    let mut own = Own::default();
    own.visit_block(&method.item.block);
    let mut counts = Counts { own: own.names, place: item.impl_token.span, found: false };
    counts.visit_block(&method.item.block);
    counts.found && !own.all
}

struct Counts {
    own: HashSet<String>,
    place: Span,
    found: bool,
}

impl Counts {
    fn count(&mut self, path: &Path, parts: usize) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let is_given = path.segments.iter().any(|segment| !segment.arguments.is_none());
        let is_own = |name: &String| self.own.contains(name) || name == "Self";
        let (modules, named) = names.split_at(names.len().saturating_sub(2));
        let (named, first) = match named {
            [of, name]
                if name.starts_with(char::is_uppercase) || of.starts_with(char::is_uppercase) =>
            {
                (format!("{of}::{name}"), of)
            }
            [.., name] => (name.clone(), name),
            [] => return,
        };
        let is_of_std = modules.iter().any(|module| ["alloc", "core", "std"].contains(&&**module));
        if names.iter().any(is_own) || is_given || !(modules.is_empty() || is_of_std) {
            return;
        }
        let known = KNOWN.iter().find(|known| known.0 == named);
        if known.is_some_and(|known| known.1 == parts) {
            return;
        }
        let known = known.filter(|_| is_of_std || !self.may_be_theirs(first));
        let count = known.map(|known| known.1).or_else(|| count_of(&named, self.place));
        self.found |= count.is_some_and(|count| count != parts);
    }

    /// Whether a type of the standard library's name, or ours, may be another one.
    fn may_be_theirs(&self, name: &str) -> bool {
        let made = ["!(", "! {", "!{"].map(|bracket| format!("{bracket}{name}"));
        let is_made = |text: String| made.iter().any(|made| text.contains(made));
        is_own_type(&Ident::new(name, self.place))
            || name != "Tensor" && is_imported(name, self.place)
            || text_of(self.place).is_some_and(|text| imports_all_of_own(&text))
            || text_of(self.place).is_some_and(is_made)
    }
}

impl<'ast> Visit<'ast> for Counts {
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
