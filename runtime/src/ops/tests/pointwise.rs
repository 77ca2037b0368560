use ndarray::Array4;
use proptest::prelude::*;

use super::{assert_close, error, noise};
use crate::{Tensor, ops};

#[test]
fn activations_keep_nan() {
    let x = Tensor::from(vec![f32::NAN, -1.0, 0.0, 3.0, 7.0, f32::INFINITY, f32::NEG_INFINITY]);
    let (relu, relu6) = (ops::relu(&x).unwrap(), ops::relu6(&x).unwrap());
    assert!(relu.as_slice()[0].is_nan() && relu6.as_slice()[0].is_nan());
    assert_eq!(relu.as_slice()[1..], [0.0, 0.0, 3.0, 7.0, f32::INFINITY, 0.0]);
    assert_eq!(relu6.as_slice()[1..], [0.0, 0.0, 3.0, 6.0, 6.0, 0.0]);
    assert_eq!(ops::dropout(&relu6.squeeze(0), f32::NAN).unwrap_err().op, "dropout");
}

proptest! {
    #[test]
    fn broadcasting_is_ndarrays(
        sizes in [1usize..4, 1usize..4, 1usize..4, 1usize..4],
        a_ones in any::<[bool; 4]>(),
        b_ones in any::<[bool; 4]>(),
        a_cut in 0usize..5,
        b_cut in 0usize..5,
    ) {
        let shape = |ones: [bool; 4], cut: usize| -> Vec<usize> {
            (cut..4).map(|i| if ones[i] { 1 } else { sizes[i] }).collect()
        };
        let (a, b) = (noise(&shape(a_ones, a_cut), 1), noise(&shape(b_ones, b_cut), 2));
        let (x, y) = (a.view_nd(), b.view_nd());
        prop_assert_eq!(ops::add(&a, &b, 1.0).unwrap(), Tensor::from(&x + &y));
        prop_assert_eq!(ops::sub(&a, &b).unwrap(), Tensor::from(&x - &y));
        prop_assert_eq!(ops::mul(&a, &b).unwrap(), Tensor::from(&x * &y));
        prop_assert_eq!(ops::add(&a, &b, 0.5).unwrap(), Tensor::from(&x + &y.mapv(|y| 0.5 * y)));
        let mut c = a.clone();
        let expected = ops::mul(&a, &b).unwrap();
        if expected.shape() == a.shape() {
            ops::mul_assign(&mut c, &b).unwrap();
            prop_assert_eq!(c, expected);
        } else {
            prop_assert!(ops::mul_assign(&mut c, &b).is_err());
            prop_assert_eq!(c, a);
        }
    }

    #[test]
    fn means_are_their_definition(
        sizes in [1usize..5, 1usize..5, 1usize..5, 1usize..5],
        reduced in any::<[bool; 4]>(),
        keepdim in any::<bool>(),
    ) {
        let x = noise(&sizes, 1);
        let mut dims: Vec<isize> = (0..4).filter(|&d| reduced[d as usize]).collect();
        // In any order, and from the end.
        dims.reverse();
        dims.iter_mut().step_by(2).for_each(|d| *d -= 4);
        let mut expected = x.view_nd().mapv(f64::from);
        for d in (0..4).rev().filter(|&d| reduced[d] || dims.is_empty()) {
            let mean = expected.mean_axis(ndarray::Axis(d)).unwrap();
            expected = if keepdim { mean.insert_axis(ndarray::Axis(d)) } else { mean };
        }
        let expected = Tensor::from(expected.mapv(|v| v as f32));
        assert_close(&ops::mean(&x, &dims, keepdim).unwrap(), &expected);
    }
}

#[test]
fn batch_norm_is_its_definition() {
    let x = noise(&[2, 3, 4, 5], 1);
    let (mean, weight, bias) = (noise(&[3], 2), noise(&[3], 3), noise(&[3], 4));
    let var = noise(&[3], 5) + 1.5;
    let y = ops::batch_norm(&x, &mean, &var, Some(&weight), Some(&bias), 1e-3).unwrap();
    let array = Array4::try_from(x.clone()).unwrap();
    let expected = Array4::from_shape_fn((2, 3, 4, 5), |(n, c, h, w)| {
        let normal = (array[[n, c, h, w]] - mean.as_slice()[c]) / (var.as_slice()[c] + 1e-3).sqrt();
        normal * weight.as_slice()[c] + bias.as_slice()[c]
    });
    assert_close(&y, &Tensor::from(expected));
    let vector = ops::batch_norm(&x.mean([2, 3], false), &mean, &var, None, None, 0.0).unwrap();
    assert_eq!(vector.shape(), [2, 3]);
    let empty = Tensor::zeros(&[0, 3, 4, 5]);
    assert_eq!(ops::batch_norm(&empty, &mean, &var, None, None, 0.0).unwrap(), empty);
}

#[test]
fn means_of_nothing_are_nan() {
    let x = Tensor::zeros(&[2, 0]);
    assert!(ops::mean(&x, &[1], false).unwrap().as_slice().iter().all(|v| v.is_nan()));
    assert_eq!(ops::mean(&x, &[0], false).unwrap().shape(), [0]);
    assert!(x.mean_value().is_nan());
}

#[test]
fn operands_that_do_not_fit_are_named() {
    let zeros = Tensor::zeros;
    assert_eq!(
        error(ops::add(&zeros(&[2, 3]), &zeros(&[4, 1, 2]), 1.0)),
        "add: shapes [2, 3] and [4, 1, 2] do not broadcast: 3 and 2 at dimension -1 are neither \
         equal nor 1"
    );
    assert_eq!(
        error(ops::mean(&zeros(&[2, 3]), &[2], false)),
        "mean: no dimension 2 for an input of shape [2, 3]; expected -2..=1"
    );
    assert_eq!(
        error(ops::mean(&zeros(&[2, 3]), &[1, -1], false)),
        "mean: dimensions [1, -1] name one twice, for an input of shape [2, 3]"
    );
    let three = zeros(&[3]);
    assert_eq!(
        error(ops::batch_norm(&zeros(&[2, 4]), &three, &three, None, None, 0.0)),
        "batch_norm: an input of shape [2, 4] does not fit statistics of 3 channels; expected an \
         input of shape [N, 3, …]"
    );
    assert_eq!(
        error(ops::batch_norm(&zeros(&[2, 3]), &three, &zeros(&[2]), None, None, 0.0)),
        "batch_norm: expected a running_var of shape [3], not [2]"
    );
    assert_eq!(
        error(ops::dropout(&three, 1.5)),
        "dropout: expected a probability in 0..=1, not 1.5"
    );
}
