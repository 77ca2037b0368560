//! A model under calibration.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use super::{EachSite, convert::Converter, input_name, lock, run, stored::fingerprint};
use crate::{
    Error, QConfigMapping, Result, Tensor,
    backend::{Engine, Float, FoldedBatchNorm, Int8, Observe, ObserverSite, Quant, Seen},
    lower::{CallSite, Lower, Model, Rebind},
    model::{Coverage, Quantized, SiteCoverage},
    nn,
    path::Path,
    qconfig::CompiledMapping,
};

/// A model whose call sites observe what they see, made by [`Model::prepare`]: batch
/// normalization is folded, everything runs in f32.
///
/// Run it on batches of calibration data, then [`convert`](Self::convert) it. The docs of
/// [`quantizable`](macro@crate::quantizable) have a whole example.
pub struct Prepared<M: Model> {
    lowered: M::Lowered<Observe>,
    /// One for each tensor that `forward` has been given so far.
    inputs: Mutex<Vec<Arc<ObserverSite>>>,
    mapping: CompiledMapping,
    /// Of the folded model's layers and call sites.
    fingerprint: String,
    /// Calibration is one batch after the other: a batch that fails leaves no trace.
    calibrating: Mutex<()>,
}

impl<M: Model> Prepared<M> {
    pub(crate) fn new(model: &M, mapping: &QConfigMapping) -> Result<Self> {
        let mapping = mapping.compile()?;
        let mut lowered = model.lower();
        M::fold(&mut lowered)?;
        let fingerprint = fingerprint::<M>(&lowered)?;
        let mut observers = Observers { mapping: &mapping, names: Vec::new(), types: Vec::new() };
        let lowered = M::rebind::<Float, Observe>(&lowered, &Path::root(), &mut observers)?;
        let Observers { names, types, .. } = observers;
        mapping.check(names.iter().map(String::as_str), types)?;
        Ok(Prepared {
            lowered,
            inputs: Mutex::default(),
            mapping,
            fingerprint,
            calibrating: Mutex::default(),
        })
    }

    /// Runs the model in f32 and observes. Several arguments are a tuple.
    ///
    /// # Errors
    /// Operands that do not fit, and data that is not finite at a site that is to be quantized;
    /// observers are then as they were before.
    pub fn forward(&self, input: M::Input) -> Result<M::Output> {
        let _one_at_a_time = lock(&self.calibrating);
        let before = self.snapshot();
        let site = |index| Ok(self.input_site(index));
        run::<M, Observe, Arc<ObserverSite>>(&self.lowered, &Observe::new(), input, site)
            .inspect_err(|_| self.restore(before))
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
        let mut sites = Vec::new();
        lock(&self.inputs).iter().for_each(|site| sites.push(SiteCoverage::of(site)));
        self.each_site(|site, _| sites.push(SiteCoverage::of(site)));
        Coverage { sites }
    }

    /// The int8 model, on the fastest instruction set of this machine or the one that the
    /// environment variable `QUANTIZABLE_ISA` names.
    ///
    /// # Errors
    /// [`Error::Unobserved`] with every call site that saw no data, weights that are not finite,
    /// and an instruction set that this machine does not have.
    pub fn convert(&self) -> Result<Quantized<M>> {
        self.convert_to(Int8::new()?)
    }

    /// The model under any quantized backend, such as [`Int8::on`] one instruction set, or
    /// [`FakeQuant`](crate::backend::FakeQuant).
    ///
    /// # Errors
    /// As [`convert`](Self::convert).
    pub fn convert_to<E: Engine>(&self, backend: Quant<E>) -> Result<Quantized<M, E>> {
        let inputs = lock(&self.inputs);
        let mut converter = Converter::new(&backend, &self.mapping);
        let converted_inputs = inputs.iter().map(|site| converter.convert_site(site)).collect();
        let lowered = M::rebind(&self.lowered, &Path::root(), &mut converter)?;
        let sites = converter.unobserved;
        if !sites.is_empty() {
            return Err(Error::Unobserved { sites });
        }
        let fingerprint = self.fingerprint.clone();
        Ok(Quantized { lowered, inputs: converted_inputs, backend, fingerprint })
    }

    fn input_site(&self, index: usize) -> Arc<ObserverSite> {
        let mut inputs = lock(&self.inputs);
        while inputs.len() <= index {
            let qconfig = self.mapping.resolve("", "input");
            let name = input_name::<M>(inputs.len());
            inputs.push(Arc::new(ObserverSite::new(name, qconfig, true)));
        }
        Arc::clone(&inputs[index])
    }

    fn each_site(&self, mut f: impl FnMut(&ObserverSite, CallSite<'_>)) {
        let mut visitor = EachSite(|site: &ObserverSite, at: CallSite<'_>| f(site, at));
        <M as Lower>::visit::<Observe>(&self.lowered, &Path::root(), &mut visitor)
            .expect("looking at sites cannot fail");
    }
}

impl<M: Model> Prepared<M> {
    /// Every observer as it is now.
    fn snapshot(&self) -> Vec<Seen> {
        let mut all = Vec::new();
        self.each_seen(|seen| all.push(seen.clone()));
        all
    }

    /// Every observer as it was; inputs seen for the first time since are forgotten.
    fn restore(&self, before: Vec<Seen>) {
        let mut sites = 0;
        self.each_site(|_, _| sites += 1);
        lock(&self.inputs).truncate(before.len() - sites);
        let mut before = before.into_iter();
        self.each_seen(|seen| {
            if let Some(old) = before.next() {
                *seen = old;
            }
        });
    }

    fn each_seen(&self, mut f: impl FnMut(&mut Seen)) {
        lock(&self.inputs).iter().for_each(|site| f(&mut site.seen()));
        self.each_site(|site, _| f(&mut site.seen()));
    }
}

impl<M: Model> fmt::Debug for Prepared<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prepared({}, {})", M::PLAN.model, self.coverage())
    }
}

/// Puts an observer at each call site.
struct Observers<'a> {
    mapping: &'a CompiledMapping,
    /// Of the modules, for the mapping's mistakes.
    names: Vec<String>,
    /// Of the operations.
    types: Vec<&'static str>,
}

impl Rebind<Float, Observe> for Observers<'_> {
    fn conv2d(&mut self, from: &nn::Conv2d, path: &Path) -> Result<nn::Conv2d> {
        self.names.push(path.to_string());
        Ok(from.clone())
    }
    fn linear(&mut self, from: &nn::Linear, path: &Path) -> Result<nn::Linear> {
        self.names.push(path.to_string());
        Ok(from.clone())
    }
    fn batch_norm(&mut self, from: &FoldedBatchNorm, path: &Path) -> Result<FoldedBatchNorm> {
        self.names.push(path.to_string());
        Ok(from.clone())
    }
    fn tensor(&mut self, from: &Tensor, path: &Path) -> Result<Tensor> {
        self.names.push(path.to_string());
        Ok(from.clone())
    }
    fn site(&mut self, _: &(), at: CallSite<'_>) -> Result<ObserverSite> {
        let (module, op) = (at.module(), at.root().name);
        let qconfig = self.mapping.resolve(module.as_str(), op);
        self.names.push(module.to_string());
        self.types.push(op);
        Ok(ObserverSite::new(at.to_string(), qconfig, at.is_reached()))
    }
}
