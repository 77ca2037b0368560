//! The quantized backends: decides what is u8, what stays in f32, and which scale and zero point
//! each result gets. An [`Engine`] computes.

mod forms;
mod interpret;
mod product;

use std::{
    fmt::Debug,
    sync::{Arc, OnceLock},
};

use super::{TensorLike, engine::Engine};
use crate::{Tensor, observer::WeightObserver, qparams::QParams, tensor::Shape};

/// A u8 tensor as the engine keeps it.
#[derive(Debug, Clone)]
pub struct Quantized8<D> {
    /// The values.
    pub data: D,
    /// The sizes in PyTorch's order.
    pub shape: Shape,
    /// What the values stand for.
    pub qparams: QParams,
}

/// A tensor under a quantized backend.
#[derive(Debug, Clone)]
pub enum Value8<D> {
    /// Quantized.
    Int(Quantized8<D>),
    /// In f32: an input, or the result of an operation that a `None` qconfig keeps in f32.
    Real(Tensor, LazyForm<D>),
}

/// How an f32 tensor is quantized, and what was made of it when an operation first wanted it so.
#[derive(Debug, Clone)]
pub struct LazyForm<D> {
    /// With these parameters, or those of its own range if it was never observed (constants).
    pub(crate) qparams: Option<QParams>,
    pub(crate) quantized: OnceLock<Quantized8<D>>,
}

impl<D> Value8<D> {
    /// In f32, to be quantized with these parameters where an operation wants it so.
    pub fn real(x: Tensor, qparams: Option<QParams>) -> Self {
        Value8::Real(x, LazyForm { qparams, quantized: OnceLock::new() })
    }
}

impl<D: Clone + Debug + Send + Sync> TensorLike for Value8<D> {
    fn shape(&self) -> &[usize] {
        match self {
            Value8::Int(x) => &x.shape,
            Value8::Real(x, _) => x.shape(),
        }
    }

    fn has_qparams(&self) -> bool {
        match self {
            Value8::Int(_) => true,
            Value8::Real(_, form) => form.qparams.is_some(),
        }
    }
}

/// A layer with weights, quantized or kept in f32.
#[derive(Debug)]
pub enum Layer8<W, F> {
    /// Quantized.
    Int(Arc<W>),
    /// Kept in f32 by a `None` qconfig.
    Real(F),
}

/// A call site.
#[derive(Debug)]
pub enum Site8<E: Engine> {
    /// Of an operation that is quantized.
    Int {
        /// Of its result, as calibration saw it.
        qparams: QParams,
        /// How weights that are given as tensors are quantized.
        weight: WeightObserver,
        /// What the engine keeps.
        cache: E::Cache,
    },
    /// Of an operation that a `None` qconfig keeps in f32, with the scale and zero point for
    /// whoever wants its result quantized, if calibration saw it.
    Real(Option<QParams>),
}

impl<E: Engine> Site8<E> {
    /// A quantized site with nothing cached yet.
    pub(crate) fn int(qparams: QParams, weight: WeightObserver) -> Self {
        Site8::Int { qparams, weight, cache: E::Cache::default() }
    }

    pub(crate) fn qparams(&self) -> Option<QParams> {
        match self {
            Site8::Int { qparams, .. } => Some(*qparams),
            Site8::Real(qparams) => *qparams,
        }
    }
}

/// A quantized backend on engine `E`.
#[derive(Debug)]
pub struct Quant<E> {
    pub(crate) engine: E,
}
