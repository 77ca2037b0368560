//! Batch normalization with running statistics.

use super::{parallel, shape};
use crate::{Tensor, error::OpError};

/// `torch.nn.functional.batch_norm` in inference, for inputs `[N, C, …]`.
pub(crate) fn batch_norm(
    input: &Tensor,
    running_mean: &Tensor,
    running_var: &Tensor,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f32,
) -> Result<Tensor, OpError> {
    let channels = running_mean.numel();
    let vectors = [
        ("running_mean", Some(running_mean)),
        ("running_var", Some(running_var)),
        ("weight", weight),
        ("bias", bias),
    ];
    for (what, vector) in vectors {
        if let Some(vector) = vector {
            shape::per_channel("batch_norm", what, vector.shape(), channels)?;
        }
    }
    let shape = shape::batch_norm(input.shape(), channels)?;

    // As PyTorch does: one factor and one summand a channel.
    let value = |vector: Option<&Tensor>, c: usize, or: f32| vector.map_or(or, |v| v.as_slice()[c]);
    let lines: Vec<(f32, f32)> = (0..channels)
        .map(|c| {
            let invstd = 1.0 / (running_var.as_slice()[c] + eps).sqrt();
            let factor = invstd * value(weight, c, 1.0);
            (factor, value(bias, c, 0.0) - running_mean.as_slice()[c] * factor)
        })
        .collect();
    let plane: usize = shape[2..].iter().product();
    let mut out = input.as_slice().to_vec();
    let work = out.len();
    parallel::for_each_chunk(&mut out, plane, work, |i, out| {
        let (factor, summand) = lines[i % channels];
        out.iter_mut().for_each(|x| *x = *x * factor + summand);
    });
    Ok(Tensor::from_vec(out, &shape))
}
