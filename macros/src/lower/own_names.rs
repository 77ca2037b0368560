//! Names that mean something in a function alone.

use std::collections::HashSet;

use syn::{
    ImplItemFn, Item, Stmt, StmtMacro, Type, UseTree,
    visit::{self, Visit},
};

use super::macros::is_list;
use crate::ty::parameter;

/// The names that mean something in a function that they do not mean outside: those of items, imports and
/// parameters of its own.
#[derive(Default)]
pub struct OwnNames {
    names: HashSet<String>,
    /// It may be any.
    any: bool,
    /// Whether there are imports, which may be of traits.
    pub imports: bool,
}

impl OwnNames {
    pub fn of(function: &ImplItemFn) -> Self {
        let mut own = OwnNames::default();
        let params = function.sig.generics.params.iter().filter_map(parameter);
        own.names.extend(params.map(ToString::to_string));
        own.any = function.sig.inputs.iter().any(|input| match input {
            syn::FnArg::Typed(typed) => matches!(*typed.ty, Type::ImplTrait(_)),
            syn::FnArg::Receiver(_) => false,
        });
        own.visit_block(&function.block);
        own
    }

    /// Whether a path may begin with one.
    pub fn has(&self, path: &syn::Path) -> bool {
        let first = path.segments.first().filter(|_| path.leading_colon.is_none());
        self.any || first.is_some_and(|first| self.names.contains(&first.ident.to_string()))
    }

    fn imported(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.imported(&path.tree),
            UseTree::Name(name) => self.names.extend([name.ident.to_string()]),
            UseTree::Rename(rename) => self.names.extend([rename.rename.to_string()]),
            UseTree::Glob(_) => self.any = true,
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.imported(tree)),
        }
    }
}

impl<'ast> Visit<'ast> for OwnNames {
    fn visit_item(&mut self, item: &'ast Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Mod(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Use(item) => {
                self.imports = true;
                return self.imported(&item.tree);
            }
            Item::Impl(_) => return,
            _ => {
                self.any = true;
                return;
            }
        };
        self.names.insert(name.to_string());
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        if let Stmt::Macro(StmtMacro { mac, .. }) = stmt {
            self.any |= !is_list(&mac.path);
        }
        visit::visit_stmt(self, stmt);
    }
}
