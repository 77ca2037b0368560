//! Which observers quantize which parts of a model.

mod mapping;
mod object_type;

pub use mapping::{CompiledMapping, QConfigMapping};

use crate::observer::{
    HistogramObserver, MinMaxObserver, MovingAverageMinMaxObserver, Observer, WeightObserver,
};

/// Makes the observers of activations, one for each call site.
///
/// ```
/// use quantizable::ActivationObserver;
/// let mut observer = ActivationObserver::MinMax.build();
/// assert!(observer.qparams().is_none());
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ActivationObserver {
    /// [`MinMaxObserver`].
    MinMax,
    /// [`MovingAverageMinMaxObserver`].
    MovingAverageMinMax {
        /// How much of the distance to a batch's range is covered, from 0 to 1; PyTorch's is 0.01.
        averaging_constant: f32,
    },
    /// [`HistogramObserver`].
    Histogram {
        /// The number of bins, from 1 to [`HistogramObserver::MAX_BINS`]; PyTorch's is 2048.
        bins: usize,
    },
    /// An [`Observer`] of your own.
    Custom(fn() -> Box<dyn Observer>),
}

impl ActivationObserver {
    /// [`MovingAverageMinMaxObserver`] with PyTorch's averaging constant, 0.01.
    pub fn moving_average() -> Self {
        ActivationObserver::MovingAverageMinMax { averaging_constant: 0.01 }
    }

    /// [`HistogramObserver`] with PyTorch's number of bins, 2048.
    pub fn histogram() -> Self {
        ActivationObserver::Histogram { bins: HistogramObserver::DEFAULT_BINS }
    }

    /// An observer that has seen nothing.
    ///
    /// # Panics
    /// If the number of bins is out of its range.
    pub fn build(&self) -> Box<dyn Observer> {
        match *self {
            ActivationObserver::MinMax => Box::new(MinMaxObserver::new()),
            ActivationObserver::MovingAverageMinMax { averaging_constant } => {
                Box::new(MovingAverageMinMaxObserver::new(averaging_constant))
            }
            ActivationObserver::Histogram { bins } => Box::new(HistogramObserver::new(bins)),
            ActivationObserver::Custom(build) => build(),
        }
    }

    /// What is wrong with its options.
    fn problem(&self) -> Option<String> {
        match *self {
            ActivationObserver::MovingAverageMinMax { averaging_constant }
                if !(0.0..=1.0).contains(&averaging_constant) =>
            {
                Some(format!("an averaging constant is from 0 to 1, not {averaging_constant}"))
            }
            ActivationObserver::Histogram { bins }
                if !(1..=HistogramObserver::MAX_BINS).contains(&bins) =>
            {
                let max = HistogramObserver::MAX_BINS;
                Some(format!("a histogram has from 1 to {max} bins, not {bins}"))
            }
            _ => None,
        }
    }
}

impl Default for ActivationObserver {
    /// [`histogram`](ActivationObserver::histogram).
    fn default() -> Self {
        ActivationObserver::histogram()
    }
}

/// How to quantize an operation: its result (u8, affine, per tensor) and its weights (i8,
/// symmetric).
///
/// The default is PyTorch's for its `x86` backend, histogram and per channel, with one difference:
/// activations use all of 0..=255, where PyTorch keeps to 0..=127 (`reduce_range`) because its
/// kernels may overflow beyond; the kernels here do not.
///
/// ```
/// use quantizable::{ActivationObserver, QConfig, WeightObserver};
/// let qconfig = QConfig::default()
///     .activation(ActivationObserver::MinMax)
///     .weight(WeightObserver::PerTensorMinMax);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct QConfig {
    /// Observes results.
    pub activation: ActivationObserver,
    /// Observes weights.
    pub weight: WeightObserver,
}

impl QConfig {
    /// With another observer of results.
    #[must_use]
    pub fn activation(self, activation: ActivationObserver) -> Self {
        QConfig { activation, ..self }
    }

    /// With another observer of weights.
    #[must_use]
    pub fn weight(self, weight: WeightObserver) -> Self {
        QConfig { weight, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QParams, observer::Batch};

    #[test]
    fn each_observer_is_built_afresh() {
        #[derive(Clone)]
        struct Fixed;
        impl Observer for Fixed {
            fn observe(&mut self, _: &Batch<'_>) {}
            fn qparams(&self) -> Option<QParams> {
                Some(QParams { scale: 2.0, zero_point: 7 })
            }
        }
        let custom = ActivationObserver::Custom(|| Box::new(Fixed));
        assert_eq!(custom.build().qparams(), Some(QParams { scale: 2.0, zero_point: 7 }));

        let batch = Batch::new(&[-1.0, 0.0, 1.0]).unwrap().unwrap();
        for kind in [
            ActivationObserver::MinMax,
            ActivationObserver::moving_average(),
            ActivationObserver::histogram(),
        ] {
            kind.build().observe(&batch);
            let mut observer = kind.build();
            assert_eq!(observer.qparams(), None, "{kind:?}");
            let before = observer.clone();
            observer.observe(&batch);
            assert_eq!(before.qparams(), None, "{kind:?}");
            let scale = observer.qparams().unwrap().scale;
            assert!((scale * 255.0 - 2.0).abs() < 0.01, "{kind:?}");
        }
    }
}
