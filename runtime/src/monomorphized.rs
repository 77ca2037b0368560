//! What lowered bodies are made of, compiled here for the backends that every model has.
//!
//! Unless it optimizes, rustc takes an instance of a generic function from a crate that has it already:
//! debug builds of models need not compile again what is named here. Nothing calls it.

use std::process::{ExitCode, Termination};

use crate::{
    __private::{IsLayer, pass},
    Result, Tensor,
    backend::{At, Backend, Epilogue, FoldedBatchNorm, Int8, Layer8, Observe, Packed},
    lower::{Convert, Lower, Observed, Rebind, Sites},
    model::{Calibration, Forwards, Runner},
    nn,
    path::Path,
    plan::Plan,
    value::{Enter, Value},
};

/// Every instance.
pub fn monomorphized(
    fields: (&Layers, &nn::BatchNorm2d, &Contained),
    observe: (At<'_, Observe>, &Weighted<Observe>, &mut dyn Enter<Observe>),
    int8: (At<'_, Int8>, &Weighted<Int8>, &mut dyn Enter<Int8>),
    to: (&Path<'_>, &mut Observed, &mut dyn Rebind<Observe, Int8>),
    calls: Calls<'_>,
    x: Tensor,
    _: Dropped<'_>,
) -> ExitCode {
    rebound(fields, observe.1, to);
    let x = called(calls, x);
    let x = x.and_then(|x| body(observe.0, fields.0, observe.1, x, observe.2));
    let x = x.and_then(|x| body(int8.0, fields.0, int8.1, x, int8.2));
    done(x).report()
}

/// Models of a tensor that give a tensor, and what runs them.
pub type Calls<'a> = (
    (&'a Calibration, &'a dyn Forwards<Observe, Tensor, Tensor>),
    (&'a Runner<Int8>, &'static Plan, &'a dyn Forwards<Int8, Tensor, Tensor>),
);

/// Layers that are the same under every backend.
pub type Layers = (
    (nn::MaxPool2d, nn::AvgPool2d, nn::AdaptiveAvgPool2d),
    (nn::ReLU, nn::ReLU6, nn::Flatten, nn::Dropout, nn::Identity),
);

/// Those that are not, and call sites.
pub type Weighted<B> =
    (<B as Backend>::LoweredConv2d, <B as Backend>::LoweredLinear, FoldedBatchNorm, Sites<B>);

/// What a lowered model, and what makes one, drops.
pub type Dropped<'a> = (
    (Layer8<Packed, nn::Conv2d>, Layer8<Packed, nn::Linear>, Sites<Int8>, Int8),
    (
        Calibration,
        Runner<Int8>,
        Box<dyn Convert<Int8> + 'a>,
        Result<Calibration>,
        Option<Result<Tensor>>,
    ),
    ((Tensor,), (<Int8 as Backend>::Tensor,), Vec<<Int8 as Backend>::Site>),
);

/// Each operation with an operand by reference and by value.
macro_rules! both {
    ($at:ident, $x:ident; $($of:ident.$op:ident($($before:expr)?; $($after:expr),*);)*) => {$(
        let $x = $at.cx.$of($at.ops, $at.op).$op($($before,)? &$x, $($after),*)?;
        let $x = $at.cx.$of($at.ops, $at.op).$op($($before,)? $x, $($after),*)?;
    )*};
}

fn body<B: Backend>(
    at: At<'_, B>,
    ((max_pool, avg_pool, adaptive_pool), (relu, relu6, flatten, dropout, identity)): &Layers,
    (conv2d, linear, norm, sites): &Weighted<B>,
    x: Tensor,
    enter: &mut dyn Enter<B>,
) -> Result<Tensor> {
    let none = || Epilogue::NONE;
    let x = Tensor::__enter(x, &Path::Root, enter)?;
    both! { at, x;
        layers.conv2d(conv2d; sites, none());
        layers.linear(linear; sites, none());
        layers.batch_norm(norm; sites, none());
        layers.max_pool2d(max_pool;);
        layers.avg_pool2d(avg_pool;);
        layers.adaptive_avg_pool2d(adaptive_pool;);
        layers.relu(relu;);
        layers.relu6(relu6;);
        layers.flatten(flatten;);
        layers.dropout(dropout;);
        layers.identity(identity;);
        ops.add_number(; 1.0, sites, none());
        ops.mul_number(; 1.0);
        ops.relu(;);
        ops.relu6(;);
        ops.max_pool2d(; 2, 2);
        ops.avg_pool2d(; 2, 2);
        ops.adaptive_avg_pool2d(; 1);
        ops.flatten(; 1, -1);
    }
    let x = pass::<B::Tensor>(&x);
    at.cx.max_pool2d_args(2, 2);
    let ops = || at.cx.ops(at.ops, at.op);
    let x = ops().add(&x, &x, sites, none())?;
    let x = ops().add(pass::<B::Tensor>(&x), x, sites, none())?;
    let x = ops().mul(&x, &x, sites, none())?;
    let x = ops().mul(pass::<B::Tensor>(&x), x, sites, none())?;
    at.cx.reads(at.ops, at.op).size(&x, 0)?;
    at.cx.reads(at.ops, at.op).mean_value(&x)?;
    Tensor::__leave(pass::<B::Tensor>(x), at.cx)
}

/// Fields of layers that many models have.
pub type Contained = (
    Option<(nn::Conv2d, nn::BatchNorm2d)>,
    (Vec<nn::Conv2d>, Vec<(nn::Conv2d, nn::BatchNorm2d)>, Vec<nn::Linear>),
);

fn rebound(
    (((max_pool, ..), _), norm, contained): (&Layers, &nn::BatchNorm2d, &Contained),
    (conv2d, linear, folded, _): &Weighted<Observe>,
    (path, observed, to): (&Path<'_>, &mut Observed, &mut dyn Rebind<Observe, Int8>),
) -> Sites<Observe> {
    let lowered = Contained::__lower(contained, path, observed);
    Contained::__rebind(&lowered, path, to);
    nn::Conv2d::__rebind(conv2d.as_layer(), path, to);
    nn::Linear::__rebind(linear.as_layer(), path, to);
    nn::BatchNorm2d::__rebind(folded, path, to);
    norm.as_layer();
    nn::MaxPool2d::__rebind(max_pool.as_layer(), path, to);
    Default::default()
}

fn called(((calibration, observed), (runner, plan, of)): Calls<'_>, x: Tensor) -> Result<Tensor> {
    let x = calibration.run(observed, x)?;
    runner.run(plan, of, x)
}

fn done(x: Result<Tensor>) -> Result<()> {
    x?;
    Ok(())
}
