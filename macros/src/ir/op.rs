//! Operations on tensors.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, Type};

use super::{BlockId, Path, Step, ValueId};
use crate::{lint::Levels, ops::OpKind, source::Source};

/// An operation on tensors.
pub struct Op {
    pub kind: OpKind,
    /// The function that runs it: in `ops`, or in `layers` if there is a layer.
    pub function: &'static str,
    pub layer: Option<LayerRef>,
    pub operands: Vec<Operand>,
    /// What follows the operands.
    pub args: Vec<Expr>,
    /// What runs in f32, if the user's Rust makes the result.
    pub region: Option<Region>,
    pub source: Source,
    /// What to say of it.
    pub levels: Levels,
    pub block: BlockId,
    /// Conditions on the model's own fields without which it never runs.
    pub guards: Vec<TokenStream>,
    /// How many other decisions it takes to get there.
    pub inexact: usize,
    /// The methods called from outside by which it is reached, if the model has others than `forward`.
    pub entries: Vec<Ident>,
    /// Its result.
    pub value: ValueId,
}

impl Op {
    /// What it is called in plans.
    pub fn name(&self) -> String {
        op_name(self.kind, self.function, self.layer.as_ref())
    }
}

/// What an operation is called.
pub fn op_name(kind: OpKind, function: &str, layer: Option<&LayerRef>) -> String {
    match (kind, layer.and_then(|layer| layer.method.as_ref())) {
        (_, Some(method)) => method.to_string(),
        (OpKind::Read, None) => function.to_owned(),
        (kind, None) => kind.name().to_owned(),
    }
}

/// The user's Rust, run in f32 as it is.
pub struct Region {
    pub body: Expr,
    /// Tensors that it reads.
    pub locals: Vec<Ident>,
    /// Lists of tensors that it reads.
    pub lists: Vec<Ident>,
    /// Fields that it reads, and the names that stand for them in `body`.
    pub fields: Vec<(Ident, Expr)>,
    pub gives: Gives,
}

/// What a region evaluates to.
pub enum Gives {
    /// What the user says.
    Said(Box<Type>),
    /// Likely a tensor, as what has this name is said to be nothing else.
    Taken(Ident),
    /// Whatever it is.
    Any,
}

/// The layer or model of an operation.
pub struct LayerRef {
    pub expr: Expr,
    /// The method of a model that is called, if it is not `forward`.
    pub method: Option<Ident>,
    /// The type parameter that it is of.
    pub param: Option<Ident>,
    /// Where in the model it is, if that is known.
    pub path: Option<Path>,
    /// Where it may be, if it is what a helper is given.
    pub given: Given,
    /// The field of the model that holds it, if it holds one of the kind.
    pub optional: Option<Ident>,
}

/// What a layer in a helper is.
#[derive(Debug, Clone)]
pub enum Given {
    /// Not known.
    Nothing,
    /// What the helper is given by this parameter, and how to go on there.
    Param(usize, Vec<Step>),
    /// One of these.
    OneOf(Vec<Path>),
}

impl LayerRef {
    pub fn new(expr: Expr, path: Option<Path>) -> Self {
        let given = path.as_ref().and_then(Path::given).map(|(param, rest)| (param, rest.to_vec()));
        LayerRef {
            expr,
            method: None,
            param: None,
            path: path.filter(|_| given.is_none()),
            given: given.map_or(Given::Nothing, |(param, rest)| Given::Param(param, rest)),
            optional: None,
        }
    }

    /// Whether it may be at `path`, as far as is known: another layer than one of its kind it is not.
    pub fn may_be_at(&self, path: &Path, is_of_its_kind: bool) -> bool {
        match (&self.path, &self.given) {
            (Some(own), _) => own.overlaps(path),
            (None, Given::OneOf(paths)) => paths.iter().any(|own| own.overlaps(path)),
            (None, _) => is_of_its_kind,
        }
    }
}

/// A tensor that an operation takes.
pub struct Operand {
    pub expr: Expr,
    /// Whether it is the receiver of a method, which Rust borrows.
    pub receiver: bool,
    /// The value, if it is one tensor.
    pub value: Option<ValueId>,
    /// The values in it, if it is a list.
    pub list: Vec<ValueId>,
}
