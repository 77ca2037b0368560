//! From a model to its int8 form: prepare, calibrate, convert.

mod calibration;
mod convert;
mod coverage;
mod prepared;
mod quantized;
mod stored;

pub use calibration::Calibration;
pub(crate) use convert::Converter;
pub use coverage::{Coverage, SiteCoverage};
pub use prepared::Prepared;
pub(crate) use quantized::input_site;
pub use quantized::{FakeQuantized, Quantized};

use crate::{Error, Result, Tensor, error::OpError, plan::Plan};

/// How errors name an input.
fn input_name(plan: &Plan, index: usize) -> String {
    format!("input {index} of `{}::forward` ({})", plan.model, plan.file)
}

/// Refuses an input that holds nothing.
fn check_input(plan: &Plan, x: &Tensor, index: usize) -> Result<()> {
    if x.numel() == 0 {
        let message = format!("a tensor of shape {:?} has no elements", x.shape());
        let source = OpError::new("forward", message);
        return Err(Error::Op { source, site: input_name(plan, index) });
    }
    Ok(())
}

/// Something did not do what it is there for. (Not in generic code, which is compiled for each model.)
#[cold]
fn not_done() -> ! {
    unreachable!("what is given a call, or a model to lower, does that")
}
