//! Named tensors, in memory and in safetensors files.

mod format;
mod load;

use std::{
    collections::{BTreeMap, btree_map},
    path::Path,
};

pub use load::{load_state_dict, state_dict};
use safetensors::Dtype;

use crate::{Result, Tensor, file};

/// Named tensors in the order of their names, as PyTorch's `state_dict()` has them and
/// `safetensors.torch.save_file` writes them.
///
/// ```
/// use quantizable::{StateDict, Tensor};
/// let mut dict = StateDict::new();
/// dict.insert("fc.weight", Tensor::ones(&[10, 64]));
/// let dict = StateDict::from_bytes(&dict.to_bytes()?)?;
/// assert_eq!(dict.get("fc.weight").unwrap().shape(), [10, 64]);
/// # Ok::<(), quantizable::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct StateDict {
    tensors: BTreeMap<String, Tensor>,
    /// Tensors of a file that are not of floats; only their types are kept.
    others: BTreeMap<String, Dtype>,
}

impl StateDict {
    /// An empty one.
    pub fn new() -> Self {
        StateDict::default()
    }

    /// Reads a safetensors file. F16, BF16 and F64 become f32; tensors of other types are left out,
    /// but loading a model that has one by that name says so.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if the file cannot be read, is damaged, is of another
    /// format, or has a tensor that a [`Tensor`] cannot be (of more than eight dimensions).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        file::name_in(StateDict::from_bytes(&file::read(path)?), path)
    }

    /// Reads the bytes of a safetensors file.
    ///
    /// # Errors
    /// As [`open`](Self::open), as [`Error::Format`](crate::Error::Format).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        format::read(bytes)
    }

    /// Writes a safetensors file of f32 tensors, which appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        file::write(path, &file::name_in(self.to_bytes(), path)?)
    }

    /// What [`save`](Self::save) writes; equal bytes for equal tensors.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) if the tensors cannot be put into a safetensors file:
    /// one has the name `__metadata__`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        format::write(self)
    }

    /// The tensor of that name.
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// Adds a tensor; gives back the one that had the name before.
    pub fn insert(&mut self, name: impl Into<String>, tensor: Tensor) -> Option<Tensor> {
        let name = name.into();
        self.others.remove(&name);
        self.tensors.insert(name, tensor)
    }

    /// The tensors in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// The number of tensors.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there are no tensors.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }
}

impl<S: Into<String>> FromIterator<(S, Tensor)> for StateDict {
    fn from_iter<I: IntoIterator<Item = (S, Tensor)>>(tensors: I) -> Self {
        let mut dict = StateDict::new();
        dict.extend(tensors);
        dict
    }
}

impl<S: Into<String>> Extend<(S, Tensor)> for StateDict {
    fn extend<I: IntoIterator<Item = (S, Tensor)>>(&mut self, tensors: I) {
        for (name, tensor) in tensors {
            self.insert(name, tensor);
        }
    }
}

impl IntoIterator for StateDict {
    type Item = (String, Tensor);
    type IntoIter = btree_map::IntoIter<String, Tensor>;
    fn into_iter(self) -> Self::IntoIter {
        self.tensors.into_iter()
    }
}
