//! The arguments of operations as plain values, shared by the functions, the layers and the
//! backends.

mod conv;
mod dims;
mod pool;

pub use conv::Conv2dArgs;
pub use dims::{DimIndex, Dims};
pub use pool::{AvgPool2dArgs, MaxPool2dArgs, OutputSize};

/// A height and a width: `3` is `(3, 3)`.
///
/// ```
/// use quantizable::functional::Pair;
/// assert_eq!(Pair::from(3), Pair::from((3, 3)));
/// assert_eq!(Pair::from([1, 2]).0, [1, 2]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair(pub [usize; 2]);

impl From<usize> for Pair {
    fn from(both: usize) -> Self {
        Pair([both, both])
    }
}

impl From<(usize, usize)> for Pair {
    fn from((height, width): (usize, usize)) -> Self {
        Pair([height, width])
    }
}

impl From<[usize; 2]> for Pair {
    fn from(pair: [usize; 2]) -> Self {
        Pair(pair)
    }
}
