//! Values that are fit to be observed.

use rayon::prelude::*;

/// Values of a call site, not empty and all finite, with their range.
///
/// The range is found while the values are checked, in one pass, so that no observer has to look
/// for it again.
///
/// ```
/// use quantizable::observer::Batch;
/// let batch = Batch::new(&[0.5, -2.0, 1.0]).unwrap().unwrap();
/// assert_eq!((batch.min(), batch.max()), (-2.0, 1.0));
/// assert!(Batch::new(&[]).unwrap().is_none());
/// assert!(Batch::new(&[1.0, f32::NAN]).unwrap_err().is_nan());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    values: &'a [f32],
    min: f32,
    max: f32,
}

impl<'a> Batch<'a> {
    /// A batch of `values`; `None` if there are none.
    ///
    /// # Errors
    /// The first value that is NaN or infinite.
    pub fn new(values: &'a [f32]) -> Result<Option<Self>, f32> {
        let (min, max) = min_max(values)?;
        Ok((!values.is_empty()).then_some(Batch { values, min, max }))
    }

    /// The values, in row-major order of their tensor.
    pub fn values(&self) -> &'a [f32] {
        self.values
    }

    /// The least value.
    pub fn min(&self) -> f32 {
        self.min
    }

    /// The greatest value.
    pub fn max(&self) -> f32 {
        self.max
    }
}

/// The least and the greatest value; `(INFINITY, NEG_INFINITY)` if there are none.
///
/// # Errors
/// The first value that is NaN or infinite.
///
/// ```
/// use quantizable::observer::min_max;
/// assert_eq!(min_max(&[0.5, -2.0, 1.0]), Ok((-2.0, 1.0)));
/// assert_eq!(min_max(&[0.5, f32::INFINITY]), Err(f32::INFINITY));
/// ```
pub fn min_max(values: &[f32]) -> Result<(f32, f32), f32> {
    let range = if values.len() <= CHUNK {
        Range::of(values)
    } else {
        values.par_chunks(CHUNK).map(Range::of).reduce(Range::default, Range::merge)
    };
    let infinite = range.min == f32::NEG_INFINITY || range.max == f32::INFINITY;
    if range.nan || infinite {
        let value = values.iter().copied().find(|v| !v.is_finite());
        return Err(value.expect("a range that is not finite comes of such a value"));
    }
    Ok((range.min, range.max))
}

/// How many values are worth a task of their own.
const CHUNK: usize = 1 << 17;

/// How many independent running ranges the compiler may keep in vector registers.
const LANES: usize = 32;

#[derive(Clone, Copy)]
struct Range {
    min: f32,
    max: f32,
    nan: bool,
}

impl Default for Range {
    fn default() -> Self {
        Range { min: f32::INFINITY, max: f32::NEG_INFINITY, nan: false }
    }
}

impl Range {
    fn of(values: &[f32]) -> Self {
        let mut min = [f32::INFINITY; LANES];
        let mut max = [f32::NEG_INFINITY; LANES];
        let mut nan = [0u32; LANES];
        let (chunks, rest) = values.as_chunks::<LANES>();
        for chunk in chunks {
            for i in 0..LANES {
                let v = chunk[i];
                // Comparisons and not `f32::min`: they are one instruction, and pass over NaN.
                min[i] = if v < min[i] { v } else { min[i] };
                max[i] = if v > max[i] { v } else { max[i] };
                nan[i] |= u32::from(v.is_nan());
            }
        }
        let lanes = (0..LANES).map(|i| Range { min: min[i], max: max[i], nan: nan[i] != 0 });
        let rest = rest.iter().map(|&v| Range { min: v, max: v, nan: v.is_nan() });
        lanes.chain(rest).fold(Range::default(), Range::merge)
    }

    fn merge(self, other: Self) -> Self {
        Range {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            nan: self.nan || other.nan,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_value_that_is_not_finite_is_found_anywhere() {
        for len in [1, 31, 32, 33, 100, CHUNK, CHUNK + 1, 3 * CHUNK + 7] {
            for at in [0, len / 2, len - 1] {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let mut values = vec![1.0; len];
                    values[at] = bad;
                    let found = min_max(&values).unwrap_err();
                    assert_eq!(found.to_bits(), bad.to_bits(), "{bad} at {at} of {len}");
                }
            }
        }
        assert_eq!(min_max(&[f32::INFINITY, f32::NAN]), Err(f32::INFINITY));
    }

    #[test]
    fn greatest_magnitudes_are_finite() {
        assert_eq!(min_max(&[f32::MAX, f32::MIN]), Ok((f32::MIN, f32::MAX)));
        assert_eq!(min_max(&[]), Ok((f32::INFINITY, f32::NEG_INFINITY)));
    }

    proptest! {
        #[test]
        fn agrees_with_a_plain_loop(values in prop::collection::vec(-1e30f32..1e30, 0..200)) {
            let min = values.iter().copied().fold(f32::INFINITY, f32::min);
            let max = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            prop_assert_eq!(min_max(&values), Ok((min, max)));
        }
    }
}
