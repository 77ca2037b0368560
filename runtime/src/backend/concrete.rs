//! The backends, each compiled here, once: generic code would be compiled anew in the crate of each
//! model.

use std::{borrow::Borrow, fmt, sync::Arc};

use super::{
    Activation, AvgPool2dArgs, Backend, Binary, Conv2dArgs, Engine, Epilogue, FakeQuant, Float,
    FoldedBatchNorm, Int8, Kernels, Layer8, MaxPool2dArgs, Observe, ObserverSite, OutputSize,
    Quant, Reference, Result, Shape, Site8, Tensor, Value8,
};
use crate::{
    lower::Take,
    model::{Calibration, Converter, input_site},
    nn,
    plan::Plan,
};

/// Methods that call the backend's own of the same name.
macro_rules! delegate {
    ($backend:ty { $($name:ident($($arg:ident: $ty:ty),*);)* }) => {$(
        fn $name(&self, $($arg: $ty),*) -> Result<Self::Tensor> {
            <$backend>::$name(self, $($arg),*)
        }
    )*};
}

macro_rules! backends {
    ($($backend:ty: $tensor:ty, $site:ty, $conv2d:ty, $linear:ty;)*) => {$(
        impl Backend for $backend {
            type Tensor = $tensor;
            type Site = $site;
            type Conv2d = $conv2d;
            type Linear = $linear;

            fn cat<T: Borrow<Self::Tensor>>(
                &self,
                xs: &[T],
                dim: isize,
                site: &Self::Site,
                epilogue: Epilogue<'_, Self::Tensor>,
            ) -> Result<Self::Tensor> {
                <$backend>::cat(self, xs, dim, site, epilogue)
            }

            delegate! { $backend {
                input(x: Tensor, site: &Self::Site);
                from_f32(x: Tensor, site: &Self::Site);
                mul_scalar(x: &Self::Tensor, c: f32);
                activation(x: &Self::Tensor, activation: Activation);
                max_pool2d(x: &Self::Tensor, args: MaxPool2dArgs);
                avg_pool2d(x: &Self::Tensor, args: AvgPool2dArgs);
                adaptive_avg_pool2d(x: &Self::Tensor, size: OutputSize);
                mean(x: &Self::Tensor, dims: &[isize], keepdim: bool);
                reshape(x: &Self::Tensor, shape: Shape);
                permute(x: &Self::Tensor, dims: &[isize]);
                pad(x: &Self::Tensor, padding: &[isize], value: f32);
                conv2d(
                    conv: &Self::Conv2d, x: &Self::Tensor,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                linear(
                    linear: &Self::Linear, x: &Self::Tensor,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                batch_norm(
                    norm: &FoldedBatchNorm, x: &Self::Tensor,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                functional_conv2d(
                    x: &Self::Tensor, weight: &Self::Tensor, bias: Option<&Self::Tensor>,
                    args: Conv2dArgs, site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                functional_linear(
                    x: &Self::Tensor, weight: &Self::Tensor, bias: Option<&Self::Tensor>,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                binary(
                    op: Binary, a: &Self::Tensor, b: &Self::Tensor,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
                add_scalar(
                    x: &Self::Tensor, c: f32,
                    site: &Self::Site, epilogue: Epilogue<'_, Self::Tensor>
                );
            } }

            fn to_f32(&self, x: &Self::Tensor) -> Result<Tensor> {
                <$backend>::to_f32(self, x)
            }
        }
    )*};
}

backends! {
    Float: Tensor, (), nn::Conv2d, nn::Linear;
    Observe: Tensor, Arc<ObserverSite>, nn::Conv2d, nn::Linear;
    FakeQuant: Value<Reference>, Site8<Reference>, Conv2d<Reference>, Linear<Reference>;
    Int8: Value<Kernels>, Site8<Kernels>, Conv2d<Kernels>, Linear<Kernels>;
}

type Value<E> = Value8<<E as Engine>::Data>;
type Conv2d<E> = Layer8<<E as Engine>::Weights, nn::Conv2d>;
type Linear<E> = Layer8<<E as Engine>::Weights, nn::Linear>;

/// A backend that calibrated models are converted to: what is u8 and what is not, it decides in the
/// same way on every engine.
pub trait QuantizedBackend:
    Backend<
        Tensor = Value8<<Self::Engine as Engine>::Data>,
        Site = Site8<Self::Engine>,
        Conv2d = Layer8<<Self::Engine as Engine>::Weights, nn::Conv2d>,
        Linear = Layer8<<Self::Engine as Engine>::Weights, nn::Linear>,
    > + fmt::Debug
{
    /// What it computes with.
    type Engine: Engine;

    /// What it computes with: takes u8 tensors and weights in and hands them out.
    fn engine(&self) -> &Self::Engine;

    /// Takes input tensor number `index` of a model with these call sites for them.
    ///
    /// # Errors
    /// A tensor without elements, and one more than there are sites.
    #[doc(hidden)]
    fn enter(
        &self,
        x: Tensor,
        plan: &Plan,
        inputs: &[Self::Site],
        index: usize,
    ) -> Result<Self::Tensor>;

    /// Has `rebind` take a calibrated model here; the call sites of its inputs.
    ///
    /// # Errors
    /// Call sites without data, and weights that cannot be quantized.
    #[doc(hidden)]
    fn convert(
        &self,
        calibration: &Calibration,
        rebind: Take<'_, Observe, Self>,
    ) -> Result<Vec<Self::Site>>;
}

macro_rules! quantized_backends {
    ($($engine:ty)*) => {$(
        impl QuantizedBackend for Quant<$engine> {
            type Engine = $engine;

            fn engine(&self) -> &$engine {
                &self.engine
            }

            fn enter(
                &self,
                x: Tensor,
                plan: &Plan,
                inputs: &[Self::Site],
                index: usize,
            ) -> Result<Self::Tensor> {
                let site = input_site(plan, &x, inputs, index)?;
                self.input(x, site)
            }

            fn convert(
                &self,
                calibration: &Calibration,
                rebind: Take<'_, Observe, Self>,
            ) -> Result<Vec<Self::Site>> {
                Converter::new(self, calibration).convert(rebind)
            }
        }
    )*};
}

quantized_backends! { Reference Kernels }
