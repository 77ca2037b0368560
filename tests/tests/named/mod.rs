//! Names of types, for models in another file.

use quantizable::Tensor;

pub type Image = Tensor;
pub type Features<T = Tensor> = Vec<T>;
pub type Twice<T> = (T, T);
