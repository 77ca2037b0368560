//! From a model to its int8 form: prepare, calibrate, convert.

mod convert;
mod coverage;
mod prepared;
mod quantized;
mod stored;

use std::sync::{Mutex, MutexGuard};

pub use coverage::{Coverage, SiteCoverage};
pub use prepared::Prepared;
pub use quantized::{FakeQuantized, Quantized};

use crate::{
    Error, Result, Tensor,
    error::OpError,
    lower::{CallSite, Model, Visit},
    path::Path,
    value::Value,
};

/// A panic while a lock is held leaves observers and lists whole, so poisoning means nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

/// How errors name an input.
fn input_name<M: Model>(index: usize) -> String {
    format!("input {index} of `{}::forward` ({})", M::PLAN.model, M::PLAN.file)
}

/// An input that holds something.
fn check_input<M: Model>(x: Tensor, index: usize) -> Result<Tensor> {
    if x.numel() == 0 {
        let message = format!("a tensor of shape {:?} has no elements", x.shape());
        let source = OpError::new("forward", message);
        return Err(Error::Op { source, site: input_name::<M>(index) });
    }
    Ok(x)
}

/// A visitor of call sites only.
struct EachSite<F>(F);

impl<B: crate::backend::Backend, F: FnMut(&B::Site, CallSite<'_>)> Visit<B> for EachSite<F> {
    fn conv2d(&mut self, _: &B::Conv2d, _: &Path) -> Result<()> {
        Ok(())
    }
    fn linear(&mut self, _: &B::Linear, _: &Path) -> Result<()> {
        Ok(())
    }
    fn batch_norm(&mut self, _: &B::BatchNorm, _: &Path) -> Result<()> {
        Ok(())
    }
    fn tensor(&mut self, _: &B::Tensor, _: &Path) -> Result<()> {
        Ok(())
    }
    fn site(&mut self, site: &B::Site, at: CallSite<'_>) -> Result<()> {
        (self.0)(site, at);
        Ok(())
    }
}

/// Runs a lowered model between f32 inputs and outputs; `site` gives the input sites.
fn run<M: Model, B: crate::backend::Backend, S: std::borrow::Borrow<B::Site>>(
    lowered: &M::Lowered<B>,
    cx: &B,
    input: M::Input,
    site: impl Fn(usize) -> Result<S>,
) -> Result<M::Output> {
    let mut index = 0;
    let input = input.enter::<B>(&mut |x| {
        let at = index;
        index += 1;
        cx.input(check_input::<M>(x, at)?, site(at)?.borrow())
    })?;
    let output = M::forward_lowered(lowered, cx, input)?;
    M::Output::leave::<B>(output, &mut |y| cx.to_f32(&y))
}
