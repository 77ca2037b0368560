//! Files that are read or written as a whole.

use std::{fs, path::Path};

use crate::{Error, Result};

/// The file's bytes.
///
/// # Errors
/// [`Error::File`] if it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Error::file(path, format!("cannot be read: {error}")))
}

/// Writes a file, which appears whole or not at all.
///
/// # Errors
/// [`Error::File`] if it cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path)).map_err(|error| {
        // What is left of it is of no use; that it stays behind is no further error.
        let _ = fs::remove_file(&partial);
        Error::file(path, format!("cannot be written: {error}"))
    })
}

/// Names the file in an error about its bytes.
pub(crate) fn name_in<T>(result: Result<T>, path: &Path) -> Result<T> {
    result.map_err(|error| match error {
        Error::Format(message) => Error::file(path, message),
        other => other,
    })
}
