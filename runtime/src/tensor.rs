//! The f32 tensor of the user's code.

use std::{fmt, ops::Deref, sync::Arc};

use ndarray::{Array, ArrayD, ArrayViewD, Dimension, IxDyn};

/// The greatest number of dimensions a [`Tensor`] has.
pub const MAX_DIMS: usize = 8;

/// The sizes of a tensor's dimensions, kept inline.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    len: u8,
    sizes: [usize; MAX_DIMS],
}

impl Shape {
    /// A shape of these sizes.
    ///
    /// # Panics
    /// If there are more than [`MAX_DIMS`].
    #[track_caller]
    pub fn new(sizes: &[usize]) -> Self {
        assert!(
            sizes.len() <= MAX_DIMS,
            "a tensor has at most {MAX_DIMS} dimensions, not {}",
            sizes.len()
        );
        let mut shape = Shape { len: sizes.len() as u8, sizes: [0; MAX_DIMS] };
        shape.sizes[..sizes.len()].copy_from_slice(sizes);
        shape
    }

    /// The number of elements.
    pub fn numel(&self) -> usize {
        self.iter().product()
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
        (**self).fmt(f)
    }
}

/// An n-dimensional array of f32 in row-major order (NCHW for images, as in PyTorch), cheap to
/// clone: clones share their data until one is written to.
///
/// ```
/// use quantizable::Tensor;
/// let x = Tensor::from(ndarray::array![[1.0, -2.0], [3.0, 4.0]]);
/// assert_eq!(x.shape(), [2, 2]);
/// assert_eq!(x.size(1), 2);
/// let y: ndarray::ArrayD<f32> = x.into();
/// assert_eq!(y[[1, 0]], 3.0);
/// ```
#[derive(Clone, PartialEq)]
pub struct Tensor {
    // May be longer than the shape needs: pooled buffers are reused for smaller tensors.
    data: Arc<Vec<f32>>,
    shape: Shape,
}

impl Tensor {
    /// A tensor of `shape` over `data` in row-major order.
    ///
    /// # Panics
    /// If `data` does not have as many elements as `shape`.
    #[track_caller]
    pub fn from_vec(data: Vec<f32>, shape: &[usize]) -> Self {
        let shape = Shape::new(shape);
        assert_eq!(
            data.len(),
            shape.numel(),
            "a tensor of shape {shape:?} from another number of elements"
        );
        Tensor { data: Arc::new(data), shape }
    }

    /// A tensor over a shared buffer of at least `shape.numel()` elements.
    pub(crate) fn from_buffer(data: Arc<Vec<f32>>, shape: Shape) -> Self {
        assert!(data.len() >= shape.numel());
        Tensor { data, shape }
    }

    /// The sizes of its dimensions.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements in row-major order.
    pub fn as_slice(&self) -> &[f32] {
        &self.data[..self.shape.numel()]
    }

    /// The elements in row-major order, to write to; copies them first if they are shared.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        let len = self.shape.numel();
        &mut Arc::make_mut(&mut self.data)[..len]
    }

    /// An ndarray view of it.
    pub fn view_nd(&self) -> ArrayViewD<'_, f32> {
        ArrayViewD::from_shape(IxDyn(&self.shape), self.as_slice())
            .expect("as many elements as its shape")
    }
}

impl<D: Dimension> From<Array<f32, D>> for Tensor {
    fn from(array: Array<f32, D>) -> Self {
        let shape = array.shape().to_vec();
        let array = array.as_standard_layout().into_owned();
        let (data, offset) = array.into_raw_vec_and_offset();
        match offset {
            None | Some(0) if data.len() == shape.iter().product() => {
                Tensor::from_vec(data, &shape)
            }
            _ => {
                let start = offset.unwrap_or(0);
                let len: usize = shape.iter().product();
                Tensor::from_vec(data[start..start + len].to_vec(), &shape)
            }
        }
    }
}

impl From<Tensor> for ArrayD<f32> {
    fn from(tensor: Tensor) -> Self {
        tensor.view_nd().to_owned()
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor{:?} {}", self.shape, self.view_nd())
    }
}
