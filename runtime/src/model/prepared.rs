//! A model under calibration.

use std::fmt;

use super::{Calibration, Coverage, Quantized, forwards::Of};
use crate::{
    __private::ok,
    QConfigMapping, Result,
    backend::{Int8, Observe, QuantizedBackend},
    lower::{Model, Observed},
    path::Path,
};

/// A model whose call sites observe what they see, made by [`Model::prepare`]: batch
/// normalization is folded, everything runs in f32.
///
/// Run it on batches of calibration data, then [`convert`](Self::convert) it. The docs of
/// [`quantizable`](macro@crate::quantizable) have a whole example.
pub struct Prepared<M: Model> {
    lowered: M::Lowered<Observe>,
    calibration: Calibration,
}

impl<M: Model> Prepared<M> {
    pub(crate) fn new(model: &M, mapping: &QConfigMapping) -> Result<Self> {
        let mut observed = Observed::by(mapping);
        let lowered = M::__lower(model, &Path::Root, &mut observed);
        let calibration = ok!(Calibration::new(M::PLAN, observed));
        Ok(Prepared { lowered, calibration })
    }

    /// Runs the model in f32 and observes. Several arguments are a tuple.
    ///
    /// # Errors
    /// Operands that do not fit, and data that is not finite at a site that is to be quantized;
    /// observers are then as they were before.
    pub fn forward(&self, input: M::Input) -> Result<M::Output> {
        self.calibration.run(&Of::<M, Observe>(&self.lowered), input)
    }

    /// What each call site has seen so far: look at it before [`convert`](Self::convert), which
    /// refuses a model with sites that saw nothing, such as those of a rare branch.
    ///
    /// ```
    /// # use quantizable::{quantizable, nn::Linear, Model, QConfigMapping, Tensor};
    /// #[quantizable]
    /// struct Net { fc: Linear }
    /// #[quantizable]
    /// impl Net {
    ///     fn forward(&self, x: Tensor) -> Tensor { self.fc.forward(x) }
    /// }
    /// # fn main() -> quantizable::Result<()> {
    /// let prepared = Net { fc: Linear::new(2, 2) }.prepare(&QConfigMapping::default())?;
    /// assert_eq!(prepared.coverage().missing().count(), 1);
    /// prepared.forward(Tensor::ones(&[1, 2]))?;
    /// assert_eq!(prepared.coverage().missing().count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn coverage(&self) -> Coverage {
        self.calibration.coverage()
    }

    /// The int8 model, on the fastest instruction set of this machine or the one that the
    /// environment variable `QUANTIZABLE_ISA` names.
    ///
    /// # Errors
    /// [`Error::Unobserved`](crate::Error::Unobserved) with every call site that saw no data, weights
    /// that are not finite, and an instruction set that this machine does not have.
    pub fn convert(&self) -> Result<Quantized<M>> {
        self.convert_to(ok!(Int8::new()))
    }

    /// The model under any quantized backend, such as [`Int8::on`] one instruction set, or
    /// [`FakeQuant`](crate::backend::FakeQuant).
    ///
    /// # Errors
    /// As [`convert`](Self::convert).
    pub fn convert_to<B: QuantizedBackend>(&self, backend: B) -> Result<Quantized<M, B>> {
        let mut converter = backend.converter(&self.calibration);
        let lowered = M::__rebind(&self.lowered, &Path::Root, &mut *converter);
        let runner = ok!(converter.finish());
        Ok(Quantized { lowered, runner })
    }
}

impl<M: Model> fmt::Debug for Prepared<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({}, {:?})", M::PLAN.model, self.calibration)
    }
}
