//! Weights of convolutions with one filter for each channel.

use crate::kernel::{Bytes, ConvGeometry};

/// One filter for each channel.
///
/// Plain: for each tap the channels side by side. Interleaved: for each block of 64 channels, four
/// rows of the window and column, four vectors of 16 channels with a byte for each of the rows,
/// in the order that interleaving the rows' pixels gives.
#[derive(Clone, Debug)]
pub(crate) struct Depthwise {
    data: Bytes,
    kernel: [usize; 2],
    channels: usize,
    pub interleaved: bool,
}

impl Depthwise {
    pub fn new(geometry: &ConvGeometry, oihw: &[i8], interleaved: bool) -> Self {
        let kernel = geometry.kernel;
        let mut packed = Depthwise {
            data: Bytes::zeroed(0),
            kernel,
            channels: geometry.out_channels,
            interleaved,
        };
        packed.data = Bytes::zeroed(packed.block_len() * packed.blocks());
        for (i, &w) in oihw.iter().enumerate() {
            let at = packed.position(i);
            packed.data[at] = w as u8;
        }
        packed
    }

    fn blocks(&self) -> usize {
        self.channels.div_ceil(64)
    }

    fn block_len(&self) -> usize {
        let rows =
            if self.interleaved { self.kernel[0].next_multiple_of(4) } else { self.kernel[0] };
        rows * self.kernel[1] * 64
    }

    /// The weights of 64 channels.
    pub fn block(&self, block: usize) -> &[u8] {
        &self.data[block * self.block_len()..(block + 1) * self.block_len()]
    }

    /// The weights of one place of the window, as bytes; not for interleaved ones.
    pub fn tap(&self, tap: usize) -> &[u8] {
        debug_assert!(!self.interleaved);
        let padded = self.blocks() * 64;
        &self.data[tap * padded..(tap + 1) * padded]
    }

    /// The weight at index `i` in OIHW order.
    pub fn weight(&self, i: usize) -> i8 {
        self.data[self.position(i)] as i8
    }

    /// Where the weight at index `i` in OIHW order is.
    fn position(&self, i: usize) -> usize {
        let taps = self.kernel[0] * self.kernel[1];
        let (channel, tap) = (i / taps, i % taps);
        if !self.interleaved {
            return tap * self.blocks() * 64 + channel;
        }
        let (ky, kx) = (tap / self.kernel[1], tap % self.kernel[1]);
        let (lane, vector, place) = (channel % 64 / 16, channel % 16 / 4, channel % 4);
        channel / 64 * self.block_len()
            + (ky / 4 * self.kernel[1] + kx) * 256
            + vector * 64
            + (lane * 4 + place) * 4
            + ky % 4
    }
}
