//! Weights of 3×3 convolutions in Winograd's form, F(2×2, 3×3).
//!
//! Four outputs side by side in a square take 36 products of an input and a weight. Put into sums
//! and differences of the 4×4 inputs they read, `Bᵀ·d·B`, and of the weights, `G·g·Gᵀ`, 16 do:
//! the outputs are sums and differences of those, `Aᵀ·(…)·A`. `G` has halves in it; with `2·G` all
//! numbers are integers, the outputs are four times what they should be, and nothing is rounded.

use super::{Cell, Panels};
use crate::kernel::ConvGeometry;

/// Inputs of a square, and products for each pair of channels.
pub(crate) const PLACES: usize = 16;

/// Input channels from which on the products saved are worth the sums.
const WORTHWHILE: usize = 16;

/// For each of the places a matrix of i16 weights, packed as a group's.
#[derive(Clone, Debug)]
pub(crate) struct Winograd(pub Panels);

impl Winograd {
    /// Whether a convolution is one that this is for, and four times its sums fit into 32 bits.
    pub fn suits(geometry: &ConvGeometry) -> bool {
        let weight = ConvGeometry { padding: [0; 2], ..*geometry };
        let dense = ConvGeometry {
            kernel: [3, 3],
            ..ConvGeometry::pointwise(geometry.in_channels, geometry.out_channels)
        };
        let greatest = 4 * 255 * 128 * 9 * geometry.in_channels as u64;
        weight == dense && geometry.in_channels >= WORTHWHILE && greatest <= i32::MAX as u64
    }

    pub fn new(geometry: &ConvGeometry, oihw: &[i8]) -> Self {
        let filters = oihw.len() / 9;
        let mut places = vec![0; PLACES * filters];
        for (filter, weights) in oihw.as_chunks::<9>().0.iter().enumerate() {
            for (place, value) in transformed(weights).as_flattened().iter().enumerate() {
                places[place * filters + filter] = *value;
            }
        }
        let cin = geometry.in_channels;
        Winograd(Panels::new(&Self::matrices(geometry), &places, cin, 4, Cell::WORDS))
    }

    /// The places' matrices, as groups.
    fn matrices(geometry: &ConvGeometry) -> ConvGeometry {
        let [cin, cout] = [geometry.in_channels, geometry.out_channels];
        ConvGeometry { groups: PLACES, ..ConvGeometry::pointwise(PLACES * cin, PLACES * cout) }
    }

    /// The weight at index `i` in OIHW order.
    pub fn weight(&self, geometry: &ConvGeometry, i: usize) -> i8 {
        let (filter, tap) = (i / 9, i % 9);
        let filters = geometry.in_channels * geometry.out_channels;
        let matrices = Self::matrices(geometry);
        let place = |y: usize, x: usize| {
            i32::from(self.0.weight(&matrices, (y * 4 + x) * filters + filter))
        };
        // The difference of the middle two is twice the middle weight.
        let along = |[first, plus, minus, last]: [i32; 4], i: usize| match i {
            0 => first / 2,
            1 => (plus - minus) / 2,
            _ => last / 2,
        };
        let columns = [0, 1, 2, 3].map(|x| along([0, 1, 2, 3].map(|y| place(y, x)), tap / 3));
        along(columns, tap % 3) as i8
    }
}

/// `2·G·g·(2·G)ᵀ`.
fn transformed(g: &[i8; 9]) -> [[i16; 4]; 4] {
    let along = |[a, b, c]: [i16; 3]| [2 * a, a + b + c, a - b + c, 2 * c];
    let g = g.map(i16::from);
    let columns = [0, 1, 2].map(|x| along([g[x], g[3 + x], g[6 + x]]));
    [0, 1, 2, 3].map(|y| along(columns.map(|column| column[y])))
}
