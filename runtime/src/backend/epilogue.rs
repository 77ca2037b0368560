//! What a fused operation does on its way to memory.

use super::{Activation, FoldedBatchNorm};
use crate::functional::{MaxPool2dArgs, Pair};

/// What an operation absorbed, in the order in which it is done: batch normalization, addition,
/// activation, max pooling.
#[derive(Debug)]
pub struct Epilogue<'a, T> {
    /// Batch normalization of a convolution or linear layer; backends that calibrate or quantize
    /// have it folded into the weights.
    pub batch_norm: Option<&'a FoldedBatchNorm>,
    /// A tensor to add.
    pub add: Option<&'a T>,
    /// An activation.
    pub activation: Activation,
    /// A pooling of the result.
    pub max_pool: Option<MaxPool2dArgs>,
}

impl<'a, T> Epilogue<'a, T> {
    /// Nothing absorbed.
    pub fn new() -> Self {
        Epilogue { batch_norm: None, add: None, activation: Activation::None, max_pool: None }
    }

    /// Then batch normalization.
    pub fn batch_norm(mut self, norm: &'a FoldedBatchNorm) -> Self {
        self.batch_norm = Some(norm);
        self
    }

    /// Then `+ other`.
    #[allow(clippy::should_implement_trait, reason = "a step of a builder, not a sum")]
    pub fn add(mut self, other: &'a T) -> Self {
        self.add = Some(other);
        self
    }

    /// Then `relu`.
    pub fn relu(mut self) -> Self {
        self.activation = Activation::Relu;
        self
    }

    /// Then `relu6`.
    pub fn relu6(mut self) -> Self {
        self.activation = Activation::Relu6;
        self
    }

    /// Then `max_pool2d(kernel, stride)`.
    pub fn max_pool2d(self, kernel: impl Into<Pair>, stride: impl Into<Pair>) -> Self {
        self.max_pool2d_with(MaxPool2dArgs::new(kernel).stride(stride))
    }

    /// Then `max_pool2d_with(args)`.
    pub fn max_pool2d_with(mut self, args: MaxPool2dArgs) -> Self {
        self.max_pool = Some(args);
        self
    }
}

impl<T> Default for Epilogue<'_, T> {
    fn default() -> Self {
        Epilogue::new()
    }
}
