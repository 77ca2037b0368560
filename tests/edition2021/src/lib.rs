//! A model in edition 2021 whose crate calls the dependency `q`: nothing of the expansion may need
//! another name, a newer edition, or a lint to be lax.
#![deny(warnings, missing_docs, unsafe_code, rust_2018_idioms, unused_qualifications)]
#![deny(impl_trait_overcaptures)]
#![deny(clippy::all, clippy::pedantic)]

use q::{
    functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable, Tensor,
};

/// Some layers.
#[quantizable(crate = q)]
pub struct Block {
    conv: Conv2d,
    bn: BatchNorm2d,
}

#[quantizable(crate = q)]
impl Block {
    /// A residual.
    #[must_use]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        F::relu(self.bn.forward(self.conv.forward(x)) + x)
    }
}

/// Blocks and a head.
#[quantizable(crate = q)]
pub struct Net {
    stem: Conv2d,
    blocks: Vec<Block>,
    head: Linear,
}

#[quantizable(crate = q)]
impl Net {
    /// With two blocks.
    #[must_use]
    pub fn new() -> Self {
        let block = || Block { conv: Conv2d::new(4, 4, 3).padding(1), bn: BatchNorm2d::new(4) };
        Net { stem: Conv2d::new(1, 4, 3), blocks: vec![block(), block()], head: Linear::new(4, 2) }
    }

    /// A branch on data, a loop, a helper.
    #[must_use]
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = F::relu(self.stem.forward(x));
        for block in &self.blocks {
            x = block.forward(&x);
        }
        if x.mean_value() > 1.0 {
            x *= 0.5;
        }
        self.pooled(&x)
    }

    fn pooled(&self, x: &Tensor) -> Tensor {
        self.head.forward(x.mean([2, 3], false))
    }
}

impl Default for Net {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod borrows;

#[cfg(test)]
mod tests {
    use super::Net;
    use q::{Model, QConfigMapping, Tensor};

    #[test]
    fn quantizes() {
        let net = Net::new();
        let prepared = net.prepare(&QConfigMapping::default()).unwrap();
        let x = Tensor::ones(&[1, 1, 6, 6]);
        for scale in [1.0, 1000.0] {
            let y = prepared.forward(&x * scale).unwrap();
            assert_eq!(y.shape(), [1, 2]);
        }
        let y = prepared.convert().unwrap().forward(x).unwrap();
        assert_eq!(y.shape(), [1, 2]);
    }
}
