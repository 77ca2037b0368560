//! From observers to scales, from f32 weights to i8.

use crate::{
    Result, Tensor,
    backend::{
        Engine, FoldedBatchNorm, Layer8, Observe, ObserverSite, Quant, QuantizedWeights, Site8,
        Value8,
    },
    lower::{CallSite, Rebind},
    nn,
    path::Path,
    qconfig::CompiledMapping,
};

/// Takes a calibrated model to a quantized backend.
pub(super) struct Converter<'a, E> {
    backend: &'a Quant<E>,
    mapping: &'a CompiledMapping,
    /// Sites that saw no data although they are to be quantized.
    pub unobserved: Vec<String>,
}

impl<'a, E: Engine> Converter<'a, E> {
    pub fn new(backend: &'a Quant<E>, mapping: &'a CompiledMapping) -> Self {
        Converter { backend, mapping, unobserved: Vec::new() }
    }

    pub fn convert_site(&mut self, site: &ObserverSite) -> Site8<E> {
        if site.is_missing_data() {
            self.unobserved.push(site.name.clone());
        }
        match (site.qconfig, site.qparams()) {
            (Some(qconfig), Some(qparams)) => Site8::int(qparams, qconfig.weight),
            (_, qparams) => Site8::Real(qparams),
        }
    }
}

impl<E: Engine> Rebind<Observe, Quant<E>> for Converter<'_, E> {
    fn conv2d(&mut self, from: &nn::Conv2d, path: &Path) -> Result<Layer8<E::Weights, nn::Conv2d>> {
        let Some(qconfig) = self.mapping.resolve(path.as_str(), "conv2d") else {
            return Ok(Layer8::Real(from.clone()));
        };
        let weights = QuantizedWeights::new(
            qconfig.weight,
            from.weight(),
            from.get_bias(),
            Some(from.args()),
        );
        Ok(Layer8::Int(self.backend.engine.pack(weights.map_err(|e| e.of_layer(path))?)))
    }

    fn linear(&mut self, from: &nn::Linear, path: &Path) -> Result<Layer8<E::Weights, nn::Linear>> {
        let Some(qconfig) = self.mapping.resolve(path.as_str(), "linear") else {
            return Ok(Layer8::Real(from.clone()));
        };
        let weights = QuantizedWeights::new(qconfig.weight, from.weight(), from.get_bias(), None);
        Ok(Layer8::Int(self.backend.engine.pack(weights.map_err(|e| e.of_layer(path))?)))
    }

    fn batch_norm(&mut self, from: &FoldedBatchNorm, _: &Path) -> Result<FoldedBatchNorm> {
        Ok(from.clone())
    }

    fn tensor(&mut self, from: &Tensor, _: &Path) -> Result<Value8<E::Data>> {
        Ok(Value8::Real(from.clone(), None))
    }

    fn site(&mut self, from: &ObserverSite, _: CallSite<'_>) -> Result<Site8<E>> {
        Ok(self.convert_site(from))
    }
}
