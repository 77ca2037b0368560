//! Convolutions that AVX2 does by Winograd's products.

use super::*;

#[test]
fn squares_and_panels_around_their_sizes() {
    for cin in [15, 16, 17, 40] {
        for cout in [1, 8, 9, 16, 33] {
            for (padding, dims) in
                [(0, [1, 3, 3]), (1, [2, 4, 5]), (1, [1, 1, 1]), (2, [1, 6, 1]), (1, [1, 9, 70])]
            {
                Case::new(square(cin, cout, 3, 1, padding), dims).check();
            }
        }
    }
}

#[test]
fn epilogues_of_even_and_odd_sizes() {
    let pools = [None, Some(MaxPool2d::new(2, 2)), Some(MaxPool2d::new(3, 2))];
    for dims in [[2, 8, 8], [2, 7, 9], [1, 6, 36], [3, 5, 6]] {
        for (residual, pool) in [false, true].into_iter().flat_map(|r| pools.map(|p| (r, p))) {
            let geometry = ConvGeometry { padding: [0, 1], ..square(24, 20, 3, 1, 0) };
            Case { residual, pool, ..Case::new(geometry, dims) }.check();
        }
    }
}

/// The greatest sums: of as many channels as there are 32 bits for, and of one more.
#[test]
fn sums_do_not_overflow() {
    for cin in [1827, 1828] {
        for (pixel, weight, zero_point) in
            [(255, -128, 0), (255, 127, 0), (0, -128, 255), (0, 127, 255)]
        {
            let mut case = Case::new(square(cin, 2, 3, 1, 1), [1, 4, 4]);
            case.x.zero_point = zero_point;
            case.y.scale *= 100.0;
            let mut data = Data::new(&case);
            data.x.fill(pixel);
            data.weights.fill(weight);
            data.check(&case);
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
