//! Observers against PyTorch's: the same batches, the same scale and zero point.

use quantizable::{
    QParams, WeightObserver,
    observer::{Batch, HistogramObserver, MinMaxObserver, MovingAverageMinMaxObserver, Observer},
};
use safetensors::{SafeTensors, tensor::TensorView};
use serde_json::Value;

const FILE: &[u8] = include_bytes!("../vectors/observers.safetensors");

struct Vectors {
    tensors: SafeTensors<'static>,
    cases: Vec<Value>,
}

impl Vectors {
    fn new() -> Self {
        let (_, header) = SafeTensors::read_metadata(FILE).unwrap();
        let cases = &header.metadata().as_ref().unwrap()["cases"];
        Vectors {
            tensors: SafeTensors::deserialize(FILE).unwrap(),
            cases: serde_json::from_str(cases).unwrap(),
        }
    }

    fn tensor(&self, case: &str, name: &str) -> TensorView<'static> {
        self.tensors.tensor(&format!("{case}.{name}")).unwrap()
    }

    fn f32s(&self, case: &str, name: &str) -> Vec<f32> {
        let data = self.tensor(case, name).data();
        data.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
    }

    fn i32s(&self, case: &str, name: &str) -> Vec<i32> {
        let data = self.tensor(case, name).data();
        data.as_chunks().0.iter().map(|&bytes| i32::from_le_bytes(bytes)).collect()
    }

    fn case(&self, name: &str) -> &Value {
        self.cases.iter().find(|case| case["name"] == name).unwrap()
    }

    /// What `observer` says after the batches of a `batches` case.
    fn observe(&self, batches: &str, observer: &mut dyn Observer) -> QParams {
        let times = self.case(batches)["args"]["times"].as_array().unwrap();
        for (i, times) in times.iter().enumerate() {
            let values = self.f32s(batches, &format!("batch{i}"));
            let batch = Batch::new(&values).unwrap().unwrap();
            (0..times.as_u64().unwrap()).for_each(|_| observer.observe(&batch));
        }
        observer.qparams().unwrap()
    }

    /// Holds the observers that `make` makes against every case of PyTorch's class.
    fn check<O: Observer>(&self, class: &str, make: impl Fn(&Value) -> O) {
        let mut checked = 0;
        for case in self.cases.iter().filter(|case| case["op"] == class) {
            let (name, args) = (case["name"].as_str().unwrap(), &case["args"]);
            // Of weights, which have tests of their own.
            let Some(batches) = args["batches_of"].as_str() else { continue };
            let ours = self.observe(batches, &mut make(args));
            assert_eq!(ours.scale, self.f32s(name, "scale")[0], "scale of {name}");
            let zero_point = self.i32s(name, "zero_point")[0];
            assert_eq!(i32::from(ours.zero_point), zero_point, "zero point of {name}");
            checked += 1;
        }
        assert!(checked >= 20, "only {checked} cases of {class}");
    }
}

#[test]
fn min_max() {
    Vectors::new().check("MinMaxObserver", |_| MinMaxObserver::new());
}

#[test]
fn moving_average() {
    Vectors::new().check("MovingAverageMinMaxObserver", |args| {
        MovingAverageMinMaxObserver::new(args["averaging_constant"].as_f64().unwrap() as f32)
    });
}

#[test]
fn histogram() {
    Vectors::new().check("HistogramObserver", |args| {
        HistogramObserver::new(args["bins"].as_u64().unwrap() as usize)
    });
}

#[test]
fn weights() {
    let vectors = Vectors::new();
    for (prefix, observer) in [
        ("per_channel_", WeightObserver::PerChannelMinMax),
        ("per_tensor_", WeightObserver::PerTensorMinMax),
    ] {
        let mut checked = 0;
        for case in &vectors.cases {
            let name = case["name"].as_str().unwrap();
            if !name.starts_with(prefix) {
                continue;
            }
            let weight = vectors.f32s(name, "weight");
            let channels = vectors.tensor(name, "weight").shape()[0];
            let mut expected = vectors.f32s(name, "scale");
            if observer == WeightObserver::PerTensorMinMax {
                expected = vec![expected[0]; channels];
            }
            assert_eq!(observer.scales(&weight, channels), expected, "scales of {name}");
            checked += 1;
        }
        assert!(checked >= 4, "only {checked} cases of {prefix}");
    }
}
