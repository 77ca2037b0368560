//! The range with the least error.

use super::Histogram;

/// The steps of u8.
const STEPS: usize = 256;

/// The share of values that each move of the search gives up at one end.
const GRANULARITY: f64 = 1e-5;

impl Histogram {
    /// The part of its range that loses the least: PyTorch's `_non_linear_param_search`.
    ///
    /// From either end in turn, whichever gives up the more bins, the share of
    /// [`GRANULARITY`] is given up for as long as the error falls.
    pub(super) fn best_range(&self) -> (f32, f32) {
        let total = f64::from(sum(&self.counts));
        let cumulative = cumulative(&self.counts);
        let (mut alpha, mut beta) = (0.0, 1.0);
        let (mut start, mut end) = (0, self.counts.len() - 1);
        let mut least = f32::INFINITY;
        while alpha < beta {
            let (next_alpha, next_beta) = (alpha + GRANULARITY, beta - GRANULARITY);
            let low = (next_alpha * total) as f32;
            let high = (next_beta * total) as f32;
            let left = (start..end).find(|&bin| cumulative[bin] >= low).unwrap_or(end);
            let right = (start + 1..=end).rfind(|&bin| cumulative[bin] <= high).unwrap_or(start);

            let (mut next_start, mut next_end) = (start, end);
            if left - start > end - right {
                next_start = left;
                alpha = next_alpha;
            } else {
                next_end = right;
                beta = next_beta;
            }
            if (next_start, next_end) == (start, end) {
                continue;
            }
            let error = self.error(next_start, next_end);
            if error > least {
                break;
            }
            least = error;
            (start, end) = (next_start, next_end);
        }
        let width = (self.max - self.min) / self.counts.len() as f32;
        (self.min + width * start as f32, self.min + width * (end + 1) as f32)
    }

    /// The squared error of quantizing from bin `start` to bin `end`, values being spread evenly in
    /// each bin: PyTorch's `_compute_quantization_error`.
    fn error(&self, start: usize, end: usize) -> f32 {
        let width = (f64::from(self.max) - f64::from(self.min)) / self.counts.len() as f64;
        let step = width * (end - start + 1) as f64 / STEPS as f64;
        if step == 0.0 {
            return 0.0;
        }
        let (width, half_step, step) = (width as f32, (step / 2.0) as f32, step as f32);
        let whole_step = cubes(-half_step, half_step);
        let errors: Vec<f32> = (0..self.counts.len())
            .map(|bin| {
                let density = self.counts[bin] / width;
                let bin_start = (bin as i32 - start as i32) as f32 * width;
                let bin_end = bin_start + width;
                let first = step_of(bin_start, step);
                let last = step_of(bin_end, step);
                let in_first = cubes(bin_start - (first + 0.5) * step, half_step);
                let in_last = cubes(-half_step, bin_end - (last * step + half_step));
                let between = (last - first - 1.0) * (density * whole_step);
                density * in_first + between + density * in_last
            })
            .collect();
        sum(&errors)
    }
}

/// The quantized step that a distance from the start falls into.
fn step_of(distance: f32, step: f32) -> f32 {
    // In f64 the quotient is exact enough to be cut off where PyTorch corrects it with `fmod`.
    let steps = f64::from(distance) / f64::from(step);
    (steps.max(0.0).min(STEPS as f64 - 1.0) as i32) as f32
}

/// The integral of x² from `begin` to `end`.
fn cubes(begin: f32, end: f32) -> f32 {
    (end * end * end - begin * begin * begin) / 3.0
}

/// Running totals, kept in f64 as `torch.cumsum` keeps them.
fn cumulative(counts: &[f32]) -> Vec<f32> {
    let mut total = 0.0;
    let running = counts.iter().map(|&count| {
        total += f64::from(count);
        total as f32
    });
    running.collect()
}

/// The sum in f32, in the order in which `torch.sum` adds up a row on x86-64: errors that are nearly
/// equal decide where the search ends.
///
/// That is 32 running sums, each handed on after 16 values to one of the next level, which is handed
/// on after 16 of those, and so on.
pub(super) fn sum(values: &[f32]) -> f32 {
    const LANES: usize = 8;
    const SUMS: usize = 4 * LANES;
    const EACH: usize = 16;
    let mut levels = [[0.0; SUMS]; 4];
    let (rows, rest) = values.as_chunks::<SUMS>();
    for (row, mut full) in rows.iter().zip(1..) {
        add(&mut levels[0], row);
        for level in 1..levels.len() {
            if full % EACH != 0 {
                break;
            }
            full /= EACH;
            let lower = std::mem::replace(&mut levels[level - 1], [0.0; SUMS]);
            add(&mut levels[level], &lower);
        }
    }
    let [mut sums, upper @ ..] = levels;
    upper.iter().for_each(|upper| add(&mut sums, upper));
    let (lanes, rest) = rest.as_chunks::<LANES>();
    lanes.iter().for_each(|row| add(&mut sums[..LANES], row));
    let (first, others) = sums.split_at_mut(LANES);
    others.chunks(LANES).for_each(|other| add(first, other));
    rest.iter().chain(&*first).fold(0.0, |sum, value| sum + value)
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}
