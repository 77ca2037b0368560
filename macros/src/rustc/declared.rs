//! Mistakes in how a model is declared that are certain, so that rustc is left to report them: of
//! what would be emitted it would say more.

use proc_macro2::Span;
use syn::{
    AssocType, ConstParam, Expr, ExprPath, GenericArgument, GenericParam, Generics, Ident,
    ItemImpl, Lifetime, Path, PathArguments, PathSegment, Signature, Stmt, Type, TypeParam,
    TypeParamBound, TypeTraitObject, WherePredicate,
    visit::{self, Visit},
};

use super::{beside, traits};
use crate::{
    parse::{Field, Impl, Model},
    ty::{PLAIN, Ty, bindings, parameter},
};

/// Whether a field is declared twice.
pub fn repeats_field(model: &Model) -> bool {
    let always = |field: &&Field| field.cfgs.is_empty();
    let fields: Vec<_> = model.fields.iter().filter(always).map(|field| &field.ident).collect();
    fields.iter().enumerate().any(|(i, ident)| fields.iter().take(i).any(|before| before == ident))
}

/// Whether a field has models behind `dyn`, which `Model` cannot be.
pub fn holds_model_objects(model: &Model) -> bool {
    struct Objects(bool);
    impl<'ast> Visit<'ast> for Objects {
        fn visit_type_trait_object(&mut self, object: &'ast TypeTraitObject) {
            self.0 |= is_model_object(object);
        }
    }
    let mut objects = Objects(false);
    model.fields.iter().for_each(|field| objects.visit_type(&field.written));
    objects.0
}

/// Whether it is `dyn Model`.
pub fn is_model_object(object: &TypeTraitObject) -> bool {
    object.bounds.iter().filter_map(trait_name).any(|name| name.ident == "Model")
}

/// The bounds of a parameter, those of the `where` clause among them.
pub fn bounds<'a>(
    generics: &'a Generics,
    param: &'a TypeParam,
) -> impl Iterator<Item = &'a TypeParamBound> {
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_clause = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(path) if path.path.is_ident(&param.ident) => Some(&predicate.bounds),
            _ => None,
        },
        _ => None,
    });
    param.bounds.iter().chain(of_clause.flatten())
}

/// `T` of `Model<Input = T>`.
pub fn associated<'a>(bound: &'a TypeParamBound, name: &str) -> Option<&'a Type> {
    let last = trait_name(bound).filter(|last| last.ident == "Model")?;
    bindings(&last.arguments).find(|binding| binding.ident == name).map(|binding| &binding.ty)
}

/// Whether no field is of anything that has this name: rustc says so of a parameter.
pub fn is_nowhere<'a>(mut fields: impl Iterator<Item = &'a Type>, ident: &Ident) -> bool {
    let is_named = |ty| {
        let mut names = Names { ident, found: false };
        names.visit_type(ty);
        names.found
    };
    !fields.any(is_named)
}

/// Whether the quantized model has a parameter in `PhantomData<S>` alone: it is the same there.
pub fn is_unused(model: &Model, param: &Ident) -> bool {
    struct Others<'a>(&'a Ident, bool);
    impl<'ast> Visit<'ast> for Others<'_> {
        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            if segment.ident != "PhantomData" {
                self.1 |= segment.ident == *self.0;
                visit::visit_path_segment(self, segment);
            }
        }
    }
    let mut others = Others(param, false);
    model.lowered_fields().for_each(|field| others.visit_type(&field.written));
    !others.1
}

/// Whether a signature has this name in it.
pub fn names(sig: &Signature, ident: &Ident) -> bool {
    let mut names = Names { ident, found: false };
    names.visit_signature(sig);
    names.found
}

/// Whether a field is of a struct that asks something of this parameter.
pub fn is_asked_of(model: &Model, param: &Ident) -> bool {
    struct Arguments<'a>(&'a Model, &'a Ident, bool);
    impl<'ast> Visit<'ast> for Arguments<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            let Arguments(model, param, _) = *self;
            if let (1, Some(last)) = (path.segments.len(), path.segments.last())
                && let PathArguments::AngleBracketed(args) = &last.arguments
            {
                let is_lifetime =
                    |arg: &&GenericArgument| matches!(arg, GenericArgument::Lifetime(_));
                let args = args.args.iter().filter(|arg| !is_lifetime(arg)).enumerate();
                for (number, arg) in args {
                    let is_it = matches!(arg, GenericArgument::Type(Type::Path(of)) if of.path.is_ident(param));
                    self.2 |= is_it && beside::asks_of_argument(&last.ident, number, &model.ident);
                }
            }
            visit::visit_path(self, path);
        }
    }
    let mut arguments = Arguments(model, param, false);
    model.fields.iter().for_each(|field| arguments.visit_type(&field.written));
    arguments.2
}

/// Traits of the prelude that anything may have.
const OF_ANYTHING: &[&str] = &[
    "AsMut",
    "AsRef",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "Eq",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "ToOwned",
    "ToString",
    "Unpin",
];

/// Whether it is `Fn(…)` or its like.
pub fn is_function(bound: &TypeParamBound) -> bool {
    let TypeParamBound::Trait(bound) = bound else { return false };
    let name = bound.path.segments.last().map(|last| last.ident.to_string());
    name.is_some_and(|name| ["Fn", "FnMut", "FnOnce"].contains(&name.as_str()))
}

/// Whether what has a bound, of the struct `of`, may be no model for all that the bound says.
pub fn is_no_model(bound: &TypeParamBound, of: &Ident) -> bool {
    let TypeParamBound::Trait(bound) = bound else { return true };
    let segments = &bound.path.segments;
    let is_of_std = segments.len() > 1
        && ["std", "core", "alloc"].iter().any(|krate| segments[0].ident == krate);
    let [name] = segments.iter().collect::<Vec<_>>()[..] else { return is_of_std };
    let is_of_anything = |name: &String| OF_ANYTHING.contains(&name.as_str());
    match traits::supertraits(&name.ident, of) {
        Some(traits) => traits.iter().all(is_of_anything),
        None => is_of_anything(&name.ident.to_string()),
    }
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

/// Whether nobody but the standard library can give a type methods.
pub fn cannot_have_methods(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Array(_)
            | Type::FnPtr(_)
            | Type::Ptr(_)
            | Type::Reference(_)
            | Type::Slice(_)
            | Type::Tuple(_)
    )
}

/// Whether what looks like a parameter in the type of an impl is none. If it is not declared at all, rustc
/// suggests to do so, and only where it is in an impl.
pub fn may_miss_parameters(self_ty: &Type, generics: &Generics) -> bool {
    struct Letters<'a>(&'a Generics, bool);
    impl<'ast> Visit<'ast> for Letters<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            let is_param =
                |name: &&Ident| self.0.params.iter().any(|of| parameter(of) == Some(*name));
            let name = path.get_ident().filter(|name| !is_param(name)).map(ToString::to_string);
            self.1 |= name.is_some_and(|name| name.len() == 1);
            visit::visit_path(self, path);
        }
    }
    let mut letters = Letters(generics, false);
    letters.visit_type(self_ty);
    letters.1
}

/// Whether an impl is of a type with a lifetime that is not declared.
pub fn names_no_lifetime(item: &ItemImpl) -> bool {
    struct Undeclared<'a>(&'a ItemImpl, bool);
    impl<'ast> Visit<'ast> for Undeclared<'_> {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            let declared = self.0.generics.lifetimes().any(|param| param.lifetime == *lifetime);
            self.1 |= !declared && lifetime.ident != "_" && lifetime.ident != "static";
        }
        fn visit_bound_lifetimes(&mut self, _: &'ast syn::BoundLifetimes) {}
        // They may declare their own.
        fn visit_type_fn_ptr(&mut self, _: &'ast syn::TypeFnPtr) {}
        fn visit_type_trait_object(&mut self, _: &'ast TypeTraitObject) {}
    }
    let mut undeclared = Undeclared(item, false);
    undeclared.visit_type(&item.self_ty);
    undeclared.1
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
    let has_default = |param: &&GenericParam| match param {
        GenericParam::Type(param) => param.default.is_some(),
        GenericParam::Const(param) => param.default.is_some(),
        GenericParam::Lifetime(_) => true,
    };
    let needed = model.generics.params.iter().filter(|param| !has_default(param)).count();
    args.len() > model.generics.params.len()
        || args.len() < needed
        || item.generics.params.iter().any(|param| !is_named(item, param))
        || pairs.into_iter().any(|(arg, of)| differs(model, item, arg, of))
}

/// Whether anything that could determine a parameter names it.
fn is_named(item: &Impl, param: &GenericParam) -> bool {
    let Some(ident) = parameter(param) else { return true };
    let args = item.path.segments.last().map(|last| &last.arguments);
    if let Some(PathArguments::AngleBracketed(args)) = args
        && args.args.iter().any(|arg| computes(arg, ident))
        && !args.args.iter().any(|arg| is_alone(arg, ident))
    {
        return false;
    }
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
    let given = item.generics.params.iter().find(|param| parameter(param) == Some(name));
    match (of, given) {
        (GenericParam::Type(of), Some(GenericParam::Type(given))) => {
            is_bounded(&model.generics, of) && !is_bounded(&item.generics, given)
                || is_bounded_less(
                    (&item.generics, given),
                    (&model.generics, of),
                    model.ident.span(),
                )
        }
        // The struct's own name for it, which is none here.
        (GenericParam::Type(TypeParam { ident: of, .. }), None)
        | (GenericParam::Const(ConstParam { ident: of, .. }), None) => {
            name == of && !beside::may_be_declared(name)
        }
        (GenericParam::Type(_), Some(GenericParam::Const(_)))
        | (GenericParam::Const(_), Some(GenericParam::Type(_))) => true,
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

/// Traits of the standard library that are only had by what is bounded by them, beside these and `Model`.
const OF_THEMSELVES: &[&str] = &["Clone", "Debug", "Default", "Display", "Hash", "PartialEq"];

/// Whether it has `Model` for a bound where the struct has `Model<Input = …>`, or another type there, or
/// `Clone` beside it.
fn is_bounded_less(
    given: (&Generics, &TypeParam),
    of: (&Generics, &TypeParam),
    place: Span,
) -> bool {
    // `<B as Model>::Input: …` may say more.
    let of_parts = |predicate: &WherePredicate| match predicate {
        WherePredicate::Type(of) => {
            !matches!(&of.bounded_ty, Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1)
        }
        _ => false,
    };
    let clause = given.0.where_clause.iter().flat_map(|clause| &clause.predicates);
    if clause.into_iter().any(of_parts) {
        return false;
    }
    let given: Vec<_> = bounds(given.0, given.1).filter_map(trait_name).collect();
    bounds(of.0, of.1).filter_map(trait_name).any(|of| {
        let alike: Vec<_> = given.iter().filter(|given| given.ident == of.ident).collect();
        let is_less = |asked: &AssocType| {
            alike.iter().all(|given| {
                let given = bindings(&given.arguments).find(|given| given.ident == asked.ident);
                given.is_none_or(|given| are_others(&given.ty, &asked.ty))
            })
        };
        let is_of_itself = |of: &PathSegment| OF_THEMSELVES.iter().any(|name| of.ident == name);
        // No other trait brings one of the user's, if nothing but its own impls does.
        let is_own = || traits::stub_of(&of.ident, place).is_some();
        let is_missing = (is_of_itself(of) || is_own())
            && given.iter().all(|given| is_of_itself(given) || given.ident == "Model");
        match alike.as_slice() {
            [] => is_missing,
            _ => bindings(&of.arguments).any(is_less),
        }
    })
}

/// Whether two types are known, and not the same.
fn are_others(a: &Type, b: &Type) -> bool {
    let known = |ty: &Type| match (Ty::of(ty, &[]), ty) {
        (Ty::Tensor, _) => Some("Tensor"),
        (Ty::Layer(layer), _) => Some(layer.name),
        (Ty::Seq(_), _) => Some("a list"),
        (Ty::Option(_), _) => Some("an option"),
        (Ty::Plain, Type::Path(path)) => {
            PLAIN.iter().find(|name| path.path.is_ident(name)).copied()
        }
        (_, Type::Tuple(_)) => Some("a tuple"),
        (_, Type::Reference(_)) => Some("a reference"),
        _ => None,
    };
    matches!((known(a), known(b)), (Some(a), Some(b)) if a != b)
}

fn trait_name(bound: &TypeParamBound) -> Option<&PathSegment> {
    match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    }
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

/// Whether an argument is computed from a parameter, which does not say what that is: `{ N + 1 }`.
fn computes(arg: &GenericArgument, param: &Ident) -> bool {
    struct Computes<'a>(&'a Ident, bool);
    impl<'ast> Visit<'ast> for Computes<'_> {
        fn visit_expr_path(&mut self, path: &'ast ExprPath) {
            self.1 |= path.path.is_ident(self.0);
        }
    }
    let GenericArgument::Const(value) = arg else { return false };
    let mut computes = Computes(param, false);
    computes.visit_expr(value);
    computes.1 && !is_alone(arg, param)
}

/// Whether an argument is a parameter: `N`, `{ N }`.
fn is_alone(arg: &GenericArgument, param: &Ident) -> bool {
    let is_it = |value: &Expr| matches!(value, Expr::Path(path) if path.path.is_ident(param));
    match arg {
        GenericArgument::Type(Type::Path(path)) => path.path.is_ident(param),
        GenericArgument::Const(Expr::Block(block)) => {
            matches!(&block.block.stmts[..], [Stmt::Expr(value, None)] if is_it(value))
        }
        GenericArgument::Const(value) => is_it(value),
        _ => false,
    }
}
