//! Short lists of dimensions.

use std::ops::Deref;

use crate::tensor::MAX_DIMS;

/// Dimensions of a tensor, or their sizes, kept inline: shapes are found in every forward.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axes {
    len: usize,
    axes: [usize; MAX_DIMS],
}

/// # Panics
/// If there are more than a tensor has.
impl FromIterator<usize> for Axes {
    fn from_iter<I: IntoIterator<Item = usize>>(iter: I) -> Self {
        let mut list = Axes { len: 0, axes: [0; MAX_DIMS] };
        for axis in iter {
            list.axes[list.len] = axis;
            list.len += 1;
        }
        list
    }
}

impl Deref for Axes {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        &self.axes[..self.len]
    }
}
