//! From i32 accumulators to u8 outputs: the one definition that every instruction set follows.

use crate::qparams::QParams;

/// Room behind the tables, so that vector code may load past the last channel.
const TABLE_SLACK: usize = 64;

/// Magnitudes that i32 holds, and those that leave room to add two of them.
const I32_RANGE: f32 = (1u32 << 31) as f32;
pub(crate) const MODERATE: f32 = (1 << 29) as f32;

/// What follows a convolution, linear layer or sum in the same store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    #[default]
    None,
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, 0), 6)`.
    Relu6,
}

impl Activation {
    /// Of a real value; NaN stays NaN.
    pub fn apply(self, x: f32) -> f32 {
        match self {
            Activation::None => x,
            Activation::Relu => {
                if x < 0.0 {
                    0.0
                } else {
                    x
                }
            }
            Activation::Relu6 => x.clamp(0.0, 6.0),
        }
    }

    /// The least and the greatest u8 value it lets through.
    pub fn bounds(self, y: QParams) -> (u8, u8) {
        match self {
            Activation::None => (0, 255),
            Activation::Relu => (y.zero_point, 255),
            Activation::Relu6 => (y.zero_point, y.quantize(6.0)),
        }
    }
}

/// The range of an output in steps around its zero point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store {
    pub lo: f32,
    pub hi: f32,
    pub zero_point: u8,
}

impl Store {
    pub fn new(y: QParams, activation: Activation) -> Self {
        let (lo, hi) = activation.bounds(y);
        let zp = f32::from(y.zero_point);
        Store { lo: f32::from(lo) - zp, hi: f32::from(hi) - zp, zero_point: y.zero_point }
    }

    /// The least and the greatest output.
    pub fn bounds(self) -> (u8, u8) {
        (self.finish(f32::NEG_INFINITY), self.finish(f32::INFINITY))
    }

    /// Clamps (NaN goes to `lo`) and rounds, ties to even.
    #[inline(always)]
    pub fn finish(self, v: f32) -> u8 {
        // In this order and form both compile to one instruction, and NaN fails the first.
        let v = if v > self.lo { v } else { self.lo };
        let v = if v < self.hi { v } else { self.hi };
        // Adding 1.5·2²³ leaves the nearest integer in the low bits of the sum.
        let rounded = (v + 12_582_912.0).to_bits() as u8;
        rounded.wrapping_add(self.zero_point)
    }
}

/// Tables that take the accumulators of one packed layer to outputs at one call site.
#[derive(Clone, Debug)]
pub struct Requant {
    /// `−zp_x·Σw`, where the accumulators start.
    pub(crate) start: Vec<i32>,
    /// `b/(s_x·s_w)`.
    pub(crate) add: Vec<f32>,
    /// `(s_x·s_w)/s_y`.
    pub(crate) mul: Vec<f32>,
    pub(crate) channels: usize,
    /// Whether a greater accumulator never gives a smaller output.
    pub(crate) monotone: bool,
    /// Whether every accumulator comes to fewer than [`MODERATE`] steps, so that clamping may wait until
    /// they are integers.
    pub(crate) moderate: bool,
    pub(crate) store: Store,
    pub(crate) x: QParams,
    pub(crate) y: QParams,
}

impl Requant {
    pub(crate) fn new(
        sums: &[i32],
        weight_scales: &[f32],
        bias: Option<&[f32]>,
        x: QParams,
        y: QParams,
        activation: Activation,
    ) -> Self {
        let len = sums.len() + TABLE_SLACK;
        let (mut start, mut add, mut mul) = (vec![0; len], vec![0.0; len], vec![0.0; len]);
        for (oc, (&sum, &scale)) in sums.iter().zip(weight_scales).enumerate() {
            let product = x.scale * scale;
            start[oc] = i32::from(x.zero_point).wrapping_neg().wrapping_mul(sum);
            add[oc] = bias.map_or(0.0, |b| b[oc] / product);
            mul[oc] = product / y.scale;
        }
        let monotone = mul.iter().all(|&m| m >= 0.0);
        let greatest = |(&add, &mul): (&f32, &f32)| (I32_RANGE + add.abs()) * mul.abs();
        // NaN is not moderate.
        let moderate = add.iter().zip(&mul).all(|line| greatest(line) < MODERATE);
        let store = Store::new(y, activation);
        Requant { start, add, mul, channels: sums.len(), monotone, moderate, store, x, y }
    }

    /// Scale and zero point of the input it was made for.
    pub fn input(&self) -> QParams {
        self.x
    }

    /// Scale and zero point of the output.
    pub fn output(&self) -> QParams {
        self.y
    }

    /// The output for an accumulator that began at `start[oc]`.
    #[inline(always)]
    pub(crate) fn apply(&self, acc: i32, oc: usize, residual: Option<(u8, Gain)>) -> u8 {
        let mut v = (acc as f32 + self.add[oc]) * self.mul[oc];
        if let Some((r, gain)) = residual {
            v += gain.apply(r);
        }
        self.store.finish(v)
    }
}

/// How a residual counts in the output's steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gain {
    pub zero_point: u8,
    /// `s_r/s_y`.
    pub ratio: f32,
}

impl Gain {
    #[inline(always)]
    pub fn apply(self, r: u8) -> f32 {
        (i32::from(r) - i32::from(self.zero_point)) as f32 * self.ratio
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finish_rounds_ties_to_even_and_clamps() {
        let y = QParams { scale: 1.0, zero_point: 7 };
        let store = Store::new(y, Activation::None);
        for (v, expected) in [
            (0.5, 7),
            (1.5, 9),
            (2.5, 9),
            (-0.5, 7),
            (-1.5, 5),
            (f32::NAN, 0),
            (f32::INFINITY, 255),
            (f32::NEG_INFINITY, 0),
            (1e30, 255),
            (-7.0, 0),
            (248.0, 255),
        ] {
            assert_eq!(store.finish(v), expected, "{v}");
        }
        assert_eq!(Store::new(y, Activation::Relu).finish(-3.0), 7);
        assert_eq!(Store::new(y, Activation::Relu6).finish(9.0), 13);
    }

    #[test]
    fn finish_agrees_with_quantize() {
        for zero_point in [0, 3, 128, 255] {
            let y = QParams { scale: 0.37, zero_point };
            let store = Store::new(y, Activation::None);
            for i in -2000..2000 {
                let x = i as f32 * 0.0471;
                assert_eq!(store.finish(x * (1.0 / y.scale)), y.quantize(x));
            }
        }
    }
}
