//! Quantized weights as they are made and stored, before an engine packs them.

use crate::{
    Result, Tensor,
    error::OpError,
    functional::Conv2dArgs,
    observer::WeightObserver,
    ops::{self, shape},
    qparams::quantize_weight,
    tensor::Shape,
};

/// What a convolution or linear layer is, without its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// The shape of its weight.
    pub weight: Shape,
    /// The arguments of a convolution; `None` for a linear layer.
    pub conv: Option<Conv2dArgs>,
}

impl Description {
    /// The shape of its result.
    ///
    /// # Errors
    /// If an input of that shape does not fit.
    pub fn output_shape(&self, input: &[usize]) -> Result<Shape, OpError> {
        match self.conv {
            Some(args) => shape::conv2d(input, &self.weight, args),
            None => shape::linear(input, &self.weight),
        }
    }
}

/// i8 weights of a convolution or linear layer, symmetric, with a scale for each output channel.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantizedWeights {
    /// Shape and arguments.
    pub description: Description,
    /// The weights in PyTorch's order: output channel first.
    pub values: Vec<i8>,
    /// The scale of each output channel.
    pub scales: Vec<f32>,
    /// The bias of each output channel.
    pub bias: Option<Vec<f32>>,
}

impl QuantizedWeights {
    /// Quantizes a layer's weights.
    ///
    /// # Errors
    /// If a weight or bias is not finite.
    pub fn new(
        observer: WeightObserver,
        weight: &Tensor,
        bias: Option<&Tensor>,
        conv: Option<Conv2dArgs>,
    ) -> Result<Self, OpError> {
        let op = if conv.is_some() { "conv2d" } else { "linear" };
        let bias = bias.map(Tensor::as_slice);
        for (what, values) in [("weight", weight.as_slice()), ("bias", bias.unwrap_or_default())] {
            if let Some(value) = values.iter().find(|value| !value.is_finite()) {
                return Err(OpError::new(
                    op,
                    format!("a {what} is {value}, which cannot be quantized"),
                ));
            }
        }
        let out_channels = weight.shape()[0];
        let scales = observer.scales(weight.as_slice(), out_channels);
        let rows = weight.as_slice().chunks_exact(weight.numel() / out_channels);
        let values = rows
            .zip(&scales)
            .flat_map(|(row, &scale)| row.iter().map(move |&w| quantize_weight(w, scale)))
            .collect();
        Ok(QuantizedWeights {
            description: Description { weight: Shape::new(weight.shape()), conv },
            values,
            scales,
            bias: bias.map(<[f32]>::to_vec),
        })
    }

    /// The layer in f32 with the real values of its quantized weights.
    ///
    /// # Errors
    /// If the input does not fit.
    pub fn real(&self, x: &Tensor) -> Result<Tensor, OpError> {
        let rows = self.values.chunks_exact(self.values.len() / self.scales.len());
        let weight: Vec<f32> = rows
            .zip(&self.scales)
            .flat_map(|(row, &scale)| row.iter().map(move |&w| f32::from(w) * scale))
            .collect();
        let weight = Tensor::from_vec(weight, &self.description.weight);
        let bias = self.bias.as_ref().map(|bias| Tensor::from_vec(bias.clone(), &[bias.len()]));
        match self.description.conv {
            Some(args) => ops::conv2d(x, &weight, bias.as_ref(), args),
            None => ops::linear(x, &weight, bias.as_ref()),
        }
    }
}
