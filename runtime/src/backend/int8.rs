//! int8 on the kernels: images in NHWC, other tensors row-major, buffers from a pool.

use std::{
    ops::Deref,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use ndarray::ArrayD;

use super::{
    Activation, Binary,
    engine::{Engine, Tail},
    quantized::{Quant, Quantized8},
    weights::{Description, QuantizedWeights},
};
use crate::{
    Error, Result, Tensor,
    functional::{AvgPool2dArgs, MaxPool2dArgs},
    kernel::{
        self, BufferPool, Bytes, ConvGeometry, Epilogue, Isa, Lut, PackedConv, PackedLinear,
        Requant, Residual,
    },
    qparams::QParams,
    tensor::Shape,
};

/// Runs a converted model on the int8 kernels.
pub type Int8 = Quant<Kernels>;

impl Int8 {
    /// On the fastest instruction set of this machine, or the one that `QUANTIZABLE_ISA` names.
    ///
    /// # Errors
    /// If this machine does not have the one that is named.
    pub fn new() -> Result<Self> {
        let isa = Isa::from_env().map_err(|error| Error::Isa(error.to_string()))?;
        Ok(Int8::on(isa))
    }

    /// On one instruction set.
    pub fn on(isa: Isa) -> Self {
        Quant { engine: Kernels { isa, pool: BufferPool::new() } }
    }

    /// The instruction set it runs on.
    pub fn isa(&self) -> Isa {
        self.engine.isa
    }
}

/// The kernels with the buffers that they work in.
#[derive(Debug)]
pub struct Kernels {
    isa: Isa,
    pool: BufferPool,
}

/// Weights packed for the kernels.
#[derive(Debug)]
pub struct Packed {
    description: Description,
    weights: PackedWeights,
    /// Tells weights apart in the call sites' caches.
    id: u64,
}

#[derive(Debug)]
enum PackedWeights {
    Conv(PackedConv),
    Linear(PackedLinear),
}

impl Packed {
    fn requant(&self, x: QParams, y: QParams, activation: Activation) -> Requant {
        match &self.weights {
            PackedWeights::Conv(conv) => conv.requant(x, y, activation),
            PackedWeights::Linear(linear) => linear.requant(x, y, activation),
        }
    }
}

/// What a call site keeps: made at the first call, the same ever after unless a loop brings other
/// layers to the site.
#[derive(Debug, Default)]
pub struct SiteCache {
    tables: RwLock<Vec<(u64, Activation, Arc<Requant>)>>,
    weights: RwLock<Option<(Tensor, Arc<Packed>)>>,
}

/// More layers than a loop visits; beyond, a site stops caching.
const MAX_TABLES: usize = 1024;

impl SiteCache {
    fn requant(
        &self,
        weights: &Packed,
        x: QParams,
        y: QParams,
        activation: Activation,
    ) -> Arc<Requant> {
        let tables = self.tables.read().unwrap_or_else(|e| e.into_inner());
        let wanted = |entry: &&(u64, Activation, Arc<Requant>)| {
            entry.0 == weights.id
                && entry.1 == activation
                && entry.2.input() == x
                && entry.2.output() == y
        };
        if let Some((.., table)) = tables.iter().find(wanted) {
            return Arc::clone(table);
        }
        drop(tables);
        let table = Arc::new(weights.requant(x, y, activation));
        let mut tables = self.tables.write().unwrap_or_else(|e| e.into_inner());
        if tables.len() < MAX_TABLES {
            tables.push((weights.id, activation, Arc::clone(&table)));
        }
        table
    }
}

/// Bytes of the pool.
type Data = Arc<Bytes>;
type Q8 = Quantized8<Data>;

/// Images as the kernels count them: [n, c, h, w].
fn image(shape: &Shape) -> [usize; 4] {
    shape[..].try_into().expect("an image has four dimensions")
}

/// Images as the kernels count them: [n, h, w, c].
fn nhwc(shape: &Shape) -> [usize; 4] {
    let [n, c, h, w] = image(shape);
    [n, h, w, c]
}

impl Kernels {
    fn bytes(&self, len: usize, fill: impl FnOnce(&mut [u8])) -> Data {
        let mut out = self.pool.take::<Bytes>(len);
        fill(&mut out);
        out.share()
    }

    /// From the order in which `shape` is kept to row-major order.
    fn row_major(&self, data: &Data, shape: &Shape) -> Data {
        match shape.len() {
            4 => self.bytes(shape.numel(), |out| {
                kernel::channels_first(self.isa, data, image(shape), out);
            }),
            _ => Arc::clone(data),
        }
    }

    /// From row-major order to the order in which `shape` is kept.
    fn kept_order(&self, data: Data, shape: &Shape) -> Data {
        match shape.len() {
            4 => self.bytes(shape.numel(), |out| {
                kernel::channels_last(self.isa, &data, image(shape), out);
            }),
            _ => data,
        }
    }
}

/// Whether images of this shape are in row-major order when they are in NHWC.
fn same_order(shape: &[usize]) -> bool {
    shape.len() != 4 || shape[1] == 1 || shape[2] * shape[3] == 1
}

impl Engine for Kernels {
    type Data = Data;
    type Weights = Packed;
    type Cache = SiteCache;

    fn quantize(&self, x: &Tensor, qparams: QParams) -> Data {
        let values = x.as_slice();
        self.bytes(values.len(), |out| match *x.shape() {
            [n, c, h, w] => {
                kernel::quantize_nchw_to_nhwc(self.isa, qparams, values, [n, c, h, w], out);
            }
            _ => kernel::quantize(self.isa, qparams, values, out),
        })
    }

    fn dequantize(&self, x: &Q8) -> Tensor {
        let len = x.shape.numel();
        let mut out = self.pool.take::<Vec<f32>>(len);
        match x.shape.len() {
            4 => {
                let shape = image(&x.shape);
                kernel::dequantize_nhwc_to_nchw(
                    self.isa,
                    x.qparams,
                    &x.data,
                    shape,
                    &mut out[..len],
                );
            }
            _ => kernel::dequantize(self.isa, x.qparams, &x.data, &mut out[..len]),
        }
        Tensor::from_buffer(out.share(), x.shape)
    }

    fn to_array(&self, x: &Q8) -> ArrayD<u8> {
        let data = self.row_major(&x.data, &x.shape);
        ArrayD::from_shape_vec(&*x.shape, data[..x.shape.numel()].to_vec())
            .expect("as many elements as its shape")
    }

    fn from_array(&self, array: ArrayD<u8>, _: QParams) -> Data {
        let shape = Shape::new(array.shape());
        let data = self.bytes(array.len(), |out| {
            out.iter_mut().zip(&array).for_each(|(out, &q)| *out = q);
        });
        self.kept_order(data, &shape)
    }

    fn pack(&self, weights: QuantizedWeights) -> Packed {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let QuantizedWeights { description, values, scales, bias } = weights;
        let bias = bias.as_deref();
        let packed = match (description.conv, &*description.weight) {
            (Some(args), &[out_channels, in_group, height, width]) => {
                let geometry = ConvGeometry {
                    in_channels: in_group * args.groups,
                    out_channels,
                    kernel: [height, width],
                    stride: args.stride,
                    padding: args.padding,
                    dilation: args.dilation,
                    groups: args.groups,
                };
                PackedWeights::Conv(PackedConv::new(self.isa, geometry, &values, &scales, bias))
            }
            (None, &[out, input]) => PackedWeights::Linear(PackedLinear::new(
                self.isa,
                [out, input],
                &values,
                &scales,
                bias,
            )),
            _ => unreachable!("a convolution's weight has four dimensions, a linear layer's two"),
        };
        Packed { description, weights: packed, id: NEXT.fetch_add(1, Ordering::Relaxed) }
    }

    fn unpack(&self, weights: &Packed) -> QuantizedWeights {
        let (values, scales, bias) = match &weights.weights {
            PackedWeights::Conv(conv) => (conv.weights(), conv.weight_scales(), conv.bias()),
            PackedWeights::Linear(linear) => {
                (linear.weights(), linear.weight_scales(), linear.bias())
            }
        };
        QuantizedWeights {
            description: weights.description.clone(),
            values,
            scales: scales.to_vec(),
            bias: bias.map(<[f32]>::to_vec),
        }
    }

    fn description<'a>(&self, weights: &'a Packed) -> &'a Description {
        &weights.description
    }

    fn cached_weights<'a>(
        cache: &'a SiteCache,
        of: &Tensor,
        pack: impl FnOnce() -> Result<Packed>,
    ) -> Result<impl Deref<Target = Packed> + 'a> {
        let cached = cache.weights.read().unwrap_or_else(|e| e.into_inner());
        if let Some((_, weights)) = cached.as_ref().filter(|(tensor, _)| tensor.shares_data(of)) {
            return Ok(Arc::clone(weights));
        }
        drop(cached);
        let weights = Arc::new(pack()?);
        let mut cached = cache.weights.write().unwrap_or_else(|e| e.into_inner());
        *cached = Some((of.clone(), Arc::clone(&weights)));
        Ok(weights)
    }

    fn product(
        &self,
        weights: &Packed,
        x: &Q8,
        shape: Shape,
        y: QParams,
        tail: Tail<'_, Data>,
        cache: &SiteCache,
    ) -> Data {
        let requant = cache.requant(weights, x.qparams, y, tail.activation);
        let residual = tail.residual.map(|r| Residual {
            data: &r.data,
            scale: r.qparams.scale,
            zero_point: r.qparams.zero_point,
        });
        self.bytes(shape.numel(), |out| match &weights.weights {
            PackedWeights::Conv(conv) => {
                let [n, _, h, w] = image(&x.shape);
                let epilogue = Epilogue { residual, pool: tail.max_pool.map(Into::into) };
                kernel::conv2d(conv, &requant, &x.data, [n, h, w], epilogue, out, &self.pool);
            }
            PackedWeights::Linear(linear) => {
                let rows = x.shape[..x.shape.len() - 1].iter().product();
                kernel::linear(linear, &requant, &x.data, rows, residual, out, &self.pool);
            }
        })
    }

    fn binary(&self, op: Binary, a: &Q8, b: &Q8, y: QParams, activation: Activation) -> Data {
        let len = a.shape.numel();
        let run = match op {
            Binary::Add => kernel::add,
            Binary::Sub => kernel::sub,
            Binary::Mul => kernel::mul,
        };
        let (a, b) = ((&a.data[..], a.qparams), (&b.data[..], b.qparams));
        self.bytes(len, |out| run(self.isa, a, b, (y, activation), out, len))
    }

    fn look_up(&self, x: &Q8, _: QParams, lut: &Lut) -> Data {
        if lut.is_identity() {
            return Arc::clone(&x.data);
        }
        let len = x.shape.numel();
        self.bytes(len, |out| lut.apply(self.isa, &x.data, out, len))
    }

    fn look_up_channels(&self, x: &Q8, _: QParams, luts: &[Lut]) -> Data {
        let (len, channels) = (x.shape.numel(), luts.len());
        // Between a channel and the next: 1 in NHWC and in rows of features.
        let inner: usize = if x.shape.len() == 4 { 1 } else { x.shape[2..].iter().product() };
        self.bytes(len, |out| {
            for (i, (out, &q)) in out[..len].iter_mut().zip(&x.data[..len]).enumerate() {
                *out = luts[i / inner % channels].get(q);
            }
        })
    }

    fn cat_channels(&self, parts: &[(&Q8, Lut)], shape: Shape, _: QParams) -> Data {
        let [n, _, h, w] = image(&shape);
        let parts: Vec<_> = parts.iter().map(|(x, lut)| (&x.data[..], x.shape[1], lut)).collect();
        self.bytes(shape.numel(), |out| {
            kernel::concat_channels(self.isa, &parts, n * h * w, out);
        })
    }

    fn max_pool2d(&self, x: &Q8, shape: Shape, args: MaxPool2dArgs) -> Data {
        self.bytes(shape.numel(), |out| {
            kernel::max_pool2d(self.isa, &args.into(), &x.data, nhwc(&x.shape), out);
        })
    }

    fn avg_pool2d(&self, x: &Q8, shape: Shape, args: AvgPool2dArgs) -> Data {
        let (input, y) = ((&x.data[..], x.qparams), x.qparams);
        self.bytes(shape.numel(), |out| {
            kernel::avg_pool2d(self.isa, &args.into(), input, nhwc(&x.shape), y, out);
        })
    }

    fn adaptive_avg_pool2d(&self, x: &Q8, shape: Shape) -> Data {
        let (input, y) = ((&x.data[..], x.qparams), x.qparams);
        let size = [shape[2], shape[3]];
        self.bytes(shape.numel(), |out| {
            kernel::adaptive_avg_pool2d(self.isa, size, input, nhwc(&x.shape), y, out);
        })
    }

    fn reshape(&self, x: &Q8, shape: Shape) -> Data {
        if same_order(&x.shape) && same_order(&shape) {
            return Arc::clone(&x.data);
        }
        let data = self.row_major(&x.data, &x.shape);
        self.kept_order(data, &shape)
    }
}
