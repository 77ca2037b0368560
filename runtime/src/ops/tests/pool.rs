use proptest::prelude::*;

use super::{assert_close, at, error, noise, pair};
use crate::{
    Tensor,
    functional::{AvgPool2dArgs, MaxPool2dArgs},
    ops,
};

/// PyTorch's rule for the output size.
fn size(
    input: usize,
    k: usize,
    stride: usize,
    padding: usize,
    dilation: usize,
    ceil: bool,
) -> usize {
    let room = (input + 2 * padding - dilation * (k - 1) - 1) as f64 / stride as f64;
    let out = if ceil { room.ceil() } else { room.floor() } as usize + 1;
    if ceil && (out - 1) * stride >= input + padding { out - 1 } else { out }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn max_pool2d_is_its_definition(
        planes in 1usize..3,
        input in pair(1..=12),
        kernel in pair(1..=5),
        stride in pair(1..=4),
        half in pair(0..=2),
        dilation in pair(1..=3),
        ceil_mode in any::<bool>(),
    ) {
        let padding = [half[0].min(kernel[0] / 2), half[1].min(kernel[1] / 2)];
        prop_assume!((0..2).all(|i| input[i] + 2 * padding[i] > dilation[i] * (kernel[i] - 1)));
        let args = MaxPool2dArgs { kernel, stride, padding, dilation, ceil_mode };
        let x = noise(&[1, planes, input[0], input[1]], 1);
        let [oh, ow] = [0, 1]
            .map(|i| size(input[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode));
        let expected = Tensor::from_fn(&[1, planes, oh, ow], |i| {
            let mut max = f32::NEG_INFINITY;
            for ky in 0..kernel[0] {
                for kx in 0..kernel[1] {
                    let y = at(i / ow % oh, ky, stride[0], dilation[0], padding[0], input[0]);
                    let xx = at(i % ow, kx, stride[1], dilation[1], padding[1], input[1]);
                    if let (Some(y), Some(xx)) = (y, xx) {
                        let plane = i / ow / oh;
                        max = max.max(x.as_slice()[(plane * input[0] + y) * input[1] + xx]);
                    }
                }
            }
            max
        });
        prop_assert_eq!(ops::max_pool2d(&x, args).unwrap(), expected);
    }

    #[test]
    fn avg_pool2d_is_its_definition(
        planes in 1usize..3,
        input in pair(1..=12),
        kernel in pair(1..=5),
        stride in pair(1..=4),
        half in pair(0..=2),
        ceil_mode in any::<bool>(),
        count_include_pad in any::<bool>(),
        divisor_override in proptest::option::of(1usize..10),
    ) {
        let padding = [half[0].min(kernel[0] / 2), half[1].min(kernel[1] / 2)];
        prop_assume!((0..2).all(|i| input[i] + 2 * padding[i] >= kernel[i]));
        let args = AvgPool2dArgs {
            kernel, stride, padding, ceil_mode, count_include_pad, divisor_override,
        };
        let x = noise(&[1, planes, input[0], input[1]], 1);
        let [oh, ow] =
            [0, 1].map(|i| size(input[i], kernel[i], stride[i], padding[i], 1, ceil_mode));
        let expected = Tensor::from_fn(&[1, planes, oh, ow], |i| {
            let (mut sum, mut inside, mut padded) = (0.0, 0, 0);
            for ky in 0..kernel[0] {
                for kx in 0..kernel[1] {
                    let (oy, ox) = (i / ow % oh, i % ow);
                    let y = at(oy, ky, stride[0], 1, padding[0], input[0]);
                    let xx = at(ox, kx, stride[1], 1, padding[1], input[1]);
                    if let (Some(y), Some(xx)) = (y, xx) {
                        sum += x.as_slice()[(i / ow / oh * input[0] + y) * input[1] + xx];
                        inside += 1;
                    }
                    let in_padding = oy * stride[0] + ky < input[0] + 2 * padding[0]
                        && ox * stride[1] + kx < input[1] + 2 * padding[1];
                    padded += usize::from(in_padding);
                }
            }
            let count = if count_include_pad { padded } else { inside };
            sum / divisor_override.unwrap_or(count) as f32
        });
        prop_assert_eq!(ops::avg_pool2d(&x, args).unwrap(), expected);
    }

    #[test]
    fn adaptive_avg_pool2d_is_its_definition(
        planes in 1usize..3,
        input in pair(1..=12),
        output in pair(1..=14),
    ) {
        let x = noise(&[planes, input[0], input[1]], 1);
        let expected = Tensor::from_fn(&[planes, output[0], output[1]], |i| {
            let range = |o: usize, axis: usize| {
                let scale = input[axis] as f64 / output[axis] as f64;
                (o as f64 * scale + 1e-9).floor() as usize
                    ..((o + 1) as f64 * scale - 1e-9).ceil() as usize
            };
            let (ys, xs) = (range(i / output[1] % output[0], 0), range(i % output[1], 1));
            let mut sum = 0.0;
            for y in ys.clone() {
                for xx in xs.clone() {
                    let plane = i / output[1] / output[0];
                    sum += x.as_slice()[(plane * input[0] + y) * input[1] + xx];
                }
            }
            sum / (ys.len() * xs.len()) as f32
        });
        assert_close(&ops::adaptive_avg_pool2d(&x, output.into()).unwrap(), &expected);
    }
}

#[test]
fn a_nan_in_the_window_is_the_maximum() {
    let mut x = noise(&[1, 1, 4, 4], 1);
    x.as_mut_slice()[5] = f32::NAN;
    let y = ops::max_pool2d(&x, MaxPool2dArgs::new(2)).unwrap();
    assert!(y.as_slice()[0].is_nan());
    assert!(y.as_slice()[1..].iter().all(|v| !v.is_nan()));
}

#[test]
fn large_pools_use_threads_and_agree() {
    let x = noise(&[2, 64, 112, 112], 1);
    let whole = ops::max_pool2d(&x, MaxPool2dArgs::new(3).stride(2).padding(1)).unwrap();
    let plane = x.as_slice()[37 * 112 * 112..38 * 112 * 112].to_vec();
    let plane = Tensor::from_vec(plane, &[1, 112, 112]);
    let one = ops::max_pool2d(&plane, MaxPool2dArgs::new(3).stride(2).padding(1)).unwrap();
    assert_eq!(whole.as_slice()[37 * 56 * 56..38 * 56 * 56], *one.as_slice());
}

#[test]
fn empty_batches_pass_through() {
    let x = Tensor::zeros(&[0, 3, 8, 8]);
    assert_eq!(x.max_pool2d(2, 2).shape(), [0, 3, 4, 4]);
    assert_eq!(x.avg_pool2d(2, 2).shape(), [0, 3, 4, 4]);
    assert_eq!(x.adaptive_avg_pool2d(1).shape(), [0, 3, 1, 1]);
    assert_eq!(x.adaptive_avg_pool2d(3).shape(), [0, 3, 3, 3]);
    assert_eq!(Tensor::zeros(&[1, 3, 8, 8]).adaptive_avg_pool2d((0, 3)).shape(), [1, 3, 0, 3]);
}

#[test]
fn windows_that_do_not_fit_are_named() {
    let x = Tensor::zeros(&[1, 3, 2, 8]);
    let max = |args| error(ops::max_pool2d(&x, args));
    let avg = |args| error(ops::avg_pool2d(&x, args));
    assert_eq!(
        max(MaxPool2dArgs::new(3)),
        "max_pool2d: the window of [3, 3] with dilation [1, 1] is larger than the [2, 8] input with \
         padding [0, 0]"
    );
    assert_eq!(
        max(MaxPool2dArgs::new(3).padding(2)),
        "max_pool2d: padding [2, 2] is more than half of the window of [3, 3]"
    );
    assert_eq!(max(MaxPool2dArgs::new(0)), "max_pool2d: expected a window of at least 1, not 0");
    assert!(max(MaxPool2dArgs::new(2).stride(0)).contains("stride of at least 1"));
    assert!(max(MaxPool2dArgs::new(2).dilation(usize::MAX)).contains("dilation"));
    assert!(max(MaxPool2dArgs::new(2).stride(usize::MAX).ceil_mode(true)).contains("stride"));
    assert!(max(MaxPool2dArgs::new(2).padding(usize::MAX)).contains("more than half"));
    assert!(avg(AvgPool2dArgs::new(9)).starts_with("avg_pool2d: the window of [9, 9]"));
    assert!(avg(AvgPool2dArgs::new(2).divisor_override(0)).contains("divisor must not be 0"));
    assert!(
        error(ops::avg_pool2d(&Tensor::zeros(&[2, 2]), AvgPool2dArgs::new(1)))
            .contains("[N, C, H, W] or [C, H, W], not [2, 2]")
    );
    assert_eq!(
        error(ops::adaptive_avg_pool2d(&Tensor::zeros(&[1, 3, 0, 8]), 1.into())),
        "adaptive_avg_pool2d: an input of shape [1, 3, 0, 8] has nothing to average"
    );
}
