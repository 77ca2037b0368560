//! What a model under calibration has seen, whatever its type.

use std::sync::{Arc, Mutex, MutexGuard};

use super::{Coverage, SiteCoverage, check_input, input_name};
use crate::{
    QConfigMapping, Result, Tensor,
    backend::{Observe, ObserverSite, Seen},
    lock::lock,
    lower::{Gathered, Observed, Profile},
    plan::Plan,
    value::Enter,
};

/// A model that can be lowered, whatever its type.
pub(super) trait Lowers {
    /// Lowers it.
    fn lower(&mut self, to: &mut Observed);
}

/// The observers of a model, and how it is to be quantized.
pub struct Calibration {
    plan: &'static Plan,
    pub(super) model: Gathered,
    /// One for each tensor that `forward` has been given so far.
    pub(super) inputs: Mutex<Vec<Arc<ObserverSite>>>,
    /// Calibration is one batch after the other: a batch that fails leaves no trace.
    calibrating: Mutex<()>,
}

impl Calibration {
    /// Of the model that `model` lowers.
    pub(super) fn of(
        plan: &'static Plan,
        mapping: &QConfigMapping,
        model: &mut dyn Lowers,
    ) -> Result<Self> {
        let mut observed = Observed::new(mapping.compile()?);
        model.lower(&mut observed);
        let model = observed.finish()?;
        Ok(Calibration { plan, model, inputs: Mutex::default(), calibrating: Mutex::default() })
    }

    /// What each call site has seen so far: the inputs, then those of nested models, then the
    /// model's own.
    pub(super) fn coverage(&self) -> Coverage {
        let inputs = lock(&self.inputs);
        let sites = inputs.iter().chain(&self.model.sites);
        Coverage { sites: sites.map(|site| SiteCoverage::of(site)).collect() }
    }

    pub(super) fn profile(&self) -> Profile {
        self.model.profile.clone()
    }

    /// Begins a batch.
    pub(super) fn batch(&self) -> Batch<'_> {
        let one_at_a_time = lock(&self.calibrating);
        Batch {
            calibration: self,
            index: 0,
            before: Some(self.seen()),
            _one_at_a_time: one_at_a_time,
        }
    }

    fn input_site(&self, index: usize) -> Arc<ObserverSite> {
        let mut inputs = lock(&self.inputs);
        while inputs.len() <= index {
            let qconfig = self.model.mapping.resolve("", "input");
            let name = input_name(self.plan, inputs.len());
            inputs.push(Arc::new(ObserverSite::new(name, qconfig, true)));
        }
        Arc::clone(&inputs[index])
    }

    /// Every observer as it is now: the model's, then the inputs'.
    fn seen(&self) -> Vec<Seen> {
        let inputs = lock(&self.inputs);
        self.model.sites.iter().chain(&*inputs).map(|site| site.seen().clone()).collect()
    }

    /// Every observer as it was; inputs seen for the first time since are forgotten.
    fn restore(&self, before: Vec<Seen>) {
        let mut inputs = lock(&self.inputs);
        inputs.truncate(before.len() - self.model.sites.len());
        for (site, seen) in self.model.sites.iter().chain(&*inputs).zip(before) {
            *site.seen() = seen;
        }
    }
}

/// A batch on its way through the model. The observers are as they were before if it is dropped
/// before it was [`finished`](Self::finish).
pub(super) struct Batch<'a> {
    calibration: &'a Calibration,
    /// Of the next input.
    index: usize,
    before: Option<Vec<Seen>>,
    _one_at_a_time: MutexGuard<'a, ()>,
}

impl Batch<'_> {
    /// Keeps what the observers saw.
    pub(super) fn finish(&mut self) {
        self.before = None;
    }
}

impl Enter<Observe> for Batch<'_> {
    fn tensor(&mut self, x: Tensor) -> Result<Tensor> {
        check_input(self.calibration.plan, &x, self.index)?;
        let site = self.calibration.input_site(self.index);
        self.index += 1;
        Observe::new().input(x, &site)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            self.calibration.restore(before);
        }
    }
}
