//! Lists, options, boxes and tuples of what can be lowered.

use super::{Lower, Rebind, Visit};
use crate::{
    Result,
    backend::{Backend, Float},
    path::Path,
};

/// A container whose items are numbered in names, as in PyTorch's `ModuleList`.
macro_rules! list {
    ($([$($generics:tt)*] $list:ty => $lowered:ty, $lower:expr, $collect:expr;)*) => {$(
        impl<$($generics)*> Lower for $list {
            type Lowered<B: Backend> = $lowered;
            fn lower(&self) -> Self::Lowered<Float> {
                $lower(self)
            }
            fn rebind<A: Backend, B: Backend>(
                from: &Self::Lowered<A>,
                path: &Path,
                to: &mut dyn Rebind<A, B>,
            ) -> Result<Self::Lowered<B>> {
                let items = from.iter().enumerate();
                let items = items.map(|(i, item)| T::rebind(item, &path.index(i), to));
                items.collect::<Result<Vec<_>>>().map($collect)
            }
            fn visit<B: Backend>(
                of: &Self::Lowered<B>,
                path: &Path,
                visitor: &mut dyn Visit<B>,
            ) -> Result<()> {
                let mut items = of.iter().enumerate();
                items.try_for_each(|(i, item)| <T as Lower>::visit(item, &path.index(i), visitor))
            }
            fn fold(of: &mut Self::Lowered<Float>) -> Result<()> {
                of.iter_mut().try_for_each(T::fold)
            }
        }
    )*};
}

list! {
    [T: Lower] Vec<T> => Vec<T::Lowered<B>>,
        |list: &Self| list.iter().map(T::lower).collect(),
        std::convert::identity;
    [T: Lower] Box<[T]> => Box<[T::Lowered<B>]>,
        |list: &Self| list.iter().map(T::lower).collect(),
        Vec::into_boxed_slice;
    [T: Lower, const N: usize] [T; N] => [T::Lowered<B>; N],
        |list: &Self| list.each_ref().map(T::lower),
        |items| items.try_into().unwrap_or_else(|_| unreachable!("N items from N items"));
}

impl<T: Lower> Lower for Option<T> {
    type Lowered<B: Backend> = Option<T::Lowered<B>>;
    fn lower(&self) -> Self::Lowered<Float> {
        self.as_ref().map(T::lower)
    }
    fn rebind<A: Backend, B: Backend>(
        from: &Self::Lowered<A>,
        path: &Path,
        to: &mut dyn Rebind<A, B>,
    ) -> Result<Self::Lowered<B>> {
        from.as_ref().map(|item| T::rebind(item, path, to)).transpose()
    }
    fn visit<B: Backend>(
        of: &Self::Lowered<B>,
        path: &Path,
        visitor: &mut dyn Visit<B>,
    ) -> Result<()> {
        of.iter().try_for_each(|item| <T as Lower>::visit(item, path, visitor))
    }
    fn fold(of: &mut Self::Lowered<Float>) -> Result<()> {
        of.iter_mut().try_for_each(T::fold)
    }
}

impl<T: Lower> Lower for Box<T> {
    type Lowered<B: Backend> = Box<T::Lowered<B>>;
    fn lower(&self) -> Self::Lowered<Float> {
        Box::new((**self).lower())
    }
    fn rebind<A: Backend, B: Backend>(
        from: &Self::Lowered<A>,
        path: &Path,
        to: &mut dyn Rebind<A, B>,
    ) -> Result<Self::Lowered<B>> {
        T::rebind(from, path, to).map(Box::new)
    }
    fn visit<B: Backend>(
        of: &Self::Lowered<B>,
        path: &Path,
        visitor: &mut dyn Visit<B>,
    ) -> Result<()> {
        <T as Lower>::visit(of, path, visitor)
    }
    fn fold(of: &mut Self::Lowered<Float>) -> Result<()> {
        T::fold(of)
    }
}

/// Numbered like a list.
macro_rules! tuple {
    ($($name:ident $index:tt)*) => {
        impl<$($name: Lower),*> Lower for ($($name,)*) {
            type Lowered<X: Backend> = ($($name::Lowered<X>,)*);
            fn lower(&self) -> Self::Lowered<Float> {
                ($(self.$index.lower(),)*)
            }
            fn rebind<X: Backend, Y: Backend>(
                from: &Self::Lowered<X>,
                path: &Path,
                to: &mut dyn Rebind<X, Y>,
            ) -> Result<Self::Lowered<Y>> {
                Ok(($($name::rebind(&from.$index, &path.index($index), to)?,)*))
            }
            fn visit<X: Backend>(
                of: &Self::Lowered<X>,
                path: &Path,
                visitor: &mut dyn Visit<X>,
            ) -> Result<()> {
                $(<$name as Lower>::visit(&of.$index, &path.index($index), visitor)?;)*
                Ok(())
            }
            fn fold(of: &mut Self::Lowered<Float>) -> Result<()> {
                $($name::fold(&mut of.$index)?;)*
                Ok(())
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
