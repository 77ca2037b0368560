//! Mistakes in how a model is declared that are certain, so that rustc is left to report them: of
//! what would be emitted it would say more.

use syn::{
    GenericArgument, GenericParam, Generics, Ident, ItemImpl, PathArguments, Type, TypeParam,
    WherePredicate,
    visit::{self, Visit},
};

use crate::{
    parse::{Field, Impl, Model},
    ty::{PLAIN, parameter},
};

/// Whether a field is declared twice.
pub fn repeats_field(model: &Model) -> bool {
    let always = |field: &&Field| field.cfgs.is_empty();
    let fields: Vec<_> = model.fields.iter().filter(always).map(|field| &field.ident).collect();
    fields.iter().enumerate().any(|(i, ident)| fields.iter().take(i).any(|before| before == ident))
}

/// Whether an impl names its struct with all of its parameters, as an alias of it has to.
pub fn names_its_parameters(item: &ItemImpl) -> bool {
    item.generics.params.iter().all(|param| {
        let Some(ident) = parameter(param) else { return false };
        let mut names = Names { ident, found: false };
        names.visit_type(&item.self_ty);
        names.found
    })
}

/// Whether the generics of an impl are not those of its struct: too many, parameters that are nowhere
/// in the struct's type, without the bounds that the struct has, constants of another type.
pub fn has_other_generics(model: &Model, item: &Impl) -> bool {
    let args = item.path.segments.last().map(|last| &last.arguments);
    let args: Vec<_> = match args {
        Some(PathArguments::AngleBracketed(args)) => args.args.iter().collect(),
        _ => Vec::new(),
    };
    let pairs = args.iter().zip(&model.generics.params);
    args.len() > model.generics.params.len()
        || item.generics.params.iter().any(|param| !is_named(item, param))
        || pairs.into_iter().any(|(arg, of)| differs(model, item, arg, of))
}

/// Whether anything that could determine a parameter names it.
fn is_named(item: &Impl, param: &GenericParam) -> bool {
    let Some(ident) = parameter(param) else { return true };
    let mut names = Names { ident, found: false };
    names.visit_type(&item.self_ty);
    item.generics.type_params().for_each(|other| {
        other.bounds.iter().for_each(|bound| names.visit_type_param_bound(bound));
    });
    let predicates = item.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    predicates.for_each(|predicate| match predicate {
        WherePredicate::Type(of) if matches!(&of.bounded_ty, Type::Path(path) if path.path.is_ident(ident)) => {}
        other => names.visit_where_predicate(other),
    });
    names.found
}

/// Whether what an impl gives for a parameter of its struct is a parameter that cannot be that.
fn differs(model: &Model, item: &Impl, arg: &GenericArgument, of: &GenericParam) -> bool {
    let GenericArgument::Type(Type::Path(path)) = arg else { return false };
    let Some(name) = path.path.get_ident() else { return false };
    let given = item.generics.params.iter().find(|param| match param {
        GenericParam::Type(param) => param.ident == *name,
        GenericParam::Const(param) => param.ident == *name,
        GenericParam::Lifetime(_) => false,
    });
    match (of, given) {
        (GenericParam::Type(of), Some(GenericParam::Type(given))) => {
            is_bounded(&model.generics, of) && !is_bounded(&item.generics, given)
        }
        (GenericParam::Const(of), Some(GenericParam::Const(given))) => {
            let primitive = |ty: &Type| match ty {
                Type::Path(path) => PLAIN.iter().find(|name| path.path.is_ident(name)),
                _ => None,
            };
            let types = (primitive(&of.ty), primitive(&given.ty));
            matches!(types, (Some(of), Some(given)) if of != given)
        }
        _ => false,
    }
}

/// Whether anything is asked of a parameter.
fn is_bounded(generics: &Generics, param: &TypeParam) -> bool {
    let mut names = Names { ident: &param.ident, found: false };
    generics.where_clause.iter().for_each(|clause| names.visit_where_clause(clause));
    names.found || !param.bounds.is_empty()
}

/// Whether a name is somewhere.
struct Names<'a> {
    ident: &'a Ident,
    found: bool,
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.found |= ident == self.ident;
        visit::visit_ident(self, ident);
    }
}
