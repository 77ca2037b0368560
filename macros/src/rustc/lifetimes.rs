//! Arguments that are returned for longer than they are borrowed: where rustc blames what is around what is
//! returned, if a copy returns it.

use std::collections::HashSet;

use syn::{Expr, ExprAssign, Pat, PatIdent, ReturnType, Type, TypeReference, visit::Visit};

use super::returned::returned;
use crate::parse::{Method, Param};

/// Whether it returns an argument for longer than it was borrowed, as far as its types say.
pub fn returns_another_lifetime(method: &Method) -> bool {
    let ReturnType::Type(_, output) = &method.item.sig.output else { return false };
    let Type::Reference(TypeReference { lifetime: Some(longer), elem: output, .. }) = &**output
    else {
        return false;
    };
    // Of another type there may be something in it that lives longer.
    let is_shorter = |param: &&Param| match &param.written {
        Type::Reference(TypeReference { lifetime, elem, .. }) if elem == output => {
            let lifetime = lifetime.as_ref().map(|lifetime| &lifetime.ident);
            lifetime.is_none_or(|lifetime| longer.ident == "static" && lifetime != "static")
        }
        _ => false,
    };
    let shorter = method.params.iter().filter(is_shorter);
    let shorter = shorter.filter_map(|param| match &param.pat {
        Pat::Ident(name) => Some(name.ident.to_string()),
        _ => None,
    });
    let mut names = Names(shorter.collect());
    names.visit_block(&method.item.block);
    returned(method).into_iter().any(|value| {
        matches!(value, Expr::Path(path)
            if path.path.get_ident().is_some_and(|name| names.0.contains(&name.to_string())))
    })
}

/// The names of what cannot be returned: arguments, where nothing else has them.
struct Names(HashSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.0.remove(&pat.ident.to_string());
    }
    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        if let Expr::Path(path) = &*node.left
            && let Some(name) = path.path.get_ident()
        {
            self.0.remove(&name.to_string());
        }
    }
}
