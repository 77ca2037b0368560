//! Methods of the model that look at nothing but the model.

use syn::{
    Expr, ExprPath, Ident, Item, Macro,
    visit::{self, Visit},
};

use super::{batch::HARMLESS, known::is_constant, macros::matches, pattern::Bound, reads::PURE};
use crate::parse::{Impl, Receiver};

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
    let mut bound = Bound::default();
    method.params.iter().for_each(|param| bound.visit_pat(&param.pat));
    bound.visit_block(&method.item.block);
    let mut pure = Pure { item, bound, around, pure: true };
    pure.visit_block(&method.item.block);
    let pure = pure.pure;
    around.pop();
    pure
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
                    Some(name) => self.bound.has(name) || is_constant(name),
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
        let is_bound = path.path.get_ident().is_some_and(|name| self.bound.has(name));
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
