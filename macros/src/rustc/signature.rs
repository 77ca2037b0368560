//! Mistakes in the types that a signature or a field names that are certain: rustc says more of them
//! wherever they are named again.

use syn::{
    BoundLifetimes, Expr, FnArg, GenericArgument, Generics, Lifetime, Path, PathArguments,
    PathSegment, ReturnType, Type, TypeArray, TypeImplTrait, TypeInfer, TypeReference,
    TypeTraitObject,
    visit::{self, Visit},
};

use super::beside;
use crate::{
    parse::{Impl, Method, Model},
    ty::{PLAIN, Ty, arguments, parameter},
};

/// Whether a type in the signature is none: it names a lifetime that is not declared, is of no size, is given
/// more than it takes or is `_`.
pub fn has_wrong_signature(item: &Impl, method: &Method) -> bool {
    let sig = &method.item.sig;
    let mut types = Types::within(&[&item.generics, &sig.generics], true);
    sig.inputs.iter().for_each(|input| match input {
        FnArg::Receiver(receiver) => types.visit_receiver(receiver),
        FnArg::Typed(typed) => {
            types.wrong |= is_unsized(&typed.ty);
            types.visit_type(&typed.ty);
        }
    });
    if let ReturnType::Type(_, ty) = &sig.output {
        types.wrong |= is_unsized(ty);
        types.visit_type(ty);
    }
    types.wrong
}

/// Whether rustc may say something else of a type where it is not in a signature: it names a lifetime, `Self` or a letter,
/// or is `_`, `impl Trait` or `dyn Trait` in part.
pub fn is_of_place(ty: &Type) -> bool {
    struct Here(bool);
    impl<'ast> Visit<'ast> for Here {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            self.0 |= segment.ident == "Self" || segment.ident.to_string().len() == 1;
            visit::visit_path_segment(self, segment);
        }
        fn visit_type_infer(&mut self, _: &'ast TypeInfer) {
            self.0 = true;
        }
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_trait_object(&mut self, _: &'ast TypeTraitObject) {
            self.0 = true;
        }
    }
    let mut here = Here(false);
    here.visit_type(ty);
    here.0
}

/// Whether a type of a field is none: it names a lifetime that is not declared, or none where one has to
/// be, is `impl Trait`, or an array of a length that is no `usize`.
pub fn has_wrong_field(model: &Model) -> bool {
    struct Lengths<'a>(&'a Model, bool);
    impl<'ast> Visit<'ast> for Lengths<'_> {
        fn visit_type_array(&mut self, array: &'ast TypeArray) {
            let is_usize =
                |ty: &Type| !PLAIN.iter().any(|name| is_ident(ty, name)) || is_ident(ty, "usize");
            if let Expr::Path(length) = &array.len {
                let mut params = self.0.generics.const_params();
                self.1 |= params.any(|of| length.path.is_ident(&of.ident) && !is_usize(&of.ty));
            }
            visit::visit_type_array(self, array);
        }
    }
    let (mut types, mut lengths) =
        (Types::within(&[&model.generics], false), Lengths(model, false));
    for field in &model.fields {
        types.wrong |= matches!(&field.ty, Ty::Named(name)
            if is_ident(&field.written, &name.to_string()) && beside::lifetimes(name, model.ident.span()) > 0);
        types.visit_type(&field.written);
        lengths.visit_type(&field.written);
    }
    types.wrong || lengths.1
}

fn is_ident(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// Whether there can be no value of a model: a field has no size, or is the model itself. Nothing can be
/// implemented for it without another error.
pub fn has_no_size(model: &Model) -> bool {
    model.fields.iter().any(|field| match &field.written {
        Type::Path(path) if path.path.is_ident(&model.ident) || path.path.is_ident("Self") => true,
        ty => is_unsized(ty),
    })
}

/// Whether a type has no size by itself, or holds by value what has none.
pub fn is_unsized(ty: &Type) -> bool {
    unsized_part(ty).is_some()
}

/// Whether a type holds by value what has no size, where that is wrong by itself.
pub fn holds_unsized(ty: &Type) -> bool {
    held_unsized(ty).is_some()
}

/// What has no size: the type itself, or what it holds by value.
pub fn unsized_part(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Paren(paren) => unsized_part(&paren.elem),
        Type::Slice(_) | Type::TraitObject(_) => Some(ty),
        Type::Path(path) if path.path.is_ident("str") => Some(ty),
        _ => held_unsized(ty),
    }
}

fn held_unsized(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Array(array) => return unsized_part(&array.elem),
        Type::Reference(reference) => {
            return match &*reference.elem {
                Type::Slice(slice) => unsized_part(&slice.elem),
                elem => held_unsized(elem),
            };
        }
        Type::Tuple(tuple) => return tuple.elems.iter().find_map(unsized_part),
        Type::Path(path) => path,
        _ => return None,
    };
    let args = &path.path.segments.last()?.arguments;
    let holds_values = || is_of_std(&path.path, &["Option", "Result", "Vec"]);
    let by_value = || arguments(args).find_map(unsized_part).filter(|_| holds_values());
    arguments(args).find_map(held_unsized).or_else(by_value)
}

/// Whether a path is one of these of the standard library.
fn is_of_std(path: &Path, names: &[&str]) -> bool {
    const STD: &[&str] = &["alloc", "core", "std"];
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
        return false;
    };
    let Some(name) = names.iter().find(|name| last.ident == name) else { return false };
    match path.segments.len() {
        1 => !beside::may_be_another(name, last.ident.span(), STD),
        _ => STD.iter().any(|of| first.ident == of),
    }
}

/// Whether what holds values of one type is given another one, that is no allocator: `Vec<Conv2d, BatchNorm2d>`.
fn is_given_more(path: &Path) -> bool {
    let args = path.segments.last().map(|last| &last.arguments);
    let Some(PathArguments::AngleBracketed(args)) = args else { return false };
    let Some(GenericArgument::Type(ty)) = args.args.iter().nth(1) else { return false };
    let is_another = match Ty::of(ty, &[]) {
        Ty::Named(name) => beside::is_own_type(&name) && !name.to_string().contains("Alloc"),
        ty => matches!(ty, Ty::Tensor | Ty::Layer(_) | Ty::Plain | Ty::Tuple(_)),
    };
    is_another && is_of_std(path, &["Box", "Option", "Vec", "VecDeque"])
}

struct Types {
    declared: Vec<String>,
    params: Vec<String>,
    /// Whether there are arguments, whose lifetimes need no names.
    in_function: bool,
    wrong: bool,
}

impl Types {
    fn within(generics: &[&Generics], in_function: bool) -> Self {
        let lifetimes = generics.iter().flat_map(|generics| generics.lifetimes());
        let declared = lifetimes.map(|param| param.lifetime.ident.to_string()).collect();
        let params = generics.iter().flat_map(|generics| &generics.params).filter_map(parameter);
        let params = params.map(ToString::to_string).collect();
        Types { declared, params, in_function, wrong: false }
    }

    /// Whether it is a letter that stands for nothing: rustc suggests a parameter, where there may be some.
    fn is_nothing(&self, path: &Path) -> bool {
        path.get_ident().is_some_and(|ident| {
            let name = ident.to_string();
            name.len() == 1
                && name.starts_with(char::is_uppercase)
                && !self.params.contains(&name)
                && !beside::may_be_declared(ident)
        })
    }
}

impl<'ast> Visit<'ast> for Types {
    fn visit_bound_lifetimes(&mut self, of: &'ast BoundLifetimes) {
        // Of where it ends nothing is to be known.
        self.declared.extend(of.lifetimes.iter().filter_map(|param| match param {
            syn::GenericParam::Lifetime(param) => Some(param.lifetime.ident.to_string()),
            _ => None,
        }));
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        let name = lifetime.ident.to_string();
        self.wrong |= match name.as_str() {
            "static" => false,
            "_" => !self.in_function,
            _ => !self.declared.contains(&name),
        };
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.wrong |= !self.in_function && reference.lifetime.is_none();
        visit::visit_type_reference(self, reference);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.wrong |= is_given_more(path) || self.is_nothing(path);
        visit::visit_path(self, path);
    }

    fn visit_type_array(&mut self, array: &'ast TypeArray) {
        self.wrong |= matches!(&array.len, Expr::Path(len) if self.is_nothing(&len.path));
        visit::visit_type_array(self, array);
    }

    fn visit_type_infer(&mut self, _: &'ast TypeInfer) {
        self.wrong = true;
    }

    fn visit_type_impl_trait(&mut self, ty: &'ast TypeImplTrait) {
        self.wrong |= !self.in_function;
        visit::visit_type_impl_trait(self, ty);
    }

    /// What is in a constant is no part of the type.
    fn visit_expr(&mut self, _: &'ast Expr) {}

    /// The references of a function's type are for all lifetimes.
    fn visit_type_fn_ptr(&mut self, _: &'ast syn::TypeFnPtr) {}

    fn visit_parenthesized_generic_arguments(
        &mut self,
        _: &'ast syn::ParenthesizedGenericArguments,
    ) {
    }
}
