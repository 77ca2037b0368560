//! int8 on the kernels: images in NHWC, other tensors row-major, buffers from a pool.

mod order;
mod packed;
mod parts;

use std::{borrow::Cow, ops::Deref, sync::Arc};

use super::{
    Activation, Binary, FoldedBatchNorm,
    engine::{Engine, Run, Tabulated, Tail},
    quantized::{Quant, Quantized8},
    weights::{Description, QuantizedWeights},
};
use crate::{
    Error, Result, Tensor,
    functional::{AvgPool2dArgs, MaxPool2dArgs},
    kernel::{self, BufferPool, Bytes, Epilogue, Isa, Lut, Muster, Part, Residual},
    opaque::opaque,
    qparams::QParams,
    tensor::{MAX_DIMS, Shape},
};

use order::{NHWC, ROW_MAJOR, image, nhwc, same_order, strides};
use packed::PackedWeights;
pub use packed::{Packed, SiteCache};
use parts::Parts;

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
        let (pool, muster, parts) = (BufferPool::new(), Muster::default(), Parts::default());
        Quant { engine: Workshop { isa, pool, muster, parts }.into() }
    }

    /// With about so many bytes of activations in the cache, for each thread.
    ///
    /// A batch of three images or more is run in parts of about as many bytes, the largest
    /// operation's input and output counted, where images do not depend on one another
    /// ([`Plan::per_image`](crate::Plan::per_image), which the first call for each size of images
    /// checks). The results are the same to the bit. [`usize::MAX`] has each batch run as a whole.
    ///
    /// ```
    /// # use quantizable::{quantizable, nn::Linear, Model, QConfigMapping, Tensor};
    /// use quantizable::backend::Int8;
    /// # #[quantizable]
    /// # struct Net { fc: Linear }
    /// # #[quantizable]
    /// # impl Net {
    /// #     fn forward(&self, x: Tensor) -> Tensor { self.fc.forward(x) }
    /// # }
    /// # fn main() -> quantizable::Result<()> {
    /// # let prepared = Net { fc: Linear::new(2, 2) }.prepare(&QConfigMapping::default())?;
    /// # prepared.forward(Tensor::ones(&[1, 2]))?;
    /// let small = prepared.convert_to(Int8::new()?.cache(256 << 10))?;
    /// let whole = prepared.convert_to(Int8::new()?.cache(usize::MAX))?;
    /// let x = Tensor::from_fn(&[100, 2], |i| i as f32);
    /// assert_eq!(small.forward(x.clone())?, whole.forward(x)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cache(mut self, bytes: usize) -> Self {
        self.engine.parts = Parts::of(bytes);
        self
    }

    /// The instruction set it runs on.
    pub fn isa(&self) -> Isa {
        self.engine.isa
    }
}

opaque! {
    /// The kernels with the buffers that they work in.
    pub struct Kernels(Workshop);
}

/// What the kernels need.
#[derive(Debug)]
pub struct Workshop {
    isa: Isa,
    pool: BufferPool,
    muster: Muster,
    parts: Parts,
}

/// Bytes of the pool.
type Data = Arc<Bytes>;
type Q8 = Quantized8<Data>;

impl Kernels {
    fn bytes(&self, len: usize, fill: impl FnOnce(&mut [u8])) -> Data {
        let mut out = self.pool.take::<Bytes>(len);
        fill(&mut out);
        out.share()
    }

    /// From the order in which `shape` is kept to row-major order.
    fn row_major(&self, data: &Data, shape: &Shape) -> Data {
        if same_order(shape) {
            return Arc::clone(data);
        }
        self.bytes(shape.numel(), |out| {
            kernel::channels_first(self.isa, data, image(shape), out);
        })
    }

    /// A tensor of this shape, whose dimensions are these steps in `x`.
    fn moved(&self, x: &Q8, from: [usize; MAX_DIMS], shape: Shape) -> Data {
        let (from, to) =
            (Part { first: 0, strides: from }, Part { first: 0, strides: strides(&shape) });
        self.bytes(shape.numel(), |out| kernel::copy(&shape, (&x.data, from), (out, to)))
    }

    /// From row-major order to the order in which `shape` is kept.
    fn kept_order(&self, data: Data, shape: &Shape) -> Data {
        if same_order(shape) {
            return data;
        }
        self.bytes(shape.numel(), |out| {
            kernel::channels_last(self.isa, &data, image(shape), out);
        })
    }
}

impl Engine for Kernels {
    type Data = Data;
    type Weights = Packed;
    type Cache = SiteCache;

    fn run(&self, forward: &mut dyn Run) {
        self.muster.run(&mut || match forward.batch() {
            None => forward.run(),
            Some(x) => {
                let output = self.parts.run(&self.pool, &x, forward);
                forward.finish(output);
            }
        });
    }

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

    fn pack(&self, weights: QuantizedWeights) -> Packed {
        Packed::new(self.isa, weights)
    }

    fn unpack(&self, weights: &Packed) -> QuantizedWeights {
        weights.unpack()
    }

    fn description<'a>(&self, weights: &'a Packed) -> &'a Description {
        &weights.description
    }

    fn cached_weights<'a>(
        cache: &'a SiteCache,
        of: &Tensor,
        pack: impl FnOnce() -> Result<Packed>,
    ) -> Result<impl Deref<Target = Packed> + 'a> {
        cache.weights(of, pack)
    }

    fn cached_table(cache: &SiteCache, of: Tabulated) -> impl Deref<Target = Lut> {
        cache.table(of)
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
        let residual = |data| {
            let QParams { scale, zero_point } = tail.residual?.qparams;
            Some(Residual { data, scale, zero_point })
        };
        match &weights.weights {
            PackedWeights::Conv(conv) => {
                let [n, _, h, w] = image(&x.shape);
                let residual = tail.residual.and_then(|r| residual(&r.data));
                let epilogue = Epilogue { residual, pool: tail.max_pool.map(Into::into) };
                self.bytes(shape.numel(), |out| {
                    kernel::conv2d(conv, &requant, &x.data, [n, h, w], epilogue, out, &self.pool);
                })
            }
            // Rows of features are in the last dimension, of images too.
            PackedWeights::Linear(linear) => {
                let rows = x.shape[..x.shape.len() - 1].iter().product();
                let other = tail.residual.map(|r| self.row_major(&r.data, &r.shape));
                let residual = other.as_ref().and_then(|data| residual(data));
                let x = self.row_major(&x.data, &x.shape);
                let y = self.bytes(shape.numel(), |out| {
                    kernel::linear(linear, &requant, &x, rows, residual, out, &self.pool);
                });
                self.kept_order(y, &shape)
            }
        }
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

    fn batch_norm(
        &self,
        norm: &FoldedBatchNorm,
        x: &Q8,
        y: QParams,
        activation: Activation,
    ) -> Data {
        let channels = norm.channels();
        let mut table = self.pool.take::<Vec<f32>>(2 * channels);
        let (scales, shifts) = table[..2 * channels].split_at_mut(channels);
        for (i, (scale, shift)) in norm.lines().enumerate() {
            (scales[i], shifts[i]) = (scale, shift);
        }
        // Between a channel and the next: 1 in NHWC and in rows of features.
        let inner = if x.shape.len() == 4 { 1 } else { x.shape[2..].iter().product() };
        let x = (&x.data[..x.shape.numel()], x.qparams);
        self.bytes(x.0.len(), |out| {
            kernel::scale_channels(self.isa, x, (scales, shifts), inner, (y, activation), out);
        })
    }

    fn cat<'a>(
        &self,
        parts: impl Iterator<Item = (Cow<'a, Q8>, Lut)>,
        shape: Shape,
        axis: usize,
        _: QParams,
    ) -> Data {
        let (len, order) = (shape.numel(), if shape.len() == 4 { &NHWC[..] } else { &ROW_MAJOR });
        // Where the dimension is kept, and how many elements one step of those before it has.
        let at = order.iter().position(|&d| d == axis).expect("a dimension of the shape");
        let row_len = |shape: &Shape| order[at..shape.len()].iter().map(|&d| shape[d]).product();
        let whole: usize = row_len(&shape);
        self.bytes(len, |out| {
            let mut first = 0;
            for (x, lut) in parts {
                let own = row_len(&x.shape);
                let rows = len.checked_div(whole).unwrap_or(0);
                kernel::place_channels((&x.data, own, &lut), rows, out, (first, whole));
                first += own;
            }
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

    fn mean(&self, x: &Q8, shape: Shape, dims: &[usize]) -> Data {
        let (from, to) = (strides(&x.shape), strides(&shape));
        self.bytes(shape.numel(), |out| {
            kernel::mean(&x.shape, dims, (&x.data, from, x.qparams), (out, to));
        })
    }

    fn permute(&self, x: &Q8, shape: Shape, order: &[usize]) -> Data {
        let own = strides(&x.shape);
        let from = std::array::from_fn(|i| order.get(i).map_or(0, |&d| own[d]));
        self.moved(x, from, shape)
    }

    fn pad(&self, x: &Q8, shape: Shape, padding: &[isize], fill: u8) -> Data {
        let mut from = Part { first: 0, strides: strides(&x.shape) };
        let mut to = Part { first: 0, strides: strides(&shape) };
        // What both have: a start that is added moves the target, one that is cut off the source.
        let mut both = shape;
        for (pair, d) in padding.chunks_exact(2).zip((0..shape.len()).rev()) {
            let (added, cut) = (|p: isize| p.max(0) as usize, |p: isize| (-p).max(0) as usize);
            to.first += added(pair[0]) * to.strides[d];
            from.first += cut(pair[0]) * from.strides[d];
            both.sizes_mut()[d] = shape[d] - added(pair[0]) - added(pair[1]);
        }
        self.bytes(shape.numel(), |out| {
            if both != shape {
                out[..shape.numel()].fill(fill);
            }
            kernel::copy(&both, (&x.data, from), (out, to));
        })
    }

    fn expand(&self, x: &Q8, shape: Shape) -> Data {
        let (own, front) = (strides(&x.shape), shape.len() - x.shape.len());
        let from = std::array::from_fn(|d| match d.checked_sub(front) {
            Some(i) if x.shape.get(i).is_some_and(|&size| size != 1) => own[i],
            _ => 0,
        });
        self.moved(x, from, shape)
    }

    fn reshape(&self, x: &Q8, shape: Shape) -> Data {
        let data = self.row_major(&x.data, &x.shape);
        self.kept_order(data, &shape)
    }
}
