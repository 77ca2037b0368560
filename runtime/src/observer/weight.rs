//! The scales of weights.

use crate::qparams::symmetric_scale;

/// How the scales of a layer's weights are found; weights are i8 and symmetric (zero point 0).
///
/// ```
/// use quantizable::WeightObserver;
/// let weight = [0.5, -1.0, 2.0, 0.25];
/// assert_eq!(WeightObserver::PerChannelMinMax.scales(&weight, 2), [1.0 / 127.5, 2.0 / 127.5]);
/// assert_eq!(WeightObserver::PerTensorMinMax.scales(&weight, 2), [2.0 / 127.5; 2]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightObserver {
    /// A scale for each output channel, from its greatest magnitude: PyTorch's
    /// `PerChannelMinMaxObserver` with `per_channel_symmetric`.
    #[default]
    PerChannelMinMax,
    /// One scale, from the greatest magnitude of all: PyTorch's `MinMaxObserver` with
    /// `per_tensor_symmetric`.
    PerTensorMinMax,
}

impl WeightObserver {
    /// The scale of each output channel (equal ones for [`PerTensorMinMax`](Self::PerTensorMinMax)).
    ///
    /// `weight` is finite, with output channels outermost, as PyTorch lays weights out.
    ///
    /// # Panics
    /// If the weights cannot be shared out among `out_channels`.
    pub fn scales(self, weight: &[f32], out_channels: usize) -> Vec<f32> {
        let size = weight.len().checked_div(out_channels).unwrap_or(0);
        assert_eq!(size * out_channels, weight.len(), "as many weights for each output channel");
        match self {
            // Chunks of at least one: a layer without inputs has channels but no weights.
            _ if size == 0 => vec![symmetric_scale(0.0); out_channels],
            WeightObserver::PerChannelMinMax => {
                weight.chunks_exact(size).map(|row| symmetric_scale(max_abs(row))).collect()
            }
            WeightObserver::PerTensorMinMax => vec![symmetric_scale(max_abs(weight)); out_channels],
        }
    }
}

fn max_abs(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |max, v| if v.abs() > max { v.abs() } else { max })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::qparams::{MIN_SCALE, quantize_weight};

    #[test]
    fn channels_of_zeros_have_the_least_scale() {
        let scales = WeightObserver::PerChannelMinMax.scales(&[0.0, 0.0, 1.0, -4.0], 2);
        assert_eq!(scales, [MIN_SCALE, 4.0 / 127.5]);
        assert_eq!(WeightObserver::PerChannelMinMax.scales(&[], 3), [MIN_SCALE; 3]);
        assert_eq!(WeightObserver::PerTensorMinMax.scales(&[], 0), [0f32; 0]);
    }

    proptest! {
        #[test]
        fn every_weight_comes_back_within_a_step(
            weight in prop::collection::vec(-10f32..10.0, 24),
            observer in prop::sample::select(vec![
                WeightObserver::PerChannelMinMax,
                WeightObserver::PerTensorMinMax,
            ]),
        ) {
            let scales = observer.scales(&weight, 4);
            for (row, &scale) in weight.chunks(6).zip(&scales) {
                for &w in row {
                    let back = f32::from(quantize_weight(w, scale)) * scale;
                    prop_assert!((back - w).abs() <= scale * 0.501, "{} from {}", back, w);
                }
            }
        }
    }
}
