//! Items inside of functions: rustc sees those of the user's function, and again those of what is made of it.

use std::collections::HashSet;

use syn::{Block, Item, ItemConst, ItemImpl, Stmt, Type, parse_quote, visit::Visit};

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
            let of = item.trait_.iter().filter_map(|(of, _)| of.segments.last());
            let ty = match &*item.self_ty {
                Type::Path(path) => path.path.segments.last(),
                _ => None,
            };
            let mut names = of.chain(ty).map(|segment| segment.ident.to_string());
            if names.any(|name| self.declared.contains(&name)) {
                self.here += 1;
            } else {
                self.elsewhere += 1;
            }
        }
    }
    let Stmt::Item(Item::Impl(_) | Item::Const(_)) = stmt else { return false };
    let mut impls = Impls { declared, here: 0, elsewhere: 0 };
    impls.visit_stmt(stmt);
    impls.elsewhere > 0 && impls.here == 0
}
