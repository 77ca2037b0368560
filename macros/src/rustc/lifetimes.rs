//! Arguments that are returned for longer than they are borrowed: where rustc blames what is around what is
//! returned, if a copy returns it.

use std::collections::HashSet;

use syn::{
    Block, Expr, ExprAssign, ExprAsync, ExprClosure, ExprReturn, Ident, Item, Pat, PatIdent,
    ReturnType, Stmt, Type, TypeReference, visit::Visit,
};

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
    let mut returned = Returned { names: shorter.collect(), found: false };
    returned.visit_block(&method.item.block);
    if let Some(Stmt::Expr(end, None)) = method.item.block.stmts.last() {
        returned.value(end);
    }
    returned.found
}

struct Returned {
    /// What cannot be returned: arguments, as long as nothing else has their names.
    names: HashSet<String>,
    found: bool,
}

impl Returned {
    fn value(&mut self, value: &Expr) {
        match value {
            Expr::Path(path) => {
                let name = path.path.get_ident().map(Ident::to_string);
                self.found |= name.is_some_and(|name| self.names.contains(&name));
            }
            Expr::If(branch) => {
                self.end(&branch.then_branch);
                branch.else_branch.iter().for_each(|(_, other)| self.value(other));
            }
            Expr::Block(block) => self.end(&block.block),
            _ => {}
        }
    }

    fn end(&mut self, block: &Block) {
        if let Some(Stmt::Expr(end, None)) = block.stmts.last() {
            self.value(end);
        }
    }
}

impl<'ast> Visit<'ast> for Returned {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.names.remove(&pat.ident.to_string());
    }
    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        if let Expr::Path(path) = &*node.left
            && let Some(name) = path.path.get_ident()
        {
            self.names.remove(&name.to_string());
        }
    }
    fn visit_expr_return(&mut self, node: &'ast ExprReturn) {
        node.expr.iter().for_each(|value| self.value(value));
    }
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
