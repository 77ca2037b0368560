//! The named tensors of layers.

use std::collections::VecDeque;

use crate::Tensor;

/// Has named tensors, as PyTorch's `state_dict()` lists them: `weight` and `bias` of a layer,
/// `conv1.weight` of a model, `blocks.0.weight` of a list.
///
/// ```
/// use quantizable::nn::{Linear, Parameters};
/// let layers = vec![Linear::new(4, 3), Linear::new(3, 2).bias(false)];
/// let mut names = Vec::new();
/// layers.visit("fc", &mut |name, tensor| names.push(format!("{name} {:?}", tensor.shape())));
/// assert_eq!(names, ["fc.0.weight [3, 4]", "fc.0.bias [3]", "fc.1.weight [2, 3]"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a `#[quantizable]` model",
    label = "not a layer, a `#[quantizable]` model, a container of those, or a plain value",
    note = "a model that is borrowed: hold it itself, or in a `Box`",
    note = "not needed in `forward`: put `#[quantizable(skip)]` on the field"
)]
pub trait Parameters {
    /// Calls `visitor` with each tensor and its full dotted name, which starts with `prefix`.
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor));

    /// As [`visit`](Self::visit), to write to. Shapes must stay what they are.
    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor));
}

/// `prefix.name`, or `name` at the top.
pub(super) fn dotted(prefix: &str, name: impl std::fmt::Display) -> String {
    if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") }
}

/// Implements [`Parameters`] for a layer: its tensors by PyTorch's names, optional ones marked.
macro_rules! parameters {
    ($layer:ty { $($name:ident),* $(; optional $($option:ident),*)? }) => {
        impl $crate::nn::Parameters for $layer {
            #[allow(unused_variables, reason = "a layer may have no tensors")]
            fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &$crate::Tensor)) {
                $(visitor(&$crate::nn::parameters::dotted(prefix, stringify!($name)), &self.$name);)*
                $($(if let Some(tensor) = &self.$option {
                    visitor(&$crate::nn::parameters::dotted(prefix, stringify!($option)), tensor);
                })*)?
            }

            #[allow(unused_variables, reason = "a layer may have no tensors")]
            fn visit_mut(
                &mut self,
                prefix: &str,
                visitor: &mut dyn FnMut(&str, &mut $crate::Tensor),
            ) {
                $(visitor(
                    &$crate::nn::parameters::dotted(prefix, stringify!($name)),
                    &mut self.$name,
                );)*
                $($(if let Some(tensor) = &mut self.$option {
                    visitor(&$crate::nn::parameters::dotted(prefix, stringify!($option)), tensor);
                })*)?
            }
        }
    };
}
pub(super) use parameters;

/// Its layers are named by their index, as in PyTorch's `ModuleList`.
impl<T: Parameters> Parameters for [T] {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        for (i, layer) in self.iter().enumerate() {
            layer.visit(&dotted(prefix, i), visitor);
        }
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        for (i, layer) in self.iter_mut().enumerate() {
            layer.visit_mut(&dotted(prefix, i), visitor);
        }
    }
}

/// As the slice.
impl<T: Parameters> Parameters for Vec<T> {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        self[..].visit(prefix, visitor);
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        self[..].visit_mut(prefix, visitor);
    }
}

/// As the slice.
impl<T: Parameters, const N: usize> Parameters for [T; N] {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        self[..].visit(prefix, visitor);
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        self[..].visit_mut(prefix, visitor);
    }
}

/// As the slice.
impl<T: Parameters> Parameters for VecDeque<T> {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        for (i, layer) in self.iter().enumerate() {
            layer.visit(&dotted(prefix, i), visitor);
        }
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        self.make_contiguous().visit_mut(prefix, visitor);
    }
}

/// What is there, under the same name.
impl<T: Parameters> Parameters for Option<T> {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        if let Some(layer) = self {
            layer.visit(prefix, visitor);
        }
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        if let Some(layer) = self {
            layer.visit_mut(prefix, visitor);
        }
    }
}

/// What is inside, under the same name.
impl<T: Parameters + ?Sized> Parameters for Box<T> {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        (**self).visit(prefix, visitor);
    }

    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        (**self).visit_mut(prefix, visitor);
    }
}

/// Its layers are named by their index.
macro_rules! tuple {
    ($($index:tt $layer:ident),*) => {
        impl<$($layer: Parameters),*> Parameters for ($($layer,)*) {
            fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
                $(self.$index.visit(&dotted(prefix, $index), visitor);)*
            }

            fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
                $(self.$index.visit_mut(&dotted(prefix, $index), visitor);)*
            }
        }
    };
}

/// Every length up to that of the list.
macro_rules! tuples {
    ([$($done:tt)*]) => {};
    ([$($done:tt)*] $index:tt $layer:ident $($rest:tt)*) => {
        tuple!($($done)* $index $layer);
        tuples!([$($done)* $index $layer,] $($rest)*);
    };
}

tuples!(
    [] 0 T0 1 T1 2 T2 3 T3 4 T4 5 T5 6 T6 7 T7 8 T8 9 T9 10 T10 11 T11 12 T12 13 T13 14 T14 15 T15 16 T16 17 T17 18 T18 19 T19 20 T20 21 T21 22 T22 23 T23
);
