//! Every instruction set against a convolution written from its definition.

#[cfg(target_arch = "x86_64")]
mod winograd;

use proptest::prelude::*;

use super::*;
use crate::qparams::QParams;

/// A layer and its input, with everything that changes the numbers.
#[derive(Clone, Debug)]
struct Case {
    geometry: ConvGeometry,
    dims: [usize; 3],
    activation: Activation,
    residual: bool,
    pool: Option<MaxPool2d>,
    x: QParams,
    y: QParams,
    seed: u64,
    /// Only the ends of the ranges of inputs and weights.
    extreme: bool,
}

impl Case {
    fn new(geometry: ConvGeometry, dims: [usize; 3]) -> Self {
        let k = (geometry.group_in() * geometry.taps()) as f32;
        Case {
            geometry,
            dims,
            activation: Activation::None,
            residual: false,
            pool: None,
            x: QParams { scale: 0.02, zero_point: 131 },
            // About four standard deviations of the sum over the range.
            y: QParams { scale: 0.02 * 0.01 * 74.0 * 74.0 * k.sqrt() / 32.0, zero_point: 119 },
            seed: geometry.weight_len() as u64 ^ dims.iter().product::<usize>() as u64,
            extreme: false,
        }
    }

    fn check(&self) {
        Data::new(self).check(self);
    }
}

struct Data {
    x: Vec<u8>,
    weights: Vec<i8>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    residual: Vec<u8>,
    residual_params: QParams,
    out: [usize; 2],
}

impl Data {
    fn new(case: &Case) -> Self {
        let mut state = case.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        };
        let g = &case.geometry;
        let [n, h, w] = case.dims;
        let (oh, ow) = g.output_size(h, w).expect("a case that fits");
        let mut bytes = |len: usize| -> Vec<u8> {
            let byte = |b: u8| if case.extreme { if b & 1 == 0 { 0 } else { 255 } } else { b };
            (0..len).map(|_| byte(next())).collect()
        };
        let mut x = bytes(n * h * w * g.in_channels);
        // Anything may be in the slack.
        x.extend_from_slice(&[201; SLACK]);
        let weights = bytes(g.weight_len()).into_iter().map(|b| match (case.extreme, b) {
            (true, 0) => -128,
            (true, _) => 127,
            (false, b) => b as i8,
        });
        Data {
            x,
            weights: weights.collect(),
            scales: bytes(g.out_channels).iter().map(|&b| 0.008 + f32::from(b) / 5e4).collect(),
            bias: bytes(g.out_channels).iter().map(|&b| f32::from(b) / 100.0 - 1.2).collect(),
            residual: bytes(n * oh * ow * g.out_channels + SLACK),
            residual_params: QParams { scale: case.y.scale * 0.37, zero_point: 77 },
            out: [oh, ow],
        }
    }

    fn check(&self, case: &Case) {
        let expected = self.expected(case);
        for &isa in Isa::available() {
            let out = self.run(case, isa);
            if let Some(i) = (0..expected.len()).find(|&i| out[i] != expected[i]) {
                panic!("{isa}: byte {i} is {} instead of {} in {case:?}", out[i], expected[i]);
            }
        }
    }

    fn packed(&self, case: &Case, isa: Isa) -> PackedConv {
        PackedConv::new(isa, case.geometry, &self.weights, &self.scales, Some(&self.bias))
    }

    /// The numbers as the module's documentation has them, one output at a time.
    fn expected(&self, case: &Case) -> Vec<u8> {
        let g = &case.geometry;
        let [n, h, w] = case.dims;
        let [oh, ow] = self.out;
        let requant = self.packed(case, Isa::SCALAR).requant(case.x, case.y, case.activation);
        let mut out = vec![0; n * oh * ow * g.out_channels];
        for (i, out) in out.iter_mut().enumerate() {
            let (oc, pixel) = (i % g.out_channels, i / g.out_channels);
            let (ox, oy, image) = (pixel % ow, pixel / ow % oh, pixel / ow / oh);
            let group = oc / g.group_out();
            let mut acc = 0i32;
            for k in 0..g.group_in() * g.taps() {
                let (ci, ky, kx) = (k / g.taps(), k % g.taps() / g.kernel[1], k % g.kernel[1]);
                let y = (oy * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
                let x = (ox * g.stride[1] + kx * g.dilation[1]).wrapping_sub(g.padding[1]);
                let channel = group * g.group_in() + ci;
                let value = if y < h && x < w {
                    self.x[((image * h + y) * w + x) * g.in_channels + channel]
                } else {
                    case.x.zero_point
                };
                let weight = i32::from(self.weights[oc * g.group_in() * g.taps() + k]);
                acc += (i32::from(value) - i32::from(case.x.zero_point)) * weight;
            }
            let gain = requant::Gain {
                zero_point: self.residual_params.zero_point,
                ratio: self.residual_params.scale / case.y.scale,
            };
            *out = requant.apply(acc, oc, case.residual.then_some((self.residual[i], gain)));
        }
        let Some(pool) = &case.pool else { return out };
        out.extend_from_slice(&[0; SLACK]);
        let (ph, pw) = pool.output_size(oh, ow).expect("a pool that fits");
        let mut pooled = vec![0; n * ph * pw * g.out_channels + SLACK];
        max_pool2d(Isa::SCALAR, pool, &out, [n, oh, ow, g.out_channels], &mut pooled);
        pooled.truncate(pooled.len() - SLACK);
        pooled
    }

    fn run(&self, case: &Case, isa: Isa) -> Vec<u8> {
        let packed = self.packed(case, isa);
        let requant = packed.requant(case.x, case.y, case.activation);
        let [oh, ow] = self.out;
        let (ph, pw) = case.pool.map_or((oh, ow), |p| p.output_size(oh, ow).expect("fits"));
        let len = case.dims[0] * ph * pw * case.geometry.out_channels;
        let mut out = vec![0xAA; len + SLACK + 1000];
        let residual = case.residual.then_some(Residual {
            data: &self.residual,
            scale: self.residual_params.scale,
            zero_point: self.residual_params.zero_point,
        });
        let epilogue = Epilogue { residual, pool: case.pool };
        let pool = BufferPool::new();
        conv2d(&packed, &requant, &self.x, case.dims, epilogue, &mut out, &pool);
        assert!(out[len..].iter().all(|&b| b == 0xAA), "{isa} wrote past the output: {case:?}");
        out.truncate(len);
        out
    }
}

fn square(cin: usize, cout: usize, kernel: usize, stride: usize, padding: usize) -> ConvGeometry {
    ConvGeometry {
        kernel: [kernel; 2],
        stride: [stride; 2],
        padding: [padding; 2],
        ..ConvGeometry::pointwise(cin, cout)
    }
}

#[test]
fn pointwise_around_tile_sizes() {
    for cin in [1, 3, 4, 63, 64, 65, 130] {
        for cout in [1, 15, 16, 17, 33, 64, 100] {
            for rows in [1, 2, 5, 6, 7, 16, 17, 23, 24, 33, 48, 55] {
                let case = Case::new(ConvGeometry::pointwise(cin, cout), [1, 1, rows]);
                Case { residual: true, ..case.clone() }.check();
                case.check();
            }
        }
    }
}

#[test]
fn windows_strides_and_padding() {
    for (kernel, stride, padding) in
        [(3, 1, 1), (3, 2, 1), (2, 2, 0), (5, 1, 2), (1, 2, 0), (7, 2, 3)]
    {
        for cin in [1, 3, 8, 64] {
            for cout in [10, 40] {
                for dims in [[1, 9, 9], [2, 8, 11], [3, 7, 7]] {
                    Case::new(square(cin, cout, kernel, stride, padding), dims).check();
                }
            }
        }
    }
}

#[test]
fn extremes_do_not_saturate() {
    for geometry in [
        square(64, 32, 3, 1, 1),
        ConvGeometry::pointwise(300, 20),
        square(3, 16, 3, 2, 1),
        depthwise(70, 3, 1),
    ] {
        let mut case = Case { extreme: true, ..Case::new(geometry, [1, 8, 9]) };
        case.y.scale *= 3.0;
        case.check();
        case.x.zero_point = 0;
        case.check();
        case.x.zero_point = 255;
        case.activation = Activation::Relu6;
        case.check();
    }
}

/// Steps that no integer holds, and factors that are not finite.
#[test]
fn scales_of_any_magnitude() {
    for (y, x) in [(1e-6, 0.02), (1e-12, 0.02), (1e-38, 0.02), (1e-38, 1e9), (1e30, 1e-30)] {
        for geometry in [ConvGeometry::pointwise(20, 70), depthwise(32, 3, 1)] {
            let mut case = Case { residual: true, ..Case::new(geometry, [1, 6, 7]) };
            (case.x.scale, case.y.scale) = (x, y);
            case.check();
            let mut data = Data::new(&case);
            data.residual_params.scale *= 1e12;
            data.check(&case);
        }
    }
}

fn depthwise(channels: usize, kernel: usize, stride: usize) -> ConvGeometry {
    ConvGeometry { groups: channels, ..square(channels, channels, kernel, stride, kernel / 2) }
}

#[test]
fn depthwise_of_any_width() {
    for channels in [2, 16, 24, 32, 63, 64, 96, 144, 150] {
        for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (1, 1)] {
            Case::new(depthwise(channels, kernel, stride), [2, 7, 10]).check();
        }
    }
}

#[test]
fn residual_activation_and_pooling() {
    let pools = [MaxPool2d::new(2, 2), MaxPool2d { padding: [1, 1], ..MaxPool2d::new(3, 2) }];
    for geometry in [
        square(16, 40, 3, 1, 0),
        square(64, 64, 3, 1, 1),
        ConvGeometry::pointwise(24, 20),
        depthwise(32, 3, 1),
        square(1, 40, 3, 1, 0),
    ] {
        for residual in [false, true] {
            for activation in [Activation::None, Activation::Relu, Activation::Relu6] {
                for pool in [None, Some(pools[0]), Some(pools[1])] {
                    Case { activation, residual, pool, ..Case::new(geometry, [1, 10, 13]) }.check();
                }
            }
        }
    }
}

#[test]
fn large_enough_for_every_blocking() {
    for (geometry, dims) in [
        (square(64, 128, 3, 1, 1), [1, 28, 28]),
        (square(128, 64, 3, 2, 1), [2, 28, 28]),
        (square(3, 64, 7, 2, 3), [1, 64, 64]),
        (ConvGeometry::pointwise(2048, 280), [1, 1, 50]),
        (ConvGeometry::pointwise(800, 72), [1, 1, 30]),
        (square(40, 40, 3, 1, 0), [1, 12, 12]),
        (square(512, 72, 3, 1, 1), [1, 7, 7]),
    ] {
        Case::new(geometry, dims).check();
        Case { residual: true, activation: Activation::Relu, ..Case::new(geometry, dims) }.check();
    }
}

/// The kernels without weights, on every instruction set.
#[test]
fn elementwise_kernels_agree() {
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let mut bytes = |len: usize| -> Vec<u8> { (0..len + SLACK).map(|_| next() as u8).collect() };
    let (p, q) = (QParams { scale: 0.031, zero_point: 99 }, QParams { scale: 0.05, zero_point: 3 });
    for [n, c, h, w] in [[1, 1, 1, 1], [2, 3, 9, 9], [1, 5, 7, 4], [2, 64, 8, 8], [1, 130, 5, 9]] {
        let len = n * c * h * w;
        let (x, y) = (bytes(len), bytes(len));
        let mut real: Vec<f32> = x[..len].iter().map(|&b| f32::from(b) / 9.0 - 14.0).collect();
        for (i, special) in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].into_iter().enumerate() {
            real[i * len / 3] = special;
        }
        let window = MaxPool2d { padding: [1, 1], ..MaxPool2d::new(3, 2) };
        let average = AvgPool2d {
            kernel: [3, 2],
            stride: [2, 1],
            padding: [1, 1],
            ceil_mode: true,
            count_include_pad: false,
            divisor_override: None,
        };
        let run = |isa: Isa| {
            let mut outs: Vec<Vec<u8>> = Vec::new();
            let mut out = |f: &dyn Fn(&mut [u8])| {
                let mut out = vec![0x55; 2 * len + 2 * SLACK + 64];
                f(&mut out);
                outs.push(out);
            };
            let to = (q, Activation::Relu6);
            out(&|out| quantize(isa, p, &real, out));
            out(&|out| quantize_nchw_to_nhwc(isa, p, &real, [n, c, h, w], out));
            out(&|out| add(isa, (&x, p), (&y, q), to, out, len));
            out(&|out| sub(isa, (&x, p), (&y, q), to, out, len));
            out(&|out| mul(isa, (&x, p), (&y, q), to, out, len));
            out(&|out| max_pool2d(isa, &window, &x, [n, h, w, c], out));
            out(&|out| avg_pool2d(isa, &average, (&x, p), [n, h, w, c], q, out));
            out(&|out| adaptive_avg_pool2d(isa, [1, 1], (&x, p), [n, h, w, c], q, out));
            out(&|out| channels_last(isa, &x, [n, c, h, w], out));
            out(&|out| channels_first(isa, &x, [n, c, h, w], out));
            let lut = Lut::requantize(p, q, Activation::Relu);
            out(&|out| {
                place_channels((&x, c, &lut), n * h * w, out, (0, 2 * c));
                place_channels((&y, c, &lut), n * h * w, out, (c, 2 * c));
            });
            let line = (&real[..c], &real[len - c..]);
            out(&|out| scale_channels(isa, (&x[..len], p), line, 1, to, out));
            out(&|out| scale_channels(isa, (&x[..len], p), line, h * w, to, out));
            let mut reals = vec![0.0; len];
            dequantize_nhwc_to_nchw(isa, p, &x, [n, c, h, w], &mut reals);
            (outs, reals)
        };
        let expected = run(Isa::SCALAR);
        assert_eq!(expected.0[0][..len], real.iter().map(|&r| p.quantize(r)).collect::<Vec<_>>());
        for &isa in Isa::available() {
            assert!(run(isa) == expected, "{isa} differs for {:?}", [n, c, h, w]);
        }
    }
}

#[test]
fn threads_do_not_change_anything() {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("three threads");
    for (geometry, dims) in [
        (square(64, 64, 3, 1, 1), [2, 56, 56]),
        (square(64, 128, 3, 2, 1), [1, 56, 56]),
        (square(3, 64, 7, 2, 3), [1, 150, 150]),
        (ConvGeometry::pointwise(2048, 1000), [1, 1, 40]),
        (ConvGeometry::pointwise(96, 576), [1, 14, 14]),
        (square(32, 60, 5, 1, 0), [3, 30, 31]),
        (depthwise(96, 3, 1), [1, 112, 112]),
        (depthwise(4000, 3, 1), [1, 7, 7]),
    ] {
        let pool = match geometry.kernel[0] {
            5 => Some(MaxPool2d::new(2, 2)),
            7 => Some(MaxPool2d { padding: [1, 1], ..MaxPool2d::new(3, 2) }),
            _ => None,
        };
        let case = Case { pool, ..Case::new(geometry, dims) };
        let data = Data::new(&case);
        for &isa in Isa::available().iter().skip(1) {
            let alone = data.run(&case, isa);
            assert!(threads.install(|| data.run(&case, isa)) == alone, "{isa} {case:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn any_geometry(
        (cin, cout, groups) in (1usize..20, 1usize..40, 1usize..4),
        kernel in [1usize..5, 1usize..5],
        stride in [1usize..4, 1usize..4],
        padding in [0usize..4, 0usize..4],
        dilation in [1usize..3, 1usize..3],
        dims in [1usize..3, 1usize..15, 1usize..20],
        (x_zero, y_zero, seed) in (any::<u8>(), any::<u8>(), any::<u64>()),
        (residual, pooled) in (any::<bool>(), any::<bool>()),
    ) {
        let geometry = ConvGeometry {
            in_channels: cin * groups, out_channels: cout * groups,
            kernel, stride, padding, dilation, groups,
        };
        let Some((oh, ow)) = geometry.output_size(dims[1], dims[2]) else { return Ok(()) };
        let mut case = Case::new(geometry, dims);
        case.x.zero_point = x_zero;
        case.y.zero_point = y_zero;
        case.seed = seed;
        case.residual = residual;
        case.pool = (pooled && oh > 1 && ow > 1).then_some(MaxPool2d::new(2, 2));
        case.check();
    }
}
