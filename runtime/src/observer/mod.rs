//! Observers: what calibration remembers of the values it sees, and the scale and zero point that
//! come of it.
//!
//! | observer | range | PyTorch |
//! |---|---|---|
//! | [`MinMaxObserver`] | least and greatest value seen | `MinMaxObserver` |
//! | [`MovingAverageMinMaxObserver`] | moving average of each batch's least and greatest | `MovingAverageMinMaxObserver` |
//! | [`HistogramObserver`] | the part of it with the least squared error | `HistogramObserver` |
//! | [`WeightObserver`] | greatest magnitude, per output channel or of all | `PerChannelMinMaxObserver`, `MinMaxObserver` |
//!
//! A type of your own that implements [`Observer`] is used through
//! [`ActivationObserver::Custom`](crate::ActivationObserver::Custom).

mod batch;
mod histogram;
mod min_max;
mod moving_average;
mod weight;

pub use batch::{Batch, min_max};
pub use histogram::HistogramObserver;
pub use min_max::MinMaxObserver;
pub use moving_average::MovingAverageMinMaxObserver;
pub use weight::WeightObserver;

use crate::QParams;

/// Sees the values of one call site during calibration, batch by batch, and says how to quantize
/// them.
///
/// ```
/// use quantizable::{QParams, observer::{Batch, Observer}};
///
/// /// A range that the model's author knows.
/// #[derive(Clone)]
/// struct Fixed(f32, f32);
///
/// impl Observer for Fixed {
///     fn observe(&mut self, _: &Batch<'_>) {}
///     fn qparams(&self) -> Option<QParams> {
///         Some(QParams::from_min_max(self.0, self.1))
///     }
/// }
/// assert_eq!(Fixed(0.0, 1.0).qparams().unwrap().zero_point, 0);
/// ```
pub trait Observer: CloneObserver + Send {
    /// Takes note of a batch.
    fn observe(&mut self, batch: &Batch<'_>);

    /// The scale and zero point for what was seen; `None` before any data.
    fn qparams(&self) -> Option<QParams>;
}

/// Observers that can be copied behind a `dyn`, which all are that implement [`Clone`].
#[diagnostic::on_unimplemented(
    message = "the observer `{Self}` cannot be cloned",
    note = "a batch that fails must leave no trace, so observers are copied: derive `Clone`"
)]
pub trait CloneObserver {
    /// A copy of what was seen so far.
    fn boxed_clone(&self) -> Box<dyn Observer>;
}

impl<T: Observer + Clone + 'static> CloneObserver for T {
    fn boxed_clone(&self) -> Box<dyn Observer> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Observer> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}
