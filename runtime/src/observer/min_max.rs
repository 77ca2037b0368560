//! The whole range of what was seen.

use super::{Batch, Observer};
use crate::QParams;

/// Quantizes from the least to the greatest value seen: PyTorch's `MinMaxObserver`.
///
/// ```
/// use quantizable::observer::{Batch, MinMaxObserver, Observer};
/// let mut observer = MinMaxObserver::new();
/// assert!(observer.qparams().is_none());
/// for values in [[-1.0, 0.0], [0.5, 3.0]] {
///     observer.observe(&Batch::new(&values).unwrap().unwrap());
/// }
/// let q = observer.qparams().unwrap();
/// assert_eq!((q.scale, q.zero_point), (4.0 / 255.0, 64));
/// ```
#[derive(Debug, Clone, Default)]
pub struct MinMaxObserver {
    range: Option<(f32, f32)>,
}

impl MinMaxObserver {
    /// An observer that has seen nothing.
    pub fn new() -> Self {
        MinMaxObserver::default()
    }
}

impl Observer for MinMaxObserver {
    fn observe(&mut self, batch: &Batch<'_>) {
        let (min, max) = self.range.unwrap_or((batch.min(), batch.max()));
        self.range = Some((min.min(batch.min()), max.max(batch.max())));
    }

    fn qparams(&self) -> Option<QParams> {
        self.range.map(|(min, max)| QParams::from_min_max(min, max))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn neither_order_nor_batches_matter(
            values in prop::collection::vec(-100f32..100.0, 1..100),
            size in 1usize..100,
        ) {
            let qparams = |batches: &mut dyn Iterator<Item = &[f32]>| {
                let mut observer = MinMaxObserver::new();
                for batch in batches {
                    observer.observe(&Batch::new(batch).unwrap().unwrap());
                }
                observer.qparams()
            };
            let whole = qparams(&mut std::iter::once(&values[..]));
            prop_assert_eq!(qparams(&mut values.chunks(size)), whole);
            prop_assert_eq!(qparams(&mut values.chunks(size).rev()), whole);
        }
    }
}
