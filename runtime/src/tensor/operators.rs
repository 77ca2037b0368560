//! `+`, `-`, `*` and `/`, of tensors by value or by reference and of numbers.

use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::Tensor;
use crate::{functional::or_panic, ops};

/// An operator of two tensors, for all ways to hold them.
macro_rules! between_tensors {
    ($($trait:ident $method:ident: |$a:ident, $b:ident| $result:expr;)*) => {$(
        between_tensors!(@ $trait $method, [Tensor] [Tensor], |$a, $b| $result);
        between_tensors!(@ $trait $method, [Tensor] [&Tensor], |$a, $b| $result);
        between_tensors!(@ $trait $method, [&Tensor] [Tensor], |$a, $b| $result);
        between_tensors!(@ $trait $method, [&Tensor] [&Tensor], |$a, $b| $result);
    )*};
    (@ $trait:ident $method:ident, [$($left:tt)*] [$($right:tt)*], |$a:ident, $b:ident| $result:expr) => {
        impl $trait<$($right)*> for $($left)* {
            type Output = Tensor;

            #[track_caller]
            fn $method(self, other: $($right)*) -> Tensor {
                let ($a, $b): (&Tensor, &Tensor) = (&self, &other);
                or_panic($result)
            }
        }
    };
}

between_tensors! {
    Add add: |a, b| ops::add(a, b, 1.0);
    Sub sub: |a, b| ops::sub(a, b);
    Mul mul: |a, b| ops::mul(a, b);
}

/// An operator of a tensor and a number, on either side.
macro_rules! with_numbers {
    ($($trait:ident $method:ident: $x:ident, $value:ident => $right:expr, $left:expr;)*) => {$(
        with_numbers!(@ $trait $method, [Tensor], |$x, $value| $right, $left);
        with_numbers!(@ $trait $method, [&Tensor], |$x, $value| $right, $left);
    )*};
    (@ $trait:ident $method:ident, [$($tensor:tt)*], |$x:ident, $value:ident| $right:expr, $left:expr) => {
        impl $trait<f32> for $($tensor)* {
            type Output = Tensor;

            #[track_caller]
            fn $method(self, $value: f32) -> Tensor {
                let $x: &Tensor = &self;
                or_panic($right)
            }
        }

        impl $trait<$($tensor)*> for f32 {
            type Output = Tensor;

            #[track_caller]
            fn $method(self, tensor: $($tensor)*) -> Tensor {
                let ($x, $value): (&Tensor, f32) = (&tensor, self);
                or_panic($left)
            }
        }
    };
}

with_numbers! {
    Add add: x, value => ops::add_scalar(x, value), ops::add_scalar(x, value);
    Sub sub: x, value => ops::add_scalar(x, -value), ops::rsub_scalar(value, x);
    Mul mul: x, value => ops::mul_scalar(x, value), ops::mul_scalar(x, value);
}

/// Division by a number, and the negative: PyTorch has no quantized division of two tensors.
macro_rules! of_one_tensor {
    ($($tensor:ty)*) => {$(
        impl Div<f32> for $tensor {
            type Output = Tensor;

            #[track_caller]
            fn div(self, value: f32) -> Tensor {
                or_panic(ops::div_scalar(&self, value))
            }
        }

        impl Neg for $tensor {
            type Output = Tensor;

            #[track_caller]
            fn neg(self) -> Tensor {
                or_panic(ops::mul_scalar(&self, -1.0))
            }
        }
    )*};
}

of_one_tensor!(Tensor & Tensor);

impl DivAssign<f32> for Tensor {
    fn div_assign(&mut self, value: f32) {
        self.as_mut_slice().iter_mut().for_each(|x| *x /= value);
    }
}

/// An operator that writes to its left side, in place unless the data is shared.
macro_rules! assigning {
    ($($trait:ident $method:ident: $assign:path, |$x:ident, $value:ident| $scalar:expr;)*) => {$(
        impl $trait<&Tensor> for Tensor {
            #[track_caller]
            fn $method(&mut self, other: &Tensor) {
                if let Err(error) = $assign(self, other) {
                    panic!("{error}");
                }
            }
        }

        impl $trait<Tensor> for Tensor {
            #[track_caller]
            fn $method(&mut self, other: Tensor) {
                $trait::<&Tensor>::$method(self, &other);
            }
        }

        impl $trait<f32> for Tensor {
            fn $method(&mut self, $value: f32) {
                self.as_mut_slice().iter_mut().for_each(|$x| $scalar);
            }
        }
    )*};
}

assigning! {
    AddAssign add_assign: ops::add_assign, |x, value| *x += value;
    SubAssign sub_assign: ops::sub_assign, |x, value| *x -= value;
    MulAssign mul_assign: ops::mul_assign, |x, value| *x *= value;
}
