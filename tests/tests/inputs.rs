//! Each input has the scale that calibration found for its place, whatever else a call has.

use quantizable::{
    Error, Model, QConfigMapping, Quantized, Tensor, backend::FakeQuant, nn::Linear, quantizable,
};

/// Numbers in -1..1.
fn wave(shape: &[usize], seed: f32) -> Tensor {
    Tensor::from_fn(shape, |i| (i as f32 * 1.7 + seed).sin())
}

/// Decibels of `y` over its distance from `z`.
fn snr(y: &Tensor, z: &Tensor) -> f32 {
    let error = y - z;
    10.0 * ((y * y).sum_value() / (&error * &error).sum_value()).log10()
}

#[quantizable]
struct Biased {
    fc: Linear,
    bias: Linear,
}

#[quantizable]
impl Biased {
    fn forward(&self, bias: Option<Tensor>, x: Tensor) -> Tensor {
        let y = self.fc.forward(x);
        match bias {
            Some(bias) => y + self.bias.forward(bias),
            None => y,
        }
    }
}

#[test]
fn an_input_that_may_be_missing_in_front() -> quantizable::Result<()> {
    let net = Biased { fc: Linear::new(16, 16), bias: Linear::new(1, 16) };
    let large = || Some(Tensor::full(&[4, 1], 1000.0));
    let prepared = net.prepare(&QConfigMapping::default())?;
    for seed in 0..4 {
        prepared.forward((None, wave(&[4, 16], seed as f32)))?;
        prepared.forward((large(), wave(&[4, 16], seed as f32)))?;
    }
    let int8 = prepared.convert()?;
    let loaded = Quantized::<Biased>::from_bytes(&net, &int8.to_bytes()?)?;
    let fake = prepared.convert_to(FakeQuant::default())?;
    let x = wave(&[4, 16], 0.5);
    for bias in [None, large()] {
        let y = int8.forward((bias.clone(), x.clone()))?;
        let f32 = net.forward(bias.clone(), x.clone());
        assert!(snr(&f32, &y) > 30.0, "{bias:?}: {} dB", snr(&f32, &y));
        assert_eq!(loaded.forward((bias.clone(), x.clone()))?, y);
        assert_eq!(fake.forward((bias, x.clone()))?, y);
    }
    Ok(())
}

#[quantizable]
struct Steps {
    step: Linear,
    context: Linear,
}

#[quantizable]
impl Steps {
    fn forward(&self, steps: &[Tensor], context: &Tensor) -> Tensor {
        let mut y = self.context.forward(context);
        for x in steps {
            y += self.step.forward(x);
        }
        y
    }
}

#[test]
fn lists_of_other_lengths() -> quantizable::Result<()> {
    let net = Steps { step: Linear::new(8, 8), context: Linear::new(8, 8) };
    let steps = |n: usize| (0..n).map(|i| wave(&[2, 8], i as f32) * 0.01).collect::<Vec<_>>();
    let context = || wave(&[2, 8], 9.0) * 50.0;
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward((steps(5), context()))?;
    let int8 = prepared.convert()?;
    for n in [0, 3, 5] {
        let (y, z) = (net.forward(&steps(n), &context()), int8.forward((steps(n), context()))?);
        assert!(snr(&y, &z) > 30.0, "{n} steps: {} dB", snr(&y, &z));
    }
    let error = int8.forward((steps(6), context())).unwrap_err();
    let Error::Op { site, .. } = &error else { panic!("{error}") };
    assert!(site.starts_with("input 0.5 of `Steps::forward`"), "{site}");
    assert!(error.to_string().contains("calibration has seen no tensor here"), "{error}");
    Ok(())
}
