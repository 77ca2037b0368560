//! What the integration tests share.

pub mod generate;
pub mod models;
pub mod random;
pub mod small;
pub mod vectors;

use quantizable::{
    __private::{Float, float},
    FakeQuantized, Model, Prepared, QConfigMapping, Quantized, Tensor,
    backend::{FakeQuant, Int8},
    kernel::Isa,
};

/// Numbers between -1 and 1 that differ at every place and with every seed.
pub fn noise(shape: &[usize], seed: u64) -> Tensor {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Tensor::from_fn(shape, |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    })
}

/// Every tensor of a model filled with numbers of its own; variances are positive.
pub fn randomize<M: Model>(mut model: M) -> M {
    let mut seed = 1;
    model.visit_mut("", &mut |name, tensor| {
        seed += 1;
        let scale = (2.0 / (tensor.numel() / tensor.shape()[0]).max(2) as f32).sqrt();
        let noise = noise(tensor.shape(), seed);
        *tensor = if name.ends_with("running_var") { noise * 0.3 + 1.0 } else { noise * scale };
    });
    model
}

/// The lowered model's forward in f32.
pub fn lowered_f32<M: Model<Input = Tensor, Output = Tensor>>(model: &M, x: &Tensor) -> Tensor {
    M::forward_lowered(&float(model), &Float::new(), x.clone()).expect("operands that fit")
}

/// The model calibrated on batches.
pub fn calibrated<M: Model>(
    model: &M,
    mapping: &QConfigMapping,
    batches: &[M::Input],
) -> Prepared<M>
where
    M::Input: Clone,
{
    let prepared = model.prepare(mapping).expect("a mapping that fits");
    for batch in batches {
        prepared.forward(batch.clone()).expect("a batch that fits");
    }
    prepared
}

/// The calibrated model in plain loops and on every instruction set.
pub fn converted<M: Model>(prepared: &Prepared<M>) -> (FakeQuantized<M>, Vec<Quantized<M>>) {
    let fake = prepared.convert_to(FakeQuant::new()).expect("every site has seen data");
    let int8 = Isa::available().iter().map(|&isa| prepared.convert_to(Int8::on(isa)));
    (fake, int8.collect::<Result<_, _>>().expect("every site has seen data"))
}

/// The calibrated model, which runs an image at a time if it may.
pub fn in_parts<M: Model>(prepared: &Prepared<M>) -> Quantized<M> {
    let backend = Int8::new().expect("an instruction set of this machine").cache(1);
    prepared.convert_to(backend).expect("every site has seen data")
}

/// Signal to quantization noise in decibels.
pub fn sqnr(signal: &Tensor, quantized: &Tensor) -> f32 {
    let power =
        |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v * v)).sum::<f64>();
    let signal_power = power(&mut signal.as_slice().iter().copied());
    let pairs = signal.as_slice().iter().zip(quantized.as_slice());
    let noise_power = power(&mut pairs.map(|(a, b)| a - b));
    (10.0 * (signal_power / noise_power).log10()) as f32
}

/// Holds a model against what is written in f32 and int8 against fake-quant, calibrated on `x`, which
/// reaches every site that is required.
#[track_caller]
pub fn agrees<M: Model<Input = Tensor, Output = Tensor>>(model: &M, x: &Tensor) -> Prepared<M> {
    assert_eq!(lowered_f32(model, x), model.forward(x.clone()));
    let prepared = calibrated(model, &QConfigMapping::default(), std::slice::from_ref(x));
    let (fake, int8) = converted(&prepared);
    let expected = fake.forward(x.clone()).expect("an input as calibrated");
    for int8 in &int8 {
        let y = int8.forward(x.clone()).expect("an input as calibrated");
        assert_eq!(y, expected, "{}", int8.isa());
    }
    prepared
}

/// Holds a model of two channels, with other weights, against what it is to agree with.
#[track_caller]
pub fn check<M: Model<Input = Tensor, Output = Tensor>>(model: M) {
    agrees(&randomize(model), &noise(&[2, 2, 5, 5], 1));
}

/// The model, with other weights, agrees, and calibration reaches what is required, and no more is.
#[track_caller]
pub fn reaches_all<M: Model<Input = Tensor, Output = Tensor>>(model: M, x: &Tensor) {
    let prepared = agrees(&randomize(model), x);
    let coverage = prepared.coverage();
    assert_eq!(coverage.missing().next(), None, "{coverage}");
    for site in coverage.sites() {
        assert_eq!(site.required, site.batches > 0, "{site:?}");
    }
}
