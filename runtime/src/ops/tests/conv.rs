use proptest::prelude::*;

use super::{assert_close, at, error, noise, pair};
use crate::{Tensor, functional::Conv2dArgs, ops};

/// The definition.
fn reference(x: &Tensor, w: &Tensor, b: Option<&Tensor>, args: Conv2dArgs) -> Tensor {
    let [n, c, h, wd] = <[usize; 4]>::try_from(x.shape()).unwrap();
    let [out, in_group, kh, kw] = <[usize; 4]>::try_from(w.shape()).unwrap();
    let size = |i: usize, input: usize, k: usize| {
        (input + 2 * args.padding[i] - args.dilation[i] * (k - 1) - 1) / args.stride[i] + 1
    };
    let [oh, ow] = [size(0, h, kh), size(1, wd, kw)];
    let (xs, ws) = (x.as_slice(), w.as_slice());
    Tensor::from_fn(&[n, out, oh, ow], |i| {
        let (image, o, y, x) = (i / ow / oh / out, i / ow / oh % out, i / ow % oh, i % ow);
        let group = o / (out / args.groups);
        let mut sum = b.map_or(0.0, |b| f64::from(b.as_slice()[o]));
        for ic in 0..in_group {
            for ky in 0..kh {
                for kx in 0..kw {
                    let iy = at(y, ky, args.stride[0], args.dilation[0], args.padding[0], h);
                    let ix = at(x, kx, args.stride[1], args.dilation[1], args.padding[1], wd);
                    if let (Some(iy), Some(ix)) = (iy, ix) {
                        let channel = image * c + group * in_group + ic;
                        let weight = ws[((o * in_group + ic) * kh + ky) * kw + kx];
                        sum += f64::from(xs[(channel * h + iy) * wd + ix]) * f64::from(weight);
                    }
                }
            }
        }
        sum as f32
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn conv2d_is_its_definition(
        n in 0usize..3,
        groups in 1usize..4,
        in_group in 1usize..4,
        out_group in 1usize..4,
        size in pair(1..=11),
        kernel in pair(1..=4),
        stride in pair(1..=3),
        padding in pair(0..=4),
        dilation in pair(1..=3),
        bias in any::<bool>(),
    ) {
        let fits = (0..2).all(|i| size[i] + 2 * padding[i] > dilation[i] * (kernel[i] - 1));
        prop_assume!(fits);
        let x = noise(&[n, groups * in_group, size[0], size[1]], 1);
        let w = noise(&[groups * out_group, in_group, kernel[0], kernel[1]], 2);
        let b = bias.then(|| noise(&[groups * out_group], 3));
        let args = Conv2dArgs { stride, padding, dilation, groups };
        let actual = ops::conv2d(&x, &w, b.as_ref(), args).unwrap();
        assert_close(&actual, &reference(&x, &w, b.as_ref(), args));
    }
}

/// Sizes at which the work is cut into blocks, shares and threads.
#[test]
fn large_convolutions_are_their_definition() {
    let cases: [(&[usize], &[usize], Conv2dArgs); 6] = [
        (&[1, 64, 30, 30], &[96, 64, 3, 3], Conv2dArgs::new().padding(1)),
        (&[2, 48, 40, 41], &[8, 48, 3, 3], Conv2dArgs::new().stride(2).padding(1)),
        (&[1, 160, 33, 30], &[130, 160, 1, 1], Conv2dArgs::new()),
        (&[1, 160, 33, 30], &[130, 160, 1, 1], Conv2dArgs::new().stride(2)),
        (&[1, 96, 120, 120], &[96, 1, 3, 3], Conv2dArgs::new().padding(1).groups(96)),
        (&[3, 64, 20, 20], &[64, 16, 3, 3], Conv2dArgs::new().padding(1).groups(4)),
    ];
    for (x, w, args) in cases {
        let (x, w) = (noise(x, 1), noise(w, 2) * 0.1);
        let b = noise(&w.shape()[..1], 3);
        let actual = ops::conv2d(&x, &w, Some(&b), args).unwrap();
        assert_close(&actual, &reference(&x, &w, Some(&b), args));
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let x = noise(&[3, 64, 33, 35], 1);
    let run = |threads: usize, w: &Tensor, args: Conv2dArgs| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| ops::conv2d(&x, w, None, args).unwrap())
    };
    for (w, args) in [
        (noise(&[192, 64, 3, 3], 2), Conv2dArgs::new().padding(1)),
        (noise(&[192, 64, 1, 1], 2), Conv2dArgs::new()),
        (noise(&[128, 1, 3, 3], 2), Conv2dArgs::new().groups(64)),
    ] {
        let one = run(1, &w, args);
        for threads in [2, 3, 7] {
            assert!(run(threads, &w, args) == one, "{threads} threads");
        }
    }
}

#[test]
fn an_input_of_three_dimensions_is_one_image() {
    let (x, w) = (noise(&[2, 5, 5], 1), noise(&[3, 2, 3, 3], 2));
    let y = ops::conv2d(&x, &w, None, Conv2dArgs::new()).unwrap();
    assert_eq!(y.shape(), [3, 3, 3]);
    let batch = ops::conv2d(&x.unsqueeze(0), &w, None, Conv2dArgs::new()).unwrap();
    assert_eq!(y, batch.squeeze(0));
}

#[test]
fn without_pixels_or_channels_the_bias_remains() {
    let bias = noise(&[4], 1);
    let padded = Conv2dArgs::new().padding(2);
    for (x, w, args) in [
        ([1, 2, 0, 5], [4, 2, 3, 3], padded),
        ([1, 4, 0, 5], [4, 1, 3, 3], padded.groups(4)),
        ([1, 0, 2, 5], [4, 0, 3, 3], padded),
    ] {
        let (x, w) = (Tensor::zeros(&x), Tensor::ones(&w));
        let y = ops::conv2d(&x, &w, Some(&bias), args).unwrap();
        let expected = Tensor::zeros(y.shape()) + bias.reshape([4, 1, 1]);
        assert!(y.numel() > 0);
        assert_eq!(y, expected);
    }
}

#[test]
fn linear_is_its_definition() {
    // Below, at and above the sizes at which the work is cut.
    for (rows, inputs, outputs) in
        [(1, 5, 3), (1, 700, 1000), (7, 300, 129), (8, 64, 128), (300, 70, 50), (20, 300, 257)]
    {
        let (x, w) = (noise(&[rows, inputs], 1), noise(&[outputs, inputs], 2) * 0.1);
        let b = noise(&[outputs], 3);
        let expected = Tensor::from_fn(&[rows, outputs], |i| {
            let (row, o) = (i / outputs, i % outputs);
            let row = &x.as_slice()[row * inputs..][..inputs];
            let products = row.iter().zip(&w.as_slice()[o * inputs..]);
            let sum: f64 = products.map(|(&x, &w)| f64::from(x) * f64::from(w)).sum();
            (sum + f64::from(b.as_slice()[o])) as f32
        });
        assert_close(&ops::linear(&x, &w, Some(&b)).unwrap(), &expected);
    }
    let x = noise(&[2, 3, 4, 5], 1);
    let y = ops::linear(&x, &noise(&[6, 5], 2), None).unwrap();
    let flat = ops::linear(&x.reshape([24, 5]), &noise(&[6, 5], 2), None).unwrap();
    assert_eq!(y, flat.reshape([2, 3, 4, 6]));
    assert_eq!(
        ops::linear(&Tensor::zeros(&[5]), &Tensor::zeros(&[6, 5]), None).unwrap().shape(),
        [6]
    );
    assert_eq!(
        ops::linear(&Tensor::zeros(&[0, 5]), &Tensor::zeros(&[6, 5]), None).unwrap().shape(),
        [0, 6]
    );
    let no_inputs = ops::linear(&Tensor::zeros(&[2, 0]), &Tensor::zeros(&[3, 0]), None);
    assert_eq!(no_inputs.unwrap(), Tensor::zeros(&[2, 3]));
}

#[test]
fn operands_that_do_not_fit_are_named() {
    let conv = |x: &[usize], w: &[usize], args| {
        error(ops::conv2d(&Tensor::zeros(x), &Tensor::zeros(w), None, args))
    };
    let new = Conv2dArgs::new;
    assert_eq!(
        conv(&[1, 3, 8, 8], &[4, 2, 3, 3], new()),
        "conv2d: an input of shape [1, 3, 8, 8] has 3 channels, but a weight of shape [4, 2, 3, 3] \
         takes 2"
    );
    assert_eq!(
        conv(&[1, 3, 8, 8], &[4, 2, 3, 3], new().groups(2)),
        "conv2d: an input of shape [1, 3, 8, 8] has 3 channels, but a weight of shape [4, 2, 3, 3] \
         in 2 groups takes 4"
    );
    assert_eq!(
        conv(&[1, 3, 8, 8], &[4, 1, 3, 3], new().groups(3)),
        "conv2d: groups 3 do not divide the 4 output channels of a weight of shape [4, 1, 3, 3]"
    );
    assert_eq!(
        conv(&[1, 3, 2, 8], &[4, 3, 3, 3], new()),
        "conv2d: the window of [3, 3] with dilation [1, 1] is larger than the [2, 8] input with \
         padding [0, 0] (input of shape [1, 3, 2, 8], weight of shape [4, 3, 3, 3])"
    );
    assert_eq!(
        conv(&[3, 8], &[4, 3, 3, 3], new()),
        "conv2d: expected an input of shape [N, C, H, W] or [C, H, W], not [3, 8]"
    );
    assert!(conv(&[1, 3, 8, 8], &[4, 3], new()).contains("[out, in / groups, H, W], not [4, 3]"));
    assert!(conv(&[1, 3, 8, 8], &[4, 3, 1, 1], new().groups(0)).contains("groups 0 do not divide"));
    for args in [new().stride(0), new().dilation(0), new().dilation(usize::MAX)] {
        assert!(conv(&[1, 3, 8, 8], &[4, 3, 3, 3], args).contains("expected a"));
    }
    let huge = new().padding(usize::MAX / 2);
    assert!(conv(&[1, 3, 8, 8], &[4, 3, 3, 3], huge).contains("conv2d: "));
    let (x, w) = (Tensor::zeros(&[1, 3, 8, 8]), Tensor::zeros(&[4, 3, 3, 3]));
    assert_eq!(
        error(ops::conv2d(&x, &w, Some(&Tensor::zeros(&[3])), new())),
        "conv2d: expected a bias of shape [4], not [3]"
    );
    assert_eq!(
        error(ops::linear(&Tensor::zeros(&[2, 3]), &Tensor::zeros(&[4, 5]), None)),
        "linear: an input of shape [2, 3] does not fit a weight of shape [4, 5]; expected an input \
         of shape […, 5]"
    );
    assert!(error(ops::linear(&Tensor::zeros(&[]), &Tensor::zeros(&[4, 5]), None)).contains("[]"));
}
