//! From an int8 model to an archive.

use std::sync::Arc;

use super::{
    FORMAT, StoredSite, VERSION,
    archive::{Archive, Entry},
    place_text,
};
use crate::{
    Result,
    backend::{
        Engine, FoldedBatchNorm, Int8, Kernels, Layer8, Packed, QuantizedWeights, Site8, Value8,
    },
    lower::{CallSite, Model, Rebind},
    model::Quantized,
    nn,
    path::Path,
};

type Tensor8 = Value8<<Kernels as Engine>::Data>;

pub(super) fn archive<M: Model>(model: &Quantized<M>) -> Result<Archive> {
    let mut writer = Writer {
        backend: &model.runner.backend,
        archive: Archive::default(),
        sites: model.runner.inputs.iter().map(StoredSite::of).collect(),
    };
    // What it hands out shares the weights and is dropped at once.
    M::__rebind::<Int8, Int8>(&model.lowered, &Path::Root, &mut writer);
    let Writer { mut archive, sites, .. } = writer;
    let sites = sites.into_iter().map(StoredSite::encode);
    let (kinds, (scales, zero_points)): (Vec<_>, (Vec<_>, Vec<_>)) =
        sites.map(|(kind, scale, zero_point)| (kind, (scale, zero_point))).unzip();
    let [kind, scale, zero_point] = StoredSite::NAMES;
    archive.insert(kind, Entry::u8(kinds));
    archive.insert(scale, Entry::f32(&[scales.len()], &scales));
    archive.insert(zero_point, Entry::u8(zero_points));

    let places: Vec<_> = model.runner.inputs.places().map(|place| place_text(place)).collect();
    let header = [
        ("format", FORMAT.to_owned()),
        ("version", VERSION.to_owned()),
        ("model", M::PLAN.model.to_owned()),
        ("ops", M::PLAN.op_names().collect::<Vec<_>>().join(" ")),
        ("inputs", places.join(" ")),
        ("fingerprint", model.runner.profile.fingerprint.clone()),
    ];
    archive.header = header.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Ok(archive)
}

/// Puts each part of a model into an archive.
struct Writer<'a> {
    backend: &'a Int8,
    archive: Archive,
    sites: Vec<StoredSite>,
}

impl Writer<'_> {
    fn weights(&mut self, packed: &Packed, path: &Path<'_>) {
        let QuantizedWeights { description, values, scales, bias } =
            self.backend.engine.unpack(packed);
        let channels = [scales.len()];
        self.archive
            .insert(path.field("weight").to_string(), Entry::i8(&description.weight, &values));
        self.archive.insert(path.field("weight_scale").to_string(), Entry::f32(&channels, &scales));
        if let Some(bias) = bias {
            self.archive.insert(path.field("bias").to_string(), Entry::f32(&channels, &bias));
        }
    }

    fn parameters(&mut self, layer: &dyn nn::Parameters, path: &Path<'_>) {
        layer
            .visit(&path.to_string(), &mut |name, tensor| self.archive.insert_tensor(name, tensor));
    }

    fn layer<L: nn::Parameters + Clone>(
        &mut self,
        layer: &Layer8<Packed, L>,
        path: &Path<'_>,
    ) -> Layer8<Packed, L> {
        match layer {
            Layer8::Int(packed) => {
                self.weights(packed, path);
                Layer8::Int(Arc::clone(packed))
            }
            Layer8::Real(layer) => {
                self.parameters(layer, path);
                Layer8::Real(layer.clone())
            }
        }
    }
}

impl Rebind<Int8, Int8> for Writer<'_> {
    fn conv2d(
        &mut self,
        layer: &Layer8<Packed, nn::Conv2d>,
        path: &Path<'_>,
    ) -> Layer8<Packed, nn::Conv2d> {
        self.layer(layer, path)
    }

    fn linear(
        &mut self,
        layer: &Layer8<Packed, nn::Linear>,
        path: &Path<'_>,
    ) -> Layer8<Packed, nn::Linear> {
        self.layer(layer, path)
    }

    fn batch_norm(&mut self, layer: &FoldedBatchNorm, path: &Path<'_>) -> FoldedBatchNorm {
        if !layer.folded {
            self.parameters(layer, path);
        }
        layer.clone()
    }

    fn tensor(&mut self, tensor: &Tensor8, path: &Path<'_>) -> Tensor8 {
        if let Value8::Real(tensor, _) = tensor {
            self.archive.insert_tensor(path.to_string(), tensor);
        }
        tensor.clone()
    }

    fn site(&mut self, site: &Site8<Kernels>, _: CallSite<'_>) -> Site8<Kernels> {
        let stored = StoredSite::of(site);
        self.sites.push(stored);
        stored.into_site()
    }
}
