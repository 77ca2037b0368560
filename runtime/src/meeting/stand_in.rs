//! What stands for a model where an instance of a generic one is needed and there is none.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use super::{Failed, Forward};
use crate::{
    Result, Tensor,
    backend::{Backend, Observe},
    lower::{Lower, Observed, Rebind},
    nn::Parameters,
    path::Path,
    plan::Plan,
    value::Value,
};

/// A model that is never made, for the parameters of a generic one: all that the standard library's derives
/// give, as these may ask for it.
pub struct StandIn<I, O>(PhantomData<fn(I) -> O>);

impl<I, O> Clone for StandIn<I, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O> Copy for StandIn<I, O> {}

impl<I, O> Default for StandIn<I, O> {
    fn default() -> Self {
        StandIn(PhantomData)
    }
}

impl<I, O> fmt::Debug for StandIn<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StandIn")
    }
}

impl<I, O> fmt::Display for StandIn<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<I, O> PartialEq for StandIn<I, O> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<I, O> Eq for StandIn<I, O> {}

impl<I, O> PartialOrd for StandIn<I, O> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<I, O> Ord for StandIn<I, O> {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl<I, O> Hash for StandIn<I, O> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<I, O> Parameters for StandIn<I, O> {
    fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Tensor)) {}
    fn visit_mut(&mut self, _: &str, _: &mut dyn FnMut(&str, &mut Tensor)) {}
}

impl<I: Value, O: Value> Lower for StandIn<I, O> {
    type Lowered<B: Backend> = Failed<Self, B>;

    fn __lower(_: &Self, _: &Path<'_>, _: &mut Observed) -> Failed<Self, Observe> {
        unreachable!()
    }

    fn __rebind<A: Backend, B: Backend>(
        _: &Failed<Self, A>,
        _: &Path<'_>,
        _: &mut dyn Rebind<A, B>,
    ) -> Failed<Self, B> {
        unreachable!()
    }
}

impl<I: Value, O: Value> Forward for StandIn<I, O> {
    type __Input = I;
    type __Output = O;
    type Args<'a, B: Backend> = (I::Lowered<B>,);
    type Returned<B: Backend> = O::Lowered<B>;
    const SEEN: &'static Plan = &Plan::NOTHING;

    fn __run(_: &Self, _: I) -> O {
        unreachable!()
    }

    fn forward_lowered<B: Backend>(
        _: &Failed<Self, B>,
        _: &B,
        _: I::Lowered<B>,
    ) -> Result<O::Lowered<B>> {
        unreachable!()
    }

    fn __call<B: Backend>(
        _: &Failed<Self, B>,
        _: &B,
        _: Self::Args<'_, B>,
    ) -> Result<Self::Returned<B>> {
        unreachable!()
    }
}
