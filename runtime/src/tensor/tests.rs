use std::sync::Arc;

use ndarray::{Array1, Array2, Array4, ArrayD, array, s};

use super::{Shape, Tensor};

#[test]
fn equality_looks_at_shape_and_elements_only() {
    let pooled = Tensor::from_buffer(Arc::new(vec![1.0, 2.0, 99.0]), Shape::new(&[2]));
    assert_eq!(pooled, Tensor::from(vec![1.0, 2.0]));
    assert_ne!(pooled, Tensor::from(vec![1.0, 2.0, 99.0]));
    assert_ne!(Tensor::zeros(&[1, 2]), Tensor::zeros(&[2, 1]));
    assert_ne!(Tensor::full(&[1], f32::NAN), Tensor::full(&[1], f32::NAN));
}

#[test]
fn clones_are_written_apart() {
    let a = Tensor::from_buffer(Arc::new(vec![1.0, 2.0, 99.0]), Shape::new(&[2]));
    let mut b = a.clone();
    b.as_mut_slice()[0] = 5.0;
    assert_eq!(a.as_slice(), [1.0, 2.0]);
    assert_eq!(b.as_slice(), [5.0, 2.0]);
    assert_eq!(a.into_vec(), [1.0, 2.0]);
}

#[test]
fn images_of_a_batch_are_tensors() {
    let batch = Tensor::from_fn(&[4, 2], |i| i as f32);
    let mut images = batch.images(1..3);
    assert_eq!(images, Tensor::from_vec(vec![2.0, 3.0, 4.0, 5.0], &[2, 2]));
    assert_eq!(images.images(1..2).as_slice(), [4.0, 5.0]);
    assert_eq!(images.with_shape(Shape::new(&[4])).as_slice(), [2.0, 3.0, 4.0, 5.0]);
    assert!(images.shares_data(&batch.images(1..3)) && !images.shares_data(&batch.images(0..2)));
    images.as_mut_slice()[0] = 9.0;
    assert_eq!(images.as_slice(), [9.0, 3.0, 4.0, 5.0]);
    assert_eq!(batch.as_slice()[2], 2.0);
    let mut last = batch.images(3..4);
    drop(batch);
    last.as_mut_slice()[1] = 8.0;
    assert_eq!(last.into_vec(), [6.0, 8.0]);
}

#[test]
fn arrays_of_any_layout_keep_their_order() {
    let base = Array2::from_shape_fn((4, 6), |(i, j)| (10 * i + j) as f32);
    let cut = base.clone().slice_move(s![1..3, 2..5]);
    assert_eq!(Tensor::from(cut).as_slice(), [12., 13., 14., 22., 23., 24.]);
    // A cut of whole rows is in row-major order but not at the start of its buffer.
    let rows = base.clone().slice_move(s![2..3, ..]);
    assert_eq!(Tensor::from(rows).as_slice(), [20., 21., 22., 23., 24., 25.]);
    let turned = base.clone().reversed_axes();
    assert_eq!(Tensor::from(&turned).as_slice()[..4], [0., 10., 20., 30.]);
    assert_eq!(Tensor::from(turned).shape(), [6, 4]);
    assert_eq!(Tensor::from(base.slice(s![.., ..;-1])).as_slice()[..2], [5., 4.]);
    assert_eq!(Tensor::from(ndarray::arr0(3.0)).shape(), [0usize; 0]);
    assert_eq!(Tensor::from(Array4::zeros((0, 3, 2, 2))).shape(), [0, 3, 2, 2]);
}

#[test]
fn tensors_become_arrays_of_their_dimensions() {
    let x = Tensor::from(array![[1.0, 2.0]]);
    assert_eq!(Array2::try_from(x.clone()).unwrap(), array![[1.0, 2.0]]);
    assert_eq!(ArrayD::from(&x).shape(), [1, 2]);
    let error = Array1::try_from(x).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Array1::try_from: a tensor of shape [1, 2] has 2 dimensions, not 1"
    );
}

#[test]
fn operators_take_all_kinds_of_operands() {
    let (a, b) = (Tensor::from(vec![1.0, 2.0]), Tensor::from(vec![10.0, 20.0]));
    let sum = Tensor::from(vec![11.0, 22.0]);
    assert_eq!(&a + &b, sum);
    assert_eq!(a.clone() + &b, sum);
    assert_eq!(&a + b.clone(), sum);
    assert_eq!(a.clone() + b.clone(), sum);
    assert_eq!((&b - &a).as_slice(), [9.0, 18.0]);
    assert_eq!((&b * &a).as_slice(), [10.0, 40.0]);
    assert_eq!((2.0 * &a).as_slice(), (&a * 2.0).as_slice());
    assert_eq!((1.0 + &a).as_slice(), [2.0, 3.0]);
    assert_eq!((&a - 1.0).as_slice(), [0.0, 1.0]);
    assert_eq!((1.0 - a.clone()).as_slice(), [0.0, -1.0]);
    let mut c = a.clone();
    c += &b;
    c -= a.clone();
    c *= 2.0;
    c += 1.0;
    assert_eq!(c.as_slice(), [21.0, 41.0]);
    c *= Tensor::from(vec![2.0]);
    assert_eq!(c.as_slice(), [42.0, 82.0]);
    assert_eq!(a.as_slice(), [1.0, 2.0]);
}

#[test]
#[should_panic = "add: the left operand of shape [1, 2] cannot hold the result of shape [3, 2]"]
fn assignment_keeps_the_shape() {
    let mut a = Tensor::zeros(&[1, 2]);
    a += Tensor::zeros(&[3, 1]);
}

#[test]
fn the_greatest_element_is_found_along_a_dimension() {
    let x = Tensor::from(array![[1.0, 5.0, 5.0], [7.0, f32::NAN, 9.0]]);
    assert_eq!(x.argmax(), 4);
    assert!(x.max_value().is_nan());
    assert_eq!(x.argmax_dim(1), [1, 1]);
    assert_eq!(x.argmax_dim(0), [1, 1, 1]);
    assert_eq!(Tensor::zeros(&[0, 3]).argmax_dim(1), [0usize; 0]);
    assert_eq!(Tensor::full(&[2], f32::NEG_INFINITY).argmax(), 0);
}

#[test]
#[should_panic = "a tensor has at most 8 dimensions, not 9"]
fn nine_dimensions_are_too_many() {
    Tensor::zeros(&[1; 9]);
}

#[test]
#[should_panic = "has more elements than fit a usize"]
fn sizes_must_multiply() {
    Tensor::from_vec(vec![], &[usize::MAX, 2]);
}

#[test]
#[should_panic = "size: no dimension 4 for an input of shape [1, 2, 3, 4]; expected -4..=3"]
fn sizes_of_no_dimension() {
    Tensor::zeros(&[1, 2, 3, 4]).size(4);
}

#[test]
fn tensors_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Tensor>();
}
