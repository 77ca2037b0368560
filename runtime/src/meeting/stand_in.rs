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
/// give, as these may ask for it. `Here` is a type of the place that it is for, which may implement traits for it.
pub struct StandIn<I, O, Here = ()>(PhantomData<fn(I, Here) -> O>);

impl<I, O, H> Clone for StandIn<I, O, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, O, H> Copy for StandIn<I, O, H> {}

impl<I, O, H> Default for StandIn<I, O, H> {
    fn default() -> Self {
        StandIn(PhantomData)
    }
}

impl<I, O, H> fmt::Debug for StandIn<I, O, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StandIn")
    }
}

impl<I, O, H> fmt::Display for StandIn<I, O, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<I, O, H> PartialEq for StandIn<I, O, H> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<I, O, H> Eq for StandIn<I, O, H> {}

impl<I, O, H> PartialOrd for StandIn<I, O, H> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<I, O, H> Ord for StandIn<I, O, H> {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl<I, O, H> Hash for StandIn<I, O, H> {
    fn hash<S: Hasher>(&self, _: &mut S) {}
}

impl<I, O, H> Parameters for StandIn<I, O, H> {
    fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Tensor)) {}
    fn visit_mut(&mut self, _: &str, _: &mut dyn FnMut(&str, &mut Tensor)) {}
}

impl<I: Value, O: Value, H> Lower for StandIn<I, O, H> {
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

impl<I: Value, O: Value, H> Forward for StandIn<I, O, H> {
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
