//! From an int8 model to an archive.

use super::{
    FORMAT, StoredSite, VERSION,
    archive::{Archive, Entry},
};
use crate::{
    Result,
    backend::{
        Engine, FoldedBatchNorm, Int8, Kernels, Layer8, Packed, QuantizedWeights, Site8, Value8,
    },
    lower::{CallSite, Lower, Model, Visit},
    model::Quantized,
    nn,
    path::Path,
};

type Tensor8 = Value8<<Kernels as Engine>::Data>;

pub(super) fn archive<M: Model>(model: &Quantized<M>) -> Result<Archive> {
    let mut writer = Writer {
        backend: &model.backend,
        archive: Archive::default(),
        sites: model.inputs.iter().map(StoredSite::of).collect(),
    };
    <M as Lower>::visit::<Int8>(&model.lowered, &Path::root(), &mut writer)?;
    let Writer { mut archive, sites, .. } = writer;
    let sites = sites.into_iter().map(StoredSite::encode);
    let (kinds, (scales, zero_points)): (Vec<_>, (Vec<_>, Vec<_>)) =
        sites.map(|(kind, scale, zero_point)| (kind, (scale, zero_point))).unzip();
    let [kind, scale, zero_point] = StoredSite::NAMES;
    archive.insert(kind, Entry::u8(kinds));
    archive.insert(scale, Entry::f32(&[scales.len()], &scales));
    archive.insert(zero_point, Entry::u8(zero_points));

    let header = [
        ("format", FORMAT.to_owned()),
        ("version", VERSION.to_owned()),
        ("model", M::PLAN.model.to_owned()),
        ("ops", M::PLAN.op_names().collect::<Vec<_>>().join(" ")),
        ("inputs", model.inputs.len().to_string()),
        ("fingerprint", model.fingerprint.clone()),
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
    fn weights(&mut self, packed: &Packed, path: &Path) {
        let QuantizedWeights { description, values, scales, bias } =
            self.backend.engine.unpack(packed);
        let channels = [scales.len()];
        self.archive.insert(path.field("weight").as_str(), Entry::i8(&description.weight, &values));
        self.archive.insert(path.field("weight_scale").as_str(), Entry::f32(&channels, &scales));
        if let Some(bias) = bias {
            self.archive.insert(path.field("bias").as_str(), Entry::f32(&channels, &bias));
        }
    }

    fn parameters(&mut self, layer: &dyn nn::Parameters, path: &Path) {
        layer.visit(path.as_str(), &mut |name, tensor| self.archive.insert_tensor(name, tensor));
    }
}

impl Visit<Int8> for Writer<'_> {
    fn conv2d(&mut self, layer: &Layer8<Packed, nn::Conv2d>, path: &Path) -> Result<()> {
        match layer {
            Layer8::Int(packed) => self.weights(packed, path),
            Layer8::Real(layer) => self.parameters(layer, path),
        }
        Ok(())
    }

    fn linear(&mut self, layer: &Layer8<Packed, nn::Linear>, path: &Path) -> Result<()> {
        match layer {
            Layer8::Int(packed) => self.weights(packed, path),
            Layer8::Real(layer) => self.parameters(layer, path),
        }
        Ok(())
    }

    fn batch_norm(&mut self, layer: &FoldedBatchNorm, path: &Path) -> Result<()> {
        if !layer.folded {
            self.parameters(layer, path);
        }
        Ok(())
    }

    fn tensor(&mut self, tensor: &Tensor8, path: &Path) -> Result<()> {
        if let Value8::Real(tensor, _) = tensor {
            self.archive.insert_tensor(path.as_str(), tensor);
        }
        Ok(())
    }

    fn site(&mut self, site: &Site8<Kernels>, _: CallSite<'_>) -> Result<()> {
        self.sites.push(StoredSite::of(site));
        Ok(())
    }
}
