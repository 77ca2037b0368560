//! Methods of the model that look at nothing but the model, and names that mean something in a function
//! alone.

use std::collections::HashSet;

use syn::{
    Expr, ExprPath, Ident, ImplItemFn, Item, Macro, PatIdent, Stmt, StmtMacro, Type, UseTree,
    visit::{self, Visit},
};

use super::{
    batch::HARMLESS,
    known::is_constant,
    macros::{is_list, matches},
    place::PURE,
};
use crate::{
    parse::{Impl, Method, Receiver},
    ty::parameter,
};

/// Whether a method of the impl, without tensors, computes what it returns of the model and its arguments
/// alone, and does nothing else.
pub fn is_pure_helper(item: &Impl, name: &Ident) -> bool {
    is_pure(item, name, &mut Vec::new())
}

fn is_pure(item: &Impl, name: &Ident, around: &mut Vec<Ident>) -> bool {
    let Some(method) = item.method(&name.to_string()) else { return false };
    let is_plain = method.receiver == Receiver::Shared
        && !method.has_tensors()
        && method.item.sig.generics.params.is_empty()
        && !around.contains(name);
    if !is_plain {
        return false;
    }
    around.push(name.clone());
    let mut pure = Pure { item, bound: Bound::in_method(method), around, pure: true };
    pure.visit_block(&method.item.block);
    let pure = pure.pure;
    around.pop();
    pure
}

/// The names that patterns bind.
#[derive(Default)]
struct Bound(HashSet<Ident>);

impl Bound {
    fn in_method(method: &Method) -> Self {
        let mut bound = Bound::default();
        method.params.iter().for_each(|param| bound.visit_pat(&param.pat));
        bound.visit_block(&method.item.block);
        bound
    }
}

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.0.insert(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }
}

struct Pure<'a> {
    item: &'a Impl,
    bound: Bound,
    /// The methods that the walk came through.
    around: &'a mut Vec<Ident>,
    pure: bool,
}

impl<'ast> Visit<'ast> for Pure<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let of_self =
                    matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
                self.pure &= match of_self {
                    true => is_pure(self.item, &call.method, self.around),
                    false => [PURE, HARMLESS].iter().any(|known| known.contains(&&*name)),
                };
            }
            // Of closures and variants; a function may do anything.
            Expr::Call(call) => {
                self.pure &= matches!(&*call.func, Expr::Path(path) if match path.path.get_ident() {
                    Some(name) => self.bound.0.contains(name) || is_constant(name),
                    None => path.path.segments.last().is_some_and(|last| is_constant(&last.ident)),
                });
            }
            Expr::Async(_)
            | Expr::Await(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_)
            | Expr::Yield(_) => {
                self.pure = false;
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        let is_bound = path.path.get_ident().is_some_and(|name| self.bound.0.contains(name));
        let last = path.path.segments.last();
        self.pure &= path.path.is_ident("self")
            || is_bound
            || last.is_some_and(|last| is_constant(&last.ident) || last.ident == "self");
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        match matches(mac) {
            Some(matched) => {
                self.bound.visit_expr(&matched);
                Pure::visit_expr(self, &matched);
            }
            None => self.pure &= mac.path.is_ident("cfg"),
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {
        self.pure = false;
    }
}

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
