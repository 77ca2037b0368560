//! What rustc says of the user's code, where the macro has to know.

mod certain;
mod copied;
mod declared;

use std::collections::HashSet;

use syn::{
    Attribute, Block, Expr, ExprLoop, ExprReturn, Item, ItemConst, ItemImpl, Macro, ReturnType,
    Stmt, Type, parse_quote, visit::Visit,
};

use crate::{lower::is_list, parse::Method};
pub use certain::is_wrong;
pub use copied::{Copied, asks, copied, fits_a_closure};
pub use declared::{has_other_generics, repeats_field};

/// What a copy of a function needs at its end, if nothing is there to be returned: that this is wrong,
/// unless the end is never reached, rustc says of the function.
pub fn end(method: &Method) -> Option<Stmt> {
    if returns_nothing(method) {
        return None;
    }
    match method.item.block.stmts.last() {
        Some(Stmt::Expr(_, None) | Stmt::Expr(Expr::Return(_), _)) => None,
        Some(Stmt::Macro(mac)) if mac.semi_token.is_none() => None,
        _ => Some(parse_quote!(#[allow(unreachable_code)] loop {};)),
    }
}

/// What is let be in what is made of a function that may end before its end: something comes behind it.
pub fn unreachable_end(method: &Method) -> Option<Attribute> {
    struct Early(bool);
    impl<'ast> Visit<'ast> for Early {
        fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_loop(&mut self, _: &'ast ExprLoop) {
            self.0 = true;
        }
        fn visit_macro(&mut self, mac: &'ast Macro) {
            let last = mac.path.segments.last().map(|last| last.ident.to_string());
            let lists =
                is_list(&mac.path) && last.is_none_or(|last| !NEVER.contains(&last.as_str()));
            self.0 |= !lists;
        }
    }
    const NEVER: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];
    let mut early = Early(false);
    early.visit_block(&method.item.block);
    early.0.then(|| parse_quote!(#[allow(unreachable_code)]))
}

/// Whether it returns `()`.
pub fn returns_nothing(method: &Method) -> bool {
    match &method.item.sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => {
            matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty())
        }
    }
}

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

/// The names of the types and traits that are declared in a block.
pub fn declared(block: &Block) -> HashSet<String> {
    struct Items(HashSet<String>);
    impl<'ast> Visit<'ast> for Items {
        fn visit_item(&mut self, item: &'ast Item) {
            let ident = match item {
                Item::Enum(item) => &item.ident,
                Item::Struct(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Union(item) => &item.ident,
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
