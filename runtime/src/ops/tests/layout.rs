use ndarray::{Axis, concatenate};
use proptest::prelude::*;

use super::{error, noise};
use crate::{Tensor, ops};

proptest! {
    #[test]
    fn permuting_is_ndarrays(
        sizes in [0usize..4, 1usize..4, 1usize..4, 1usize..4],
        order in Just([0usize, 1, 2, 3]).prop_shuffle(),
        negative in any::<[bool; 4]>(),
    ) {
        let x = noise(&sizes, 1);
        let dims: Vec<isize> = order
            .iter()
            .zip(negative)
            .map(|(&d, negative)| d as isize - if negative { 4 } else { 0 })
            .collect();
        let expected = Tensor::from(x.view_nd().permuted_axes(&order[..]));
        prop_assert_eq!(ops::permute(&x, &dims).unwrap(), expected);
    }

    #[test]
    fn concatenating_is_ndarrays(
        sizes in [1usize..4, 1usize..4, 1usize..4],
        lens in proptest::collection::vec(0usize..4, 1..5),
        axis in 0usize..3,
        negative in any::<bool>(),
    ) {
        let tensors: Vec<Tensor> = lens
            .iter()
            .enumerate()
            .map(|(i, &len)| {
                let mut sizes = sizes;
                sizes[axis] = len;
                noise(&sizes, i)
            })
            .collect();
        let refs: Vec<&Tensor> = tensors.iter().collect();
        let views: Vec<_> = tensors.iter().map(Tensor::view_nd).collect();
        let dim = axis as isize - if negative { 3 } else { 0 };
        let expected = Tensor::from(concatenate(Axis(axis), &views).unwrap());
        prop_assert_eq!(ops::cat(&refs, dim).unwrap(), expected);
    }

    #[test]
    fn padding_is_its_definition(
        sizes in [1usize..5, 1usize..5, 1usize..5],
        padding in proptest::collection::vec(-3isize..4, 6),
        dims in 0usize..4,
    ) {
        let padding = &padding[..2 * dims];
        let start = |d: usize| padding.get(2 * (2 - d)).copied().unwrap_or(0);
        let end = |d: usize| padding.get(2 * (2 - d) + 1).copied().unwrap_or(0);
        let x = noise(&sizes, 1);
        let out: Vec<isize> = (0..3).map(|d| sizes[d] as isize + start(d) + end(d)).collect();
        let cut_too_much = (0..3).any(|d| {
            out[d] < 0 || -start(d) > sizes[d] as isize || -end(d) > sizes[d] as isize
        });
        let actual = ops::pad(&x, padding, 9.0);
        if cut_too_much {
            prop_assert!(actual.is_err());
            return Ok(());
        }
        let out: Vec<usize> = out.iter().map(|&size| size as usize).collect();
        let expected = Tensor::from_fn(&out, |i| {
            let index = [i / out[2] / out[1], i / out[2] % out[1], i % out[2]];
            let mut from = [0; 3];
            for d in 0..3 {
                let i = index[d] as isize - start(d);
                if i < 0 || i >= sizes[d] as isize {
                    return 9.0;
                }
                from[d] = i as usize;
            }
            x.view_nd()[from.as_slice()]
        });
        prop_assert_eq!(actual.unwrap(), expected);
    }
}

#[test]
fn shapes_follow_pytorchs_rules() {
    let x = Tensor::from_fn(&[2, 3, 4], |i| i as f32);
    assert_eq!(x.reshape([-1]).shape(), [24]);
    assert_eq!(x.reshape([4, -1, 3]).shape(), [4, 2, 3]);
    assert_eq!(x.view([3i64, 8]).as_slice(), x.as_slice());
    assert_eq!(x.reshape(vec![x.size(0), 12]).shape(), [2, 12]);
    assert_eq!(Tensor::full(&[1, 1], 5.0).reshape([0i32; 0]).item(), 5.0);
    assert_eq!(Tensor::zeros(&[0, 3]).reshape([-1, 3]).shape(), [0, 3]);
    assert_eq!(x.flatten(0, -1).shape(), [24]);
    assert_eq!(x.flatten(0, 1).shape(), [6, 4]);
    assert_eq!(x.flatten(-2, -2).shape(), [2, 3, 4]);
    assert_eq!(Tensor::full(&[], 5.0).flatten(0, -1).shape(), [1]);
    assert_eq!(x.transpose(0, -1), x.permute([2, 1, 0]));
    assert_eq!(x.unsqueeze(0).unsqueeze(-1).shape(), [1, 2, 3, 4, 1]);
    assert_eq!(x.unsqueeze(3).squeeze(3), x);
    assert_eq!(x.squeeze(1), x);
    assert_eq!(Tensor::zeros(&[0, 3, 8]).flatten(1, -1).shape(), [0, 24]);
}

#[test]
fn what_does_not_fit_is_named() {
    let x = Tensor::zeros(&[2, 3, 4]);
    let reshape = |sizes: &[isize]| error(ops::reshape(&x, sizes));
    assert_eq!(
        reshape(&[5, -1]),
        "reshape: an input of shape [2, 3, 4] to [5, -1]: it has 24 elements, which is not a \
         multiple of 5"
    );
    assert_eq!(
        reshape(&[5, 5]),
        "reshape: an input of shape [2, 3, 4] to [5, 5]: it has 24 elements, which is not 25"
    );
    assert!(reshape(&[-1, -1]).ends_with("only one size can be -1"));
    assert!(reshape(&[-2, 12]).contains("-2 is no size"));
    assert!(reshape(&[isize::MAX, isize::MAX]).contains("more elements than fit"));
    assert!(reshape(&[1; 9]).contains("at most 8 dimensions, not 9"));
    assert!(error(ops::reshape(&Tensor::zeros(&[0]), &[-1, 0])).contains("could be any size"));
    assert_eq!(
        error(ops::flatten(&x, 2, 1)),
        "flatten: start 2 comes after end 1, for an input of shape [2, 3, 4]"
    );
    assert_eq!(
        error(ops::permute(&x, &[0, 1, 1])),
        "permute: dimensions [0, 1, 1] do not name each of the 3 of an input of shape [2, 3, 4] once"
    );
    assert!(error(ops::permute(&x, &[0, 1])).contains("[0, 1] do not name each of the 3"));
    assert_eq!(error(ops::cat(&[], 0)), "cat: expected at least one tensor");
    assert_eq!(
        error(ops::cat(&[&x, &Tensor::zeros(&[2, 3, 5])], 1)),
        "cat: shapes [2, 3, 4] and [2, 3, 5] (tensor 1) differ in more than dimension 1"
    );
    assert!(error(ops::cat(&[&Tensor::zeros(&[])], 0)).contains("without dimensions"));
    assert_eq!(
        error(ops::pad(&x, &[1], 0.0)),
        "pad: padding [1] for an input of shape [2, 3, 4]: expected a start and an end for each \
         dimension, the last one's first"
    );
    assert!(error(ops::pad(&x, &[0; 8], 0.0)).contains("at most 6 numbers"));
    assert!(error(ops::pad(&x, &[-5, 3], 0.0)).contains("dimension 2 would have a size below 0"));
    assert!(error(ops::pad(&x, &[isize::MAX; 6], 0.0)).starts_with("pad: "));
    assert!(error(ops::unsqueeze(&x, 4)).contains("expected -4..=3"));
    assert!(error(ops::squeeze(&x, 3)).contains("no dimension 3"));
    let eight = Tensor::zeros(&[1; 8]);
    assert!(error(ops::unsqueeze(&eight, 0)).contains("at most 8 dimensions"));
}
