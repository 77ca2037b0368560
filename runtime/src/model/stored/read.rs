//! From an archive to an int8 model.

use std::sync::Arc;

use safetensors::Dtype;

use super::{FORMAT, Place, StoredSite, VERSION, archive::Archive, place};
use crate::{
    Error, Result, Tensor,
    backend::{
        Description, Engine, FoldedBatchNorm, Int8, Kernels, Layer8, Observe, ObserverSite, Packed,
        QuantizedWeights, Site8, Value8,
    },
    functional::Conv2dArgs,
    lower::{CallSite, Model, Observed, Rebind},
    model::{Quantized, Runner},
    nn::{self, Parameters},
    path::Path,
    plan::Plan,
    qconfig::CompiledMapping,
    tensor::Shape,
};

pub(super) fn model<M: Model>(
    model: &M,
    mut archive: Archive,
    backend: Int8,
) -> Result<Quantized<M>> {
    let mut observed = Observed::new(CompiledMapping::default());
    let lowered = M::__lower(model, &Path::Root, &mut observed);
    let profile = observed.finish()?.profile;
    let inputs = check_header(M::PLAN, &archive, &profile.fingerprint)?;
    let sites = sites(&mut archive)?;
    if inputs.len() > sites.len() {
        let message = format!("has {} sites for {} inputs", sites.len(), inputs.len());
        return Err(Error::Format(message));
    }
    let mut sites = sites.into_iter();
    let inputs = inputs.into_iter().zip(sites.by_ref().map(StoredSite::into_site)).collect();
    let mut reader = Reader { backend: &backend, archive, sites, problems: Vec::new() };
    let lowered = M::__rebind::<Observe, Int8>(&lowered, &Path::Root, &mut reader);
    let Reader { archive, sites, mut problems, .. } = reader;
    problems.extend(archive.names().map(|name| format!("`{name}` is not of this model")));
    if sites.len() > 0 {
        problems.push(format!("there are {} call sites too many", sites.len()));
    }
    if !problems.is_empty() {
        let lines: String = problems.iter().map(|problem| format!("\n  {problem}")).collect();
        return Err(Error::Format(format!("does not fit the model:{lines}")));
    }
    Ok(Quantized { lowered, runner: Runner::new(backend, inputs, profile) })
}

/// The places of the inputs, if the file is of this model.
fn check_header(plan: &Plan, archive: &Archive, fingerprint: &str) -> Result<Vec<Place>> {
    let get = |key: &str| archive.header.get(key).map_or("", String::as_str);
    let refuse = |message: String| Err(Error::Format(message));
    if get("format") != FORMAT {
        return refuse(
            "is not an int8 model that `Quantized::save` wrote; PyTorch's state dicts are read with \
             `StateDict::open`"
                .to_owned(),
        );
    }
    if get("version") != VERSION {
        let version = get("version");
        return refuse(format!("has version {version} of the format; this crate reads {VERSION}"));
    }
    if get("model") != plan.model {
        return refuse(format!("is of the model `{}`, not of `{}`", get("model"), plan.model));
    }
    if get("fingerprint") != fingerprint {
        let ops = plan.op_names().collect::<Vec<_>>().join(" ");
        let why = if get("ops") == ops {
            "its layers have other sizes or its nested models other operations".to_owned()
        } else {
            format!("its operations are `{}`, now they are `{ops}`", get("ops"))
        };
        return refuse(format!(
            "is of another version of `{}`: {why}; convert and save the model again",
            plan.model
        ));
    }
    let places: Option<_> = get("inputs").split_whitespace().map(place).collect();
    places.map_or_else(|| refuse("does not say which inputs it has".to_owned()), Ok)
}

fn sites(archive: &mut Archive) -> Result<Vec<StoredSite>> {
    let [kind, scale, zero_point] = StoredSite::NAMES;
    let count = archive.len_of(kind);
    let mut take = |name, dtype| archive.take(name, dtype, &[count]).map_err(Error::Format);
    let kinds = take(kind, Dtype::U8)?.bytes;
    let scales = take(scale, Dtype::F32)?.to_f32();
    let zero_points = take(zero_point, Dtype::U8)?.bytes;
    let sites = kinds.into_iter().zip(scales).zip(zero_points);
    let decoded = sites.enumerate().map(|(i, ((kind, scale), zero_point))| {
        StoredSite::decode(kind, scale, zero_point).ok_or_else(|| {
            Error::Format(format!("site {i} has kind {kind} and scale {scale}, which is no site"))
        })
    });
    decoded.collect()
}

/// Fills each part of a model from an archive; goes on after a problem, to report all at once.
struct Reader<'a, S> {
    backend: &'a Int8,
    archive: Archive,
    sites: S,
    problems: Vec<String>,
}

impl<S> Reader<'_, S> {
    /// What was taken, or the problem noted.
    fn noted<T>(&mut self, taken: Result<T, String>) -> Option<T> {
        taken.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn weights(
        &mut self,
        path: &Path<'_>,
        weight: &Tensor,
        bias: Option<&Tensor>,
        conv: Option<Conv2dArgs>,
    ) -> Option<Packed> {
        let (shape, channels) = (weight.shape(), [weight.shape()[0]]);
        let mut take = |name, dtype, shape: &[usize]| {
            let taken = self.archive.take(&path.field(name).to_string(), dtype, shape);
            self.noted(taken)
        };
        let values = take("weight", Dtype::I8, shape);
        let scales = take("weight_scale", Dtype::F32, &channels);
        let bias = match bias {
            Some(_) => Some(take("bias", Dtype::F32, &channels)?.to_f32()),
            None => None,
        };
        let (values, scales) = (values?.to_i8(), scales?.to_f32());
        let finite = scales.iter().all(|s| s.is_finite() && *s > 0.0)
            && bias.iter().flatten().all(|b| b.is_finite());
        if !finite {
            self.problems.push(format!("`{path}` has a scale or bias that is no finite number"));
            return None;
        }
        let description = Description { weight: Shape::new(shape), conv };
        Some(self.backend.engine.pack(QuantizedWeights { description, values, scales, bias }))
    }

    /// The layer with the archive's tensors.
    fn parameters<L: Parameters + Clone>(&mut self, layer: &L, path: &Path<'_>) -> L {
        let mut layer = layer.clone();
        layer.visit_mut(&path.to_string(), &mut |name, tensor| {
            let taken = self.archive.take_tensor(name, tensor.shape());
            if let Some(taken) = self.noted(taken) {
                *tensor = taken;
            }
        });
        layer
    }

    fn is_int8(&self, path: &Path<'_>) -> bool {
        self.archive.dtype(&path.field("weight").to_string()) == Some(Dtype::I8)
    }
}

impl<S: Iterator<Item = StoredSite>> Rebind<Observe, Int8> for Reader<'_, S> {
    fn conv2d(&mut self, from: &nn::Conv2d, path: &Path<'_>) -> Layer8<Packed, nn::Conv2d> {
        if self.is_int8(path) {
            let packed = self.weights(path, from.weight(), from.get_bias(), Some(from.args()));
            return packed.map_or_else(
                || Layer8::Real(from.clone()),
                |packed| Layer8::Int(Arc::new(packed)),
            );
        }
        Layer8::Real(self.parameters(from, path))
    }

    fn linear(&mut self, from: &nn::Linear, path: &Path<'_>) -> Layer8<Packed, nn::Linear> {
        if self.is_int8(path) {
            let packed = self.weights(path, from.weight(), from.get_bias(), None);
            return packed.map_or_else(
                || Layer8::Real(from.clone()),
                |packed| Layer8::Int(Arc::new(packed)),
            );
        }
        Layer8::Real(self.parameters(from, path))
    }

    fn batch_norm(&mut self, from: &FoldedBatchNorm, path: &Path<'_>) -> FoldedBatchNorm {
        if from.folded { from.clone() } else { self.parameters(from, path) }
    }

    fn tensor(&mut self, from: &Tensor, path: &Path<'_>) -> Value8<<Kernels as Engine>::Data> {
        Value8::real(self.parameters(from, path), None)
    }

    fn site(&mut self, _: &ObserverSite, at: CallSite<'_>) -> Site8<Kernels> {
        let stored = self.sites.next();
        if stored.is_none() {
            self.problems.push(format!("there is nothing for {at}"));
        }
        stored.unwrap_or(StoredSite::Real(None)).into_site()
    }
}
