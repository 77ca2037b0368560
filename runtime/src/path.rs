//! Where in a model something is.

use std::fmt;

/// The dotted name of a module, such as `layer1.0.conv1`: PyTorch's `named_modules` names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// The model itself.
    pub fn root() -> Self {
        Path::default()
    }

    /// The field `name` of the module.
    pub fn field(&self, name: &str) -> Path {
        Path(join(&self.0, name))
    }

    /// The item `index` of the list.
    pub fn index(&self, index: usize) -> Path {
        Path(join(&self.0, &index.to_string()))
    }

    /// The name; empty for the model itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `prefix.name`, or `name` if there is no prefix.
pub fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
