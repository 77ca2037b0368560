//! What a fused operation does on its way to memory.

use super::{Activation, FoldedBatchNorm};
use crate::functional::MaxPool2dArgs;

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

impl<T> Epilogue<'_, T> {
    /// Nothing absorbed.
    pub const NONE: Self =
        Epilogue { batch_norm: None, add: None, activation: Activation::None, max_pool: None };
}
