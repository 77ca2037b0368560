//! int8 in plain loops over f32 tensors whose values lie on the quantized grid: what every other
//! quantized engine is checked against.

use std::{borrow::Cow, ops::Deref};

use ndarray::{ArrayD, Axis};

use super::{
    Activation, Binary, FoldedBatchNorm,
    engine::{Engine, Tabulated, Tail},
    f32 as real,
    quantized::{Quant, Quantized8},
    weights::{Description, QuantizedWeights},
};
use crate::{
    Result, Tensor,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs},
    kernel::Lut,
    ops,
    qparams::QParams,
    tensor::Shape,
};

/// Simulates int8 on f32 tensors: the same values as [`Int8`](super::Int8), slowly.
pub type FakeQuant = Quant<Reference>;

impl FakeQuant {
    /// The backend.
    pub fn new() -> Self {
        Quant { engine: Reference }
    }
}

impl Default for FakeQuant {
    fn default() -> Self {
        FakeQuant::new()
    }
}

/// The definition of each operation, in loops that follow the formulas.
#[derive(Debug)]
pub struct Reference;

/// A u8 tensor by its real values.
type Grid = Quantized8<Tensor>;

/// How many steps from the zero point each value is.
fn steps(x: &Grid) -> Vec<i32> {
    let zero_point = i32::from(x.qparams.zero_point);
    x.data.as_slice().iter().map(|&v| i32::from(x.qparams.quantize(v)) - zero_point).collect()
}

/// `clamp(rne(v)) + zp` as a real value, with `v` in steps of `y`.
fn store(v: f32, y: QParams, activation: Activation) -> f32 {
    let (lo, hi) = activation.bounds(y);
    let unit = QParams { scale: 1.0, ..y };
    y.dequantize(unit.quantize(v).clamp(lo, hi))
}

impl Engine for Reference {
    type Data = Tensor;
    type Weights = QuantizedWeights;
    type Cache = ();

    fn quantize(&self, x: &Tensor, qparams: QParams) -> Tensor {
        map(x, |v| qparams.dequantize(qparams.quantize(v)))
    }

    fn dequantize(&self, x: &Grid) -> Tensor {
        x.data.clone()
    }

    fn pack(&self, weights: QuantizedWeights) -> QuantizedWeights {
        weights
    }

    fn unpack(&self, weights: &QuantizedWeights) -> QuantizedWeights {
        weights.clone()
    }

    fn description<'a>(&self, weights: &'a QuantizedWeights) -> &'a Description {
        &weights.description
    }

    fn cached_weights<'a>(
        _: &'a (),
        _: &Tensor,
        pack: impl FnOnce() -> Result<QuantizedWeights>,
    ) -> Result<impl Deref<Target = QuantizedWeights> + 'a> {
        pack().map(Box::new)
    }

    fn cached_table(_: &(), of: Tabulated) -> impl Deref<Target = Lut> {
        Box::new(of.table())
    }

    fn product(
        &self,
        weights: &QuantizedWeights,
        x: &Grid,
        shape: Shape,
        y: QParams,
        tail: Tail<'_, Tensor>,
        _: &(),
    ) -> Tensor {
        let description = &weights.description;
        let plain = description.output_shape(&x.shape).expect("checked by the caller");
        let accumulators = match description.conv {
            Some(args) => convolve(&steps(x), &x.shape, weights, args, &plain),
            None => multiply(&steps(x), weights),
        };
        let residual = tail.residual.map(|r| (steps(r), r.qparams.scale / y.scale));
        // A convolution's channels are strided by its image, a linear layer's features are not.
        let image = if description.conv.is_some() { plain[2] * plain[3] } else { 1 };
        let value = |(i, &acc): (usize, &i64)| {
            let channel = i / image % weights.scales.len();
            let unit = x.qparams.scale * weights.scales[channel];
            let bias = weights.bias.as_ref().map_or(0.0, |bias| bias[channel] / unit);
            let mut v = (acc as f32 + bias) * (unit / y.scale);
            if let Some((steps, ratio)) = &residual {
                v += steps[i] as f32 * ratio;
            }
            store(v, y, tail.activation)
        };
        let out = accumulators.iter().enumerate().map(value).collect();
        let out = Tensor::from_vec(out, &plain);
        match tail.max_pool {
            Some(args) => ops::max_pool2d(&out, args).expect("checked by the caller"),
            None => out.with_shape(shape),
        }
    }

    fn binary(&self, op: Binary, a: &Grid, b: &Grid, y: QParams, activation: Activation) -> Tensor {
        let real = real::binary(op, &a.data, &b.data).expect("tensors of one shape");
        map(&real, |v| store(v * (1.0 / y.scale), y, activation))
    }

    fn look_up(&self, x: &Grid, y: QParams, lut: &Lut) -> Tensor {
        map(&x.data, |v| y.dequantize(lut.get(x.qparams.quantize(v))))
    }

    fn batch_norm(
        &self,
        norm: &FoldedBatchNorm,
        x: &Grid,
        y: QParams,
        activation: Activation,
    ) -> Tensor {
        let luts: Vec<Lut> = norm
            .lines()
            .map(|(scale, shift)| Lut::new(x.qparams, y, |x| activation.apply(x * scale + shift)))
            .collect();
        let inner: usize = x.shape[2..].iter().product();
        let values = x.data.as_slice().iter().enumerate();
        let out = values
            .map(|(i, &v)| y.dequantize(luts[i / inner % luts.len()].get(x.qparams.quantize(v))));
        Tensor::from_vec(out.collect(), &x.shape)
    }

    fn cat<'a>(
        &self,
        parts: impl Iterator<Item = (Cow<'a, Grid>, Lut)>,
        _: Shape,
        axis: usize,
        y: QParams,
    ) -> Tensor {
        let parts: Vec<Tensor> = parts.map(|(x, lut)| self.look_up(&x, y, &lut)).collect();
        ops::cat(&parts.iter().collect::<Vec<_>>(), axis as isize).expect("checked by the caller")
    }

    fn max_pool2d(&self, x: &Grid, _: Shape, args: MaxPool2dArgs) -> Tensor {
        ops::max_pool2d(&x.data, args).expect("checked by the caller")
    }

    fn avg_pool2d(&self, x: &Grid, shape: Shape, args: AvgPool2dArgs) -> Tensor {
        let steps = steps(x);
        average(x, &shape, |image, oy, ox| {
            let window = |i: usize, o: usize| {
                let start = o * args.stride[i];
                let end = (start + args.kernel[i]).min(x.shape[2 + i] + 2 * args.padding[i]);
                let inside = |at: usize| at.saturating_sub(args.padding[i]).min(x.shape[2 + i]);
                (end - start, inside(start)..inside(end))
            };
            let ((h, rows), (w, columns)) = (window(0, oy), window(1, ox));
            let counted = if args.count_include_pad { h * w } else { rows.len() * columns.len() };
            (sum(&steps, x, image, rows, columns), args.divisor_override.unwrap_or(counted))
        })
    }

    fn adaptive_avg_pool2d(&self, x: &Grid, shape: Shape) -> Tensor {
        let steps = steps(x);
        average(x, &shape, |image, oy, ox| {
            let part = |i: usize, o: usize| {
                let (size, parts) = (x.shape[2 + i], shape[2 + i]);
                o * size / parts..((o + 1) * size).div_ceil(parts)
            };
            let (rows, columns) = (part(0, oy), part(1, ox));
            let counted = rows.len() * columns.len();
            (sum(&steps, x, image, rows, columns), counted)
        })
    }

    fn mean(&self, x: &Grid, shape: Shape, dims: &[usize]) -> Tensor {
        let count: usize = dims.iter().map(|&d| x.shape[d]).product();
        let mut sums = ArrayD::from_shape_vec(&*x.shape, steps(x)).expect("as many as its shape");
        for &d in dims {
            sums = sums.sum_axis(Axis(d)).insert_axis(Axis(d));
        }
        let y = x.qparams;
        let ratio = y.scale / (y.scale * count as f32);
        let out = sums.iter().map(|&sum| store(sum as f32 * ratio, y, Activation::None));
        Tensor::from_vec(out.collect(), &shape)
    }

    fn permute(&self, x: &Grid, shape: Shape, order: &[usize]) -> Tensor {
        ops::reorder(&x.data, shape, order)
    }

    fn pad(&self, x: &Grid, _: Shape, padding: &[isize], fill: u8) -> Tensor {
        ops::pad(&x.data, padding, x.qparams.dequantize(fill)).expect("checked by the caller")
    }

    fn expand(&self, x: &Grid, shape: Shape) -> Tensor {
        let data = x.data.view_nd();
        Tensor::from(data.broadcast(&*shape).expect("checked by the caller").to_owned())
    }

    fn reshape(&self, x: &Grid, shape: Shape) -> Tensor {
        x.data.with_shape(shape)
    }
}

fn map(x: &Tensor, f: impl Fn(f32) -> f32) -> Tensor {
    Tensor::from_vec(x.as_slice().iter().map(|&v| f(v)).collect(), x.shape())
}

/// `x · wᵀ`.
fn multiply(x: &[i32], weights: &QuantizedWeights) -> Vec<i64> {
    let in_features = weights.description.weight[1];
    let dot = |row: &[i32], w: &[i8]| -> i64 {
        row.iter().zip(w).map(|(&x, &w)| i64::from(x) * i64::from(w)).sum()
    };
    x.chunks_exact(in_features)
        .flat_map(|row| weights.values.chunks_exact(in_features).map(move |w| dot(row, w)))
        .collect()
}

/// A convolution of NCHW steps; padding is 0 steps.
fn convolve(
    x: &[i32],
    input: &[usize],
    weights: &QuantizedWeights,
    args: Conv2dArgs,
    output: &[usize],
) -> Vec<i64> {
    let &[_, channels, height, width] = input else {
        unreachable!("images have a batch dimension")
    };
    let &[_, in_group, kernel_h, kernel_w] = &*weights.description.weight else {
        unreachable!("checked by the shape function")
    };
    let &[n, out_channels, out_h, out_w] = output else { unreachable!("as the input") };
    let out_group = out_channels / args.groups;
    let at = |i: usize, o: usize, k: usize, size: usize| {
        let place = (o * args.stride[i] + k * args.dilation[i]).checked_sub(args.padding[i])?;
        (place < size).then_some(place)
    };
    let mut out = Vec::with_capacity(n * out_channels * out_h * out_w);
    for place in 0..n * out_channels * out_h * out_w {
        let (ox, oy) = (place % out_w, place / out_w % out_h);
        let (oc, image) =
            (place / (out_w * out_h) % out_channels, place / (out_w * out_h * out_channels));
        let mut acc = 0i64;
        for ic in 0..in_group {
            let plane = (image * channels + oc / out_group * in_group + ic) * height * width;
            let kernel = (oc * in_group + ic) * kernel_h * kernel_w;
            for ky in 0..kernel_h {
                let Some(iy) = at(0, oy, ky, height) else { continue };
                for kx in 0..kernel_w {
                    let Some(ix) = at(1, ox, kx, width) else { continue };
                    let w = weights.values[kernel + ky * kernel_w + kx];
                    acc += i64::from(x[plane + iy * width + ix]) * i64::from(w);
                }
            }
        }
        out.push(acc);
    }
    out
}

/// The sum of a part of a plane.
fn sum(
    steps: &[i32],
    x: &Grid,
    plane: usize,
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
) -> i64 {
    let (height, width) = (x.shape[2], x.shape[3]);
    let row = |y: usize| &steps[(plane * height + y) * width..][..width];
    rows.map(|y| row(y)[columns.clone()].iter().map(|&s| i64::from(s)).sum::<i64>()).sum()
}

/// Means of windows of each plane: `window` gives the sum and the divisor.
fn average(
    x: &Grid,
    shape: &Shape,
    window: impl Fn(usize, usize, usize) -> (i64, usize),
) -> Tensor {
    let y = x.qparams;
    let (out_h, out_w) = (shape[2], shape[3]);
    Tensor::from_fn(shape, |i| {
        let (sum, divisor) = window(i / (out_h * out_w), i / out_w % out_h, i % out_w);
        let ratio = y.scale / (y.scale * divisor as f32);
        store(sum as f32 * ratio, y, Activation::None)
    })
}
