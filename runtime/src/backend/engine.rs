//! What a quantized backend computes with.

use std::{borrow::Cow, fmt::Debug, ops::Deref};

use super::{
    Activation, Binary, FoldedBatchNorm, Pointwise,
    quantized::Quantized8,
    weights::{Description, QuantizedWeights},
};
use crate::{
    Result, Tensor,
    functional::{AvgPool2dArgs, MaxPool2dArgs},
    kernel::Lut,
    qparams::QParams,
    tensor::Shape,
};

/// What a convolution or linear layer does on its way to memory.
#[derive(Debug, Clone, Copy)]
pub struct Tail<'a, D> {
    /// A tensor of the result's shape to add.
    pub residual: Option<&'a Quantized8<D>>,
    /// An activation.
    pub activation: Activation,
    /// A pooling; the result's shape is the pooled one.
    pub max_pool: Option<MaxPool2dArgs>,
}

/// A call of a model, whatever its type. (No closures, of which rustc would compile three functions anew for
/// each type of input and output.)
pub trait Run {
    /// Runs it.
    fn run(&mut self);
    /// Takes the input, if it is a batch of images and none depends on another as far as the model's
    /// source tells. It is then to be run by [`part`](Self::part)s.
    fn batch(&mut self) -> Option<Tensor>;
    /// Runs some of the batch.
    ///
    /// # Errors
    /// Those of the forward.
    fn part(&mut self, images: Tensor) -> Result<Tensor>;
    /// Takes what the whole batch gave.
    fn finish(&mut self, output: Result<Tensor>);
}

/// A function of u8 tensors that is a table of its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tabulated {
    /// The function.
    pub function: Pointwise,
    /// What follows it.
    pub activation: Activation,
    /// What the argument's steps stand for.
    pub x: QParams,
    /// What the result's stand for.
    pub y: QParams,
}

impl Tabulated {
    /// The table.
    pub fn table(self) -> Lut {
        Lut::new(self.x, self.y, |x| self.activation.apply(self.function.apply(x)))
    }
}

/// Arithmetic of u8 tensors. Shapes are checked by the caller; every engine gives the same values.
pub trait Engine: Debug + Send + Sync + Sized + 'static {
    /// The values of a u8 tensor.
    type Data: Clone + Debug + Send + Sync;
    /// The weights of a convolution or linear layer.
    type Weights: Debug + Send + Sync;
    /// What is worth keeping at a call site.
    type Cache: Default + Debug + Send + Sync;

    /// Runs a model's forward, which calls the methods below.
    fn run(&self, forward: &mut dyn Run) {
        forward.run();
    }

    /// [`QParams::quantize`] of each element.
    fn quantize(&self, x: &Tensor, qparams: QParams) -> Self::Data;
    /// [`QParams::dequantize`] of each element.
    fn dequantize(&self, x: &Quantized8<Self::Data>) -> Tensor;

    /// Weights in the engine's own form.
    fn pack(&self, weights: QuantizedWeights) -> Self::Weights;
    /// The weights as they were given.
    fn unpack(&self, weights: &Self::Weights) -> QuantizedWeights;
    /// Their shape and arguments.
    fn description<'a>(&self, weights: &'a Self::Weights) -> &'a Description;
    /// The weights that `pack` makes of the f32 tensor `of`, kept at the call site.
    ///
    /// # Errors
    /// Whatever `pack` reports.
    fn cached_weights<'a>(
        cache: &'a Self::Cache,
        of: &Tensor,
        pack: impl FnOnce() -> Result<Self::Weights>,
    ) -> Result<impl Deref<Target = Self::Weights> + 'a>;

    /// The table of a function, kept at the call site.
    fn cached_table(cache: &Self::Cache, of: Tabulated) -> impl Deref<Target = Lut>;

    /// A convolution or linear layer; `shape` is the result's.
    fn product(
        &self,
        weights: &Self::Weights,
        x: &Quantized8<Self::Data>,
        shape: Shape,
        y: QParams,
        tail: Tail<'_, Self::Data>,
        cache: &Self::Cache,
    ) -> Self::Data;

    /// `a op b` of tensors of one shape, then the activation.
    fn binary(
        &self,
        op: Binary,
        a: &Quantized8<Self::Data>,
        b: &Quantized8<Self::Data>,
        y: QParams,
        activation: Activation,
    ) -> Self::Data;
    /// Each value looked up; the results stand for what `y` says.
    fn look_up(&self, x: &Quantized8<Self::Data>, y: QParams, lut: &Lut) -> Self::Data;
    /// `x · scale + shift` of each channel (dimension 1), then the activation.
    fn batch_norm(
        &self,
        norm: &FoldedBatchNorm,
        x: &Quantized8<Self::Data>,
        y: QParams,
        activation: Activation,
    ) -> Self::Data;
    /// Tensors one after the other along a dimension, each looked up in its table.
    fn cat<'a>(
        &self,
        parts: impl Iterator<Item = (Cow<'a, Quantized8<Self::Data>>, Lut)>,
        shape: Shape,
        axis: usize,
        y: QParams,
    ) -> Self::Data;

    /// Max pooling of images; `shape` is the result's here and below.
    fn max_pool2d(
        &self,
        x: &Quantized8<Self::Data>,
        shape: Shape,
        args: MaxPool2dArgs,
    ) -> Self::Data;
    /// Average pooling of images.
    fn avg_pool2d(
        &self,
        x: &Quantized8<Self::Data>,
        shape: Shape,
        args: AvgPool2dArgs,
    ) -> Self::Data;
    /// Adaptive average pooling of images.
    fn adaptive_avg_pool2d(&self, x: &Quantized8<Self::Data>, shape: Shape) -> Self::Data;
    /// Means over dimensions, which the result has with size 1.
    fn mean(&self, x: &Quantized8<Self::Data>, shape: Shape, dims: &[usize]) -> Self::Data;
    /// The dimensions in another order: which of `x` each of the result's is.
    fn permute(&self, x: &Quantized8<Self::Data>, shape: Shape, order: &[usize]) -> Self::Data;
    /// More or less on each side of each dimension, the last one first.
    fn pad(
        &self,
        x: &Quantized8<Self::Data>,
        shape: Shape,
        padding: &[isize],
        fill: u8,
    ) -> Self::Data;
    /// Repeated to a shape that it broadcasts to.
    fn expand(&self, x: &Quantized8<Self::Data>, shape: Shape) -> Self::Data;
    /// The same elements in row-major order under another shape.
    fn reshape(&self, x: &Quantized8<Self::Data>, shape: Shape) -> Self::Data;
}
