//! Scale and zero point: the one place where the numbers of affine quantization are defined.

/// The least scale, so that a constant tensor does not divide by zero (PyTorch's
/// `torch.finfo(torch.float32).eps`).
pub const MIN_SCALE: f32 = f32::EPSILON;

/// Affine quantization of a whole tensor to u8: `real = (quantized - zero_point) * scale`.
///
/// ```
/// use quantizable::QParams;
/// let q = QParams::from_min_max(-1.0, 3.0);
/// assert_eq!(q.zero_point, 64);
/// assert_eq!(q.quantize(0.0), 64);
/// assert_eq!(q.dequantize(q.quantize(3.0)), 191.0 * q.scale);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QParams {
    /// The step between neighbouring values; positive and finite.
    pub scale: f32,
    /// The quantized value of 0.0.
    pub zero_point: u8,
}

impl QParams {
    /// The parameters of a range, widened to hold 0, as PyTorch's
    /// `UniformQuantizationObserverBase._calculate_qparams` has them for `quint8`,
    /// `per_tensor_affine`.
    pub fn from_min_max(min: f32, max: f32) -> Self {
        let (min, max) = (min.min(0.0), max.max(0.0));
        let range = max - min;
        // Of a range wider than f32's greatest number, the scale still is a number.
        let scale = if range.is_finite() { range / 255.0 } else { max / 255.0 - min / 255.0 };
        let scale = scale.max(MIN_SCALE);
        let zero_point = (0.0 - (min / scale).round_ties_even()).clamp(0.0, 255.0) as u8;
        QParams { scale, zero_point }
    }

    /// The nearest step, ties to even, saturating; NaN becomes 0.
    pub fn quantize(self, x: f32) -> u8 {
        let zero_point = f32::from(self.zero_point);
        let steps = x * (1.0 / self.scale);
        // `max` first: it turns NaN into the lower bound.
        let steps = steps.max(0.0 - zero_point).min(255.0 - zero_point);
        (steps.round_ties_even() as i32 + i32::from(self.zero_point)) as u8
    }

    /// The real value of a step.
    pub fn dequantize(self, q: u8) -> f32 {
        (i32::from(q) - i32::from(self.zero_point)) as f32 * self.scale
    }
}

/// The scale of symmetric i8 weights whose greatest magnitude is `max_abs`, as PyTorch's
/// observers have it for `qint8`, `per_channel_symmetric`: `max_abs / 127.5`.
pub fn symmetric_scale(max_abs: f32) -> f32 {
    (max_abs / 127.5).max(MIN_SCALE)
}

/// The nearest step of a weight, ties to even, saturating at -128 and 127; NaN becomes -128.
#[allow(clippy::manual_clamp, reason = "`clamp` keeps NaN")]
pub fn quantize_weight(w: f32, scale: f32) -> i8 {
    (w * (1.0 / scale)).max(-128.0).min(127.0).round_ties_even() as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_exact_and_bounds_saturate() {
        for (min, max) in
            [(-1.0, 3.0), (0.5, 2.0), (-7.0, -1.0), (0.0, 0.0), (-1e-30, 1e30), (-3e38, 3e38)]
        {
            let q = QParams::from_min_max(min, max);
            assert_eq!(q.dequantize(q.quantize(0.0)), 0.0);
            assert_eq!(q.quantize(f32::INFINITY), 255);
            assert_eq!(q.quantize(f32::NEG_INFINITY), 0);
            assert_eq!(q.quantize(f32::NAN), 0);
        }
    }

    #[test]
    fn every_step_survives_a_round_trip() {
        let q = QParams::from_min_max(-0.37, 1.91);
        for step in 0..=255 {
            assert_eq!(q.quantize(q.dequantize(step)), step);
        }
    }

    #[test]
    fn ties_go_to_even() {
        let q = QParams { scale: 1.0, zero_point: 10 };
        assert_eq!([0.5, 1.5, 2.5, -0.5, -1.5].map(|x| q.quantize(x)), [10, 12, 12, 10, 8]);
        assert_eq!([0.5, 1.5, -2.5].map(|w| quantize_weight(w, 1.0)), [0, 2, -2]);
        assert_eq!([1e9, -1e9, f32::NAN].map(|w| quantize_weight(w, 1.0)), [127, -128, -128]);
    }
}
