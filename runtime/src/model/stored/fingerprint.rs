//! What a file must agree on with the model that it is loaded into.

use std::fmt::Write;

use crate::{
    Result, Tensor,
    backend::{Float, FoldedBatchNorm},
    lower::{CallSite, Lower, Model, Visit},
    nn,
    path::Path,
};

/// A hash of a folded model's layers (names, shapes, arguments) and call sites (model, operation,
/// fused pattern), in hexadecimal.
pub(in crate::model) fn fingerprint<M: Model>(lowered: &M::Lowered<Float>) -> Result<String> {
    let mut description = Text(String::new());
    <M as Lower>::visit::<Float>(lowered, &Path::root(), &mut description)?;
    Ok(format!("{:016x}", fnv1a(description.0.as_bytes())))
}

/// FNV-1a with 64 bits: short, stable, and nobody gains by a collision.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

struct Text(String);

impl Text {
    fn line(&mut self, line: std::fmt::Arguments<'_>) -> Result<()> {
        // A string takes whatever is written to it.
        let _ = writeln!(self.0, "{line}");
        Ok(())
    }
}

impl Visit<Float> for Text {
    fn conv2d(&mut self, layer: &nn::Conv2d, path: &Path) -> Result<()> {
        let shape = layer.weight().shape();
        self.line(format_args!("{path} conv2d {shape:?} {:?}", layer.args()))
    }
    fn linear(&mut self, layer: &nn::Linear, path: &Path) -> Result<()> {
        self.line(format_args!("{path} linear {:?}", layer.weight().shape()))
    }
    fn batch_norm(&mut self, layer: &FoldedBatchNorm, path: &Path) -> Result<()> {
        self.line(format_args!("{path} batch_norm {}", layer.folded))
    }
    fn tensor(&mut self, tensor: &Tensor, path: &Path) -> Result<()> {
        self.line(format_args!("{path} tensor {:?}", tensor.shape()))
    }
    fn site(&mut self, _: &(), at: CallSite<'_>) -> Result<()> {
        self.line(format_args!("{} {} {}", at.key(), at.root().name, at.op().name))
    }
}
