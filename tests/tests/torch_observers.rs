//! Observers against PyTorch's: the same batches, the same scale and zero point.

use quantizable::{
    QParams, WeightObserver,
    observer::{Batch, HistogramObserver, MinMaxObserver, MovingAverageMinMaxObserver, Observer},
};
use quantizable_tests::vectors::{Case, Vectors};

/// What `observer` says after the batches of a case.
fn observe(batches: &Case<'_>, observer: &mut dyn Observer) -> QParams {
    for (i, times) in batches.ints("times").into_iter().enumerate() {
        let values = batches.tensor(&format!("batch{i}"));
        let batch = Batch::new(values.as_slice()).unwrap().unwrap();
        (0..times).for_each(|_| observer.observe(&batch));
    }
    observer.qparams().unwrap()
}

/// Holds the observers that `make` makes against every case of PyTorch's class.
fn check<O: Observer>(class: &str, make: impl Fn(&Case<'_>) -> O) {
    let vectors = Vectors::open("observers");
    let mut checked = 0;
    // Cases with a weight have tests of their own.
    for case in vectors.cases().filter(|case| case.op() == class && case.find("weight").is_none()) {
        let name = case.name();
        let batches = vectors.cases().find(|other| other.name() == case.arg("batches_of"));
        let ours = observe(&batches.unwrap(), &mut make(&case));
        assert_eq!([ours.scale], case.tensor("scale").as_slice(), "scale of {name}");
        assert_eq!([i32::from(ours.zero_point)], *case.i32s("zero_point"), "zero point of {name}");
        checked += 1;
    }
    assert!(checked >= 20, "only {checked} cases of {class}");
}

#[test]
fn min_max() {
    check("MinMaxObserver", |_| MinMaxObserver::new());
}

#[test]
fn moving_average() {
    check("MovingAverageMinMaxObserver", |case| {
        MovingAverageMinMaxObserver::new(case.number("averaging_constant"))
    });
}

#[test]
fn histogram() {
    check("HistogramObserver", |case| HistogramObserver::new(case.int("bins") as usize));
}

#[test]
fn weights() {
    let vectors = Vectors::open("observers");
    let mut checked = 0;
    for case in vectors.cases() {
        let Some(weight) = case.find("weight") else { continue };
        let (observer, per_tensor) = match case.arg("qscheme").as_str().unwrap() {
            "per_channel_symmetric" => (WeightObserver::PerChannelMinMax, false),
            "per_tensor_symmetric" => (WeightObserver::PerTensorMinMax, true),
            other => panic!("{other}"),
        };
        let channels = weight.size(0);
        let mut expected = case.tensor("scale").into_vec();
        if per_tensor {
            expected = vec![expected[0]; channels];
        }
        assert_eq!(observer.scales(weight.as_slice(), channels), expected, "{}", case.name());
        checked += 1;
    }
    assert!(checked >= 8, "only {checked} cases");
}
