//! Convolutions by Winograd's products, whether they pay or not.

use super::*;
use crate::kernel::{conv::Call, isa::Level, pack::Weights, requant::Gain};

impl Data {
    /// Checks what calls give, and squares where they are exact.
    fn check_squares(&self, case: &Case) {
        self.check(case);
        let expected = self.expected(case);
        for &isa in Isa::available() {
            if let Some(out) = self.by_squares(case, isa) {
                assert!(out == expected, "{isa}, by squares: {case:?}");
            }
        }
    }

    /// `None` if the weights or the instruction set are not for it.
    fn by_squares(&self, case: &Case, isa: Isa) -> Option<Vec<u8>> {
        let packed = self.packed(case, isa);
        let Weights::Panels(panels) = &packed.weights else { return None };
        if !panels.winograd || !matches!(isa.level(), Level::Avx2 | Level::Avx512Vnni) {
            return None;
        }
        let [oh, ow] = self.out;
        let ratio = self.residual_params.scale / case.y.scale;
        let gain = Gain { zero_point: self.residual_params.zero_point, ratio };
        let call = Call {
            packed: &packed,
            requant: &packed.requant(case.x, case.y, case.activation),
            x: &self.x,
            input: case.dims,
            output: self.out,
            residual: case.residual.then_some((&self.residual, gain)),
            scratch: &BufferPool::new(),
        };
        let pixels = if case.pool.is_some() { (oh / 2) * (ow / 2) } else { oh * ow };
        let len = case.dims[0] * pixels * case.geometry.out_channels;
        let mut out = vec![0xAA; len + SLACK];
        x86_64::winograd(&call, panels, case.pool.is_some(), &mut out);
        assert!(out[len..].iter().all(|&b| b == 0xAA), "{isa} wrote past the output: {case:?}");
        out.truncate(len);
        Some(out)
    }
}

#[test]
fn squares_and_panels_around_their_sizes() {
    for cin in [4, 16, 20, 32, 36, 64] {
        for cout in [1, 8, 9, 16, 17, 33] {
            for (padding, dims) in
                [(0, [1, 3, 3]), (1, [2, 4, 5]), (1, [1, 1, 1]), (2, [1, 6, 1]), (1, [1, 9, 70])]
            {
                let case = Case::new(square(cin, cout, 3, 1, padding), dims);
                Data::new(&case).check_squares(&case);
            }
        }
    }
}

#[test]
fn epilogues_of_even_and_odd_sizes() {
    let pools = [None, Some(MaxPool2d::new(2, 2))];
    for dims in [[2, 8, 8], [2, 7, 9], [1, 6, 36], [3, 5, 6]] {
        for (residual, pool) in [(false, pools[0]), (true, pools[0]), (false, pools[1])] {
            let geometry = ConvGeometry { padding: [0, 1], ..square(24, 20, 3, 1, 0) };
            let case = Case { residual, pool, ..Case::new(geometry, dims) };
            Data::new(&case).check_squares(&case);
        }
    }
}

/// Inputs and weights at the ends of their ranges, in all signs: the greatest sums of 16 bits.
#[test]
fn words_do_not_overflow() {
    for zero_point in [0, 128, 255] {
        for seed in 0..20 {
            let mut case = Case::new(square(8, 5, 3, 1, 1), [1, 8, 8]);
            (case.seed, case.extreme, case.x.zero_point) = (seed, true, zero_point);
            Data::new(&case).check_squares(&case);
        }
    }
    // Inputs that are greatest where their sums add them, for each place, and weights likewise.
    for (y, x) in (0..6).flat_map(|y| (0..6).map(move |x| (y, x))) {
        for (seed, weight) in [(1, 127), (2, -128)] {
            let case = Case { seed, ..Case::new(square(4, 2, 3, 1, 0), [1, 6, 6]) };
            let mut data = Data::new(&case);
            for (i, pixel) in data.x[..4 * 36].iter_mut().enumerate() {
                let sign = SIGNS[y][i / 4 / 6] * SIGNS[x][i / 4 % 6];
                *pixel = if (sign > 0) == (seed == 1) { 255 } else { 0 };
            }
            data.weights.fill(weight);
            data.check_squares(&case);
        }
    }
}

/// Of the rows of `Bᵀ`.
const SIGNS: [[i32; 6]; 6] = [
    [1, 0, -1, 0, 1, 0],
    [0, -1, -1, 1, 1, 0],
    [0, 1, -1, -1, 1, 0],
    [0, -1, -1, 1, 1, 0],
    [0, 1, -1, -1, 1, 0],
    [0, 1, 0, -1, 0, 1],
];

/// The greatest outputs that are known from 26 bits, and the first that are not.
#[test]
fn outputs_do_not_overflow() {
    const GREATEST: usize = ((1 << 25) - 1) / 255;
    for (sum, exact) in [(GREATEST, true), (GREATEST + 1, false)] {
        for sign in [1, -1] {
            for (pixel, zero_point) in [(255, 0), (0, 255)] {
                let mut case = Case::new(square(120, 2, 3, 1, 1), [1, 4, 4]);
                case.x.zero_point = zero_point;
                case.y.scale *= 100.0;
                let mut data = Data::new(&case);
                data.x.fill(pixel);
                data.weights.fill(0);
                for filter in data.weights.chunks_exact_mut(9 * 120) {
                    for (i, w) in filter.iter_mut().enumerate() {
                        *w = sign * (sum.saturating_sub(127 * i)).min(127) as i8;
                    }
                }
                data.check_squares(&case);
                if let Ok(isa) = Isa::by_name("avx2") {
                    let squares = data.by_squares(&case, isa);
                    assert_eq!(squares.is_some(), exact, "an output of {sum} times 255");
                }
            }
        }
    }
}

#[test]
fn threads_share_squares_or_panels() {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("three threads");
    for (geometry, dims) in [
        (square(64, 64, 3, 1, 1), [1, 56, 56]),
        (square(256, 264, 3, 1, 1), [1, 14, 14]),
        (square(256, 256, 3, 1, 1), [3, 20, 20]),
    ] {
        let case = Case::new(geometry, dims);
        let data = Data::new(&case);
        for &isa in Isa::available().iter().skip(1) {
            let alone = data.run(&case, isa);
            assert!(threads.install(|| data.run(&case, isa)) == alone, "{isa} {case:?}");
        }
        data.check(&case);
    }
}
