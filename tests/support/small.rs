//! What small models are made of and held to.

use quantizable::{
    Model, Tensor,
    nn::{BatchNorm2d, Conv2d},
};

use crate::lowered_f32;

/// A layer that keeps the shape of an [`image`].
pub fn conv() -> Conv2d {
    Conv2d::new(3, 3, 3).padding(1)
}

/// Of an [`image`].
pub fn norm() -> BatchNorm2d {
    BatchNorm2d::new(3)
}

/// Two images of three channels.
pub fn image() -> Tensor {
    Tensor::from_fn(&[2, 3, 8, 8], |i| (i as f32 * 0.37).sin())
}

/// Lowered to f32, a model computes what is written.
pub fn check<M: Model<Input = Tensor, Output = Tensor>>(model: &M) {
    assert_eq!(lowered_f32(model, &image()), model.forward(image()));
}
