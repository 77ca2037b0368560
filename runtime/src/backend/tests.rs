//! Fake-quant and int8 give the same values, whatever the operation, on every instruction set.

use std::sync::Arc;

use proptest::prelude::*;

use super::{quantized::Site8, *};
use crate::{QParams, WeightObserver, backend::engine::Engine, kernel::Isa, ops::shape};

/// Runs the same body on the reference and on each instruction set, and compares.
fn agree(body: impl Body) -> std::result::Result<(), TestCaseError> {
    let expected = body.run(&FakeQuant::new()).expect("operands that fit");
    for &isa in Isa::available() {
        let found = body.run(&Int8::on(isa)).expect("operands that fit");
        prop_assert_eq!(found.shape(), expected.shape());
        prop_assert_eq!(found.as_slice(), expected.as_slice(), "{}", isa.name());
    }
    Ok(())
}

/// A body that any quantized backend can run: closures cannot be generic.
trait Body {
    fn run<E: Engine>(&self, cx: &Quant<E>) -> Result<Tensor>;
}

fn site<E: Engine>(qparams: QParams) -> Site8<E> {
    Site8::int(qparams, WeightObserver::PerChannelMinMax)
}

fn layer<E: Engine, F>(
    cx: &Quant<E>,
    weight: &Tensor,
    bias: Option<&Tensor>,
    conv: Option<Conv2dArgs>,
) -> Layer8<E::Weights, F> {
    let weights = QuantizedWeights::new(WeightObserver::PerChannelMinMax, weight, bias, conv);
    Layer8::Int(Arc::new(cx.engine.pack(weights.expect("finite weights"))))
}

fn input<E: Engine>(cx: &Quant<E>, x: &Tensor, qparams: QParams) -> Value8<E::Data> {
    let x = Value8::real(x.clone(), Some(qparams));
    cx.activation(&x, Activation::None).expect("always fits")
}

fn flatten<E: Engine>(
    cx: &Quant<E>,
    x: &Value8<E::Data>,
    start: isize,
    end: isize,
) -> Result<Value8<E::Data>> {
    cx.reshape(x, shape::flatten(x.shape(), start, end)?)
}

/// Numbers that are different at every place, and cover the range of `qparams` and more.
fn tensor(shape: &[usize], seed: u64, reach: f32) -> Tensor {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Tensor::from_fn(shape, |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 40) as f32 / (1u64 << 24) as f32 - 0.4) * reach
    })
}

fn qparams() -> impl Strategy<Value = QParams> {
    let range = (-3f32..0.0, 0f32..4.0).prop_map(|(min, max)| QParams::from_min_max(min, max));
    prop_oneof![4 => range, 1 => Just(QParams { scale: 0.02, zero_point: 0 }),
        1 => Just(QParams { scale: 0.02, zero_point: 255 })]
}

fn activation() -> impl Strategy<Value = Activation> {
    prop_oneof![Just(Activation::None), Just(Activation::Relu), Just(Activation::Relu6)]
}

#[derive(Debug)]
struct Conv {
    weight: [usize; 4],
    args: Conv2dArgs,
    image: [usize; 3],
    x: QParams,
    y: QParams,
    residual: Option<QParams>,
    activation: Activation,
    pool: Option<MaxPool2dArgs>,
    bias: bool,
    seed: u64,
}

fn conv() -> impl Strategy<Value = Conv> {
    let channels = prop_oneof![
        (1usize..20, 1usize..40).prop_map(|(i, o)| (i, o, 1)),
        (1usize..5, 1usize..5, 2usize..5).prop_map(|(i, o, g)| (i * g, o * g, g)),
        (1usize..40).prop_map(|c| (c, c, c)),
    ];
    let window = (1usize..4, 1usize..4, 1usize..3, 1usize..3, 0usize..3, 1usize..3);
    let rest = (any::<bool>(), proptest::option::of(qparams()), any::<bool>(), any::<u64>());
    (channels, window, 1usize..3, 1usize..12, 1usize..12, qparams(), qparams(), activation(), rest)
        .prop_filter_map(
            "a window that fits",
            |(channels, window, n, h, w, x, y, activation, rest)| {
                let ((i, o, groups), (kh, kw, sh, sw, padding, dilation)) = (channels, window);
                let args = Conv2dArgs::new().stride((sh, sw)).padding(padding).dilation(dilation);
                let (bias, residual, pool, seed) = rest;
                let weight = [o, i / groups, kh, kw];
                let args = args.groups(groups);
                let shape = shape::conv2d(&[n, i, h, w], &weight, args).ok()?;
                let pool = (pool && shape[2] > 1 && shape[3] > 1).then(|| MaxPool2dArgs::new(2));
                let image = [n, h, w];
                Some(Conv { weight, args, image, x, y, residual, activation, pool, bias, seed })
            },
        )
}

impl Body for Conv {
    fn run<E: Engine>(&self, cx: &Quant<E>) -> Result<Tensor> {
        let channels = self.weight[1] * self.args.groups;
        let [n, h, w] = self.image;
        let weight = tensor(&self.weight, self.seed, 1.0);
        let bias = self.bias.then(|| tensor(&self.weight[..1], self.seed ^ 1, 1.0));
        let conv = layer(cx, &weight, bias.as_ref(), Some(self.args));
        let x = input(cx, &tensor(&[n, channels, h, w], self.seed ^ 2, 8.0), self.x);
        let plain = shape::conv2d(x.shape(), &self.weight, self.args)?;
        let residual =
            self.residual.map(|qparams| input(cx, &tensor(&plain, self.seed ^ 3, 8.0), qparams));
        let epilogue = Epilogue {
            batch_norm: None,
            add: residual.as_ref(),
            activation: self.activation,
            max_pool: self.pool,
        };
        let site = site(self.y);
        let first = cx.conv2d(&conv, &x, &site, epilogue)?;
        cx.to_f32(&first)
    }
}

#[derive(Debug)]
struct Linear {
    rows: Vec<usize>,
    features: [usize; 2],
    x: QParams,
    y: QParams,
    residual: Option<QParams>,
    activation: Activation,
    seed: u64,
}

impl Body for Linear {
    fn run<E: Engine>(&self, cx: &Quant<E>) -> Result<Tensor> {
        let [input_features, output_features] = self.features;
        let weight = tensor(&[output_features, input_features], self.seed, 1.0);
        let bias = tensor(&[output_features], self.seed ^ 1, 1.0);
        let linear = layer(cx, &weight, Some(&bias), None);
        let shape = |last: usize| [&self.rows[..], &[last]].concat();
        let x = input(cx, &tensor(&shape(input_features), self.seed ^ 2, 8.0), self.x);
        let residual = self.residual.map(|qparams| {
            input(cx, &tensor(&shape(output_features), self.seed ^ 3, 8.0), qparams)
        });
        let (add, activation) = (residual.as_ref(), self.activation);
        let epilogue = Epilogue { add, activation, ..Epilogue::NONE };
        let y = cx.linear(&linear, &x, &site(self.y), epilogue)?;
        cx.to_f32(&y)
    }
}

/// Everything without weights, one after the other.
#[derive(Debug)]
struct Rest {
    image: [usize; 4],
    a: QParams,
    b: QParams,
    y: QParams,
    activation: Activation,
    scalar: f32,
    seed: u64,
}

impl Body for Rest {
    fn run<E: Engine>(&self, cx: &Quant<E>) -> Result<Tensor> {
        let [_, c, h, w] = self.image;
        let site = || site::<E>(self.y);
        let tail = || Epilogue { activation: self.activation, ..Epilogue::NONE };
        let a = input(cx, &tensor(&self.image, self.seed, 8.0), self.a);
        let b = input(cx, &tensor(&self.image, self.seed ^ 1, 8.0), self.b);
        let channel = input(cx, &tensor(&[1, c, 1, 1], self.seed ^ 2, 8.0), self.b);
        let mut parts = vec![
            cx.binary(Binary::Add, &a, &b, &site(), tail())?,
            cx.binary(Binary::Sub, &a, &b, &site(), tail())?,
            cx.binary(Binary::Mul, &a, &b, &site(), tail())?,
            cx.binary(Binary::Mul, &a, &channel, &site(), tail())?,
            cx.add_scalar(&a, self.scalar, &site(), tail())?,
            cx.mul_scalar(&a, self.scalar)?,
            cx.activation(&a, self.activation)?,
            cx.cat(&[&a, &b], 1, &site(), tail())?,
            cx.cat(&[&a, &b], 0, &site(), tail())?,
            cx.cat(&[&a, &b, &a], 2, &site(), tail())?,
            cx.cat(&[&a, &b], -1, &site(), tail())?,
            cx.cat(&[flatten(cx, &a, 1, 2)?, flatten(cx, &b, 1, 2)?], 1, &site(), tail())?,
            cx.mean(&a, &[2, 3], true)?,
            cx.mean(&a, &[1, -1], false)?,
            cx.permute(&a, &[0, 2, 3, 1])?,
            cx.pad(&a, &[1, 2, -1, 1], self.scalar)?,
            flatten(cx, &a, 1, -1)?,
            cx.reshape(&a, shape::reshape(a.shape(), &[-1])?)?,
            cx.adaptive_avg_pool2d(&a, OutputSize::from((1, w.div_ceil(2))))?,
            cx.avg_pool2d(&a, AvgPool2dArgs::new(1).stride(2))?,
        ];
        if h > 1 && w > 1 {
            let padded = AvgPool2dArgs::new(2).padding(1).ceil_mode(true);
            parts.push(cx.avg_pool2d(&a, padded.count_include_pad(false))?);
            parts.push(cx.avg_pool2d(&a, padded.divisor_override(3))?);
            parts.push(cx.max_pool2d(&a, MaxPool2dArgs::new(2).stride(1).padding(1))?);
        }
        let vector = |seed, reach| tensor(&[c], self.seed ^ seed, reach);
        let variance = &vector(3, 1.0) + 1.0;
        let norm =
            FoldedBatchNorm::new(vector(4, 2.0), variance, Some(vector(5, 3.0)), None, 1e-5)?;
        parts.push(cx.batch_norm(&norm, &a, &site(), tail())?);
        let rows = flatten(cx, &a, 2, 3)?;
        parts.push(cx.batch_norm(&norm, &rows, &site(), tail())?);
        let mut all = Vec::new();
        for part in &parts {
            all.extend_from_slice(cx.to_f32(part)?.as_slice());
        }
        let len = all.len();
        Ok(Tensor::from_vec(all, &[len]))
    }
}

/// What tensors of any number of dimensions go through.
#[derive(Debug)]
struct AnyRank {
    shape: Vec<usize>,
    /// Which dimensions the second operand has one of only, and how many it does not have.
    narrow: [bool; 6],
    without: usize,
    /// A dimension.
    axis: usize,
    a: QParams,
    b: QParams,
    y: QParams,
    seed: u64,
}

impl Body for AnyRank {
    fn run<E: Engine>(&self, cx: &Quant<E>) -> Result<Tensor> {
        let (shape, rank) = (&self.shape[..], self.shape.len());
        let (axis, site) = (self.axis % rank, || site::<E>(self.y));
        let narrow = shape.iter().zip(self.narrow).map(|(&n, narrow)| if narrow { 1 } else { n });
        let narrow: Vec<_> = narrow.skip(self.without.min(rank - 1)).collect();
        let a = input(cx, &tensor(shape, self.seed, 8.0), self.a);
        let b = input(cx, &tensor(&narrow, self.seed ^ 1, 8.0), self.b);
        let dim = axis as isize;
        let turned: Vec<_> = (0..rank).map(|d| ((d + axis) % rank) as isize).collect();
        let reversed: Vec<_> = (0..rank as isize).rev().collect();
        let permuted = cx.permute(&a, &turned)?;
        let sum = cx.binary(Binary::Add, &a, &b, &site(), Epilogue::NONE)?;
        let mut parts = vec![
            cx.binary(Binary::Sub, &b, &a, &site(), Epilogue::NONE)?,
            cx.binary(Binary::Mul, &permuted, &permuted, &site(), Epilogue::NONE)?,
            cx.cat(&[&a, &sum, &a], dim, &site(), Epilogue::NONE)?,
            cx.mean(&sum, &[dim], true)?,
            cx.mean(&sum, &[dim, -1][..1 + usize::from(axis + 1 < rank)], false)?,
            cx.permute(&permuted, &reversed)?,
            cx.pad(&permuted, &[1, 0], 0.5)?,
            flatten(cx, &permuted, 0, dim)?,
            flatten(cx, &permuted, dim, -1)?,
            cx.reshape(&sum, shape::unsqueeze(a.shape(), dim)?)?,
            cx.activation(&sum, Activation::Relu)?,
            permuted,
        ];
        if rank > 1 {
            let channels = tensor(&[shape[1]], self.seed ^ 2, 1.0);
            let norm = FoldedBatchNorm::new(channels.clone(), &channels + 3.0, None, None, 1e-5)?;
            parts.push(cx.batch_norm(&norm, &sum, &site(), Epilogue::NONE)?);
        }
        if let 3 | 4 = rank {
            let channels = shape[rank - 3];
            let weight = tensor(&[2, channels, 1, 1], self.seed ^ 3, 1.0);
            let conv = layer(cx, &weight, None, Some(Conv2dArgs::new()));
            parts.push(cx.conv2d(&conv, &sum, &site(), Epilogue::NONE)?);
            parts.push(cx.max_pool2d(&sum, MaxPool2dArgs::new(1).stride(2))?);
            parts.push(cx.avg_pool2d(&sum, AvgPool2dArgs::new(3).padding(1))?);
            parts.push(cx.adaptive_avg_pool2d(&sum, OutputSize::from(2))?);
        }
        let mut all = Vec::new();
        for part in &parts {
            all.extend_from_slice(cx.to_f32(part)?.as_slice());
        }
        let len = all.len();
        Ok(Tensor::from_vec(all, &[len]))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn convolutions_agree(conv in conv()) {
        agree(conv)?;
    }

    #[test]
    fn linear_layers_agree(
        rows in proptest::collection::vec(1usize..7, 0..5),
        features in [1usize..80, 1usize..80],
        x in qparams(),
        y in qparams(),
        residual in proptest::option::of(qparams()),
        activation in activation(),
        seed in any::<u64>(),
    ) {
        agree(Linear { rows, features, x, y, residual, activation, seed })?;
    }

    #[test]
    fn any_number_of_dimensions_agrees(
        shape in proptest::collection::vec(1usize..6, 1..6),
        narrow in any::<[bool; 6]>(),
        without in 0usize..4,
        axis in 0usize..6,
        a in qparams(),
        b in qparams(),
        y in qparams(),
        seed in any::<u64>(),
    ) {
        agree(AnyRank { shape, narrow, without, axis, a, b, y, seed })?;
    }

    #[test]
    fn everything_else_agrees(
        image in [1usize..3, 1usize..20, 2usize..7, 1usize..7],
        a in qparams(),
        b in qparams(),
        y in qparams(),
        activation in activation(),
        scalar in -2f32..2.0,
        seed in any::<u64>(),
    ) {
        agree(Rest { image, a, b, y, activation, scalar, seed })?;
    }
}
