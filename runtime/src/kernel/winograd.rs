//! 3×3 convolution by Winograd's products, F(4×4, 3×3): what is known before any instruction set.
//!
//! A square of 4×4 outputs takes 144 products of an input and a weight. Put into sums of the 6×6
//! inputs they read, `Bᵀ·d·B`, and of the weights, `G·g·Gᵀ`, 36 do: the outputs are sums of those,
//! `Aᵀ·(…)·A` (Lavin and Gray, 2015, with the points 0, ±1, ±2 and ∞). There are fractions in `G`;
//! with its rows times 24, −6, −6, 24, 24 and 6 all numbers are integers of 16 bits, and the outputs are
//! 24, 12, 6 or 6 times what they should be, by their row, and again by their column.
//!
//! Nothing is rounded, and 32 bits are enough: all is added modulo 2³², where nine has an inverse, and
//! what is left of the factors is a shift by at most six bits. Of an output that leaves the lower
//! [`OUTPUT_BITS`], which is all of it where the weights are [small enough](outputs_fit).

use super::ConvGeometry;

/// Outputs of a square in each direction.
pub(crate) const SQUARE: usize = 4;

/// Inputs of a square in each direction.
pub(crate) const READ: usize = 6;

/// Inputs of a square, and products for each pair of channels.
pub(crate) const PLACES: usize = READ * READ;

/// What is known of every output.
const OUTPUT_BITS: u32 = 26;

/// Whether a convolution is one that this is for, with weights that let it be exact.
pub(crate) fn suits(geometry: &ConvGeometry, oihw: &[i8]) -> bool {
    let [cin, cout] = [geometry.in_channels, geometry.out_channels];
    let window = ConvGeometry { padding: [0; 2], ..*geometry };
    let dense = ConvGeometry { kernel: [3, 3], ..ConvGeometry::pointwise(cin, cout) };
    // Whole cells of packed weights.
    window == dense && cin.is_multiple_of(4) && oihw.chunks_exact(9 * cin).all(outputs_fit)
}

/// Whether no sum of inputs, less any zero point, times these weights is out of range.
fn outputs_fit(weights: &[i8]) -> bool {
    let (mut plus, mut minus) = (0, 0);
    for &w in weights {
        *(if w < 0 { &mut minus } else { &mut plus }) += u64::from(w.unsigned_abs());
    }
    255 * plus.max(minus) < 1 << (OUTPUT_BITS - 1)
}
