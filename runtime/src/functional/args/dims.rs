use std::{fmt, ops::Deref, ops::RangeFull};

use crate::tensor::MAX_DIMS;

/// An integer that can stand for a size or a dimension in [`Dims`]: `i32`, `i64`, `isize` or
/// `usize`.
pub trait DimIndex: Copy {
    /// As an `isize`.
    fn to_isize(self) -> isize;
}

macro_rules! dim_index {
    ($($int:ty)*) => {$(
        impl DimIndex for $int {
            fn to_isize(self) -> isize {
                // Out of range is no size and no dimension either, so saturating keeps the error.
                isize::try_from(self).unwrap_or(isize::MAX)
            }
        }
    )*};
}

dim_index!(i32 i64 isize usize);

/// A list of sizes or dimensions, where negative numbers have a meaning: made from arrays, slices
/// and vectors of integers, from tuples of integers of different types, from one integer, or from `..`, which
/// is the empty list and stands for all dimensions where PyTorch lets it.
///
/// ```
/// use quantizable::functional::Dims;
/// assert_eq!(*Dims::from([-1, 200]), [-1, 200]);
/// let batch: usize = 4;
/// assert_eq!(*Dims::from((batch, -1)), [4, -1]);
/// assert_eq!(*Dims::from(2), [2]);
/// assert!(Dims::from(..).is_empty());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Dims {
    len: usize,
    inline: [isize; MAX_DIMS],
    // Too many for any tensor; kept so that the operation's error can show them.
    rest: Vec<isize>,
}

impl Dims {
    fn collect(dims: impl ExactSizeIterator<Item = isize>) -> Self {
        let len = dims.len();
        let mut this = Dims { len, inline: [0; MAX_DIMS], rest: Vec::new() };
        if len > MAX_DIMS {
            this.rest = dims.collect();
        } else {
            for (slot, dim) in this.inline.iter_mut().zip(dims) {
                *slot = dim;
            }
        }
        this
    }
}

impl Deref for Dims {
    type Target = [isize];
    fn deref(&self) -> &[isize] {
        if self.len > MAX_DIMS { &self.rest } else { &self.inline[..self.len] }
    }
}

impl fmt::Debug for Dims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &**self)
    }
}

impl<T: DimIndex> From<T> for Dims {
    fn from(dim: T) -> Self {
        Dims::from([dim])
    }
}

impl<T: DimIndex, const N: usize> From<[T; N]> for Dims {
    fn from(dims: [T; N]) -> Self {
        Dims::from(&dims[..])
    }
}

impl<T: DimIndex, const N: usize> From<&[T; N]> for Dims {
    fn from(dims: &[T; N]) -> Self {
        Dims::from(&dims[..])
    }
}

impl<T: DimIndex> From<&[T]> for Dims {
    fn from(dims: &[T]) -> Self {
        Dims::collect(dims.iter().map(|dim| dim.to_isize()))
    }
}

impl<T: DimIndex> From<Vec<T>> for Dims {
    fn from(dims: Vec<T>) -> Self {
        Dims::from(&dims[..])
    }
}

impl<T: DimIndex> From<&Vec<T>> for Dims {
    fn from(dims: &Vec<T>) -> Self {
        Dims::from(&dims[..])
    }
}

/// All dimensions.
impl From<RangeFull> for Dims {
    fn from(_: RangeFull) -> Self {
        Dims::collect([].into_iter())
    }
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: DimIndex),*> From<($($name,)*)> for Dims {
            #[allow(non_snake_case)]
            fn from(($($name,)*): ($($name,)*)) -> Self {
                Dims::from([$($name.to_isize()),*])
            }
        }
    )*};
}

tuples!((A)(A B)(A B C)(A B C D)(A B C D E)(A B C D E F)(A B C D E F G)(A B C D E F G H));
