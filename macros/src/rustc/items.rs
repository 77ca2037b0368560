//! Items inside of functions: rustc sees those of the user's function, and again those of what is made of it.

use std::collections::HashSet;

use quote::ToTokens;
use syn::{
    Block, Generics, Item, ItemConst, ItemImpl, PathSegment, Stmt, parse_quote,
    visit::{self, Visit},
};

use crate::{source::words, ty::parameter};

/// Makes of a `const _`, which is evaluated once, where the user wrote it, one that has the same in it and
/// does not evaluate it.
pub fn unevaluated(stmt: &mut Stmt) {
    let Stmt::Item(Item::Const(item)) = stmt else { return };
    if item.ident == "_" {
        let ItemConst { attrs, ty, expr, .. } = item;
        *stmt = parse_quote! {
            #(#attrs)*
            const _: fn() = || {
                let _: #ty = const { #expr };
            };
        };
    }
}

/// The names of the types and traits that are declared in a block and in its constants.
pub fn declared_in(block: &Block) -> HashSet<String> {
    struct Items(HashSet<String>);
    impl<'ast> Visit<'ast> for Items {
        fn visit_item(&mut self, item: &'ast Item) {
            let ident = match item {
                Item::Enum(item) => &item.ident,
                Item::Struct(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Type(item) => &item.ident,
                Item::Union(item) => &item.ident,
                Item::Const(item) => return self.visit_expr(&item.expr),
                _ => return,
            };
            self.0.insert(ident.to_string());
        }
    }
    let mut items = Items(HashSet::new());
    items.visit_block(block);
    items.0
}

/// Whether a statement implements something, and nothing that is declared beside it: that is done where
/// the user wrote it.
pub fn implements_elsewhere(stmt: &Stmt, declared: &HashSet<String>) -> bool {
    struct Impls<'a> {
        declared: &'a HashSet<String>,
        here: usize,
        elsewhere: usize,
    }
    impl<'ast> Visit<'ast> for Impls<'_> {
        fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
            let mut named = Named(self.declared, false);
            item.trait_.iter().for_each(|(of, _)| named.visit_path(of));
            named.visit_type(&item.self_ty);
            if named.1 {
                self.here += 1;
            } else {
                self.elsewhere += 1;
            }
        }
    }
    /// Whether one of these is named.
    struct Named<'a>(&'a HashSet<String>, bool);
    impl<'ast> Visit<'ast> for Named<'_> {
        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            self.1 |= self.0.contains(&segment.ident.to_string());
            visit::visit_path_segment(self, segment);
        }
    }
    let Stmt::Item(Item::Impl(_) | Item::Const(_)) = stmt else { return false };
    let mut impls = Impls { declared, here: 0, elsewhere: 0 };
    impls.visit_stmt(stmt);
    impls.elsewhere > 0 && impls.here == 0
}

/// What a function declares or imports in all its blocks, and parameters: its own names for other things.
#[derive(Default)]
pub struct Own {
    pub names: HashSet<String>,
    /// Whether it may be any name.
    pub all: bool,
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
