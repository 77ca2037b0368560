//! Names that are used for what they cannot be: rustc says so of the user's code, and of what is made of it would
//! say it in other words.

use std::collections::HashSet;

use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprField, ExprLet, ExprMatch, ExprMethodCall, FnArg, Generics, Ident, Item,
    Pat, PatIdent, Path, Type, TypeParam, TypeParamBound,
    visit::{self, Visit},
};

use super::{beside, bounds};
use crate::{
    ops::{Function, Numbers, Read},
    parse::{Impl, Method, Model},
    ty::{Ty, plain},
};

/// Whether a function matches a layer against variants, has its model's name for a value, or takes for a tensor what
/// is of any type.
pub fn is_misused(model: &Model, item: &Impl, method: &Method) -> bool {
    let tensors = method.params.iter().filter(|param| param.ty == Ty::Tensor);
    let tensors = tensors.filter_map(|param| match &param.pat {
        Pat::Ident(name) => Some(name.ident.to_string()),
        _ => None,
    });
    let (tensors, of_any_type) = (tensors.collect(), of_any_type(item, method));
    let mut uses = Uses { model, tensors, of_any_type, found: false };
    uses.visit_block(&method.item.block);
    uses.found
}

/// Parameters whose types are parameters of which nothing is asked that only a tensor has.
fn of_any_type(item: &Impl, method: &Method) -> HashSet<String> {
    let sig = &method.item.sig;
    let is_param = |generics: &Generics, ty: &Type| {
        let of =
            |param: &&TypeParam| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident));
        generics.type_params().find(of).is_some_and(|param| bounds(generics, param).all(is_of_any))
    };
    let names = sig.inputs.iter().filter_map(|input| {
        let FnArg::Typed(typed) = input else { return None };
        let Pat::Ident(name) = &*typed.pat else { return None };
        let ty = match &*typed.ty {
            Type::Reference(reference) => &*reference.elem,
            ty => ty,
        };
        let is_any = match ty {
            Type::ImplTrait(ty) => ty.bounds.iter().all(is_of_any),
            ty => is_param(&sig.generics, ty) && !is_param(&item.generics, ty),
        };
        is_any.then(|| name.ident.to_string())
    });
    let mut names: HashSet<_> = names.collect();
    // What has the name later may be another.
    struct Bound<'a>(&'a mut HashSet<String>);
    impl<'ast> Visit<'ast> for Bound<'_> {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            self.0.remove(&pat.ident.to_string());
            visit::visit_pat_ident(self, pat);
        }
    }
    Bound(&mut names).visit_block(&method.item.block);
    names
}

/// Whether a bound lets nothing be taken for a tensor.
fn is_of_any(bound: &TypeParamBound) -> bool {
    let names = ["Clone", "Copy", "Debug", "Default", "Display", "Into", "Send", "Sized", "Sync"];
    match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|last| names.iter().any(|name| last.ident == name)),
        TypeParamBound::Lifetime(_) => true,
        _ => false,
    }
}

struct Uses<'a> {
    model: &'a Model,
    /// Parameters that are tensors.
    tensors: HashSet<String>,
    of_any_type: HashSet<String>,
    found: bool,
}

impl Uses<'_> {
    /// A field that is a layer.
    fn is_layer(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(paren) => self.is_layer(&paren.expr),
            Expr::Reference(reference) => self.is_layer(&reference.expr),
            expr => {
                let field = self.model.field_of(expr);
                field.is_some_and(|(field, _)| matches!(field.ty, Ty::Layer(_)))
            }
        }
    }

    /// Whether a pattern is none of a field: it would have to be borrowed to be written to, or is a result's
    /// where there is an option.
    fn cannot_match(&self, pat: &Pat, of: &Expr) -> bool {
        let of = match of {
            // What is borrowed may be borrowed again.
            Expr::Reference(_) if matches!(pat, Pat::Ident(_)) => return false,
            Expr::Reference(reference) => &*reference.expr,
            of => of,
        };
        self.model.field_of(of).is_some_and(|(field, _)| {
            let is_of_result = matches!(pat, Pat::TupleStruct(variant)
                if ["Err", "Ok"].iter().any(|name| variant.path.is_ident(name)));
            is_of_result && matches!(field.ty, Ty::Option(_)) || borrows_to_write(pat)
        })
    }

    /// A number that is never negative: of one that is rustc knows one token, and two of it.
    fn is_unsigned(&self, expr: &Expr) -> bool {
        match expr {
            Expr::MethodCall(call) if self.is_tensor(&call.receiver) => {
                Read::named(&call.method.to_string())
                    .is_some_and(|read| read.gives == Numbers::Index)
                    || ["dim", "len", "size"].iter().any(|name| call.method == name)
            }
            expr => {
                let unsigned = ["u8", "u16", "u32", "u64", "u128", "usize"];
                self.model
                    .field_of(expr)
                    .and_then(|(field, _)| plain(&field.written))
                    .is_some_and(|ty| unsigned.contains(&ty))
            }
        }
    }

    /// `Net`, which is no value.
    fn is_model(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.is_ident(&self.model.ident))
    }

    /// A tensor that the function is given.
    fn is_tensor(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.tensors.contains(&name.to_string())))
    }

    /// A tensor is taken here.
    fn tensor(&mut self, expr: &Expr) {
        let mut expr = expr;
        while let Expr::Reference(reference) = expr {
            expr = &reference.expr;
        }
        let name = match expr {
            Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
            _ => None,
        };
        self.found |= name.is_some_and(|name| self.of_any_type.contains(&name));
    }
}

/// Whether a path is that of an operation that does not exist, where the file has a function of its name: rustc
/// suggests that one in some places, and not in others. Or that of one which is looked for among the layers, or in the
/// crate: rustc says whether it is to be called.
fn is_no_operation(path: &Path) -> bool {
    let [module, name] = path.segments.iter().collect::<Vec<_>>()[..] else { return false };
    match Function::named(&name.ident.to_string()) {
        Some(_) => module.ident == "quantizable" || beside::is_of_layers(&module.ident),
        None => {
            beside::imports_as("functional", &module.ident) && beside::has_function(&name.ident)
        }
    }
}

/// Whether there is a `ref mut` in a pattern.
fn borrows_to_write(pat: &Pat) -> bool {
    struct Borrows(bool);
    impl<'ast> Visit<'ast> for Borrows {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            self.0 |= pat.by_ref.is_some() && pat.mutability.is_some();
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut borrows = Borrows(false);
    borrows.visit_pat(pat);
    borrows.0
}

/// `Act::Relu`, `Act::Leaky(slope)`: what no layer is.
fn is_variant(pat: &Pat) -> bool {
    match pat {
        Pat::Path(path) => path.path.segments.len() > 1,
        Pat::TupleStruct(_) => true,
        Pat::Reference(reference) => is_variant(&reference.pat),
        Pat::Or(or) => or.cases.iter().any(is_variant),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr_match(&mut self, node: &'ast ExprMatch) {
        let has_variants = node.arms.iter().any(|arm| is_variant(&arm.pat));
        self.found |= has_variants && self.is_layer(&node.expr);
        let is_negative = |pat: &Pat| pat.to_token_stream().to_string().starts_with('-');
        self.found |=
            self.is_unsigned(&node.expr) && node.arms.iter().any(|arm| is_negative(&arm.pat));
        visit::visit_expr_match(self, node);
    }

    fn visit_expr_let(&mut self, node: &'ast ExprLet) {
        self.found |= self.cannot_match(&node.pat, &node.expr);
        visit::visit_expr_let(self, node);
    }

    fn visit_expr_field(&mut self, node: &'ast ExprField) {
        self.found |= self.is_model(&node.base);
        visit::visit_expr_field(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        let name = node.method.to_string();
        if Function::method(&name).is_some() {
            self.tensor(&node.receiver);
        }
        if name == "forward" {
            node.args.iter().for_each(|arg| self.tensor(arg));
        }
        visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_call(&mut self, node: &'ast ExprCall) {
        let function = match &*node.func {
            Expr::Path(path) if path.path.segments.len() > 1 => path.path.segments.last(),
            _ => None,
        };
        if function.is_some_and(|last| Function::named(&last.ident.to_string()).is_some()) {
            node.args.first().into_iter().for_each(|arg| self.tensor(arg));
        }
        if let Expr::Path(function) = &*node.func {
            self.found |= is_no_operation(&function.path);
        }
        visit::visit_expr_call(self, node);
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
