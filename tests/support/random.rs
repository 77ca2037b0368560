//! What must hold of every model, whatever it looks like.

use quantizable::{
    ActivationObserver, Model, QConfig, QConfigMapping, QParams, Quantized, Tensor,
    functional as F,
    observer::{Batch, MinMaxObserver, Observer},
};

use crate::{converted, in_parts, lowered_f32, noise, randomize, sqnr};

/// The least signal to quantization noise, in decibels, of a model that takes the same way in
/// int8 as in f32.
const LEAST_SQNR: f32 = 20.0;

/// What a model makes of inputs around 1, if it does not blow them up.
const MOST: f32 = 1e6;

/// Sees what `MinMaxObserver` sees. Where no data comes by, since a random model has places that
/// cannot be reached, it makes a range up, so that the model converts all the same.
#[derive(Clone)]
struct Lenient(MinMaxObserver);

impl Observer for Lenient {
    fn observe(&mut self, batch: &Batch<'_>) {
        self.0.observe(batch);
    }

    fn qparams(&self) -> Option<QParams> {
        Some(self.0.qparams().unwrap_or_else(|| QParams::from_min_max(-4.0, 4.0)))
    }
}

/// Images of several contrasts, bright ones and dark ones.
fn images() -> Vec<Tensor> {
    let image = |i: u64| noise(&[2, 4, 6, 6], 40 + i) * [1.0, 0.5, 2.0][i as usize % 3];
    (0..16).map(|i| image(i) + [0.0, 0.5, -0.5, 1.0][i as usize % 4]).collect()
}

fn assert_same(a: &Tensor, b: &Tensor, what: &str) {
    assert_eq!(a.shape(), b.shape(), "{what}");
    let bits = |x: &Tensor| x.as_slice().iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert!(bits(a) == bits(b), "{what}: {a:?} is not {b:?}");
}

/// Holds a model to all of it: lowered to f32 it computes what is written, to the bit; int8 is
/// fake-quant on every instruction set and after it was stored; and, if no tensor decides what
/// runs (`steady`), int8 is near f32. A batch is the same in parts, from its second call on, where
/// images are treated each by itself.
pub fn check<M: Model<Input = Tensor, Output = Tensor>>(model: M, steady: bool) {
    let model = randomize(model);
    let images = images();
    let exact: Vec<Tensor> = images.iter().map(|x| model.forward(x.clone())).collect();
    for (x, y) in images.iter().zip(&exact) {
        assert_same(&lowered_f32(&model, x), y, "lowered to f32");
    }
    let observer = ActivationObserver::Custom(|| Box::new(Lenient(MinMaxObserver::new())));
    let mapping = QConfigMapping::new().set_global(QConfig::default().activation(observer));
    let prepared = model.prepare(&mapping).expect("a mapping that fits");
    for image in &images {
        match prepared.forward(image.clone()) {
            Ok(_) => {}
            // It grows beyond what f32 holds.
            Err(error) if error.to_string().starts_with("calibration saw inf") => return,
            Err(error) => panic!("{error}"),
        }
    }
    let (fake, int8) = converted(&prepared);
    let stored = int8.last().expect("an instruction set").to_bytes().unwrap();
    let stored = Quantized::from_bytes(&model, &stored).unwrap();
    let (mut signal, mut quantized) = (Vec::new(), Vec::new());
    for (x, y) in images.iter().zip(&exact) {
        let expected = fake.forward(x.clone()).unwrap();
        for int8 in int8.iter().chain([&stored]) {
            assert_same(&int8.forward(x.clone()).unwrap(), &expected, int8.isa());
        }
        signal.extend_from_slice(y.as_slice());
        quantized.extend_from_slice(expected.as_slice());
    }
    let batch = F::cat(&images[..3], 0);
    let (expected, parts) = (fake.forward(batch.clone()), in_parts(&prepared));
    for _ in 0..2 {
        match (&expected, parts.forward(batch.clone())) {
            (Ok(expected), Ok(found)) => assert_same(&found, expected, "a batch in parts"),
            // It has a tensor of its own for two images.
            (expected, found) => assert!(expected.is_err() && found.is_err()),
        }
    }
    // Where values grow with each turn of a loop, no range of its sites has room for the first turn.
    let steady = steady && signal.iter().all(|y| y.abs() < MOST);
    let sqnr = sqnr(&Tensor::from(signal), &Tensor::from(quantized));
    // Of zeros that stay zeros it is not a number.
    let near = sqnr.is_nan() || sqnr > LEAST_SQNR;
    // One in forty models has a site that runs several times, on values of very different sizes.
    assert!(!steady || near, "{sqnr} dB between f32 and int8; does a site see too much?");
}
