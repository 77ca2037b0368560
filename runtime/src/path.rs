//! Where in a model something is.

use std::fmt;

use crate::fnv::Fnv;

/// The methods of a model that are called from outside, by FNV-1a of their names, each with whether it ever
/// is.
#[derive(Debug, Clone, Copy)]
pub struct Entries {
    /// The methods; those past the 64th are always called.
    pub keys: &'static [u64],
    /// A bit for each that is called.
    pub called: u64,
}

/// `forward` alone.
pub const FORWARD: Entries = Entries { keys: &[Fnv::EMPTY.with(b"forward").0], called: 1 };

impl Entries {
    /// The methods that are called.
    fn called(&self) -> impl Iterator<Item = u64> {
        let is_called = |i: &usize| *i >= 64 || self.called >> i & 1 == 1;
        (0..self.keys.len()).filter(is_called).map(|i| self.keys[i])
    }
}

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
    /// A module of which not only `forward` is called, or nothing.
    Entered(&'a Path<'a>, Entries),
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

    /// The same, of a module of which these methods are called.
    pub fn entered(&'a self, by: Entries) -> Path<'a> {
        Path::Entered(self, by)
    }

    /// Whether one of these methods of the module is called from outside.
    pub fn enters(&self, any: &[u64]) -> bool {
        let by = match self {
            Path::Root | Path::Field(..) => FORWARD,
            Path::Index(of, _) => return of.enters(any),
            Path::Entered(_, by) => *by,
        };
        by.called().any(|key| any.contains(&key))
    }

    /// Whether it ever runs, as far as the models around it say.
    pub(crate) fn runs(&self) -> bool {
        match self {
            Path::Root => true,
            Path::Field(of, _) | Path::Index(of, _) => of.runs(),
            Path::Entered(of, by) => by.called().next().is_some() && of.runs(),
        }
    }

    /// Whether it consists of these indices.
    pub(crate) fn is_at(&self, indices: &[usize]) -> bool {
        match self {
            Path::Root => indices.is_empty(),
            Path::Index(of, index) => {
                indices.split_last().is_some_and(|(last, rest)| last == index && of.is_at(rest))
            }
            Path::Field(..) | Path::Entered(..) => false,
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
            Path::Field(of, _) | Path::Entered(of, _) => of.indices(),
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
            Path::Entered(this, _) => return this.fmt(f),
        };
        of.fmt(f)?;
        if !of.is_root() {
            f.write_str(".")?;
        }
        match self {
            Path::Field(_, name) => f.write_str(name),
            Path::Index(_, index) => write!(f, "{index}"),
            Path::Root | Path::Entered(..) => Ok(()),
        }
    }
}

/// `prefix.name`, or `name` if there is no prefix.
pub fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
