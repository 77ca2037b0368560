//! Operations against their definitions, written as plainly as possible.

mod conv;
mod layout;
mod pointwise;
mod pool;

use proptest::prelude::*;

use crate::Tensor;

/// Numbers without a pattern, in −1..1.
fn noise(shape: &[usize], seed: usize) -> Tensor {
    Tensor::from_fn(shape, |i| {
        let x = (i + 31 * seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((x >> 40) as f32 / (1u32 << 23) as f32) - 1.0
    })
}

#[track_caller]
fn assert_close(actual: &Tensor, expected: &Tensor) {
    assert_eq!(actual.shape(), expected.shape());
    for (i, (a, e)) in actual.as_slice().iter().zip(expected.as_slice()).enumerate() {
        assert!((a - e).abs() <= 1e-5 * (1.0 + e.abs()), "{a} instead of {e} at {i}");
    }
}

#[track_caller]
fn error<T: std::fmt::Debug>(result: Result<T, crate::error::OpError>) -> String {
    result.unwrap_err().to_string()
}

fn pair(range: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = [usize; 2]> {
    [range.clone(), range]
}

/// The input index of element `k` of the window of output `o`, if it is not padding.
fn at(
    o: usize,
    k: usize,
    stride: usize,
    dilation: usize,
    padding: usize,
    input: usize,
) -> Option<usize> {
    (o * stride + k * dilation).checked_sub(padding).filter(|&i| i < input)
}
