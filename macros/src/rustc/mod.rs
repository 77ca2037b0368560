//! What rustc says of the user's code, where the macro has to know.

mod certain;
mod copied;
mod declared;

use syn::{Item, ReturnType, Stmt, Type};

use crate::parse::Method;
pub use certain::is_wrong;
pub use copied::{Copied, asks, copied, fits_a_closure};
pub use declared::{has_other_generics, repeats_field};

/// What a copy of a function needs at its end, if nothing is there to be returned: that this is wrong,
/// unless the end is never reached, rustc says of the function.
pub fn end(method: &Method) -> Option<Stmt> {
    let ReturnType::Type(_, ty) = &method.item.sig.output else { return None };
    let is_unit = matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty());
    let returns = match method.item.block.stmts.last() {
        Some(Stmt::Expr(_, semi)) => semi.is_none(),
        Some(Stmt::Macro(mac)) => mac.semi_token.is_none(),
        Some(Stmt::Local(_) | Stmt::Item(_)) | None => false,
    };
    (!returns && !is_unit).then(|| syn::parse_quote!(#[allow(unreachable_code)] loop {};))
}

/// Whether it is a `const _`, which is evaluated once, where the user wrote it.
pub fn is_for_itself(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Item(Item::Const(item)) if item.ident == "_")
}
