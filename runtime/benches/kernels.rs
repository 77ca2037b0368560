//! The kernels alone: multiply-adds a second and percent of the instruction's peak, requantization
//! included. Multiply-adds are those of the direct form: AVX2 and AVX-512 do fewer for 3×3
//! convolutions, by Winograd's products, and may be beyond 100 % there. The peak is that of one core, so
//! keep it to one: `taskset -c 0 cargo bench …`.
//!
//! ```text
//! cargo bench -p quantizable --bench kernels -- [filter] [--isa amx,avx512vnni] [--seconds 0.3]
//! ```

use std::{env, time::Instant};

use quantizable::{
    QParams,
    kernel::{
        Activation, BufferPool, Bytes, ConvGeometry, Epilogue, Isa, MaxPool2d, PackedConv, Requant,
        Residual, SLACK, adaptive_avg_pool2d, add, channels_first, conv2d, dequantize, max_pool2d,
        quantize, quantize_nchw_to_nhwc,
    },
};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::NdTensorView;

/// A layer by name: its sizes and those of its input.
struct Case {
    name: &'static str,
    geometry: ConvGeometry,
    dims: [usize; 3],
    residual: bool,
    pool: Option<MaxPool2d>,
}

fn conv(
    name: &'static str,
    [cin, cout]: [usize; 2],
    [kernel, stride, groups]: [usize; 3],
    padding: usize,
    size: usize,
) -> Case {
    let geometry = ConvGeometry {
        kernel: [kernel; 2],
        stride: [stride; 2],
        padding: [padding; 2],
        groups,
        ..ConvGeometry::pointwise(cin, cout)
    };
    Case { name, geometry, dims: [1, size, size], residual: false, pool: None }
}

fn matrix(name: &'static str, rows: usize, k: usize, n: usize) -> Case {
    let geometry = ConvGeometry::pointwise(k, n);
    Case { name, geometry, dims: [1, 1, rows], residual: false, pool: None }
}

fn cases() -> Vec<Case> {
    let pooled = Some(MaxPool2d::new(2, 2));
    vec![
        matrix("matrix 784x1152x128", 784, 1152, 128),
        matrix("matrix 3136x576x64", 3136, 576, 64),
        matrix("matrix 128x768x3072", 128, 768, 3072),
        matrix("matrix 100x360x40", 100, 360, 40),
        matrix("bert 128x768x768", 128, 768, 768),
        matrix("bert 128x3072x768", 128, 3072, 768),
        matrix("mlp 1x784x1024", 1, 784, 1024),
        matrix("mlp 1x1024x1024", 1, 1024, 1024),
        matrix("mlp 16x1024x1024", 16, 1024, 1024),
        Case { pool: pooled, ..conv("seed conv1+pool", [1, 40], [3, 1, 1], 0, 26) },
        Case { pool: pooled, ..conv("seed conv2+pool", [40, 40], [3, 1, 1], 0, 12) },
        conv("resnet conv1 7x7/2", [3, 64], [7, 2, 1], 3, 224),
        conv("resnet 64 3x3 56", [64, 64], [3, 1, 1], 1, 56),
        Case { residual: true, ..conv("resnet 64 3x3 56 +res", [64, 64], [3, 1, 1], 1, 56) },
        conv("resnet 64-128 3x3/2 56", [64, 128], [3, 2, 1], 1, 56),
        conv("resnet 64-128 1x1/2 56", [64, 128], [1, 2, 1], 0, 56),
        conv("resnet 128 3x3 28", [128, 128], [3, 1, 1], 1, 28),
        conv("resnet 256 3x3 14", [256, 256], [3, 1, 1], 1, 14),
        conv("resnet 512 3x3 7", [512, 512], [3, 1, 1], 1, 7),
        conv("mobile conv1 3x3/2", [3, 32], [3, 2, 1], 1, 224),
        conv("mobile 16-96 1x1 112", [16, 96], [1, 1, 1], 0, 112),
        conv("mobile 96-24 1x1 56", [96, 24], [1, 1, 1], 0, 56),
        conv("mobile 144-32 1x1 28", [144, 32], [1, 1, 1], 0, 28),
        conv("mobile 384-64 1x1 14", [384, 64], [1, 1, 1], 0, 14),
        conv("mobile 320-1280 1x1 7", [320, 1280], [1, 1, 1], 0, 7),
        conv("mobile dw32 112", [32, 32], [3, 1, 32], 1, 112),
        conv("mobile dw96/2 112", [96, 96], [3, 2, 96], 1, 112),
        conv("mobile dw144 56", [144, 144], [3, 1, 144], 1, 56),
        conv("mobile dw384 14", [384, 384], [3, 1, 384], 1, 14),
        conv("mobile dw960 7", [960, 960], [3, 1, 960], 1, 7),
    ]
}

/// An activation with its slack.
fn bytes(len: usize) -> Bytes {
    let mut bytes = Bytes::zeroed(len + SLACK);
    bytes.iter_mut().enumerate().for_each(|(i, b)| *b = (i * 31) as u8);
    bytes
}

/// A case packed, with its buffers.
struct Run {
    packed: PackedConv,
    requant: Requant,
    x: Bytes,
    residual: Option<Bytes>,
    out: Bytes,
    pool: BufferPool,
}

impl Run {
    fn new(case: &Case, isa: Isa) -> Self {
        let g = case.geometry;
        let weights: Vec<i8> = (0..g.weight_len()).map(|i| (i * 37 % 251) as i8).collect();
        let scales = vec![0.01; g.out_channels];
        let packed = PackedConv::new(isa, g, &weights, &scales, None);
        let params = QParams { scale: 0.02, zero_point: 128 };
        let requant = packed.requant(params, QParams { scale: 1.0, ..params }, Activation::Relu);
        let pixels: usize = case.dims.iter().product();
        let (oh, ow) = g.output_size(case.dims[1], case.dims[2]).expect("fits");
        let out = case.dims[0] * oh * ow * g.out_channels;
        Run {
            packed,
            requant,
            x: bytes(pixels * g.in_channels),
            residual: case.residual.then(|| bytes(out)),
            out: bytes(out),
            pool: BufferPool::new(),
        }
    }

    fn call(&mut self, case: &Case) {
        let residual =
            self.residual.as_ref().map(|data| Residual { data, scale: 0.5, zero_point: 3 });
        let epilogue = Epilogue { residual, pool: case.pool };
        conv2d(
            &self.packed,
            &self.requant,
            &self.x,
            case.dims,
            epilogue,
            &mut self.out,
            &self.pool,
        );
    }
}

/// In how many turns kernels and the peak are measured.
const TURNS: usize = 15;

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Minimum and median seconds of a call.
fn time(seconds: f64, mut call: impl FnMut()) -> (f64, f64) {
    for _ in 0..3 {
        call();
    }
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed().as_secs_f64() < seconds || times.len() < 5 {
        let start = Instant::now();
        call();
        times.push(start.elapsed().as_secs_f64());
    }
    let min = times.iter().copied().fold(f64::MAX, f64::min);
    (min, middle(times))
}

/// The matrix products by rten-gemm, without requantization.
fn rten(filter: &str, seconds: f64) {
    let gemm = GemmExecutor::<u8, i8, i32>::new();
    println!("rten-gemm ({}), i32 output:", gemm.kernel_name());
    for case in cases().iter().filter(|c| c.name.starts_with("matrix")) {
        let (rows, k, n) = (case.dims[2], case.geometry.in_channels, case.geometry.out_channels);
        let name = format!("rten {}", case.name);
        if !name.contains(filter) {
            continue;
        }
        let a: Vec<u8> = (0..rows * k).map(|i| (i * 31) as u8).collect();
        let b: Vec<i8> = (0..k * n).map(|i| (i * 37 % 251) as i8).collect();
        let a = NdTensorView::from_data([rows, k], &a[..]);
        let b = gemm.prepack_b(NdTensorView::from_data([k, n], &b[..]));
        let mut out = vec![0; rows * n];
        let (min, median) = time(seconds, || {
            let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Packed(&b));
            gemm.gemm(&mut out, a, b, GemmOptions::default()).expect("sizes that fit");
        });
        print_time(&name, min, median);
        println!("  {:7.1} GMAC/s", (rows * k * n) as f64 / median / 1e9);
    }
}

fn print_time(name: &str, min: f64, median: f64) {
    print!("  {name:24} min {:9.4} ms  median {:9.4} ms", min * 1e3, median * 1e3);
}

/// The kernels without multiplications, in elements of the output a second.
fn elements(isa: Isa, filter: &str, seconds: f64) {
    let params = QParams { scale: 0.02, zero_point: 128 };
    let (x, y) = (bytes(1 << 20), bytes(1 << 20));
    let reals = vec![0.3; 1 << 20];
    let mut out = bytes(1 << 20);
    let mut real_out = vec![0.0; 1 << 20];
    let report = |name: &str, len: usize, call: &mut dyn FnMut()| {
        if name.contains(filter) {
            let (min, median) = time(seconds, call);
            let rate = len as f64 / median / 1e9;
            print_time(name, min, median);
            println!("  {rate:7.2} G/s");
        }
    };
    let image = 3 * 224 * 224;
    report("quantize", image, &mut || quantize(isa, params, &reals[..image], &mut out));
    report("quantize nchw 3x224", image, &mut || {
        quantize_nchw_to_nhwc(isa, params, &reals[..image], [1, 3, 224, 224], &mut out);
    });
    report("dequantize", image, &mut || dequantize(isa, params, &x, &mut real_out[..image]));
    let pool = MaxPool2d { padding: [1, 1], ..MaxPool2d::new(3, 2) };
    report("max pool 3x3/2 112x64", 56 * 56 * 64, &mut || {
        max_pool2d(isa, &pool, &x, [1, 112, 112, 64], &mut out);
    });
    report("mean 7x7x1280", 1280, &mut || {
        let x = (&x[..], params);
        adaptive_avg_pool2d(isa, [1, 1], x, [1, 7, 7, 1280], params, &mut out);
    });
    report("add 56x56x64", 56 * 56 * 64, &mut || {
        let to = (params, Activation::Relu);
        add(isa, (&x, params), (&y, params), to, &mut out, 56 * 56 * 64);
    });
    report("channels first 25x40", 1000, &mut || {
        channels_first(isa, &x, [1, 40, 5, 5], &mut out);
    });
}

fn main() {
    let mut args = env::args().skip(1).filter(|a| a != "--bench");
    let (mut filter, mut isas, mut seconds) = (String::new(), Isa::available().to_vec(), 0.3);
    while let Some(arg) = args.next() {
        let mut value = || args.next().expect("a value behind the option");
        match arg.as_str() {
            "--isa" => {
                let by_name = |n: &str| Isa::by_name(n).unwrap_or_else(|e| panic!("{e}"));
                isas = value().split(',').map(by_name).collect();
            }
            "--seconds" => seconds = value().parse().expect("a number of seconds"),
            _ => filter = arg,
        }
    }
    for isa in isas {
        println!("{isa}:");
        elements(isa, &filter, seconds);
        for case in cases().iter().filter(|c| c.name.contains(&filter)) {
            let mut run = Run::new(case, isa);
            // In turns: clock rates move.
            let turns: Vec<_> = (0..TURNS)
                .map(|_| (time(seconds / TURNS as f64, || run.call(case)), isa.measure_peak()))
                .collect();
            let min = turns.iter().map(|((min, _), _)| *min).fold(f64::MAX, f64::min);
            let median = middle(turns.iter().map(|((_, median), _)| *median).collect());
            let peak = turns.iter().map(|(_, peak)| *peak).collect::<Option<_>>().map(middle);
            let (oh, ow) = case.geometry.output_size(case.dims[1], case.dims[2]).expect("fits");
            let macs = (case.dims[0] * oh * ow * case.geometry.weight_len()) as f64;
            print_time(case.name, min, median);
            print!("  {:7.1} GMAC/s", macs / median / 1e9);
            match peak {
                Some(peak) => println!(
                    "  {:5.1}% of the peak {:.0}",
                    100.0 * macs / median / peak,
                    peak / 1e9
                ),
                None => println!(),
            }
        }
    }
    rten(&filter, seconds);
}
