//! Spreading old counts over the bins of a wider range.

use super::{Histogram, count};

/// In how many parts each old bin is shared out.
const UPSAMPLING: usize = 16;

impl Histogram {
    /// Adds its counts to those over a range that holds its own: PyTorch's `_combine_histograms`.
    pub(super) fn add_to(&self, counts: &mut [f32], min: f32, max: f32) {
        if (min, max) == (self.min, self.max) {
            counts.iter_mut().zip(&self.counts).for_each(|(count, old)| *count += old);
        } else if self.min == self.max {
            // All old values were one value. PyTorch weighs it with what the new batch counted.
            let weight = super::search::sum(counts);
            let one = count::histogram(&[self.min], counts.len(), min, max);
            counts.iter_mut().zip(one).for_each(|(count, one)| *count += one * weight);
        } else {
            let old = self.rebinned(min, max);
            counts.iter_mut().zip(old).for_each(|(count, old)| {
                *count += old;
            });
        }
    }

    /// Its counts in as many bins over a wider range: PyTorch's `_upscale_histogram`.
    fn rebinned(&self, min: f32, max: f32) -> Vec<f32> {
        let bins = self.counts.len();
        let parts = bins * UPSAMPLING;
        let half_a_part = 0.5 * ((self.max - self.min) / parts as f32);
        let mut rebinned = vec![0.0; bins];
        // Parts and bounds go up side by side; rounding may take a part one step back.
        let mut bin = 0;
        for part in 0..parts {
            let middle = linspace(self.min, self.max, parts + 1, part) + half_a_part;
            while bin + 1 < bins && linspace(min, max, bins + 1, bin + 1) <= middle {
                bin += 1;
            }
            while bin > 0 && linspace(min, max, bins + 1, bin) > middle {
                bin -= 1;
            }
            rebinned[bin] += self.counts[part / UPSAMPLING] / UPSAMPLING as f32;
        }
        rebinned
    }
}

/// Point `index` of `steps` from `start` to `end`, as `torch.linspace` has it: from the nearer end.
fn linspace(start: f32, end: f32, steps: usize, index: usize) -> f32 {
    let step = (end - start) / (steps - 1) as f32;
    if index < steps / 2 {
        start + step * index as f32
    } else {
        end - step * (steps - index - 1) as f32
    }
}
