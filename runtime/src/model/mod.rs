//! From a model to its int8 form: prepare, calibrate, convert.

mod calibration;
mod convert;
mod coverage;
mod forwards;
mod inputs;
mod prepared;
mod quantized;
mod stored;

pub use calibration::Calibration;
pub(crate) use convert::Converter;
pub use coverage::{Coverage, SiteCoverage};
pub use forwards::Forwards;
pub use inputs::InputSites;
pub use prepared::Prepared;
pub(crate) use quantized::input_site;
pub use quantized::{FakeQuantized, Quantized, Runner};

use crate::{Error, Result, Tensor, error::OpError, path::Path, plan::Plan};

/// How errors name an input.
fn input_name(plan: &Plan, at: &Path<'_>) -> String {
    let input = if at.is_root() { "the input".to_owned() } else { format!("input {at}") };
    format!("{input} of `{}::forward` ({})", plan.model, plan.file)
}

/// Refuses an input that holds nothing.
fn check_input(plan: &Plan, x: &Tensor, at: &Path<'_>) -> Result<()> {
    if x.numel() == 0 {
        return Err(wrong_input(
            plan,
            at,
            format!("a tensor of shape {:?} has no elements", x.shape()),
        ));
    }
    Ok(())
}

fn wrong_input(plan: &Plan, at: &Path<'_>, message: impl Into<String>) -> Error {
    Error::Op { source: OpError::new("forward", message), site: input_name(plan, at) }
}
