//! The layers of [`nn`] under a backend.

use super::{Activation, At, Backend, Epilogue, FoldedBatchNorm, Operand, Ops};
use crate::{Result, lower::Sites, nn};

/// The layers, for one call in a model: [`Backend::layers`] makes it.
#[derive(Debug)]
pub struct Layers<'a, B>(pub At<'a, B>);

macro_rules! with_site {
    ($($name:ident: $layer:ty;)*) => {
        impl<B: Backend> Layers<'_, B> {$(
            #[doc = concat!("Calls a ", stringify!($name), " layer.")]
            pub fn $name(
                self,
                layer: &$layer,
                x: impl Operand<B::Tensor>,
                sites: &Sites<B>,
                epilogue: Epilogue<'_, B::Tensor>,
            ) -> Result<B::Tensor> {
                B::$name(self.0, layer, x.borrow(), sites, epilogue)
            }
        )*}
    };
}

with_site! {
    conv2d: B::LoweredConv2d;
    linear: B::LoweredLinear;
    batch_norm: FoldedBatchNorm;
}

macro_rules! pointwise {
    ($($name:ident($layer:ident: $ty:ident $(, $arg:expr)?);)*) => {
        impl<B: Backend> Layers<'_, B> {$(
            #[doc = concat!("[`nn::", stringify!($ty), "`](crate::nn::", stringify!($ty), ").")]
            pub fn $name(
                self,
                $layer: &nn::$ty,
                x: impl Operand<B::Tensor>,
                sites: &Sites<B>,
                epilogue: Epilogue<'_, B::Tensor>,
            ) -> Result<B::Tensor> {
                Ops(self.0).$name(x, $($arg,)? sites, epilogue)
            }
        )*}
    };
}

pointwise! {
    sigmoid(_layer: Sigmoid);
    tanh(_layer: Tanh);
    silu(_layer: SiLU);
    gelu(_layer: GELU);
    hardswish(_layer: Hardswish);
    hardsigmoid(_layer: Hardsigmoid);
    leaky_relu(layer: LeakyReLU, layer.get_negative_slope());
    elu(layer: ELU, layer.get_alpha());
}

macro_rules! without_site {
    ($($name:ident($at:ident, $layer:ident: $ty:ident, $x:ident) $body:expr;)*) => {
        impl<B: Backend> Layers<'_, B> {$(
            #[doc = concat!("[`nn::", stringify!($ty), "`](crate::nn::", stringify!($ty), ").")]
            pub fn $name(self, $layer: &nn::$ty, $x: impl Operand<B::Tensor>) -> Result<B::Tensor> {
                let $at = self.0;
                $body
            }
        )*}
    };
}

without_site! {
    relu(at, _layer: ReLU, x) B::activation(at, x.borrow(), Activation::Relu);
    relu6(at, _layer: ReLU6, x) B::activation(at, x.borrow(), Activation::Relu6);
    max_pool2d(at, layer: MaxPool2d, x) B::max_pool2d(at, x.borrow(), layer.args());
    avg_pool2d(at, layer: AvgPool2d, x) B::avg_pool2d(at, x.borrow(), layer.args());
    adaptive_avg_pool2d(at, layer: AdaptiveAvgPool2d, x) {
        B::adaptive_avg_pool2d(at, x.borrow(), layer.output_size())
    };
    flatten(at, layer: Flatten, x) {
        let (start, end) = layer.dims();
        Ops(at).flatten(x, start, end)
    };
    dropout(at, layer: Dropout, x) Ops(at).dropout(x, layer.p());
    identity(_at, _layer: Identity, x) Ok(x.borrow().clone());
}
