//! What rustc says of the user's code, where the macro has to know.

pub mod aliases;
pub mod beside;
mod certain;
mod copied;
mod counts;
mod declared;
mod items;
mod lifetimes;
mod misused;
mod modules;
mod outputs;
mod own_macros;
mod returned;
mod signature;
mod sure;
pub mod traits;
mod unbound;
mod valued;

use syn::{
    Attribute, Expr, ExprLoop, ExprReturn, Macro, ReturnType, Stmt, Type, parse_quote, visit::Visit,
};

use crate::{
    lower::{is_list, panics},
    parse::Method,
};
pub use certain::{ends_in_a_value, ends_in_data, is_wrong, names_self};
pub use copied::can_copy;
pub use counts::is_miscounted;
pub use declared::{
    associated, bounds, cannot_have_methods, has_other_generics, holds_model_objects, is_asked_of,
    is_function, is_model_object, is_no_model, is_nowhere, is_unused, may_miss_parameters, names,
    names_its_parameters, names_no_lifetime, repeats_field,
};
pub use items::{Own, declared_in, implements_elsewhere, unevaluated};
pub use misused::is_misused;
pub use outputs::{output_of, type_at};
pub use own_macros::{returns, surely_returns};
pub use signature::{
    has_no_size, has_wrong_field, has_wrong_signature, holds_unsized, is_of_place, is_unsized,
    unsized_part,
};
pub use sure::{is_same_anywhere, is_sure};
pub use unbound::{bound_in, forgets_self};
pub use valued::has_no_output;

/// What a lowered function needs at its end, if nothing is there to be returned: that this is wrong,
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

/// What allows the code behind an early end of a function, in what is made of it: where the function
/// returns something else than the user's, something comes behind.
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
            // What is in others is not known.
            self.0 |= panics(mac) || !is_list(&mac.path);
        }
    }
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
