//! Counting values into bins, as `torch.histc` does.

use rayon::prelude::*;

/// How many values are worth a task of their own.
const CHUNK: usize = 1 << 16;

/// How many values have their bins computed at a time, in vector registers.
const LANES: usize = 64;

/// How many times the bins are kept, so that equal values in a row do not wait for one another.
const COPIES: usize = 4;

/// How many of `values`, all from `min` to `max`, fall into each of `bins` equal parts of that
/// range.
pub(super) fn histogram(values: &[f32], bins: usize, min: f32, max: f32) -> Vec<f32> {
    let position = Position::new(bins, min, max);
    let counts = if values.len() <= CHUNK {
        position.count(values)
    } else {
        let sum = |mut a: Vec<u64>, b: Vec<u64>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        values.par_chunks(CHUNK).map(|chunk| position.count(chunk)).reduce(|| vec![0; bins], sum)
    };
    counts.into_iter().map(|count| count as f32).collect()
}

/// Where in the bins a value is.
#[derive(Clone, Copy)]
struct Position {
    min: f32,
    width: f32,
    bins: usize,
}

impl Position {
    fn new(bins: usize, min: f32, max: f32) -> Self {
        // `torch.histc` widens an empty range, in f64.
        let (min, max) = if min == max {
            ((f64::from(min) - 1.0) as f32, (f64::from(max) + 1.0) as f32)
        } else {
            (min, max)
        };
        Position { min, width: max - min, bins }
    }

    fn of(self, value: f32) -> u32 {
        let position = (value - self.min) * self.bins as f32 / self.width;
        // The last bin has both its ends.
        (position as i32).clamp(0, self.bins as i32 - 1) as u32
    }

    fn count(self, values: &[f32]) -> Vec<u64> {
        // Fewer values than 2³² each time: `CHUNK` at most.
        let mut counts = vec![[0u32; COPIES]; self.bins];
        let (chunks, rest) = values.as_chunks::<LANES>();
        for chunk in chunks {
            let positions = chunk.map(|value| self.of(value));
            for positions in positions.as_chunks::<COPIES>().0 {
                for (copy, &position) in positions.iter().enumerate() {
                    counts[position as usize][copy] += 1;
                }
            }
        }
        for &value in rest {
            counts[self.of(value) as usize][0] += 1;
        }
        counts
            .into_iter()
            .map(|copies| copies.iter().map(|&count| u64::from(count)).sum())
            .collect()
    }
}
