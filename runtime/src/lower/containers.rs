//! Lists, options, boxes and tuples of what can be lowered. Plain loops and matches: this is compiled
//! anew for each model, and closures and iterators would be more of it.

#![allow(clippy::manual_map, clippy::explicit_counter_loop, reason = "no closures, no adapters")]

use std::collections::VecDeque;

use super::{Lower, Observed, Rebind};
use crate::{
    backend::{Backend, Observe},
    path::Path,
};

/// A container whose items are numbered in names, as in PyTorch's `ModuleList`.
macro_rules! list {
    ($([$($generics:tt)*] $list:ty => $lowered:ty, $items:ident => $list_of_items:expr;)*) => {$(
        impl<$($generics)*> Lower for $list {
            type Lowered<B: Backend> = $lowered;
            fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe> {
                let (mut $items, mut index) = (Vec::new(), 0);
                for item in of {
                    let lowered = T::__lower(item, &path.index(index), to);
                    $items.push(lowered);
                    index += 1;
                }
                $list_of_items
            }
            fn __rebind<A: Backend, B: Backend>(
                from: &Self::Lowered<A>,
                path: &Path<'_>,
                to: &mut dyn Rebind<A, B>,
            ) -> Self::Lowered<B> {
                let (mut $items, mut index) = (Vec::new(), 0);
                for item in from {
                    let lowered = T::__rebind(item, &path.index(index), to);
                    $items.push(lowered);
                    index += 1;
                }
                $list_of_items
            }
        }
    )*};
}

list! {
    [T: Lower] Vec<T> => Vec<T::Lowered<B>>, items => items;
    [T: Lower] VecDeque<T> => VecDeque<T::Lowered<B>>, items => items.into();
    [T: Lower] Box<[T]> => Box<[T::Lowered<B>]>, items => items.into_boxed_slice();
    [T: Lower, const N: usize] [T; N] => [T::Lowered<B>; N],
        items => items.try_into().unwrap_or_else(|_| unreachable!("N items from N items"));
}

impl<T: Lower> Lower for Option<T> {
    type Lowered<B: Backend> = Option<T::Lowered<B>>;
    fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe> {
        match of {
            Some(item) => Some(T::__lower(item, path, to)),
            None => None,
        }
    }
    fn __rebind<A: Backend, B: Backend>(
        from: &Self::Lowered<A>,
        path: &Path<'_>,
        to: &mut dyn Rebind<A, B>,
    ) -> Self::Lowered<B> {
        match from {
            Some(item) => Some(T::__rebind(item, path, to)),
            None => None,
        }
    }
}

impl<T: Lower> Lower for Box<T> {
    type Lowered<B: Backend> = Box<T::Lowered<B>>;
    fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe> {
        Box::new(T::__lower(of, path, to))
    }
    fn __rebind<A: Backend, B: Backend>(
        from: &Self::Lowered<A>,
        path: &Path<'_>,
        to: &mut dyn Rebind<A, B>,
    ) -> Self::Lowered<B> {
        Box::new(T::__rebind(from, path, to))
    }
}

/// Numbered like a list.
macro_rules! tuple {
    ($($name:ident $index:tt)*) => {
        impl<$($name: Lower),*> Lower for ($($name,)*) {
            type Lowered<X: Backend> = ($($name::Lowered<X>,)*);
            fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe> {
                ($($name::__lower(&of.$index, &path.index($index), to),)*)
            }
            fn __rebind<X: Backend, Y: Backend>(
                from: &Self::Lowered<X>,
                path: &Path<'_>,
                to: &mut dyn Rebind<X, Y>,
            ) -> Self::Lowered<Y> {
                ($($name::__rebind(&from.$index, &path.index($index), to),)*)
            }
        }
    };
}

/// Every length up to that of the list.
macro_rules! tuples {
    ([$($done:tt)*]) => {};
    ([$($done:tt)*] $name:ident $index:tt $($rest:tt)*) => {
        tuple!($($done)* $name $index);
        tuples!([$($done)* $name $index] $($rest)*);
    };
}

tuples!(
    [] T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11 T12 12 T13 13 T14 14 T15 15 T16 16 T17 17 T18 18 T19 19 T20 20 T21 21 T22 22 T23 23
);
