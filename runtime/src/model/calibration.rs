//! What a model under calibration has seen, whatever its type.

use std::{fmt, sync::Mutex};

use super::{Coverage, InputSites, SiteCoverage, check_input, forwards::Forwards, input_name};
use crate::{
    Result, Tensor,
    backend::{Observe, ObserverSite, Seen},
    lock::lock,
    lower::{Gathered, Observed, Profile},
    opaque::opaque,
    path::Path,
    plan::Plan,
    value::{Enter, Value},
};

opaque! {
    /// The observers of a model, and how it is to be quantized.
    pub struct Calibration(Observers);
}

/// What is observed.
pub struct Observers {
    plan: &'static Plan,
    pub(super) model: Gathered,
    /// Of what `forward` has been given so far.
    pub(super) inputs: Mutex<InputSites<ObserverSite>>,
    /// Calibration is one batch after the other: a batch that fails leaves no trace.
    calibrating: Mutex<()>,
}

impl Calibration {
    /// Of a model that was lowered.
    pub(super) fn new(plan: &'static Plan, observed: Observed) -> Result<Self> {
        let (inputs, calibrating) = Default::default();
        Ok(Observers { plan, model: observed.finish()?, inputs, calibrating }.into())
    }
}

impl Observers {
    /// What each call site has seen so far: the inputs, then those of nested models, then the
    /// model's own.
    pub(super) fn coverage(&self) -> Coverage {
        let inputs = lock(&self.inputs);
        let sites = inputs.iter().chain(&self.model.sites);
        Coverage { sites: sites.map(SiteCoverage::of).collect() }
    }

    pub(super) fn profile(&self) -> Profile {
        self.model.profile.clone()
    }

    /// Runs a batch. The observers are as they were before if it fails or panics.
    pub(crate) fn run<I: Value, O: Value>(
        &self,
        of: &dyn Forwards<Observe, I, O>,
        input: I,
    ) -> Result<O> {
        let _one_at_a_time = lock(&self.calibrating);
        let mut batch = Batch { calibration: self, index: 0, before: Some(self.seen()) };
        let (cx, input) = (Observe::new(), I::__enter(input, &Path::Root, &mut batch)?);
        let output = O::__leave(of.run_lowered(&cx, input)?, &cx)?;
        batch.before = None;
        Ok(output)
    }

    fn input_site(&self, at: &Path<'_>, guess: usize) -> ObserverSite {
        let new = || {
            let qconfig = self.model.mapping.resolve("", "input");
            ObserverSite::new(input_name(self.plan, at), qconfig, true)
        };
        lock(&self.inputs).at(at, guess, new).clone()
    }

    /// Every observer as it is now: the model's, then the inputs'.
    fn seen(&self) -> Vec<Seen> {
        let inputs = lock(&self.inputs);
        self.model.sites.iter().chain(inputs.iter()).map(|site| site.seen().clone()).collect()
    }

    /// Every observer as it was; inputs seen for the first time since are forgotten.
    fn restore(&self, before: Vec<Seen>) {
        let mut inputs = lock(&self.inputs);
        inputs.truncate(before.len() - self.model.sites.len());
        for (site, seen) in self.model.sites.iter().chain(inputs.iter()).zip(before) {
            *site.seen() = seen;
        }
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.coverage(), f)
    }
}

/// A batch on its way through the model.
struct Batch<'a> {
    calibration: &'a Observers,
    /// How many inputs there were so far.
    index: usize,
    /// What the observers are again when it is dropped.
    before: Option<Vec<Seen>>,
}

impl Enter<Observe> for Batch<'_> {
    fn tensor(&mut self, x: Tensor, at: &Path<'_>) -> Result<Tensor> {
        check_input(self.calibration.plan, &x, at)?;
        let site = self.calibration.input_site(at, self.index);
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
