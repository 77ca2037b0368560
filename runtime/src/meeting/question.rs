//! `?` in what the macro makes of the user's functions: the same where it is right. Where it is wrong
//! rustc says so of the original, and here there is nothing to say.

use std::{marker::PhantomData, ops::ControlFlow, task::Poll};

/// How a `?` goes on.
pub enum Branch<V, L> {
    /// With the value.
    Value(V),
    /// The function returns what is left.
    Return(L),
}

/// What is left of an `Err`.
pub struct Failure<E>(E);

/// What is left of a `None`.
pub struct Nothing;

/// What is left of a `Break`.
pub struct Broken<B>(B);

/// What `?` can be applied to.
pub trait Attempt {
    /// What comes out of it.
    type Value;
    /// What is left else.
    type Left;
    /// Which of both there is.
    fn __attempt(self) -> Branch<Self::Value, Self::Left>;
}

impl<T, E> Attempt for Result<T, E> {
    type Value = T;
    type Left = Failure<E>;
    fn __attempt(self) -> Branch<T, Failure<E>> {
        match self {
            Ok(value) => Branch::Value(value),
            Err(error) => Branch::Return(Failure(error)),
        }
    }
}

impl<T> Attempt for Option<T> {
    type Value = T;
    type Left = Nothing;
    fn __attempt(self) -> Branch<T, Nothing> {
        self.map_or(Branch::Return(Nothing), Branch::Value)
    }
}

impl<B, C> Attempt for ControlFlow<B, C> {
    type Value = C;
    type Left = Broken<B>;
    fn __attempt(self) -> Branch<C, Broken<B>> {
        match self {
            ControlFlow::Continue(value) => Branch::Value(value),
            ControlFlow::Break(value) => Branch::Return(Broken(value)),
        }
    }
}

impl<T, E> Attempt for Poll<Result<T, E>> {
    type Value = Poll<T>;
    type Left = Failure<E>;
    fn __attempt(self) -> Branch<Poll<T>, Failure<E>> {
        match self {
            Poll::Ready(Ok(value)) => Branch::Value(Poll::Ready(value)),
            Poll::Ready(Err(error)) => Branch::Return(Failure(error)),
            Poll::Pending => Branch::Value(Poll::Pending),
        }
    }
}

impl<T, E> Attempt for Poll<Option<Result<T, E>>> {
    type Value = Poll<Option<T>>;
    type Left = Failure<E>;
    fn __attempt(self) -> Branch<Poll<Option<T>>, Failure<E>> {
        match self {
            Poll::Ready(Some(Ok(value))) => Branch::Value(Poll::Ready(Some(value))),
            Poll::Ready(Some(Err(error))) => Branch::Return(Failure(error)),
            Poll::Ready(None) => Branch::Value(Poll::Ready(None)),
            Poll::Pending => Branch::Value(Poll::Pending),
        }
    }
}

/// What it cannot be applied to: found after [`Attempt`], as it takes a reference.
pub trait Unattempted {
    /// Itself.
    fn __attempt(&self) -> Branch<Self, Nothing>
    where
        Self: Sized,
    {
        unreachable!()
    }
}

impl<T: ?Sized> Unattempted for T {}

/// What is left, in a function that returns `O`: `Returned::<_, O>::new(left).returned()`.
pub struct Returned<L, O>(L, PhantomData<O>);

impl<L, O> Returned<L, O> {
    /// Of what is left.
    pub fn new(left: L) -> Self {
        Returned(left, PhantomData)
    }
}

impl<E, T, F: From<E>> Returned<Failure<E>, Result<T, F>> {
    /// The error, as the function has it.
    pub fn returned(self) -> Result<T, F> {
        Err(F::from(self.0.0))
    }
}

impl<E, T, F: From<E>> Returned<Failure<E>, Poll<Result<T, F>>> {
    /// The error, as the function has it.
    pub fn returned(self) -> Poll<Result<T, F>> {
        Poll::Ready(Err(F::from(self.0.0)))
    }
}

impl<E, T, F: From<E>> Returned<Failure<E>, Poll<Option<Result<T, F>>>> {
    /// The error, as the function has it.
    pub fn returned(self) -> Poll<Option<Result<T, F>>> {
        Poll::Ready(Some(Err(F::from(self.0.0))))
    }
}

impl<T> Returned<Nothing, Option<T>> {
    /// Nothing.
    pub fn returned(self) -> Option<T> {
        None
    }
}

impl<B, C> Returned<Broken<B>, ControlFlow<B, C>> {
    /// What it broke off with.
    pub fn returned(self) -> ControlFlow<B, C> {
        ControlFlow::Break(self.0.0)
    }
}

/// What such a function cannot return.
pub trait Unreturned<O> {
    /// Something.
    fn returned(self) -> O;
}

impl<L, O> Unreturned<O> for Returned<L, O> {
    fn returned(self) -> O {
        unreachable!()
    }
}
