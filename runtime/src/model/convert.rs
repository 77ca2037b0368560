//! From observers to scales, from f32 weights to i8.

use std::sync::Arc;

use super::{Calibration, InputSites, Runner};
use crate::{
    Error, Result, Tensor,
    backend::{
        Engine, FoldedBatchNorm, Layer8, Observe, ObserverSite, Quant, QuantizedBackend,
        QuantizedWeights, Site8, Value8,
    },
    error::OpError,
    lock::lock,
    lower::{CallSite, Convert, Rebind},
    nn,
    observer::WeightObserver,
    path::Path,
};

/// Takes a calibrated model to a quantized backend.
pub(crate) struct Converter<'a, E: Engine> {
    backend: Quant<E>,
    calibration: &'a Calibration,
    /// The call sites of the model's inputs.
    inputs: InputSites<Site8<E>>,
    /// Sites that saw no data although they are to be quantized.
    unobserved: Vec<String>,
    /// The first of the weights that cannot be quantized.
    problem: Option<OpError>,
}

impl<'a, E: Engine> Converter<'a, E> {
    pub fn new(backend: Quant<E>, calibration: &'a Calibration) -> Self {
        let mut converter = Converter {
            backend,
            calibration,
            inputs: InputSites::default(),
            unobserved: Vec::new(),
            problem: None,
        };
        let inputs = lock(&calibration.inputs);
        converter.inputs = inputs.map(|site| converter.convert_site(site));
        drop(inputs);
        converter
    }

    fn convert_site(&mut self, site: &ObserverSite) -> Site8<E> {
        if site.is_missing_data() {
            self.unobserved.push(site.name.clone());
        }
        match (site.qconfig, site.qparams()) {
            (Some(qconfig), Some(qparams)) => Site8::int(qparams, qconfig.weight),
            (_, qparams) => Site8::Real(qparams),
        }
    }

    /// The layer's weights quantized, unless its qconfig keeps it in f32.
    fn weights<L: Clone>(
        &mut self,
        layer: &L,
        path: &Path<'_>,
        object_type: &str,
        quantize: impl FnOnce(WeightObserver) -> Result<QuantizedWeights, OpError>,
    ) -> Layer8<E::Weights, L> {
        let Some(qconfig) = self.calibration.model.mapping.resolve(&path.to_string(), object_type)
        else {
            return Layer8::Real(layer.clone());
        };
        match quantize(qconfig.weight) {
            Ok(weights) => Layer8::Int(Arc::new(self.backend.engine.pack(weights))),
            Err(problem) => {
                self.problem.get_or_insert(problem.of_layer(path));
                Layer8::Real(layer.clone())
            }
        }
    }
}

impl<E: Engine> Rebind<Observe, Quant<E>> for Converter<'_, E>
where
    Quant<E>: QuantizedBackend<Engine = E>,
{
    fn conv2d(&mut self, from: &nn::Conv2d, path: &Path<'_>) -> Layer8<E::Weights, nn::Conv2d> {
        self.weights(from, path, "conv2d", |observer| {
            QuantizedWeights::new(observer, from.weight(), from.get_bias(), Some(from.args()))
        })
    }

    fn linear(&mut self, from: &nn::Linear, path: &Path<'_>) -> Layer8<E::Weights, nn::Linear> {
        self.weights(from, path, "linear", |observer| {
            QuantizedWeights::new(observer, from.weight(), from.get_bias(), None)
        })
    }

    fn batch_norm(&mut self, from: &FoldedBatchNorm, _: &Path<'_>) -> FoldedBatchNorm {
        from.clone()
    }

    fn tensor(&mut self, from: &Tensor, _: &Path<'_>) -> Value8<E::Data> {
        Value8::real(from.clone(), None)
    }

    fn site(&mut self, from: &ObserverSite, _: CallSite<'_>) -> Site8<E> {
        self.convert_site(from)
    }
}

impl<E: Engine> Convert<Quant<E>> for Converter<'_, E>
where
    Quant<E>: QuantizedBackend<Engine = E>,
{
    fn finish(self: Box<Self>) -> Result<Runner<Quant<E>>> {
        if let Some(problem) = self.problem {
            return Err(problem.into());
        }
        if !self.unobserved.is_empty() {
            return Err(Error::Unobserved { sites: self.unobserved });
        }
        Ok(Runner::new(self.backend, self.inputs, self.calibration.profile()))
    }
}
