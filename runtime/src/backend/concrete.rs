//! The backends, each compiled here, once: generic code would be compiled anew in the crate of each
//! model.

use std::{borrow::Borrow, fmt};

use super::{
    Activation, At, AvgPool2dArgs, Backend, Binary, Conv2dArgs, Engine, Epilogue, FakeQuant, Float,
    FoldedBatchNorm, Int8, Kernels, Layer8, MaxPool2dArgs, Observe, ObserverSite, OutputSize,
    Pointwise, Quant, Reference, Result, Shape, Site8, Tensor, Value8,
};
use crate::{
    error::OpError,
    lower::{Convert, Sites},
    model::{Calibration, Converter, InputSites, input_site},
    nn,
    path::Path,
    plan::Plan,
};

/// Methods that call the backend's own of the same name, at the call site and without one, and tell
/// where their errors are.
macro_rules! delegate {
    ($backend:ty {
        $($at_site:ident($($site_arg:ident: $site_ty:ty),*);)*
    } {
        $($name:ident($($arg:ident: $ty:ty),*);)*
    }) => {
        $(fn $at_site(
            at: At<'_, Self>,
            $($site_arg: $site_ty,)*
            sites: &Sites<Self>,
            epilogue: Epilogue<'_, Self::Tensor>,
        ) -> Result<Self::Tensor> {
            at.result(<$backend>::$at_site(at.cx, $($site_arg,)* at.site(sites), epilogue))
        })*
        $(fn $name(at: At<'_, Self>, $($arg: $ty),*) -> Result<Self::Tensor> {
            at.result(<$backend>::$name(at.cx, $($arg),*))
        })*
    };
}

macro_rules! backends {
    ($($backend:ty: $tensor:ty, $site:ty, $conv2d:ty, $linear:ty;)*) => {$(
        impl Backend for $backend {
            type Tensor = $tensor;
            type Site = $site;
            type LoweredConv2d = $conv2d;
            type LoweredLinear = $linear;

            fn input(&self, x: Tensor, site: &Self::Site) -> Result<Self::Tensor> {
                <$backend>::input(self, x, site)
            }

            fn to_f32(&self, x: &Self::Tensor) -> Result<Tensor> {
                <$backend>::to_f32(self, x)
            }

            fn from_f32(at: At<'_, Self>, x: Tensor, sites: &Sites<Self>) -> Result<Self::Tensor> {
                at.result(<$backend>::from_f32(at.cx, x, at.site(sites)))
            }

            fn without_tensors(at: At<'_, Self>, sites: &Sites<Self>) {
                <$backend>::without_tensors(at.site(sites));
            }

            fn cat<T: Borrow<Self::Tensor>>(
                at: At<'_, Self>,
                xs: &[T],
                dim: isize,
                sites: &Sites<Self>,
                epilogue: Epilogue<'_, Self::Tensor>,
            ) -> Result<Self::Tensor> {
                at.result(<$backend>::cat(at.cx, xs, dim, at.site(sites), epilogue))
            }

            fn reshape(
                at: At<'_, Self>,
                x: &Self::Tensor,
                shape: Result<Shape, OpError>,
            ) -> Result<Self::Tensor> {
                at.result(<$backend>::reshape(at.cx, x, at.check(shape)?))
            }

            delegate! { $backend {
                conv2d(conv: &Self::LoweredConv2d, x: &Self::Tensor);
                linear(linear: &Self::LoweredLinear, x: &Self::Tensor);
                batch_norm(norm: &FoldedBatchNorm, x: &Self::Tensor);
                functional_conv2d(
                    x: &Self::Tensor, weight: &Self::Tensor, bias: Option<&Self::Tensor>,
                    args: Conv2dArgs
                );
                functional_linear(
                    x: &Self::Tensor, weight: &Self::Tensor, bias: Option<&Self::Tensor>
                );
                binary(op: Binary, a: &Self::Tensor, b: &Self::Tensor);
                add_scalar(x: &Self::Tensor, c: f32);
                pointwise(x: &Self::Tensor, function: Pointwise);
            } {
                mul_scalar(x: &Self::Tensor, c: f32);
                div_scalar(x: &Self::Tensor, c: f32);
                activation(x: &Self::Tensor, activation: Activation);
                max_pool2d(x: &Self::Tensor, args: MaxPool2dArgs);
                avg_pool2d(x: &Self::Tensor, args: AvgPool2dArgs);
                adaptive_avg_pool2d(x: &Self::Tensor, size: OutputSize);
                mean(x: &Self::Tensor, dims: &[isize], keepdim: bool);
                permute(x: &Self::Tensor, dims: &[isize]);
                pad(x: &Self::Tensor, padding: &[isize], value: f32);
            } }
        }
    )*};
}

backends! {
    Float: Tensor, (), nn::Conv2d, nn::Linear;
    Observe: Tensor, ObserverSite, nn::Conv2d, nn::Linear;
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
        LoweredConv2d = Layer8<<Self::Engine as Engine>::Weights, nn::Conv2d>,
        LoweredLinear = Layer8<<Self::Engine as Engine>::Weights, nn::Linear>,
    > + fmt::Debug
{
    /// What it computes with.
    type Engine: Engine;

    /// What it computes with: takes u8 tensors and weights in and hands them out.
    fn engine(&self) -> &Self::Engine;

    /// Takes an input tensor of a model with these call sites for them: its place, and likely number.
    ///
    /// # Errors
    /// A tensor without elements, and one for which there is no site.
    #[doc(hidden)]
    fn enter(
        &self,
        x: Tensor,
        plan: &Plan,
        inputs: &InputSites<Self::Site>,
        at: (&Path<'_>, usize),
    ) -> Result<Self::Tensor>;

    /// What takes a calibrated model here.
    #[doc(hidden)]
    fn converter(self, calibration: &Calibration) -> Box<dyn Convert<Self> + '_>;
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
                inputs: &InputSites<Self::Site>,
                at: (&Path<'_>, usize),
            ) -> Result<Self::Tensor> {
                let site = input_site(plan, &x, inputs, at)?;
                self.input(x, site)
            }

            fn converter(self, calibration: &Calibration) -> Box<dyn Convert<Self> + '_> {
                Box::new(Converter::new(self, calibration))
            }
        }
    )*};
}

quantized_backends! { Reference Kernels }
