//! PyTorch's answers, from `tests/vectors`; its README describes the files.

use std::path::PathBuf;

use ndarray::ArrayD;
use quantizable::{QParams, Tensor};
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

/// A file of cases.
pub struct Vectors {
    bytes: Vec<u8>,
    cases: Vec<Value>,
}

/// One call of an operation in PyTorch: its arguments and tensors.
pub struct Case<'a> {
    file: SafeTensors<'a>,
    json: &'a Value,
}

impl Vectors {
    /// The file `tests/vectors/FAMILY.safetensors`.
    pub fn open(family: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("vectors")
            .join(format!("{family}.safetensors"));
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (_, header) = SafeTensors::read_metadata(&bytes).expect("a safetensors file");
        let metadata = header.metadata().as_ref().expect("metadata");
        let cases = serde_json::from_str(&metadata["cases"]).expect("a list of cases");
        Vectors { bytes, cases }
    }

    /// Its cases, of which there is at least one.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        assert!(!self.cases.is_empty());
        self.cases.iter().map(|json| Case {
            file: SafeTensors::deserialize(&self.bytes).expect("a safetensors file"),
            json,
        })
    }
}

impl Case<'_> {
    /// The case's name.
    pub fn name(&self) -> &str {
        self.json["name"].as_str().expect("a name")
    }

    /// PyTorch's name of the operation.
    pub fn op(&self) -> &str {
        self.json["op"].as_str().expect("an op")
    }

    /// Whether the output is the true result rounded once.
    pub fn exact(&self) -> bool {
        self.json["exact"].as_bool().expect("exact or not")
    }

    /// An argument; null is PyTorch's `None`.
    pub fn arg(&self, name: &str) -> &Value {
        self.json["args"].get(name).unwrap_or_else(|| panic!("{}: no {name}", self.name()))
    }

    /// An integer argument.
    pub fn int(&self, name: &str) -> isize {
        self.arg(name).as_i64().unwrap_or_else(|| panic!("{}: {name}", self.name())) as isize
    }

    /// A number argument.
    pub fn number(&self, name: &str) -> f32 {
        self.arg(name).as_f64().unwrap_or_else(|| panic!("{}: {name}", self.name())) as f32
    }

    /// A yes or no argument.
    pub fn flag(&self, name: &str) -> bool {
        self.arg(name).as_bool().unwrap_or_else(|| panic!("{}: {name}", self.name()))
    }

    /// An argument that is a list of integers.
    pub fn ints(&self, name: &str) -> Vec<isize> {
        let list = self.arg(name).as_array().unwrap_or_else(|| panic!("{}: {name}", self.name()));
        list.iter().map(|value| value.as_i64().expect("an integer") as isize).collect()
    }

    /// An argument that is a height and a width.
    pub fn pair(&self, name: &str) -> [usize; 2] {
        match self.ints(name)[..] {
            [height, width] => [height as usize, width as usize],
            _ => panic!("{}: {name} is no pair", self.name()),
        }
    }

    /// A float tensor of the case.
    pub fn tensor(&self, name: &str) -> Tensor {
        self.find(name).unwrap_or_else(|| panic!("{}: no tensor {name}", self.name()))
    }

    /// A float tensor of the case, if it has it.
    pub fn find(&self, name: &str) -> Option<Tensor> {
        let view = self.file.tensor(&format!("{}.{name}", self.name())).ok()?;
        let bytes = view.data();
        let data: Vec<f32> = match view.dtype() {
            Dtype::F32 => bytes.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect(),
            // Some weights are stored so, although all of them are f32 numbers.
            Dtype::F64 => {
                bytes.as_chunks().0.iter().map(|&b| narrow(f64::from_le_bytes(b))).collect()
            }
            other => panic!("{}.{name} is {other:?}", self.name()),
        };
        Some(Tensor::from_vec(data, view.shape()))
    }

    /// A u8 tensor of the case, if it has it.
    pub fn find_u8s(&self, name: &str) -> Option<ArrayD<u8>> {
        let view = self.file.tensor(&format!("{}.{name}", self.name())).ok()?;
        assert_eq!(view.dtype(), Dtype::U8, "{}.{name}", self.name());
        let array = ArrayD::from_shape_vec(view.shape(), view.data().to_vec());
        Some(array.expect("as many values as the shape has"))
    }

    /// A u8 tensor of the case.
    pub fn u8s(&self, name: &str) -> ArrayD<u8> {
        self.find_u8s(name).unwrap_or_else(|| panic!("{}: no tensor {name}", self.name()))
    }

    /// The values and the shape of an i8 tensor of the case.
    pub fn i8s(&self, name: &str) -> (Vec<i8>, Vec<usize>) {
        let view = self.file.tensor(&format!("{}.{name}", self.name()));
        let view = view.unwrap_or_else(|_| panic!("{}: no tensor {name}", self.name()));
        assert_eq!(view.dtype(), Dtype::I8, "{}.{name}", self.name());
        (view.data().iter().map(|&b| b.cast_signed()).collect(), view.shape().to_vec())
    }

    /// The scale and zero point of a u8 tensor of the case.
    pub fn qparams(&self, name: &str) -> QParams {
        let pair = &self.json["qparams"][name];
        let scale = pair[0].as_f64().unwrap_or_else(|| panic!("{}: {name}", self.name())) as f32;
        let zero_point = pair[1].as_u64().and_then(|zero_point| zero_point.try_into().ok());
        QParams { scale, zero_point: zero_point.expect("a u8") }
    }

    /// An i32 tensor of the case.
    pub fn i32s(&self, name: &str) -> Vec<i32> {
        let view = self.file.tensor(&format!("{}.{name}", self.name()));
        let view = view.unwrap_or_else(|_| panic!("{}: no tensor {name}", self.name()));
        assert_eq!(view.dtype(), Dtype::I32, "{}.{name}", self.name());
        view.data().as_chunks().0.iter().map(|&b| i32::from_le_bytes(b)).collect()
    }

    /// Asserts that `actual` is PyTorch's output: to the bit where it is exact (but any NaN is a
    /// NaN and zeros have no sign), to a few roundings where it is not.
    #[track_caller]
    pub fn check(&self, form: &str, actual: &Tensor) {
        let expected = self.tensor("output");
        let what = format!("{} {} as {form}", self.op(), self.name());
        assert_eq!(actual.shape(), expected.shape(), "{what}");
        for (i, (&a, &e)) in actual.as_slice().iter().zip(expected.as_slice()).enumerate() {
            let same = a == e || a.is_nan() && e.is_nan();
            let close = !self.exact() && (a - e).abs() <= 1e-6 * (1.0 + e.abs());
            assert!(same || close, "{what}: {a} instead of {e} at {i}");
        }
    }
}

/// The same number as an f32.
fn narrow(wide: f64) -> f32 {
    let narrow = wide as f32;
    assert_eq!(f64::from(narrow), wide, "a number that is no f32");
    narrow
}
