//! The range of a typical batch.

use super::{Batch, Observer};
use crate::QParams;

/// Quantizes over a moving average of each batch's least and greatest value: PyTorch's
/// `MovingAverageMinMaxObserver`.
///
/// Each batch moves either end of the range by `averaging_constant` of its distance to that of the
/// batch; the first batch sets them.
///
/// ```
/// use quantizable::observer::{Batch, MovingAverageMinMaxObserver, Observer};
/// let mut observer = MovingAverageMinMaxObserver::new(0.5);
/// for values in [[0.0, 1.0], [0.0, 3.0]] {
///     observer.observe(&Batch::new(&values).unwrap().unwrap());
/// }
/// assert_eq!(observer.qparams().unwrap().scale, 2.0 / 255.0);
/// ```
#[derive(Debug, Clone)]
pub struct MovingAverageMinMaxObserver {
    averaging_constant: f32,
    range: Option<(f32, f32)>,
}

impl MovingAverageMinMaxObserver {
    /// An observer that has seen nothing; `averaging_constant` is from 0 (the first batch decides)
    /// to 1 (the last one does).
    pub fn new(averaging_constant: f32) -> Self {
        MovingAverageMinMaxObserver { averaging_constant, range: None }
    }
}

impl Default for MovingAverageMinMaxObserver {
    /// PyTorch's averaging constant, 0.01.
    fn default() -> Self {
        MovingAverageMinMaxObserver::new(0.01)
    }
}

impl Observer for MovingAverageMinMaxObserver {
    fn observe(&mut self, batch: &Batch<'_>) {
        let c = self.averaging_constant;
        self.range = Some(match self.range {
            None => (batch.min(), batch.max()),
            Some((min, max)) => (min + c * (batch.min() - min), max + c * (batch.max() - max)),
        });
    }

    fn qparams(&self) -> Option<QParams> {
        self.range.map(|(min, max)| QParams::from_min_max(min, max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale_after(observer: &mut dyn Observer, batches: &[&[f32]]) -> f32 {
        for batch in batches {
            observer.observe(&Batch::new(batch).unwrap().unwrap());
        }
        observer.qparams().unwrap().scale
    }

    #[test]
    fn an_outlier_counts_for_a_hundredth() {
        let mut observer = MovingAverageMinMaxObserver::default();
        let scale = scale_after(&mut observer, &[&[0.0, 1.0], &[0.0, 101.0]]);
        assert_eq!(scale, 2.0 / 255.0);
    }

    #[test]
    fn the_ends_of_the_constant() {
        let batches: [&[f32]; 2] = [&[0.0, 1.0], &[0.0, 5.0]];
        let scale = |c| scale_after(&mut MovingAverageMinMaxObserver::new(c), &batches);
        assert_eq!((scale(0.0), scale(1.0)), (1.0 / 255.0, 5.0 / 255.0));
    }
}
