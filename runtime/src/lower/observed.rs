//! From a model to its form for calibration.

use std::{fmt::Write, mem};

use super::{CallSite, Model, Rebind, Sites};
use crate::{
    Error, QConfigMapping, Result, Tensor,
    backend::{Float, Foldable, FoldedBatchNorm, Observe, ObserverSite, fold_batch_norm},
    fnv::Fnv,
    nn,
    opaque::opaque,
    path::Path,
    plan::Plan,
    qconfig::CompiledMapping,
};

opaque! {
    /// Gathers what a model's layers and call sites are while it is lowered: puts an observer at each
    /// site and folds batch normalization.
    pub struct Observed(Gathering);
}

/// What is known so far.
#[derive(Debug)]
pub struct Gathering {
    mapping: CompiledMapping,
    folds: bool,
    /// Of the modules, for the mapping's mistakes.
    names: Vec<String>,
    /// Of the operations, likewise.
    types: Vec<&'static str>,
    sites: Vec<ObserverSite>,
    /// Layers (names, shapes, arguments), call sites (model, operation, fused pattern) and what was
    /// folded.
    description: String,
    /// Of all plans.
    per_image: bool,
    /// The first that was found.
    problem: Option<Error>,
}

impl Observed {
    /// What gathers a model that is quantized as the mapping says. What is wrong with the mapping
    /// [`finish`](Self::finish) reports.
    pub(crate) fn by(mapping: &QConfigMapping) -> Self {
        mapping.compile().map(Observed::new).unwrap_or_else(|problem| {
            let mut observed = Observed::new(CompiledMapping::default());
            observed.problem = Some(problem);
            observed
        })
    }

    pub(crate) fn new(mapping: CompiledMapping) -> Self {
        let gathering = Gathering {
            mapping,
            folds: true,
            names: Vec::new(),
            types: Vec::new(),
            sites: Vec::new(),
            description: String::new(),
            per_image: true,
            problem: None,
        };
        gathering.into()
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        let _ = writeln!(self.description, "{line}");
    }

    pub(super) fn conv2d(&mut self, layer: &nn::Conv2d, path: &Path<'_>) -> nn::Conv2d {
        self.names.push(path.to_string());
        self.line(format_args!("{path} conv2d {:?} {:?}", layer.weight().shape(), layer.args()));
        layer.clone()
    }

    pub(super) fn linear(&mut self, layer: &nn::Linear, path: &Path<'_>) -> nn::Linear {
        self.names.push(path.to_string());
        self.line(format_args!("{path} linear {:?}", layer.weight().shape()));
        layer.clone()
    }

    pub(super) fn batch_norm(&mut self, norm: FoldedBatchNorm, path: &Path<'_>) -> FoldedBatchNorm {
        self.names.push(path.to_string());
        self.line(format_args!("{path} batch_norm {}", norm.channels()));
        norm
    }

    pub(super) fn tensor(&mut self, tensor: &Tensor, path: &Path<'_>) -> Tensor {
        self.names.push(path.to_string());
        self.line(format_args!("{path} tensor {:?}", tensor.shape()));
        tensor.clone()
    }

    /// The call sites of the model at `path`; `reached` are those that depend on its fields, each with
    /// whether these let the model ever get there.
    pub fn sites(
        &mut self,
        plan: &'static Plan,
        path: &Path<'_>,
        reached: &[(usize, bool)],
    ) -> Sites<Observe> {
        self.per_image &= plan.per_image;
        let sites = CallSite::all(plan, path).map(|at| {
            let (module, op) = (at.module(), at.root().name);
            let qconfig = self.mapping.resolve(&module, op);
            self.names.push(module);
            self.types.push(op);
            self.line(format_args!("{} {op} {}", at.key(), at.op().name));
            let required = path.runs() && !reached.contains(&(at.index, false));
            let reached = required && !self.mapping.keeps_unobserved();
            ObserverSite::new(at.to_string(), qconfig, reached)
        });
        let sites: Sites<Observe> = sites.collect();
        self.sites.extend_from_slice(&sites);
        sites
    }

    /// Folds a batch normalization into the layer that it is fused with.
    pub fn fold(&mut self, layer: &mut dyn Foldable, norm: &mut FoldedBatchNorm) {
        if !self.folds {
            return;
        }
        self.line(format_args!("folded {}", norm.channels()));
        if let Err(error) = fold_batch_norm(layer, norm) {
            self.problem.get_or_insert(error);
        }
    }
}

/// What is known of a model once it is lowered.
pub(crate) struct Gathered {
    /// How each site is quantized.
    pub mapping: CompiledMapping,
    /// The call sites: those of nested models, then the model's own.
    pub sites: Vec<ObserverSite>,
    pub profile: Profile,
}

/// What a converted model knows of itself.
#[derive(Clone)]
pub(crate) struct Profile {
    /// What a file must agree on with the model that it is loaded into, in hexadecimal.
    pub fingerprint: String,
    /// Whether what runs depends on no size and no value of the input, in the model and in those in it:
    /// [`Plan::per_image`].
    pub per_image: bool,
}

impl Observed {
    /// What was gathered.
    ///
    /// # Errors
    /// A mapping that names what the model does not have, and batch normalizations that do not fit
    /// the layers they are fused with.
    pub(crate) fn finish(mut self) -> Result<Gathered> {
        let Gathering { mapping, names, types, sites, description, per_image, problem, .. } =
            &mut *self;
        problem.take().map_or(Ok(()), Err)?;
        mapping.check(names.iter().map(String::as_str), mem::take(types))?;
        let fingerprint = format!("{:016x}", Fnv::EMPTY.with(description.as_bytes()).0);
        let profile = Profile { fingerprint, per_image: *per_image };
        Ok(Gathered { mapping: mem::take(mapping), sites: mem::take(sites), profile })
    }
}

/// A model's form under [`Float`]: nothing folded, the f32 forward to the bit.
pub fn float<M: Model>(model: &M) -> M::Lowered<Float> {
    let mapping = CompiledMapping::default();
    let mut as_written = Observed::new(mapping);
    as_written.folds = false;
    let lowered = M::__lower(model, &Path::Root, &mut as_written);
    M::__rebind(&lowered, &Path::Root, &mut Unobserved)
}

/// Takes the observers away.
struct Unobserved;

impl Rebind<Observe, Float> for Unobserved {
    fn conv2d(&mut self, from: &nn::Conv2d, _: &Path<'_>) -> nn::Conv2d {
        from.clone()
    }
    fn linear(&mut self, from: &nn::Linear, _: &Path<'_>) -> nn::Linear {
        from.clone()
    }
    fn batch_norm(&mut self, from: &FoldedBatchNorm, _: &Path<'_>) -> FoldedBatchNorm {
        from.clone()
    }
    fn tensor(&mut self, from: &Tensor, _: &Path<'_>) -> Tensor {
        from.clone()
    }
    fn site(&mut self, _: &ObserverSite, _: CallSite<'_>) {}
}
