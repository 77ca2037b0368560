//! The part of the range that is worth the most.

mod count;
mod rebin;
mod search;

use super::{Batch, Observer};
use crate::QParams;

/// Quantizes the part of the range that loses the least, measured by the expected squared error
/// over a histogram of everything seen: PyTorch 2.5's `HistogramObserver`, with its f32 arithmetic.
///
/// Every batch is counted into bins over the range seen so far; when a batch widens the range, the
/// old counts are spread over the new bins. The search then gives up rare values at either end for
/// as long as the error falls.
///
/// ```
/// use quantizable::observer::{Batch, HistogramObserver, Observer};
/// let mut observer = HistogramObserver::default();
/// let mut values: Vec<f32> = (0..1_000_000).map(|i| (i % 1000) as f32 / 1000.0).collect();
/// values[77] = 10.0;
/// observer.observe(&Batch::new(&values).unwrap().unwrap());
/// // One value in a million does not cost the others their precision.
/// assert!(observer.qparams().unwrap().scale < 1.1 / 255.0);
/// ```
#[derive(Debug, Clone)]
pub struct HistogramObserver {
    bins: usize,
    seen: Option<Histogram>,
}

/// How often values fell into equal parts of a range.
#[derive(Debug, Clone)]
struct Histogram {
    min: f32,
    max: f32,
    /// Counts; not whole once old counts have been spread over new bins.
    counts: Vec<f32>,
}

impl HistogramObserver {
    /// PyTorch's number of bins.
    pub const DEFAULT_BINS: usize = 2048;
    /// The greatest number of bins.
    pub const MAX_BINS: usize = 1 << 16;

    /// An observer that has seen nothing.
    ///
    /// # Panics
    /// If `bins` is not from 1 to [`MAX_BINS`](Self::MAX_BINS).
    pub fn new(bins: usize) -> Self {
        assert!(
            (1..=Self::MAX_BINS).contains(&bins),
            "a histogram has from 1 to {} bins, not {bins}",
            Self::MAX_BINS
        );
        HistogramObserver { bins, seen: None }
    }
}

impl Default for HistogramObserver {
    fn default() -> Self {
        HistogramObserver::new(Self::DEFAULT_BINS)
    }
}

impl Observer for HistogramObserver {
    fn observe(&mut self, batch: &Batch<'_>) {
        let (mut min, mut max) = (batch.min(), batch.max());
        if let Some(seen) = &self.seen {
            (min, max) = (min.min(seen.min), max.max(seen.max));
        }
        let mut counts = count::histogram(batch.values(), self.bins, min, max);
        if let Some(seen) = &self.seen {
            seen.add_to(&mut counts, min, max);
        }
        self.seen = Some(Histogram { min, max, counts });
    }

    fn qparams(&self) -> Option<QParams> {
        let (min, max) = self.seen.as_ref()?.best_range();
        Some(QParams::from_min_max(min, max))
    }
}

#[cfg(test)]
mod tests;
