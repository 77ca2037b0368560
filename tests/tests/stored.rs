//! int8 models in files: what comes back is what was saved, and what is not ours is refused.

use std::{fs, path::PathBuf};

use quantizable::{Error, QConfig, QConfigMapping, Quantized, Tensor, WeightObserver};
use quantizable_tests::{
    calibrated,
    models::{Block, Branching, Seed, TwoTowers},
    noise, randomize,
};

fn int8() -> Quantized<Seed> {
    let batches = [noise(&[2, 1, 14, 14], 1)];
    calibrated(&randomize(Seed::new()), &QConfigMapping::default(), &batches).convert().unwrap()
}

/// A file in a directory of its own.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&directory).unwrap();
        File(directory.join("model.safetensors"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

#[test]
fn a_saved_model_is_the_same_model() {
    let file = File::new("same");
    let int8 = int8();
    int8.save(&file.0).unwrap();
    let loaded = Quantized::load(&Seed::new(), &file.0).unwrap();
    let x = noise(&[3, 1, 14, 14], 4);
    assert_eq!(loaded.forward(x.clone()).unwrap(), int8.forward(x).unwrap());
    assert!(loaded.to_bytes().unwrap() == int8.to_bytes().unwrap());
    let files = fs::read_dir(file.0.parent().unwrap()).unwrap().count();
    assert_eq!(files, 1, "nothing else is left in the directory");
}

#[test]
fn parts_in_f32_and_nested_models_come_back() {
    let model = randomize(Branching::new(true));
    let batches: Vec<Tensor> =
        (0..16).map(|seed| noise(&[1, 3, 8, 8], seed) * (seed as f32 * 0.3)).collect();
    let per_tensor = QConfig::default().weight(WeightObserver::PerTensorMinMax);
    let mapping = QConfigMapping::default()
        .set_module_name("blocks.1", None)
        .set_module_name("low", per_tensor)
        .set_object_type("add", None);
    let int8 = calibrated(&model, &mapping, &batches).convert().unwrap();
    let bytes = int8.to_bytes().unwrap();
    let loaded = Quantized::from_bytes(&Branching::new(true), &bytes).unwrap();
    for x in batches {
        assert_eq!(loaded.forward(x.clone()).unwrap(), int8.forward(x).unwrap());
    }
    // The same type, but other parts.
    let error = Quantized::from_bytes(&Branching::new(false), &bytes).unwrap_err();
    assert!(error.to_string().contains("another version of `Branching`"), "{error}");
}

#[test]
fn files_of_others_are_refused_by_name() {
    let bytes = int8().to_bytes().unwrap();
    let error = Quantized::from_bytes(&TwoTowers::new(), &bytes).unwrap_err().to_string();
    assert!(error.contains("is of the model `Seed`, not of `TwoTowers`"), "{error}");

    let state_dict =
        safetensors::serialize(Vec::<(String, safetensors::tensor::TensorView)>::new(), None);
    let error = Quantized::from_bytes(&Seed::new(), &state_dict.unwrap()).unwrap_err().to_string();
    assert!(error.contains("StateDict::open"), "{error}");

    let small = calibrated(&Block::new(4), &QConfigMapping::default(), &[noise(&[1, 4, 5, 5], 1)]);
    let bytes = small.convert().unwrap().to_bytes().unwrap();
    let error = Quantized::from_bytes(&Block::new(5), &bytes).unwrap_err().to_string();
    assert!(error.contains("another version of `Block`"), "{error}");
}

#[test]
fn damaged_files_are_refused_wherever_they_end() {
    let file = File::new("damaged");
    let bytes = int8().to_bytes().unwrap();
    for len in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        fs::write(&file.0, &bytes[..len]).unwrap();
        let error = Quantized::load(&Seed::new(), &file.0).unwrap_err();
        assert!(matches!(&error, Error::File { .. }), "{error}");
        assert!(error.to_string().contains("model.safetensors"), "{error}");
    }
    for at in (0..bytes.len().min(4000)).step_by(7) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x55;
        // Some damage is to weights and cannot be seen; none may panic.
        let _ = Quantized::from_bytes(&Seed::new(), &bytes);
    }
    let missing = Quantized::load(&Seed::new(), file.0.with_file_name("missing")).unwrap_err();
    assert!(missing.to_string().contains("cannot be read"), "{missing}");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no/such/directory/model");
    let error = int8().save(&path).unwrap_err();
    assert!(error.to_string().contains("cannot be written"), "{error}");
}
