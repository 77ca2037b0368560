//! Weights packed for the kernels, and what call sites keep of them.

use std::sync::{
    Arc, RwLock,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    Result, Tensor,
    backend::{
        Activation, Tabulated,
        weights::{Description, QuantizedWeights},
    },
    kernel::{ConvGeometry, Isa, Lut, PackedConv, PackedLinear, Requant},
    opaque::opaque,
    qparams::QParams,
};

opaque! {
    /// Weights packed for the kernels.
    pub struct Packed(Pack);
}

/// What is packed.
#[derive(Debug)]
pub struct Pack {
    pub(super) description: Description,
    pub(super) weights: PackedWeights,
    /// Tells weights apart in the call sites' caches.
    id: u64,
}

/// By the kind of layer.
#[derive(Debug)]
pub(super) enum PackedWeights {
    Conv(PackedConv),
    Linear(PackedLinear),
}

impl Packed {
    /// Packs them for an instruction set.
    pub(super) fn new(isa: Isa, weights: QuantizedWeights) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let QuantizedWeights { description, values, scales, bias } = weights;
        let bias = bias.as_deref();
        let weights = match (description.conv, &*description.weight) {
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
                PackedWeights::Conv(PackedConv::new(isa, geometry, &values, &scales, bias))
            }
            (None, &[out, input]) => {
                PackedWeights::Linear(PackedLinear::new(isa, [out, input], &values, &scales, bias))
            }
            _ => unreachable!("a convolution's weight has four dimensions, a linear layer's two"),
        };
        Pack { description, weights, id: NEXT.fetch_add(1, Ordering::Relaxed) }.into()
    }

    /// The weights as they were given.
    pub(super) fn unpack(&self) -> QuantizedWeights {
        let (values, scales, bias) = match &self.weights {
            PackedWeights::Conv(conv) => (conv.weights(), conv.weight_scales(), conv.bias()),
            PackedWeights::Linear(linear) => {
                (linear.weights(), linear.weight_scales(), linear.bias())
            }
        };
        QuantizedWeights {
            description: self.description.clone(),
            values,
            scales: scales.to_vec(),
            bias: bias.map(<[f32]>::to_vec),
        }
    }

    fn requant(&self, x: QParams, y: QParams, activation: Activation) -> Requant {
        match &self.weights {
            PackedWeights::Conv(conv) => conv.requant(x, y, activation),
            PackedWeights::Linear(linear) => linear.requant(x, y, activation),
        }
    }
}

opaque! {
    /// What a call site keeps: made at the first call, the same ever after unless a loop brings other
    /// layers to the site.
    pub struct SiteCache(Kept);
}

impl Default for SiteCache {
    fn default() -> Self {
        Kept::default().into()
    }
}

/// What it keeps.
#[derive(Debug, Default)]
pub struct Kept {
    tables: RwLock<Vec<(u64, Activation, Arc<Requant>)>>,
    weights: RwLock<Option<(Tensor, Arc<Packed>)>>,
    table: RwLock<Option<(Tabulated, Arc<Lut>)>>,
}

/// More layers than a loop visits; beyond, a site stops caching.
const MAX_TABLES: usize = 1024;

impl SiteCache {
    /// The tables of these weights between these parameters.
    pub(super) fn requant(
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

    /// The table of a function, made once for each function and parameters in a row.
    pub(super) fn table(&self, of: Tabulated) -> Arc<Lut> {
        let cached = self.table.read().unwrap_or_else(|e| e.into_inner());
        if let Some((_, table)) = cached.as_ref().filter(|(known, _)| *known == of) {
            return Arc::clone(table);
        }
        drop(cached);
        let table = Arc::new(of.table());
        let mut cached = self.table.write().unwrap_or_else(|e| e.into_inner());
        *cached = Some((of, Arc::clone(&table)));
        table
    }

    /// What `pack` makes of the tensor `of`, made once for each tensor in a row.
    pub(super) fn weights(
        &self,
        of: &Tensor,
        pack: impl FnOnce() -> Result<Packed>,
    ) -> Result<Arc<Packed>> {
        let cached = self.weights.read().unwrap_or_else(|e| e.into_inner());
        if let Some((_, weights)) = cached.as_ref().filter(|(tensor, _)| tensor.shares_data(of)) {
            return Ok(Arc::clone(weights));
        }
        drop(cached);
        let weights = Arc::new(pack()?);
        let mut cached = self.weights.write().unwrap_or_else(|e| e.into_inner());
        *cached = Some((of.clone(), Arc::clone(&weights)));
        Ok(weights)
    }
}
