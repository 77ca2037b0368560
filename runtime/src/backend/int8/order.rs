//! The order in which tensors are kept.

use crate::tensor::{MAX_DIMS, Shape};

/// The order in which the dimensions of images are kept, and of other tensors.
pub(super) const NHWC: [usize; 4] = [0, 2, 3, 1];
pub(super) const ROW_MAJOR: [usize; MAX_DIMS] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Images as the kernels count them: [n, c, h, w].
pub(super) fn image(shape: &Shape) -> [usize; 4] {
    shape[..].try_into().expect("an image has four dimensions")
}

/// Images as the kernels count them: [n, h, w, c].
pub(super) fn nhwc(shape: &Shape) -> [usize; 4] {
    let [n, c, h, w] = image(shape);
    [n, h, w, c]
}

/// How far apart the elements of each dimension are.
pub(super) fn strides(shape: &[usize]) -> [usize; MAX_DIMS] {
    let mut strides = [0; MAX_DIMS];
    let order = if shape.len() == 4 { &NHWC[..] } else { &ROW_MAJOR[..shape.len()] };
    let mut step = 1;
    for &d in order.iter().rev() {
        strides[d] = step;
        step *= shape[d];
    }
    strides
}

/// Whether images of this shape are in row-major order when they are in NHWC.
pub(super) fn same_order(shape: &[usize]) -> bool {
    shape.len() != 4 || shape[1] == 1 || shape[2] * shape[3] == 1
}
