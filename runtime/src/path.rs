//! Where in a model something is.

use std::fmt;

/// The dotted name of a module, such as `layer1.0.conv1`: PyTorch's `named_modules` names. It is
/// made on the way down to the module and written out by whoever needs it.
#[derive(Debug, Clone, Copy)]
pub enum Path<'a> {
    /// The model itself.
    Root,
    /// A field of a module.
    Field(&'a Path<'a>, &'a str),
    /// An item of a list.
    Index(&'a Path<'a>, usize),
    /// A module that never runs.
    Idle(&'a Path<'a>),
}

impl<'a> Path<'a> {
    /// The field `name` of the module.
    pub fn field(&'a self, name: &'a str) -> Path<'a> {
        Path::Field(self, name)
    }

    /// The item `index` of the list.
    pub fn index(&'a self, index: usize) -> Path<'a> {
        Path::Index(self, index)
    }

    /// The same, of a module that runs only if `run`.
    pub fn only_if(&'a self, run: bool) -> Path<'a> {
        if run { *self } else { Path::Idle(self) }
    }

    /// Whether it ever runs, as far as the models around it say.
    pub(crate) fn runs(&self) -> bool {
        match self {
            Path::Root => true,
            Path::Field(of, _) | Path::Index(of, _) => of.runs(),
            Path::Idle(_) => false,
        }
    }

    /// Whether it consists of these indices.
    pub(crate) fn is_at(&self, indices: &[usize]) -> bool {
        match self {
            Path::Root => indices.is_empty(),
            Path::Index(of, index) => {
                indices.split_last().is_some_and(|(last, rest)| last == index && of.is_at(rest))
            }
            Path::Field(..) | Path::Idle(_) => false,
        }
    }

    /// Its indices.
    pub(crate) fn indices(&self) -> Vec<usize> {
        match self {
            Path::Root => Vec::new(),
            Path::Index(of, index) => {
                let mut indices = of.indices();
                indices.push(*index);
                indices
            }
            Path::Field(of, _) | Path::Idle(of) => of.indices(),
        }
    }

    /// Whether it is the model itself.
    pub fn is_root(&self) -> bool {
        matches!(self, Path::Root)
    }
}

/// Nothing for the model itself.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self {
            Path::Root => return Ok(()),
            Path::Field(of, _) | Path::Index(of, _) => of,
            Path::Idle(this) => return this.fmt(f),
        };
        of.fmt(f)?;
        if !of.is_root() {
            f.write_str(".")?;
        }
        match self {
            Path::Field(_, name) => f.write_str(name),
            Path::Index(_, index) => write!(f, "{index}"),
            Path::Root | Path::Idle(_) => Ok(()),
        }
    }
}

/// `prefix.name`, or `name` if there is no prefix.
pub fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
