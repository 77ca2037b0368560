//! `?` in what the macro makes of the user's functions: the same where it is right. Where it is wrong
//! rustc says so of the original, and here there is nothing to say.

use std::marker::PhantomData;

/// What a `?` is applied to: `Tried(value).branch()`.
pub struct Tried<T>(pub T);

/// How it goes on.
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

impl<T, E> Tried<Result<T, E>> {
    /// The value, or the error.
    pub fn branch(self) -> Branch<T, Failure<E>> {
        match self.0 {
            Ok(value) => Branch::Value(value),
            Err(error) => Branch::Return(Failure(error)),
        }
    }
}

impl<T> Tried<Option<T>> {
    /// The value, if there is one.
    pub fn branch(self) -> Branch<T, Nothing> {
        self.0.map_or(Branch::Return(Nothing), Branch::Value)
    }
}

/// What `?` cannot be applied to.
pub trait Untried<T> {
    /// Itself.
    fn branch(self) -> Branch<T, Nothing>;
}

impl<T> Untried<T> for Tried<T> {
    fn branch(self) -> Branch<T, Nothing> {
        unreachable!()
    }
}

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

impl<T> Returned<Nothing, Option<T>> {
    /// Nothing.
    pub fn returned(self) -> Option<T> {
        None
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

/// What a function returns that `?` can be in.
pub trait Trying {
    /// The same of a value.
    type Of<V>;
    /// A value, which `?` takes out again.
    fn of<V>(value: V) -> Self::Of<V>;
}

impl<T, E> Trying for Result<T, E> {
    type Of<V> = Result<V, E>;
    fn of<V>(value: V) -> Result<V, E> {
        Ok(value)
    }
}

impl<T> Trying for Option<T> {
    type Of<V> = Option<V>;
    fn of<V>(value: V) -> Option<V> {
        Some(value)
    }
}
