//! Sizes and single values of a tensor.

use super::Tensor;

impl Tensor {
    /// The number of dimensions.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::zeros(&[1, 3, 8, 8]).dim(), 4);
    /// ```
    pub fn dim(&self) -> usize {
        self.shape.len()
    }

    /// The size of dimension `dim`; a negative one counts from the end.
    ///
    /// # Panics
    /// If there is no such dimension.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::zeros(&[1, 3, 8, 9]);
    /// assert_eq!((x.size(1), x.size(-1)), (3, 9));
    /// ```
    #[track_caller]
    pub fn size(&self, dim: isize) -> usize {
        match crate::ops::shape::dim("size", &self.shape, dim) {
            Ok(dim) => self.shape[dim],
            Err(error) => panic!("{error}"),
        }
    }

    /// The number of elements.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::zeros(&[2, 3]).numel(), 6);
    /// ```
    pub fn numel(&self) -> usize {
        self.shape.numel()
    }

    /// The one element of a tensor that has one.
    ///
    /// # Panics
    /// If it has another number of elements.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::full(&[1, 1], 2.5).item(), 2.5);
    /// ```
    #[track_caller]
    pub fn item(&self) -> f32 {
        match self.as_slice() {
            &[value] => value,
            _ => panic!("item: a tensor of shape {:?} does not have one element", self.shape),
        }
    }

    /// The sum of all elements.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![1.0, 2.0, 6.0]).sum_value(), 9.0);
    /// ```
    pub fn sum_value(&self) -> f32 {
        crate::ops::sum_f64(self.as_slice()) as f32
    }

    /// The mean of all elements; NaN if there are none.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![1.0, 2.0, 6.0]).mean_value(), 3.0);
    /// ```
    pub fn mean_value(&self) -> f32 {
        (crate::ops::sum_f64(self.as_slice()) / self.numel() as f64) as f32
    }

    /// The greatest element; NaN if any is.
    ///
    /// # Panics
    /// If the tensor is empty.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![1.0, 6.0, 2.0]).max_value(), 6.0);
    /// ```
    #[track_caller]
    pub fn max_value(&self) -> f32 {
        self.as_slice()[self.argmax()]
    }

    /// The flat index of the greatest element (the first of several, or the first NaN), as
    /// `torch.argmax(x)` has it.
    ///
    /// # Panics
    /// If the tensor is empty.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![1.0, 6.0, 2.0]).argmax(), 1);
    /// ```
    #[track_caller]
    pub fn argmax(&self) -> usize {
        assert!(self.numel() > 0, "argmax: a tensor of shape {:?} is empty", self.shape);
        argmax(self.as_slice().iter().copied())
    }

    /// The index of the greatest element along `dim`, for every other index in row-major order, as
    /// `torch.argmax(x, dim)` has it. A classifier's labels are `logits.argmax_dim(1)`.
    ///
    /// # Panics
    /// If there is no such dimension, or it is empty.
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let logits = Tensor::from(ndarray::array![[0.1, 0.9], [0.8, 0.2]]);
    /// assert_eq!(logits.argmax_dim(1), [1, 0]);
    /// ```
    #[track_caller]
    pub fn argmax_dim(&self, dim: isize) -> Vec<usize> {
        let dim = match crate::ops::shape::dim("argmax", &self.shape, dim) {
            Ok(dim) => dim,
            Err(error) => panic!("{error}"),
        };
        if self.dim() == 0 {
            return vec![0];
        }
        let len = self.shape[dim];
        assert!(len > 0, "argmax: dimension {dim} of shape {:?} is empty", self.shape);
        let inner: usize = self.shape[dim + 1..].iter().product();
        let data = self.as_slice();
        data.chunks_exact((len * inner).max(1))
            .flat_map(|block| {
                (0..inner).map(move |i| argmax(block[i..].iter().step_by(inner).copied()))
            })
            .collect()
    }
}

/// The index of the first greatest value, or of the first NaN.
fn argmax(values: impl Iterator<Item = f32>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (i, value) in values.enumerate() {
        if value.is_nan() {
            return i;
        }
        if value > best.1 {
            best = (i, value);
        }
    }
    best.0
}
