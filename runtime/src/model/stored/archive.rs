//! Named arrays of bytes in a safetensors file.

use std::collections::{BTreeMap, HashMap};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{Error, Result, Tensor};

/// The entry of the file's metadata that says what the file is.
const HEADER: &str = "quantizable";

/// A safetensors file in memory.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// One JSON object, since safetensors does not keep the order of its header.
    pub header: BTreeMap<String, String>,
    entries: BTreeMap<String, Entry>,
}

/// An array.
#[derive(Debug)]
pub(super) struct Entry {
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl Entry {
    pub fn i8(shape: &[usize], values: &[i8]) -> Self {
        let bytes = values.iter().map(|v| v.to_le_bytes()[0]).collect();
        Entry { dtype: Dtype::I8, shape: shape.to_vec(), bytes }
    }

    pub fn u8(values: Vec<u8>) -> Self {
        Entry { dtype: Dtype::U8, shape: vec![values.len()], bytes: values }
    }

    pub fn f32(shape: &[usize], values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Entry { dtype: Dtype::F32, shape: shape.to_vec(), bytes }
    }

    pub fn to_i8(&self) -> Vec<i8> {
        self.bytes.iter().map(|&b| i8::from_le_bytes([b])).collect()
    }

    pub fn to_f32(&self) -> Vec<f32> {
        let (chunks, _) = self.bytes.as_chunks::<4>();
        chunks.iter().map(|&b| f32::from_le_bytes(b)).collect()
    }
}

impl Archive {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// If they are not a safetensors file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let broken = |e| Error::Format(format!("is damaged or not a safetensors file: {e}"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(broken)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(broken)?;
        let entries = tensors.iter().map(|(name, view)| {
            let entry = Entry {
                dtype: view.dtype(),
                shape: view.shape().to_vec(),
                bytes: view.data().to_vec(),
            };
            (name.to_owned(), entry)
        });
        Ok(Archive {
            header: header
                .metadata()
                .as_ref()
                .and_then(|metadata| serde_json::from_str(metadata.get(HEADER)?).ok())
                .unwrap_or_default(),
            entries: entries.collect(),
        })
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If safetensors cannot hold it.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let failed = |e| Error::Format(format!("cannot be put into a safetensors file: {e}"));
        let views = self.entries.iter().map(|(name, entry)| {
            Ok((name, TensorView::new(entry.dtype, entry.shape.clone(), &entry.bytes)?))
        });
        let views: Vec<_> = views.collect::<Result<_, _>>().map_err(failed)?;
        let header = serde_json::to_string(&self.header).expect("strings are JSON");
        let metadata = HashMap::from([(HEADER.to_owned(), header)]);
        safetensors::serialize(views, Some(metadata)).map_err(failed)
    }

    pub fn insert(&mut self, name: impl Into<String>, entry: Entry) {
        self.entries.insert(name.into(), entry);
    }

    pub fn insert_tensor(&mut self, name: impl Into<String>, tensor: &Tensor) {
        self.insert(name, Entry::f32(tensor.shape(), tensor.as_slice()));
    }

    /// The length of a list; 0 if there is none.
    pub fn len_of(&self, name: &str) -> usize {
        self.entries.get(name).map_or(0, |entry| entry.shape.iter().product())
    }

    pub fn dtype(&self, name: &str) -> Option<Dtype> {
        self.entries.get(name).map(|entry| entry.dtype)
    }

    /// Takes an array out.
    ///
    /// # Errors
    /// A line for the user if it is missing or not of that type and shape.
    pub fn take(&mut self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<Entry, String> {
        match self.entries.remove(name) {
            Some(entry) if entry.dtype == dtype && entry.shape == shape => Ok(entry),
            Some(entry) => Err(format!(
                "`{name}` is {:?} of shape {:?}, expected {dtype:?} of shape {shape:?}",
                entry.dtype, entry.shape
            )),
            None => Err(format!("`{name}` is missing, expected {dtype:?} of shape {shape:?}")),
        }
    }

    pub fn take_tensor(&mut self, name: &str, shape: &[usize]) -> Result<Tensor, String> {
        Ok(Tensor::from_vec(self.take(name, Dtype::F32, shape)?.to_f32(), shape))
    }

    /// What nobody took.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}
