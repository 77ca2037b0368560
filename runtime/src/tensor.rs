//! The f32 tensor of the user's code.

mod convert;
mod inspect;
mod methods;
mod operators;
mod shape;

use std::{fmt, ops::Range, sync::Arc};

use ndarray::{ArrayViewD, IxDyn};

pub use shape::{MAX_DIMS, Shape};

/// An n-dimensional array of f32 in row-major order (NCHW for images, as in PyTorch), cheap to
/// clone: clones share their data until one is written to.
///
/// Operations are methods here and functions in [`functional`](crate::functional), the same ones.
///
/// ```
/// use quantizable::Tensor;
/// let x = Tensor::from(ndarray::array![[1.0, -2.0], [3.0, 4.0]]);
/// assert_eq!(x.shape(), [2, 2]);
/// assert_eq!(x.size(1), 2);
/// let y: ndarray::ArrayD<f32> = x.relu().into();
/// assert_eq!(y[[0, 1]], 0.0);
/// ```
#[derive(Clone)]
pub struct Tensor {
    // May be longer than the shape needs: pooled buffers are reused for smaller tensors, and some
    // images of a batch are a tensor too.
    data: Arc<Vec<f32>>,
    /// Where its elements start.
    start: usize,
    shape: Shape,
}

impl Tensor {
    /// A tensor of `shape` over `data` in row-major order.
    ///
    /// # Panics
    /// If `data` does not have as many elements as `shape`.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::from_vec(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3]);
    /// assert_eq!(x.as_slice()[3], 4.0);
    /// ```
    #[track_caller]
    pub fn from_vec(data: Vec<f32>, shape: &[usize]) -> Self {
        let shape = Shape::new(shape);
        assert!(
            data.len() == shape.numel(),
            "a tensor of shape {shape:?} needs {} elements, not {}",
            shape.numel(),
            data.len()
        );
        Tensor::from_buffer(Arc::new(data), shape)
    }

    /// A tensor whose element at flat index `i` is `f(i)`.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::from_fn(&[2, 2], |i| i as f32 * 0.5);
    /// assert_eq!(x.as_slice(), [0.0, 0.5, 1.0, 1.5]);
    /// ```
    #[track_caller]
    pub fn from_fn(shape: &[usize], f: impl FnMut(usize) -> f32) -> Self {
        let shape = Shape::new(shape);
        Tensor::from_buffer(Arc::new((0..shape.numel()).map(f).collect()), shape)
    }

    /// A tensor of zeros.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::zeros(&[1, 2]).as_slice(), [0.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn zeros(shape: &[usize]) -> Self {
        Tensor::full(shape, 0.0)
    }

    /// A tensor of ones.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 2]).as_slice(), [1.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn ones(shape: &[usize]) -> Self {
        Tensor::full(shape, 1.0)
    }

    /// A tensor of `shape` with `value` everywhere.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::full(&[3], 7.0).as_slice(), [7.0, 7.0, 7.0]);
    /// ```
    #[track_caller]
    pub fn full(shape: &[usize], value: f32) -> Self {
        let shape = Shape::new(shape);
        Tensor::from_buffer(Arc::new(vec![value; shape.numel()]), shape)
    }

    /// A tensor over a shared buffer of at least `shape.numel()` elements.
    pub(crate) fn from_buffer(data: Arc<Vec<f32>>, shape: Shape) -> Self {
        assert!(data.len() >= shape.numel());
        Tensor { data, start: 0, shape }
    }

    /// The same elements in the same order under another shape; shares the data.
    pub(crate) fn with_shape(&self, shape: Shape) -> Self {
        assert_eq!(self.numel(), shape.numel());
        Tensor { shape, ..self.clone() }
    }

    /// Some of a batch's images (the first dimension); shares the data.
    pub(crate) fn images(&self, images: Range<usize>) -> Self {
        let mut shape = self.shape;
        assert!(images.start <= images.end && images.end <= shape[0]);
        shape.sizes_mut()[0] = images.len();
        let start = self.start + images.start * shape[1..].iter().product::<usize>();
        Tensor { data: Arc::clone(&self.data), start, shape }
    }

    /// Whether both look at the same buffer under the same shape.
    pub(crate) fn shares_data(&self, other: &Tensor) -> bool {
        (self.shape, self.start) == (other.shape, other.start)
            && Arc::ptr_eq(&self.data, &other.data)
    }

    /// The sizes of its dimensions.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements in row-major order.
    pub fn as_slice(&self) -> &[f32] {
        &self.data[self.start..][..self.shape.numel()]
    }

    /// The elements in row-major order, to write to; copies them first if they are shared.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        let len = self.shape.numel();
        if Arc::get_mut(&mut self.data).is_none() {
            *self = Tensor::from_buffer(Arc::new(self.as_slice().to_vec()), self.shape);
        }
        let data = Arc::get_mut(&mut self.data).expect("a buffer just made is not shared");
        &mut data[self.start..][..len]
    }

    /// The elements in row-major order; copies them only if they are shared.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 2]).into_vec(), vec![1.0, 1.0]);
    /// ```
    pub fn into_vec(self) -> Vec<f32> {
        let Tensor { data, start, shape } = self;
        match Arc::try_unwrap(data) {
            Ok(mut data) => {
                data.truncate(start + shape.numel());
                data.drain(..start);
                data
            }
            Err(shared) => shared[start..][..shape.numel()].to_vec(),
        }
    }

    /// An ndarray view of it.
    pub fn view_nd(&self) -> ArrayViewD<'_, f32> {
        ArrayViewD::from_shape(IxDyn(&self.shape), self.as_slice())
            .expect("as many elements as its shape")
    }
}

/// Equal shapes and equal elements (so NaN differs from itself).
impl PartialEq for Tensor {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape && self.as_slice() == other.as_slice()
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor{:?} {}", self.shape, self.view_nd())
    }
}

#[cfg(test)]
mod tests;
