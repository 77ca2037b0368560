//! To and from ndarray arrays and vectors.

use ndarray::{Array, ArrayBase, ArrayD, ArrayView, Data, Dimension, IxDyn, OwnedRepr, ViewRepr};
use ndarray::{Ix1, Ix2, Ix3, Ix4, Ix5, Ix6};

use super::Tensor;
use crate::error::OpError;

/// Takes the array's buffer if it is in row-major order, copies otherwise.
impl<D: Dimension> From<ArrayBase<OwnedRepr<f32>, D>> for Tensor {
    #[track_caller]
    fn from(array: Array<f32, D>) -> Self {
        if !array.is_standard_layout() {
            return Tensor::from(&array);
        }
        let shape = array.shape().to_vec();
        let len = array.len();
        let (mut data, offset) = array.into_raw_vec_and_offset();
        // A sliced array keeps the buffer it was cut from.
        data.truncate(offset.unwrap_or(0) + len);
        data.drain(..offset.unwrap_or(0));
        Tensor::from_vec(data, &shape)
    }
}

impl<D: Dimension> From<ArrayBase<ViewRepr<&f32>, D>> for Tensor {
    #[track_caller]
    fn from(view: ArrayView<'_, f32, D>) -> Self {
        Tensor::from(&view)
    }
}

impl<S: Data<Elem = f32>, D: Dimension> From<&ArrayBase<S, D>> for Tensor {
    #[track_caller]
    fn from(array: &ArrayBase<S, D>) -> Self {
        let data = match array.as_slice() {
            Some(slice) => slice.to_vec(),
            None => array.iter().copied().collect(),
        };
        Tensor::from_vec(data, array.shape())
    }
}

/// A one-dimensional tensor.
impl From<Vec<f32>> for Tensor {
    fn from(data: Vec<f32>) -> Self {
        let len = data.len();
        Tensor::from_vec(data, &[len])
    }
}

/// A clone, which shares the data.
impl From<&Tensor> for Tensor {
    fn from(tensor: &Tensor) -> Self {
        tensor.clone()
    }
}

/// Takes the tensor's buffer unless it is shared.
impl From<Tensor> for ArrayD<f32> {
    fn from(tensor: Tensor) -> Self {
        let shape = tensor.shape;
        ArrayD::from_shape_vec(IxDyn(&shape), tensor.into_vec())
            .expect("as many elements as its shape")
    }
}

impl From<&Tensor> for ArrayD<f32> {
    fn from(tensor: &Tensor) -> Self {
        tensor.view_nd().to_owned()
    }
}

macro_rules! try_from_tensor {
    ($($array:literal $dim:ty),*) => {$(
        impl TryFrom<Tensor> for Array<f32, $dim> {
            type Error = OpError;

            fn try_from(tensor: Tensor) -> Result<Self, OpError> {
                let shape = tensor.shape;
                let message = |_| format!(
                    "a tensor of shape {shape:?} has {} dimensions, not {}",
                    shape.len(),
                    <$dim>::NDIM.expect("a fixed dimension"),
                );
                ArrayD::from(tensor)
                    .into_dimensionality::<$dim>()
                    .map_err(|error| OpError::new($array, message(error)))
            }
        }
    )*};
}

try_from_tensor!(
    "Array1::try_from" Ix1, "Array2::try_from" Ix2, "Array3::try_from" Ix3,
    "Array4::try_from" Ix4, "Array5::try_from" Ix5, "Array6::try_from" Ix6
);
