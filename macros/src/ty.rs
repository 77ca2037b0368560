//! What the compiler knows of a type: whether there are tensors in it, or layers.

use proc_macro2::Span;
use syn::{
    AssocType, GenericArgument, GenericParam, Ident, Lifetime, PathArguments, PathSegment, Type,
    TypeParamBound, TypePath,
    visit::{self, Visit},
};

use crate::{ir::Step, ops::Layer};

/// A type, as far as it matters. References are left out: an operation takes its operands by
/// value or by reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    Tensor,
    Layer(Layer),
    /// A nested model, or some value of the user's, by the name of its type.
    Named(Ident),
    /// A type parameter, so a model by its bound.
    Param(Ident),
    /// `self`.
    Model,
    /// A vector, array, slice, or an iterator over such.
    Seq(Box<Ty>),
    /// A map to such, whose keys are no tensors.
    Map(Box<Ty>),
    Option(Box<Ty>),
    Result(Box<Ty>),
    Tuple(Vec<Ty>),
    /// A number, `bool`, `char` or string.
    Plain,
    /// A function that is not called where it is named.
    Function,
    /// Not known, or nothing to do with tensors.
    Unknown,
    /// Something is wrong with it, and was reported.
    Error,
}

/// Types of numbers, `bool`, `char` and strings.
pub const PLAIN: &[&str] = &[
    "bool", "char", "str", "String", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
    "u8", "u16", "u32", "u64", "u128", "usize",
];

/// Which of those a type is, by its name.
pub fn plain(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else { return None };
    PLAIN.iter().copied().find(|plain| path.path.is_ident(plain))
}

/// The name of a parameter that is no lifetime.
pub fn parameter(param: &GenericParam) -> Option<&Ident> {
    match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    }
}

impl Ty {
    /// What `ty` is, where `params` are the type parameters in scope.
    pub fn of(ty: &Type, params: &[&Ident]) -> Self {
        let of = |ty| Ty::of(ty, params);
        match ty {
            Type::Reference(reference) => of(&reference.elem),
            Type::Paren(paren) => of(&paren.elem),
            Type::Group(group) => of(&group.elem),
            Type::Array(array) => Ty::Seq(Box::new(of(&array.elem))),
            Type::Slice(slice) => Ty::Seq(Box::new(of(&slice.elem))),
            Type::FnPtr(_) => Ty::Function,
            Type::ImplTrait(ty) => {
                let item = ty.bounds.iter().find_map(item);
                item.map_or(Ty::Unknown, |item| Ty::Seq(Box::new(of(item))))
            }
            Type::Tuple(tuple) if tuple.elems.is_empty() => Ty::Plain,
            Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(of).collect()),
            Type::Path(path) if path.qself.is_none() => {
                let Some(last) = path.path.segments.last() else { return Ty::Unknown };
                if let Some(param) = params.iter().find(|param| path.path.is_ident(**param)) {
                    return Ty::Param((*param).clone());
                }
                let inner = || Box::new(argument(&last.arguments).map_or(Ty::Unknown, of));
                match last.ident.to_string().as_str() {
                    "Tensor" => Ty::Tensor,
                    "Vec" | "VecDeque" => Ty::Seq(inner()),
                    "BTreeMap" | "HashMap" => {
                        let value = arguments(&last.arguments).nth(1);
                        Ty::Map(Box::new(value.map_or(Ty::Unknown, of)))
                    }
                    "Option" => Ty::Option(inner()),
                    "Result" => Ty::Result(inner()),
                    "Box" | "Rc" | "Arc" => *inner(),
                    name if PLAIN.contains(&name) => Ty::Plain,
                    name => Layer::named(name).map_or(Ty::Named(last.ident.clone()), Ty::Layer),
                }
            }
            _ => Ty::Unknown,
        }
    }

    /// With models for what are layers by their names.
    pub fn without_layers(self) -> Self {
        let all = |ty: Box<Ty>| Box::new(ty.without_layers());
        match self {
            Ty::Layer(layer) => Ty::Named(Ident::new(layer.name, Span::call_site())),
            Ty::Seq(inner) => Ty::Seq(all(inner)),
            Ty::Option(inner) => Ty::Option(all(inner)),
            Ty::Tuple(elems) => Ty::Tuple(elems.into_iter().map(Ty::without_layers).collect()),
            ty => ty,
        }
    }

    /// With what is `known` of each name, if something is of all.
    pub fn with_names(self, known: &dyn Fn(&Ident) -> Option<Ty>) -> Option<Ty> {
        let all = |ty: Box<Ty>| Some(Box::new(ty.with_names(known)?));
        Some(match self {
            Ty::Tensor | Ty::Plain => self,
            Ty::Seq(inner) => Ty::Seq(all(inner)?),
            Ty::Map(inner) => Ty::Map(all(inner)?),
            Ty::Option(inner) => Ty::Option(all(inner)?),
            Ty::Result(inner) => Ty::Result(all(inner)?),
            Ty::Tuple(elems) => {
                let elems = elems.into_iter().map(|ty| ty.with_names(known));
                Ty::Tuple(elems.collect::<Option<_>>()?)
            }
            Ty::Named(name) => known(&name)?,
            Ty::Layer(layer) => known(&Ident::new(layer.name, Span::call_site()))?,
            _ => return None,
        })
    }

    /// With this layer for what is said to be one, in containers too.
    pub fn with_layer(self, layer: Layer) -> Self {
        let all = |ty: Box<Ty>| Box::new(ty.with_layer(layer));
        match self {
            Ty::Seq(inner) => Ty::Seq(all(inner)),
            Ty::Option(inner) => Ty::Option(all(inner)),
            _ => Ty::Layer(layer),
        }
    }

    /// The layer that [`with_layer`](Self::with_layer) has put in it.
    pub fn layer_inside(&self) -> Option<Layer> {
        match self {
            Ty::Layer(layer) => Some(*layer),
            Ty::Seq(inner) | Ty::Option(inner) => inner.layer_inside(),
            _ => None,
        }
    }

    /// Whether a tensor is in it.
    pub fn has_tensor(&self) -> bool {
        match self {
            Ty::Tensor => true,
            Ty::Seq(inner) | Ty::Map(inner) | Ty::Option(inner) | Ty::Result(inner) => {
                inner.has_tensor()
            }
            Ty::Tuple(elems) => elems.iter().any(Ty::has_tensor),
            _ => false,
        }
    }

    /// Whether a layer is in it, or the model is.
    pub fn has_layer(&self) -> bool {
        match self {
            Ty::Layer(_) | Ty::Model => true,
            Ty::Seq(inner) | Ty::Option(inner) => inner.has_layer(),
            Ty::Tuple(elems) => elems.iter().any(Ty::has_layer),
            _ => false,
        }
    }

    /// Whether it has another form under each backend.
    pub fn is_lowered(&self) -> bool {
        match self {
            Ty::Tensor | Ty::Layer(_) | Ty::Param(_) => true,
            Ty::Seq(inner) | Ty::Map(inner) | Ty::Option(inner) | Ty::Result(inner) => {
                inner.is_lowered()
            }
            Ty::Tuple(elems) => elems.iter().any(Ty::is_lowered),
            _ => false,
        }
    }

    /// What is in a vector, an option or a result. What a nested model returns is taken for a tensor,
    /// and for several where it is taken apart.
    pub fn inner(&self) -> Ty {
        match self {
            Ty::Seq(inner) | Ty::Option(inner) | Ty::Result(inner) => (**inner).clone(),
            // By one at a time.
            Ty::Map(inner) => Ty::Tuple(vec![Ty::Plain, (**inner).clone()]),
            Ty::Tensor => Ty::Tensor,
            // What holds no tensors has none to give.
            Ty::Plain => Ty::Plain,
            Ty::Error => Ty::Error,
            _ => Ty::Unknown,
        }
    }

    /// What both are, if they agree where they are known: of two branches, say.
    pub fn join(self, other: Ty) -> Ty {
        match (self, other) {
            (Ty::Error, _) | (_, Ty::Error) => Ty::Error,
            (Ty::Unknown, known) | (known, Ty::Unknown) => known,
            // What is known to be no model.
            (Ty::Named(_), Ty::Plain) | (Ty::Plain, Ty::Named(_)) => Ty::Plain,
            (Ty::Seq(a), Ty::Seq(b)) => Ty::Seq(Box::new(a.join(*b))),
            (Ty::Map(a), Ty::Map(b)) => Ty::Map(Box::new(a.join(*b))),
            (Ty::Option(a), Ty::Option(b)) => Ty::Option(Box::new(a.join(*b))),
            (Ty::Result(a), Ty::Result(b)) => Ty::Result(Box::new(a.join(*b))),
            (Ty::Tuple(a), Ty::Tuple(b)) if a.len() == b.len() => {
                Ty::Tuple(a.into_iter().zip(b).map(|(a, b)| a.join(b)).collect())
            }
            (a, b) if a == b => a,
            _ => Ty::Unknown,
        }
    }

    /// A list of these, of which rustc says if they are not of one type.
    pub fn list_of(elems: Vec<Ty>) -> Ty {
        let joined = elems.iter().cloned().fold(Ty::Unknown, Ty::join);
        let differ = || elems.into_iter().find(Ty::has_tensor).unwrap_or(Ty::Unknown);
        Ty::Seq(Box::new(if joined == Ty::Unknown { differ() } else { joined }))
    }
}

/// The type of what is a step further in.
pub fn at<'a>(ty: &'a Type, step: &Step) -> Option<&'a Type> {
    match (unboxed(ty), step) {
        (Type::Array(array), Step::Index(_) | Step::Each(_)) => Some(&array.elem),
        (Type::Slice(slice), Step::Index(_) | Step::Each(_)) => Some(&slice.elem),
        (Type::Tuple(tuple), Step::Field(index)) => tuple.elems.get(index.parse::<usize>().ok()?),
        (Type::Path(path), step) => {
            let last = path.path.segments.last()?;
            match (last.ident.to_string().as_str(), step) {
                ("Vec" | "VecDeque", Step::Index(_) | Step::Each(_)) | ("Option", Step::Some) => {
                    argument(&last.arguments)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The types in `ty`, containers aside.
pub fn leaves<'a>(ty: &'a Type, found: &mut Vec<&'a Type>) {
    match unboxed(ty) {
        Type::Array(array) => leaves(&array.elem, found),
        Type::Slice(slice) => leaves(&slice.elem, found),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| leaves(elem, found)),
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if ["Vec", "VecDeque", "Option"].iter().any(|name| last.ident == name) => {
                argument(&last.arguments).into_iter().for_each(|inner| leaves(inner, found));
            }
            _ => found.push(unboxed(ty)),
        },
        _ => {}
    }
}

/// What a reference or a box holds, if `ty` is one.
pub fn unboxed(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => unboxed(&reference.elem),
        Type::Paren(paren) => unboxed(&paren.elem),
        Type::Group(group) => unboxed(&group.elem),
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if ["Box", "Rc", "Arc"].iter().any(|name| last.ident == name) => {
                argument(&last.arguments).map_or(ty, unboxed)
            }
            _ => ty,
        },
        _ => ty,
    }
}

/// The first part of a type that is something, or all of it.
pub fn first(ty: &Type, is_it: fn(&Type) -> bool) -> Option<&Type> {
    struct First<'a> {
        is_it: fn(&Type) -> bool,
        found: Option<&'a Type>,
    }
    impl<'ast> Visit<'ast> for First<'ast> {
        fn visit_type(&mut self, ty: &'ast Type) {
            match (self.is_it)(ty) {
                true => self.found = self.found.or(Some(ty)),
                false => visit::visit_type(self, ty),
            }
        }
    }
    let mut first = First { is_it, found: None };
    first.visit_type(ty);
    first.found
}

/// Whether it is a reference to what is not there forever, or has one in it, as `View<'_>` says.
pub fn is_borrow(ty: &Type) -> bool {
    let is_short = |lifetime: &Lifetime| lifetime.ident != "static";
    let is_borrowed = |args: &PathArguments| match args {
        PathArguments::AngleBracketed(args) => {
            args.args.iter().any(|arg| matches!(arg, GenericArgument::Lifetime(of) if is_short(of)))
        }
        _ => false,
    };
    match ty {
        Type::Reference(reference) => reference.lifetime.as_ref().is_none_or(is_short),
        Type::Path(path) => path.path.segments.iter().any(|part| is_borrowed(&part.arguments)),
        _ => false,
    }
}

/// `T` of `Iterator<Item = T>` and the like.
fn item(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last()?;
    let is_iterator = last.ident.to_string().contains("Iterator");
    let mut bindings = bindings(&last.arguments).filter(|_| is_iterator);
    bindings.find(|of| of.ident == "Item").map(|of| &of.ty)
}

/// `Input = Tensor` of `Model<Input = Tensor>`.
pub fn bindings(of: &PathArguments) -> impl Iterator<Item = &AssocType> {
    let args = match of {
        PathArguments::AngleBracketed(of) => Some(&of.args),
        _ => None,
    };
    args.into_iter().flatten().filter_map(|arg| match arg {
        GenericArgument::AssocType(binding) => Some(binding),
        _ => None,
    })
}

/// The first type argument.
pub fn argument(of: &PathArguments) -> Option<&Type> {
    arguments(of).next()
}

/// The name of a type that holds another one, and that one.
pub fn held_mut(ty: &mut Type) -> Option<(&Ident, &mut Type)> {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
    let PathSegment { ident, arguments: PathArguments::AngleBracketed(args) } =
        path.segments.last_mut()?
    else {
        return None;
    };
    match args.args.first_mut()? {
        GenericArgument::Type(held) => Some((ident, held)),
        _ => None,
    }
}

/// The type arguments.
pub fn arguments(of: &PathArguments) -> impl Iterator<Item = &Type> {
    let args = match of {
        PathArguments::AngleBracketed(of) => Some(&of.args),
        _ => None,
    };
    args.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
