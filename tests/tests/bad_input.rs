//! What does not fit is an error that says what, where and what to do, and leaves nothing behind.

use quantizable::{Error, Model, Prepared, QConfig, QConfigMapping, Quantized, Tensor};
use quantizable_tests::{
    calibrated, converted,
    models::{Branching, Seed, TwoTowers},
    noise, randomize,
};

fn prepared() -> Prepared<Seed> {
    let batches = [noise(&[2, 1, 14, 14], 1), noise(&[2, 1, 14, 14], 2)];
    calibrated(&randomize(Seed::new()), &QConfigMapping::default(), &batches)
}

fn int8() -> Quantized<Seed> {
    prepared().convert().unwrap()
}

/// The error's text, which has all of `parts`.
#[track_caller]
fn message<T: std::fmt::Debug>(result: quantizable::Result<T>, parts: &[&str]) -> String {
    let message = result.expect_err("bad input").to_string();
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    message
}

#[test]
fn wrong_shapes_name_the_call_site() {
    let bad = [
        (&[2, 3, 14, 14][..], "3 channels"),
        (&[14, 14], "[N, C, H, W]"),
        (&[2], "[N, C, H, W]"),
        (&[], "[N, C, H, W]"),
        (&[1, 1, 2, 14], "larger than"),
    ];
    let (prepared, int8) = (prepared(), int8());
    for (shape, why) in bad {
        let parts = ["conv2d", why, "`self.conv1.forward(x)`", "models.rs:"];
        message(prepared.forward(Tensor::ones(shape)), &parts);
        message(int8.forward(Tensor::ones(shape)), &parts);
    }
    // Fits the convolutions, but not the reshape after them.
    let parts = ["reshape", "[-1, 32]", "models.rs:"];
    message(prepared.forward(Tensor::ones(&[1, 1, 18, 14])), &parts);
    message(int8.forward(Tensor::ones(&[1, 1, 18, 14])), &parts);
}

#[test]
fn empty_batches_name_the_input() {
    let parts = ["the input of `Seed::forward`", "[0, 1, 14, 14] has no elements"];
    message(prepared().forward(Tensor::ones(&[0, 1, 14, 14])), &parts);
    message(int8().forward(Tensor::ones(&[0, 1, 14, 14])), &parts);
}

#[test]
fn calibration_refuses_what_is_not_finite() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut x = noise(&[1, 1, 14, 14], 3);
        x.as_mut_slice()[100] = value;
        let error = prepared().forward(x).unwrap_err();
        assert!(
            matches!(&error, Error::NonFinite { site, .. } if site.starts_with("the input of"))
        );
        assert!(error.to_string().contains("None"), "{error}");
    }
    // Finite inputs, but sums that are not: the layer's call site is named.
    let model = Seed::new();
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    let x = noise(&[1, 1, 14, 14], 3) * f32::MAX;
    message(prepared.forward(x.clone()), &["conv1.forward", "models.rs:"]);
    // In f32 throughout, that is nobody's business.
    model.prepare(&QConfigMapping::new()).unwrap().forward(x).unwrap();
}

#[test]
fn a_failed_batch_leaves_no_trace() {
    let (clean, dirty) = (prepared(), prepared());
    let mut nan = Tensor::full(&[1, 1, 14, 14], 9.0);
    nan.as_mut_slice()[0] = f32::NAN;
    dirty.forward(nan).unwrap_err();
    // Large values reach every observer but the last ones before the reshape fails.
    dirty.forward(Tensor::full(&[1, 1, 18, 14], 9.0)).unwrap_err();
    let x = noise(&[1, 1, 14, 14], 5);
    let [clean, dirty] = [clean, dirty].map(|p| p.convert().unwrap().forward(x.clone()).unwrap());
    assert_eq!(clean, dirty);
}

#[test]
fn a_failed_first_batch_leaves_no_inputs() {
    let prepared = Seed::new().prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(Tensor::ones(&[1, 2, 14, 14])).unwrap_err();
    let int8 = prepared.convert().unwrap_err();
    assert!(matches!(int8, Error::Unobserved { sites } if sites.len() == 3));
}

#[test]
fn sites_without_data_are_all_named() {
    let prepared = Seed::new().prepare(&QConfigMapping::default()).unwrap();
    let parts = ["3 call sites saw no calibration data", "conv1", "conv2", "self.fc.forward(x)"];
    message(prepared.convert(), &parts);
    assert_eq!(prepared.coverage().missing().count(), 3);
    let listed = prepared.coverage().to_string();
    assert!(
        listed.starts_with("0 of 3 call sites have seen data; not yet:\n  `F::relu("),
        "{listed}"
    );

    // A branch that never ran.
    let model = randomize(Branching::new(false));
    let dark = [noise(&[1, 3, 8, 8], 1)];
    let prepared = calibrated(&model, &QConfigMapping::default(), &dark);
    message(prepared.convert(), &["1 call site saw no", "self.high.forward", "models.rs:"]);
    // Kept in f32, it needs no data.
    let mapping = QConfigMapping::default().set_module_name("high", None);
    calibrated(&model, &mapping, &dark).convert().unwrap();
    // So do all without any, if the mapping says so; what runs after all, runs in f32.
    let mapping = QConfigMapping::default().keep_unobserved_in_f32();
    let prepared = calibrated(&model, &mapping, &dark);
    assert_eq!(prepared.coverage().missing().count(), 0);
    let (fake, int8) = converted(&prepared);
    let [dark] = dark;
    for x in [dark.clone(), &dark + 99.0] {
        let y = fake.forward(x.clone()).unwrap();
        assert_eq!(y.shape(), model.forward(x.clone()).shape());
        for int8 in &int8 {
            assert_eq!(int8.forward(x.clone()).unwrap(), y);
        }
    }
}

#[test]
fn inference_takes_any_numbers() {
    let int8 = int8();
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE] {
        let y = int8.forward(Tensor::full(&[1, 1, 14, 14], value)).unwrap();
        assert!(y.as_slice().iter().all(|y| y.is_finite()), "{value}");
    }
    let low = int8.forward(Tensor::full(&[1, 1, 14, 14], f32::NEG_INFINITY)).unwrap();
    assert_eq!(int8.forward(Tensor::full(&[1, 1, 14, 14], f32::NAN)).unwrap(), low);
    // More images than calibration had.
    assert_eq!(int8.forward(noise(&[7, 1, 14, 14], 1)).unwrap().shape(), [7, 10]);
}

#[test]
fn mappings_that_name_nothing_are_refused() {
    let model = Seed::new();
    let prepare = |mapping: QConfigMapping| model.prepare(&mapping).map(drop);
    let default = QConfigMapping::default;
    message(prepare(default().set_module_name("conv3", None)), &["`conv3`", "did you mean `conv"]);
    message(prepare(default().set_object_type("Conv3d", None)), &["`Conv3d`", "`Conv2d`"]);
    message(prepare(default().set_module_name_regex("(", None)), &["regex `(`"]);
}

#[test]
fn weights_that_are_not_finite_name_the_layer() {
    let mut model = Seed::new();
    quantizable::nn::Parameters::visit_mut(&mut model, "", &mut |name, tensor| {
        if name == "conv2.weight" {
            tensor.as_mut_slice()[3] = f32::NAN;
        }
    });
    let prepared = model
        .prepare(
            &QConfigMapping::default()
                .set_global(None)
                .set_module_name("conv2", QConfig::default()),
        )
        .unwrap();
    message(prepared.convert(), &["layer `conv2`", "NaN"]);
}

#[test]
fn more_inputs_than_calibrated() {
    let model = TwoTowers::new();
    let prepared = model.prepare(&QConfigMapping::new()).unwrap();
    let int8 = prepared.convert().unwrap();
    let input = (noise(&[1, 5], 1), noise(&[1, 7], 2));
    message(
        int8.forward(input),
        &["input 0 of `TwoTowers::forward`", "calibration has seen no tensor here"],
    );
}
