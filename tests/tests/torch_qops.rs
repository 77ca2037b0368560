//! Every quantized operation against PyTorch's u8 answers: in plain loops and on every instruction
//! set.

use std::sync::Arc;

use ndarray::ArrayD;
use quantizable::{
    QParams, Shape, Tensor, WeightObserver,
    backend::{
        Activation, Description, Engine, Epilogue, FakeQuant, Int8, Layer8, Layers, Ops,
        Quantized8, QuantizedBackend, QuantizedWeights, Site8, Value8,
    },
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs},
    kernel::Isa,
    nn::BatchNorm2d,
    plan::Op,
};
use quantizable_tests::vectors::{Case, Vectors};

/// A case on one backend.
struct Run<'a, B: QuantizedBackend> {
    cx: &'a B,
    case: &'a Case<'a>,
    /// Where the result's scale and zero point are: the only one.
    sites: Box<[B::Site]>,
}

/// The operation of a case, as the macro would have described it.
const OPS: &[Op] = &[Op {
    name: "case",
    layer: None,
    expr: "case",
    file: "vectors",
    line: 1,
    column: 1,
    site: Some(0),
    group: None,
    float: false,
    in_store: false,
    inputs: &[],
}];

/// A u8 tensor on a backend.
fn quantized<B: QuantizedBackend>(cx: &B, x: &Tensor, qparams: QParams) -> B::Tensor {
    let (data, shape) = (cx.engine().quantize(x, qparams), Shape::new(x.shape()));
    Value8::Int(Quantized8 { data, shape, qparams })
}

impl<'a, B: QuantizedBackend> Run<'a, B> {
    fn new(cx: &'a B, case: &'a Case<'a>) -> Self {
        let (qparams, weight) = (case.qparams("output"), WeightObserver::default());
        let site = Site8::Int { qparams, weight, cache: Default::default() };
        Run { cx, case, sites: Box::new([site]) }
    }

    fn layers(&self) -> Layers<'a, B> {
        self.cx.layers(OPS, 0)
    }

    fn ops(&self) -> Ops<'a, B> {
        self.cx.ops(OPS, 0)
    }

    /// A u8 tensor of the case as the backend has it.
    fn value(&self, name: &str) -> B::Tensor {
        let (array, qparams) = (self.case.u8s(name), self.case.qparams(name));
        quantized(self.cx, &Tensor::from(array.mapv(|q| qparams.dequantize(q))), qparams)
    }

    /// The case's weights.
    fn weights(&self, conv: Option<Conv2dArgs>) -> <B::Engine as Engine>::Weights {
        let (values, shape) = self.case.i8s("weight");
        self.cx.engine().pack(QuantizedWeights {
            description: Description { weight: Shape::new(&shape), conv },
            values,
            scales: self.case.tensor("weight_scale").as_slice().to_vec(),
            bias: self.case.find("bias").map(|bias| bias.as_slice().to_vec()),
        })
    }

    /// ReLU if the case has it absorbed.
    fn epilogue(&self) -> Epilogue<'a, B::Tensor> {
        let relu = self.case.flag("relu");
        Epilogue {
            activation: if relu { Activation::Relu } else { Activation::None },
            ..Epilogue::NONE
        }
    }

    fn conv2d(&self, residual: Option<&B::Tensor>) -> B::Tensor {
        let args = Conv2dArgs::new()
            .stride(self.case.pair("stride"))
            .padding(self.case.pair("padding"))
            .dilation(self.case.pair("dilation"))
            .groups(self.case.int("groups") as usize);
        let (layer, x) = (Layer8::Int(Arc::new(self.weights(Some(args)))), self.value("input"));
        let epilogue = Epilogue { add: residual, ..self.epilogue() };
        self.layers().conv2d(&layer, x, &self.sites, epilogue).unwrap()
    }

    fn batch_norm(&self) -> B::Tensor {
        let of = |name| self.case.tensor(name);
        let norm = BatchNorm2d::from_weights(
            of("weight"),
            of("bias"),
            of("running_mean"),
            of("running_var"),
        );
        let norm = (&norm.eps(self.case.number("eps"))).into();
        self.layers().batch_norm(&norm, self.value("input"), &self.sites, self.epilogue()).unwrap()
    }

    fn cat(&self) -> B::Tensor {
        let inputs = 0..self.case.int("inputs");
        let inputs: Vec<_> = inputs.map(|i| self.value(&format!("input{i}"))).collect();
        self.ops().cat(inputs, self.case.int("dim"), &self.sites, self.epilogue()).unwrap()
    }

    fn max_pool2d(&self) -> B::Tensor {
        let args = MaxPool2dArgs::new(self.case.pair("kernel_size"))
            .stride(self.case.pair("stride"))
            .padding(self.case.pair("padding"))
            .dilation(self.case.pair("dilation"))
            .ceil_mode(self.case.flag("ceil_mode"));
        self.ops().max_pool2d_with(self.value("input"), args).unwrap()
    }

    fn avg_pool2d(&self) -> B::Tensor {
        let mut args = AvgPool2dArgs::new(self.case.pair("kernel_size"))
            .stride(self.case.pair("stride"))
            .padding(self.case.pair("padding"))
            .ceil_mode(self.case.flag("ceil_mode"))
            .count_include_pad(self.case.flag("count_include_pad"));
        if let Some(divisor) = self.case.arg("divisor_override").as_u64() {
            args = args.divisor_override(divisor as usize);
        }
        self.ops().avg_pool2d_with(self.value("input"), args).unwrap()
    }

    /// The case's operation.
    fn output(&self) -> B::Tensor {
        let (ops, case, sites) = (self.ops(), self.case, &self.sites);
        let value = |name: &str| self.value(name);
        let result = match case.op() {
            "conv2d" => return self.conv2d(None),
            "conv2d_add" => return self.conv2d(Some(&value("residual"))),
            "batch_norm2d" => return self.batch_norm(),
            "cat" => return self.cat(),
            "max_pool2d" => return self.max_pool2d(),
            "avg_pool2d" => return self.avg_pool2d(),
            "linear" => {
                let layer = Layer8::Int(Arc::new(self.weights(None)));
                self.layers().linear(&layer, value("input"), sites, self.epilogue())
            }
            "add" => ops.add(value("a"), value("b"), sites, self.epilogue()),
            "mul" => ops.mul(value("a"), value("b"), sites, self.epilogue()),
            "add_scalar" => {
                ops.add_scalar(value("a"), case.number("scalar"), sites, self.epilogue())
            }
            "mul_scalar" => ops.mul_scalar(value("a"), case.number("scalar")),
            "relu" => ops.relu(value("input")),
            "relu6" => ops.relu6(value("input")),
            "sigmoid" => ops.sigmoid(value("input"), sites, Epilogue::NONE),
            "tanh" => ops.tanh(value("input"), sites, Epilogue::NONE),
            "gelu" => ops.gelu(value("input"), sites, Epilogue::NONE),
            "hardswish" => ops.hardswish(value("input"), sites, Epilogue::NONE),
            "hardsigmoid" => ops.hardsigmoid(value("input"), sites, Epilogue::NONE),
            "leaky_relu" => {
                let slope = case.number("negative_slope");
                ops.leaky_relu(value("input"), slope, sites, Epilogue::NONE)
            }
            "elu" => ops.elu(value("input"), case.number("alpha"), sites, Epilogue::NONE),
            "adaptive_avg_pool2d" => {
                ops.adaptive_avg_pool2d(value("input"), case.pair("output_size"))
            }
            "mean" => ops.mean(value("input"), case.ints("dim"), case.flag("keepdim")),
            "pad" => ops.pad(value("input"), case.ints("pad"), case.number("value")),
            other => panic!("{other}"),
        };
        result.unwrap_or_else(|error| panic!("{}: {error}", case.name()))
    }

    /// Its result in u8.
    fn steps(&self) -> ArrayD<u8> {
        let (name, expected) = (self.case.name(), self.case.qparams("output"));
        let y = match self.output() {
            Value8::Int(y) => y,
            // Times 0: PyTorch answers with a scale of its own invention, we with numbers.
            Value8::Real(y, _) => {
                let steps = y.as_slice().iter().map(|&y| expected.quantize(y)).collect();
                return ArrayD::from_shape_vec(y.shape(), steps).unwrap();
            }
        };
        let error = (y.qparams.scale / expected.scale - 1.0).abs();
        assert!(error <= f32::EPSILON, "{name}: {:?} is not {expected:?}", y.qparams);
        assert_eq!(y.qparams.zero_point, expected.zero_point, "{name}");
        let steps = self.cx.engine().dequantize(&y);
        let steps = steps.as_slice().iter().map(|&v| y.qparams.quantize(v)).collect();
        ArrayD::from_shape_vec(&*y.shape, steps).unwrap()
    }
}

/// PyTorch's answers to the case, by the engine that gave them.
fn answers<'a>(case: &'a Case<'a>) -> Vec<(&'static str, ArrayD<u8>)> {
    let engines = ["output", "output.onednn", "output.fbgemm", "output.x86"];
    let answers: Vec<_> =
        engines.into_iter().filter_map(|name| Some((name, case.find_u8s(name)?))).collect();
    assert!(!answers.is_empty(), "{} has no output", case.name());
    answers
}

/// How many steps apart a result may be. PyTorch adds numbers by a rule of its own, which the
/// vectors do not follow; everything else is exact.
fn bound(case: &Case<'_>) -> u8 {
    if case.op() == "add_scalar" { 1 } else { 0 }
}

fn check<B: QuantizedBackend>(what: &str, cx: &B) {
    for case in Vectors::open("qops").cases() {
        let steps = Run::new(cx, &case).steps();
        for (engine, expected) in answers(&case) {
            let what = format!("{} on {what}, PyTorch's {engine}", case.name());
            assert_eq!(steps.shape(), expected.shape(), "{what}");
            let apart = steps.iter().zip(&expected).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(apart <= Some(bound(&case)), "{what}: {steps} instead of {expected}");
        }
    }
}

#[test]
fn fake_quant() {
    check("fake-quant", &FakeQuant::new());
}

#[test]
fn int8() {
    for &isa in Isa::available() {
        check(isa.name(), &Int8::on(isa));
    }
}

#[test]
fn quantize_and_dequantize() {
    for case in Vectors::open("quantize").cases() {
        let (x, name) = (case.tensor("input"), case.name());
        let zero_point = case.int("zero_point").try_into().expect("a u8");
        let qparams = QParams { scale: case.number("scale"), zero_point };
        let expected = case.u8s("output");
        let dequantized = case.tensor("dequantized");
        for ((&x, &q), &back) in x.as_slice().iter().zip(&expected).zip(dequantized.as_slice()) {
            assert_eq!(qparams.quantize(x), q, "{x} in {name}");
            assert_eq!(qparams.dequantize(q), back, "{q} in {name}");
        }
        let site = Site8::Int { qparams, weight: WeightObserver::default(), cache: () };
        check_edges(name, &FakeQuant::new(), &x, &site, &dequantized);
        for &isa in Isa::available() {
            let weight = WeightObserver::default();
            let site = Site8::Int { qparams, weight, cache: Default::default() };
            check_edges(name, &Int8::on(isa), &x, &site, &dequantized);
        }
    }
}

/// Quantizes on the way in and dequantizes on the way out, as a model's edges do.
fn check_edges<B: QuantizedBackend>(
    name: &str,
    cx: &B,
    x: &Tensor,
    site: &B::Site,
    expected: &Tensor,
) {
    let Site8::Int { qparams, .. } = site else { panic!("a quantized site") };
    let x = quantized(cx, x, *qparams);
    assert_eq!(cx.to_f32(&x).unwrap(), *expected, "{name} on {cx:?}");
}

/// Operations that move elements give those that they give in f32, in plain loops and on every instruction
/// set.
#[test]
fn moved_elements() {
    check_moves(&FakeQuant::new());
    Isa::available().iter().for_each(|&isa| check_moves(&Int8::on(isa)));
}

fn check_moves<B: QuantizedBackend>(cx: &B) {
    let qparams = QParams { scale: 0.5, zero_point: 100 };
    let vectors = ["shape", "pad"].map(Vectors::open);
    for case in vectors.iter().flat_map(Vectors::cases) {
        let x = quantized(cx, &case.tensor("input"), qparams);
        let real = cx.to_f32(&x).unwrap();
        let (ops, x) = (cx.ops(OPS, 0), &x);
        let ints = |name| case.ints(name);
        let size = |name| case.int(name) as usize;
        let (moved, expected) = match case.op() {
            "flatten" => {
                let (start, end) = (case.int("start_dim"), case.int("end_dim"));
                (ops.flatten(x, start, end), real.flatten(start, end))
            }
            "reshape" | "view" => (ops.reshape(x, ints("shape")), real.reshape(ints("shape"))),
            "permute" => (ops.permute(x, ints("dims")), real.permute(ints("dims"))),
            "narrow" => {
                let (dim, start, length) = (case.int("dim"), case.int("start"), size("length"));
                (ops.narrow(x, dim, start, length), real.narrow(dim, start, length))
            }
            "select" => {
                let (dim, index) = (case.int("dim"), case.int("index"));
                (ops.select(x, dim, index), real.select(dim, index))
            }
            "split" | "chunk" => {
                let (size, dim) = (size("size"), case.int("dim"));
                let (moved, expected) = match case.op() {
                    "split" => (ops.split(x, size, dim), real.split(size, dim)),
                    _ => (ops.chunk(x, size, dim), real.chunk(size, dim)),
                };
                let moved: Vec<_> = moved.unwrap().iter().map(|x| cx.to_f32(x).unwrap()).collect();
                assert_eq!(moved, expected, "{} on {cx:?}", case.name());
                continue;
            }
            "pad" if case.arg("mode") == "constant" => {
                let value = qparams.dequantize(qparams.quantize(case.number("value")));
                (ops.pad(x, ints("pad"), value), real.pad(ints("pad"), value))
            }
            "pad" => continue,
            other => panic!("{other}"),
        };
        let moved = cx.to_f32(&moved.unwrap()).unwrap();
        assert_eq!(moved, expected, "{} on {cx:?}", case.name());
    }
}
