//! One body, four interpreters: f32 is the code as written, fake-quant is int8, and int8 is close
//! to f32.

use quantizable::{Model, QConfigMapping, Tensor};
use quantizable_tests::{
    calibrated, converted, lowered_f32,
    models::{Block, Branching, Seed, TwoTowers},
    noise, randomize, sqnr,
};

/// Holds a model of one image to all of it. Returns the SQNR.
fn check<M: Model<Input = Tensor, Output = Tensor>>(model: M, shape: &[usize]) -> f32 {
    let model = randomize(model);
    let batches: Vec<Tensor> = (0..8).map(|seed| noise(shape, 100 + seed)).collect();
    for x in &batches {
        assert_eq!(lowered_f32(&model, x), model.forward(x.clone()));
    }
    let prepared = calibrated(&model, &QConfigMapping::default(), &batches);
    let (fake, int8) = converted(&prepared);
    let x = noise(shape, 7);
    let expected = fake.forward(x.clone()).unwrap();
    for int8 in int8 {
        assert_eq!(int8.forward(x.clone()).unwrap(), expected, "{}", int8.isa());
    }
    sqnr(&model.forward(x), &expected)
}

#[test]
fn straight_line() {
    let sqnr = check(Seed::new(), &[2, 1, 14, 14]);
    assert!(sqnr > 25.0, "{sqnr}");
}

#[test]
fn residual() {
    let sqnr = check(Block::new(5), &[2, 5, 6, 7]);
    assert!(sqnr > 25.0, "{sqnr}");
}

#[test]
fn control_flow() {
    for extra in [false, true] {
        let model = randomize(Branching::new(extra));
        // Dark and bright images take different branches.
        let batches: Vec<Tensor> =
            (0..16).map(|seed| noise(&[1, 3, 8, 8], seed) * (seed as f32 * 0.3)).collect();
        for x in &batches {
            assert_eq!(lowered_f32(&model, x), model.forward(x.clone()));
        }
        let prepared = calibrated(&model, &QConfigMapping::default(), &batches);
        let (fake, int8) = converted(&prepared);
        for x in &batches {
            let expected = fake.forward(x.clone()).unwrap();
            for int8 in &int8 {
                assert_eq!(int8.forward(x.clone()).unwrap(), expected, "{}", int8.isa());
            }
        }
    }
}

#[test]
fn several_inputs_and_outputs() {
    let model = randomize(TwoTowers::new());
    let input = |seed| (noise(&[4, 5], seed), noise(&[4, 7], seed + 50));
    let batches: Vec<_> = (0..8).map(input).collect();
    let prepared = calibrated(&model, &QConfigMapping::default(), &batches);
    let (fake, int8) = converted(&prepared);
    let (a, b) = input(9);
    let f32 = model.forward(a.clone(), b.clone());
    let expected = fake.forward((a.clone(), b.clone())).unwrap();
    for int8 in int8 {
        assert_eq!(int8.forward((a.clone(), b.clone())).unwrap(), expected, "{}", int8.isa());
    }
    let sqnr = [sqnr(&f32.0, &expected.0), sqnr(&f32.1, &expected.1)];
    assert!(sqnr.iter().all(|&sqnr| sqnr > 25.0), "{sqnr:?}");
}
