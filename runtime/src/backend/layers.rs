//! The layers of [`nn`] under a backend.

use std::borrow::Borrow;

use super::{Activation, Backend, Epilogue, FoldedBatchNorm, ops};
use crate::{Result, nn};

macro_rules! with_site {
    ($($name:ident: $layer:ty;)*) => {$(
        #[doc = concat!("Calls a ", stringify!($name), " layer.")]
        pub fn $name<B: Backend>(
            cx: &B,
            layer: &$layer,
            x: impl Borrow<B::Tensor>,
            site: &B::Site,
            epilogue: Epilogue<'_, B::Tensor>,
        ) -> Result<B::Tensor> {
            cx.$name(layer, x.borrow(), site, epilogue)
        }
    )*};
}

with_site! {
    conv2d: B::Conv2d;
    linear: B::Linear;
    batch_norm: FoldedBatchNorm;
}

macro_rules! without_site {
    ($($name:ident($cx:ident, $layer:ident: $ty:ident, $x:ident) $body:expr;)*) => {$(
        #[doc = concat!("[`nn::", stringify!($ty), "`](crate::nn::", stringify!($ty), ").")]
        pub fn $name<B: Backend>(
            $cx: &B,
            $layer: &nn::$ty,
            $x: impl Borrow<B::Tensor>,
        ) -> Result<B::Tensor> {
            $body
        }
    )*};
}

without_site! {
    relu(cx, _layer: ReLU, x) cx.activation(x.borrow(), Activation::Relu);
    relu6(cx, _layer: ReLU6, x) cx.activation(x.borrow(), Activation::Relu6);
    max_pool2d(cx, layer: MaxPool2d, x) cx.max_pool2d(x.borrow(), layer.args());
    avg_pool2d(cx, layer: AvgPool2d, x) cx.avg_pool2d(x.borrow(), layer.args());
    adaptive_avg_pool2d(cx, layer: AdaptiveAvgPool2d, x) {
        cx.adaptive_avg_pool2d(x.borrow(), layer.output_size())
    };
    flatten(cx, layer: Flatten, x) {
        let (start, end) = layer.dims();
        ops::flatten(cx, x, start, end)
    };
    dropout(cx, layer: Dropout, x) ops::dropout(cx, x, layer.p());
    identity(_cx, _layer: Identity, x) Ok(x.borrow().clone());
}
