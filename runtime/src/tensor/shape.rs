//! The sizes of a tensor's dimensions.

use std::{fmt, ops::Deref};

/// The greatest number of dimensions a [`Tensor`](crate::Tensor) has.
pub const MAX_DIMS: usize = 8;

/// The sizes of a tensor's dimensions, kept inline. Compares and derefs as a slice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    len: u8,
    sizes: [usize; MAX_DIMS],
}

impl Shape {
    /// A shape of these sizes.
    ///
    /// # Panics
    /// If there are more than [`MAX_DIMS`], or their product does not fit a `usize`.
    #[track_caller]
    pub fn new(sizes: &[usize]) -> Self {
        Shape::try_new(sizes).unwrap_or_else(|message| panic!("{message}"))
    }

    /// A shape of these sizes, or in words why there is none.
    pub(crate) fn try_new(sizes: &[usize]) -> Result<Self, String> {
        if sizes.len() > MAX_DIMS {
            return Err(format!(
                "a tensor has at most {MAX_DIMS} dimensions, not {} as in {sizes:?}",
                sizes.len()
            ));
        }
        // Zero anywhere makes an empty tensor, whatever the other sizes are.
        let fits = sizes.contains(&0)
            || sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size)).is_some();
        if !fits {
            return Err(format!("a tensor of shape {sizes:?} has more elements than fit a usize"));
        }
        let mut shape = Shape { len: sizes.len() as u8, sizes: [0; MAX_DIMS] };
        shape.sizes[..sizes.len()].copy_from_slice(sizes);
        Ok(shape)
    }

    /// The sizes, to change; whoever does checks the result with [`try_new`](Self::try_new).
    pub(crate) fn sizes_mut(&mut self) -> &mut [usize] {
        &mut self.sizes[..self.len as usize]
    }

    /// The number of elements.
    pub fn numel(&self) -> usize {
        if self.contains(&0) { 0 } else { self.iter().product() }
    }
}

impl Deref for Shape {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        &self.sizes[..self.len as usize]
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // On one line also in `{:#?}`.
        write!(f, "{:?}", &**self)
    }
}
