//! The digits model, end to end against PyTorch's FX int8 with the same qconfig.

use std::path::Path;

use quantizable::{
    ActivationObserver, Model, QConfig, QConfigMapping, StateDict, Tensor,
    backend::{FakeQuant, Int8},
    kernel::Isa,
};
use quantizable_examples::digits::Digits;
use safetensors::{SafeTensors, tensor::TensorView};

/// A file of the repository.
struct File(Vec<u8>);

impl File {
    fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        File(std::fs::read(path).unwrap())
    }

    fn tensor(&self, name: &str) -> TensorView<'_> {
        SafeTensors::deserialize(&self.0).unwrap().tensor(name).unwrap()
    }

    fn f32s(&self, name: &str) -> Vec<f32> {
        let view = self.tensor(name);
        view.data().as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
    }

    fn images(&self) -> Tensor {
        let view = self.tensor("images");
        let pixels = view.data().iter().map(|&p| f32::from(p) / 16.0).collect();
        Tensor::from_vec(pixels, view.shape())
    }
}

fn part(images: &Tensor, first: usize, count: usize) -> Tensor {
    let pixels = &images.as_slice()[first * 64..][..count * 64];
    Tensor::from_vec(pixels.to_vec(), &[count, 1, 8, 8])
}

fn prepared() -> quantizable::Prepared<Digits> {
    let weights = File::read("examples/data/digits.safetensors");
    let mut model = Digits::new();
    model.load_state_dict(&StateDict::from_bytes(&weights.0).unwrap()).unwrap();
    let min_max = QConfig::default().activation(ActivationObserver::MinMax);
    let prepared = model.prepare(&QConfigMapping::new().set_global(min_max)).unwrap();
    let images = File::read("examples/data/digits_calibration.safetensors").images();
    for batch in 0..4 {
        prepared.forward(part(&images, batch * 32, 32)).unwrap();
    }
    prepared
}

/// Scale and zero point by what they are of.
fn fx_qparams() -> serde_json::Value {
    let fx = File::read("tests/vectors/digits_fx.safetensors");
    let (_, header) = SafeTensors::read_metadata(&fx.0).unwrap();
    let digits = &header.metadata().as_ref().unwrap()["digits"];
    let digits: serde_json::Value = serde_json::from_str(digits).unwrap();
    digits["onednn"]["observers"].clone()
}

#[test]
fn weights_scales_and_zero_points_are_pytorchs() {
    let saved = File(prepared().convert().unwrap().to_bytes().unwrap());
    let fx = File::read("tests/vectors/digits_fx.safetensors");
    for layer in ["conv1", "block.conv1", "block.conv2", "conv2", "fc"] {
        let weight = saved.tensor(&format!("{layer}.weight"));
        assert_eq!(weight.data(), fx.tensor(&format!("weight.{layer}")).data(), "{layer}");
        let ours = saved.f32s(&format!("{layer}.weight_scale"));
        assert_eq!(ours, fx.f32s(&format!("weight_scale.{layer}")), "{layer}");
        assert_eq!(
            saved.f32s(&format!("{layer}.bias")),
            fx.f32s(&format!("bias.{layer}")),
            "{layer}"
        );
    }
    let (scales, zero_points) = (saved.f32s("__sites.scale"), saved.tensor("__sites.zero_point"));
    let fx = fx_qparams();
    // Inputs first, then nested models, then the model itself.
    let sites = ["x", "block.conv1", "block.conv2", "conv1", "conv2", "fc"];
    assert_eq!(scales.len(), sites.len());
    for (i, site) in sites.into_iter().enumerate() {
        // Calibration sums in f32, in another order.
        let theirs = fx[site]["scale"].as_f64().unwrap();
        let error = (f64::from(scales[i]) / theirs - 1.0).abs();
        assert!(error < 4.0 * f64::from(f32::EPSILON), "{site}: {} and {theirs}", scales[i]);
        assert_eq!(
            u64::from(zero_points.data()[i]),
            fx[site]["zero_point"].as_u64().unwrap(),
            "{site}"
        );
    }
}

/// How many outputs are how many steps from PyTorch's.
fn steps(int8: impl Fn(Tensor) -> Tensor) -> [usize; 256] {
    let images = File::read("examples/data/digits_test.safetensors").images();
    let fx = File::read("tests/vectors/digits_fx.safetensors");
    let qparams = &fx_qparams()["fc"];
    let scale = qparams["scale"].as_f64().unwrap() as f32;
    let zero_point = qparams["zero_point"].as_i64().unwrap();
    let logits = int8(images);
    let mut steps = [0; 256];
    let theirs = fx.tensor("onednn.output");
    assert_eq!(logits.shape(), theirs.shape());
    for (logit, &theirs) in logits.as_slice().iter().zip(theirs.data()) {
        let ours = (logit / scale).round() as i64 + zero_point;
        steps[ours.abs_diff(i64::from(theirs)) as usize] += 1;
    }
    steps
}

#[test]
fn outputs_are_pytorchs() {
    let prepared = prepared();
    let fake = prepared.convert_to(FakeQuant::new()).unwrap();
    let expected = steps(|x| fake.forward(x).unwrap());
    let far: usize = expected[3..].iter().sum();
    assert!(expected[0] >= 4950 && far == 0, "{expected:?}");
    for &isa in Isa::available() {
        let int8 = prepared.convert_to(Int8::on(isa)).unwrap();
        assert!(steps(|x| int8.forward(x).unwrap()) == expected, "{}", isa.name());
    }
}
