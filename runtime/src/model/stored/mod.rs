//! int8 models in safetensors files.
//!
//! The header's `quantizable` entry says in JSON which model and plan the file is of. A layer at `conv1` is `conv1.weight` (i8, or
//! f32 if a `None` qconfig keeps it so), `conv1.weight_scale` and `conv1.bias`; batch
//! normalization that was not folded and tensors of the model keep their names. Inputs, whose places
//! are in the entry's `inputs`, and call sites follow each other in `__sites.kind`, `__sites.scale` and `__sites.zero_point`.

mod archive;
mod read;
mod write;

use std::path::Path as FilePath;

use super::{Quantized, inputs::Place};
use crate::{
    Result,
    backend::{Int8, Site8},
    file,
    lower::Model,
    observer::WeightObserver,
    qparams::QParams,
};
use archive::Archive;

/// The header's `format`.
const FORMAT: &str = "quantizable int8";
/// The header's `version`: goes up when older readers would misread a file.
const VERSION: &str = "2";

impl<M: Model> Quantized<M> {
    /// Writes the model to a safetensors file, which [`load`](Self::load) reads. The file
    /// appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if it cannot be written.
    pub fn save(&self, path: impl AsRef<FilePath>) -> Result<()> {
        file::write(path.as_ref(), &self.to_bytes()?)
    }

    /// What [`save`](Self::save) writes.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) if the model cannot be put into a safetensors file.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write::archive(self)?.to_bytes()
    }

    /// Reads a model that [`save`](Self::save) wrote. `model` says what it looks like: its weights
    /// do not matter, its plain fields do.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if the file cannot be read, is not an int8 model, is of another model or of
    /// another version of this one, or is damaged.
    pub fn load(model: &M, path: impl AsRef<FilePath>) -> Result<Self> {
        let path = path.as_ref();
        file::name_in(Quantized::from_bytes(model, &file::read(path)?), path)
    }

    /// Reads a model from what [`to_bytes`](Self::to_bytes) gave.
    ///
    /// # Errors
    /// As [`load`](Self::load), as [`Error::Format`](crate::Error::Format).
    pub fn from_bytes(model: &M, bytes: &[u8]) -> Result<Self> {
        read::model(model, Archive::from_bytes(bytes)?, Int8::new()?)
    }
}

/// A place of the input as a file has it: `0.3`, or `.` for the whole.
fn place_text(place: &[usize]) -> String {
    match place {
        [] => ".".to_owned(),
        indices => indices.iter().map(usize::to_string).collect::<Vec<_>>().join("."),
    }
}

/// The same back.
fn place(text: &str) -> Option<Place> {
    match text {
        "." => Some(Place::default()),
        indices => indices.split('.').map(|index| index.parse().ok()).collect(),
    }
}

/// A call site as a file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum StoredSite {
    Int(QParams, WeightObserver),
    Real(Option<QParams>),
}

impl StoredSite {
    const NAMES: [&str; 3] = ["__sites.kind", "__sites.scale", "__sites.zero_point"];

    fn of(site: &Site8<crate::backend::Kernels>) -> Self {
        match site {
            Site8::Int { qparams, weight, .. } => StoredSite::Int(*qparams, *weight),
            Site8::Real(qparams) => StoredSite::Real(*qparams),
        }
    }

    fn into_site(self) -> Site8<crate::backend::Kernels> {
        match self {
            StoredSite::Int(qparams, weight) => Site8::int(qparams, weight),
            StoredSite::Real(qparams) => Site8::Real(qparams),
        }
    }

    /// Kind, scale and zero point.
    fn encode(self) -> (u8, f32, u8) {
        let (kind, qparams) = match self {
            StoredSite::Real(None) => return (0, 0.0, 0),
            StoredSite::Real(Some(qparams)) => (1, qparams),
            StoredSite::Int(qparams, WeightObserver::PerChannelMinMax) => (2, qparams),
            StoredSite::Int(qparams, WeightObserver::PerTensorMinMax) => (3, qparams),
        };
        (kind, qparams.scale, qparams.zero_point)
    }

    fn decode(kind: u8, scale: f32, zero_point: u8) -> Option<Self> {
        let qparams = QParams { scale, zero_point };
        let valid = scale.is_finite() && scale > 0.0;
        match kind {
            0 => Some(StoredSite::Real(None)),
            1 if valid => Some(StoredSite::Real(Some(qparams))),
            2 if valid => Some(StoredSite::Int(qparams, WeightObserver::PerChannelMinMax)),
            3 if valid => Some(StoredSite::Int(qparams, WeightObserver::PerTensorMinMax)),
            _ => None,
        }
    }
}
