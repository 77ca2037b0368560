//! What can go wrong, in the user's words.

use std::{
    fmt,
    path::{Path as FilePath, PathBuf},
};

use crate::{path::Path, plan::Op};

/// The result of everything on [`Prepared`](crate::Prepared) and [`Quantized`](crate::Quantized).
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A tensor operation was given operands that do not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpError {
    /// The operation, by PyTorch's functional name.
    pub op: &'static str,
    /// What does not fit, with the shapes, and what would.
    pub message: String,
}

impl OpError {
    /// An error of `op`.
    pub fn new(op: &'static str, message: impl Into<String>) -> Self {
        OpError { op, message: message.into() }
    }

    /// The same, of the layer at `path`.
    pub(crate) fn of_layer(self, path: &Path<'_>) -> Self {
        OpError { message: format!("{} (layer `{path}`)", self.message), ..self }
    }
}

impl fmt::Display for OpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.op, self.message)
    }
}

impl std::error::Error for OpError {}

/// Everything that preparing, calibrating, converting, running and storing a model can report.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Operands that do not fit, at a call site of the model.
    #[error("{source} (at {site})")]
    Op {
        /// What does not fit.
        source: OpError,
        /// The call site: file, line, column and expression.
        site: String,
    },
    /// Operands that do not fit, outside any call site.
    #[error(transparent)]
    Operands(#[from] OpError),
    /// Calibration data held a NaN or an infinity.
    #[error(
        "calibration saw {value} at {site}; clean the batch, or keep this layer in f32 with a `None` qconfig"
    )]
    NonFinite {
        /// The offending value.
        value: f32,
        /// The call site: file, line, column and expression.
        site: String,
    },
    /// `convert` met call sites that calibration never reached.
    #[error("{} saw no calibration data:{}\ncalibrate with data that reaches {them}, or keep {them} in f32 with a `None` qconfig, or all such \
        with `QConfigMapping::keep_unobserved_in_f32`",
        plural(.sites.len(), "call site"), lines(.sites), them = if .sites.len() == 1 { "it" } else { "them" })]
    Unobserved {
        /// The call sites, each with file, line, column and expression.
        sites: Vec<String>,
    },
    /// An instruction set that this machine does not have.
    #[error("{0}")]
    Isa(String),
    /// A `QConfigMapping` that cannot be applied.
    #[error("qconfig mapping: {0}")]
    QConfig(String),
    /// Tensors of a state dict do not fit the model. Nothing was loaded.
    #[error("state dict does not fit the model:{}", lines(.problems))]
    StateDict {
        /// One line a tensor: missing, unexpected, or of another shape or type.
        problems: Vec<String>,
    },
    /// Bytes that are not what they should be.
    #[error("the data {0}")]
    Format(String),
    /// A file that is not what it should be.
    #[error("`{}` {message}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what was expected.
        message: String,
    },
}

/// As it is displayed, which is what `main` shows of the error that it returns.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    /// The same, of the operation at a call site, if it says of none yet.
    pub(crate) fn at(self, op: &Op) -> Self {
        match self {
            Error::Operands(source) => Error::Op { source, site: op.to_string() },
            other => other,
        }
    }
}

impl Error {
    /// A file that is not what it should be.
    pub(crate) fn file(path: &FilePath, message: impl Into<String>) -> Self {
        Error::File { path: path.to_owned(), message: message.into() }
    }
}

fn plural(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn lines(items: &[String]) -> String {
    items.iter().map(|item| format!("\n  {item}")).collect()
}
