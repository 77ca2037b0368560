//! Batch normalization folded into the layer before it.

use crate::{Result, Tensor, error::OpError, functional::Conv2dArgs, nn, ops, path::join};

/// A batch normalization that may have been folded into the layer before it.
#[derive(Debug, Clone)]
pub struct FoldedBatchNorm {
    mean: Tensor,
    var: Tensor,
    weight: Option<Tensor>,
    bias: Option<Tensor>,
    eps: f32,
    /// Whether the layer that it is fused with does its work.
    pub(crate) folded: bool,
}

macro_rules! from_layer {
    ($($layer:ident)*) => {$(
        impl From<&nn::$layer> for FoldedBatchNorm {
            fn from(norm: &nn::$layer) -> Self {
                FoldedBatchNorm {
                    mean: norm.running_mean().clone(),
                    var: norm.running_var().clone(),
                    weight: norm.weight().cloned(),
                    bias: norm.get_bias().cloned(),
                    eps: norm.get_eps(),
                    folded: false,
                }
            }
        }
    )*};
}

from_layer!(BatchNorm1d BatchNorm2d);

impl FoldedBatchNorm {
    /// One with statistics and affine parameters of as many channels each.
    ///
    /// # Errors
    /// If they are not.
    pub(crate) fn new(
        mean: Tensor,
        var: Tensor,
        weight: Option<Tensor>,
        bias: Option<Tensor>,
        eps: f32,
    ) -> Result<Self> {
        let named =
            [("running_var", Some(&var)), ("weight", weight.as_ref()), ("bias", bias.as_ref())];
        for (name, tensor) in named.into_iter().chain([("running_mean", Some(&mean))]) {
            let Some(tensor) = tensor else { continue };
            ops::shape::per_channel("batch_norm", name, tensor.shape(), mean.numel())?;
        }
        Ok(FoldedBatchNorm { mean, var, weight, bias, eps, folded: false })
    }

    /// The normalized tensor; the tensor itself once folded.
    pub(crate) fn apply(&self, x: &Tensor) -> Result<Tensor> {
        if self.folded {
            return Ok(x.clone());
        }
        let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
        Ok(ops::batch_norm(x, &self.mean, &self.var, weight, bias, self.eps)?)
    }

    /// How many channels it has.
    pub(crate) fn channels(&self) -> usize {
        self.mean.numel()
    }

    /// Scale and shift of each channel: it makes `x · scale + shift` of `x`.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (f32, f32)> {
        (0..self.channels()).map(|c| {
            let (deviation, weight, bias) = self.channel(c);
            let scale = deviation * weight;
            (scale, bias - self.mean.as_slice()[c] * scale)
        })
    }

    /// 1/σ, weight and bias.
    fn channel(&self, c: usize) -> (f32, f32, f32) {
        let at = |tensor: &Option<Tensor>, or| tensor.as_ref().map_or(or, |t| t.as_slice()[c]);
        let deviation = 1.0 / (self.var.as_slice()[c] + self.eps).sqrt();
        (deviation, at(&self.weight, 1.0), at(&self.bias, 0.0))
    }
}

impl nn::Parameters for FoldedBatchNorm {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        let named = [("running_mean", Some(&self.mean)), ("running_var", Some(&self.var))];
        let affine = [("weight", self.weight.as_ref()), ("bias", self.bias.as_ref())];
        for (name, tensor) in affine.into_iter().chain(named) {
            tensor.into_iter().for_each(|tensor| visitor(&join(prefix, name), tensor));
        }
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        let named = [("running_mean", Some(&mut self.mean)), ("running_var", Some(&mut self.var))];
        let affine = [("weight", self.weight.as_mut()), ("bias", self.bias.as_mut())];
        for (name, tensor) in affine.into_iter().chain(named) {
            tensor.into_iter().for_each(|tensor| visitor(&join(prefix, name), tensor));
        }
    }
}

/// A layer that batch normalization folds into.
pub trait Foldable {
    /// Its weight, output channel first, and bias.
    fn weight_and_bias(&self) -> (&Tensor, Option<&Tensor>);
    /// Replaces them.
    fn set_parameters(&mut self, weight: Tensor, bias: Tensor);
}

impl Foldable for nn::Conv2d {
    fn weight_and_bias(&self) -> (&Tensor, Option<&Tensor>) {
        (self.weight(), self.get_bias())
    }
    fn set_parameters(&mut self, weight: Tensor, bias: Tensor) {
        let Conv2dArgs { stride, padding, dilation, groups } = self.args();
        *self = nn::Conv2d::from_weights(weight, bias)
            .stride(stride)
            .padding(padding)
            .dilation(dilation)
            .groups(groups);
        self.folded = true;
    }
}

impl Foldable for nn::Linear {
    fn weight_and_bias(&self) -> (&Tensor, Option<&Tensor>) {
        (self.weight(), self.get_bias())
    }
    fn set_parameters(&mut self, weight: Tensor, bias: Tensor) {
        *self = nn::Linear::from_weights(weight, bias);
        self.folded = true;
    }
}

impl<L: Foldable> Foldable for Box<L> {
    fn weight_and_bias(&self) -> (&Tensor, Option<&Tensor>) {
        (**self).weight_and_bias()
    }
    fn set_parameters(&mut self, weight: Tensor, bias: Tensor) {
        (**self).set_parameters(weight, bias);
    }
}

/// Refuses to run a layer without the batch normalization that was folded into it: by a model that reaches
/// into the one that has them, which that cannot see.
///
/// # Errors
/// If it is so.
pub(crate) fn check_folded(
    op: &'static str,
    folded: bool,
    with: bool,
    shape: &[usize],
) -> Result<(), OpError> {
    if folded {
        check_rank(op, shape)?;
    }
    if folded && !with {
        let message = "a batch normalization was folded into this layer, which runs here without it; let a \
                       method of the model that has both run it, with `#[quantizable(export)]`";
        return Err(OpError::new(op, message));
    }
    Ok(())
}

/// Refuses inputs of which a layer's output channels are another dimension than the one that batch
/// normalization normalizes, which is dimension 1.
///
/// # Errors
/// If they have another number of dimensions than `op` has by PyTorch's layers.
pub(crate) fn check_rank(op: &'static str, shape: &[usize]) -> Result<(), OpError> {
    let rank = if op == "linear" { 2 } else { 4 };
    if shape.len() != rank {
        let message = format!(
            "a batch normalization, which normalizes dimension 1, was folded into this layer, whose output \
             channels are that for inputs of {rank} dimensions, and not for one of {shape:?}; put the \
             normalization into a model of its own, where it is not folded"
        );
        return Err(OpError::new(op, message));
    }
    Ok(())
}

/// Folds `norm` into `layer`, as PyTorch's `fuse_conv_bn_weights` and `fuse_linear_bn_weights` do;
/// nothing if it was folded before.
///
/// # Errors
/// If they have different numbers of channels.
pub(crate) fn fold_batch_norm(layer: &mut dyn Foldable, norm: &mut FoldedBatchNorm) -> Result<()> {
    if norm.folded {
        return Ok(());
    }
    let (weight, bias) = layer.weight_and_bias();
    let (channels, rows) = (weight.shape()[0], weight.numel() / weight.shape()[0].max(1));
    if norm.mean.numel() != channels {
        let message = format!(
            "statistics of {} channels after a layer with {channels} output channels; if that is right for \
             inputs of more dimensions, put the normalization into a model of its own, where it is not folded",
            norm.mean.numel()
        );
        return Err(OpError::new("batch_norm", message).into());
    }
    let old_bias = |c: usize| bias.map_or(0.0, |bias| bias.as_slice()[c]);
    let new_bias = |c: usize| {
        let (deviation, weight, bias) = norm.channel(c);
        (old_bias(c) - norm.mean.as_slice()[c]) * deviation * weight + bias
    };
    let scale: Vec<f32> = norm.lines().map(|(scale, _)| scale).collect();
    let new_bias = Tensor::from_fn(&[channels], new_bias);
    let values = weight.as_slice();
    let new_weight = Tensor::from_fn(weight.shape(), |i| values[i] * scale[i / rows]);
    layer.set_parameters(new_weight, new_bias);
    norm.folded = true;
    Ok(())
}
