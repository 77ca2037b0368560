//! Whether a function that the macro took for one of [`functional`](crate::functional) by its name
//! is that one.
//!
//! A function has a type of its own, so two expressions name the same function if they have the
//! same type. What is generic in it is fixed by a list of argument types.

use crate::{
    Tensor,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs},
};

/// Holds for the type of a function and itself: what `forward` calls by the name of an operation has to be the
/// function of that name in [`functional`](crate::functional).
#[diagnostic::on_unimplemented(
    message = "this is not the function of that name in `quantizable::functional`",
    label = "`forward` calls this one, and the quantized model would call quantizable's",
    note = "call quantizable's as `F::…`, with `use quantizable::functional as F;`",
    note = "call your own by another name: as a method of the model's `impl`, or under `#[quantizable(float)]`"
)]
pub trait SameFunction<Ours> {}

impl<F> SameFunction<F> for F {}

macro_rules! is {
    ($($name:ident($($arg:ty),*);)*) => {
        $(
            #[doc = concat!("Compiles if `theirs` is `functional::", stringify!($name), "`, which is `ours`.")]
            // Ours comes first, or rustc would infer it from theirs.
            pub fn $name<R, Ours: Fn($($arg),*) -> R, Theirs: SameFunction<Ours>>(_: Ours, _: Theirs) {}
        )*

        #[test]
        fn every_function_is_itself() {
            $($name(crate::functional::$name, crate::functional::$name);)*
        }
    };
}

is! {
    conv2d(Tensor, Tensor, Option<&Tensor>, usize, usize, usize, usize);
    conv2d_with(Tensor, Tensor, Option<&Tensor>, Conv2dArgs);
    linear(Tensor, Tensor, Option<&Tensor>);
    batch_norm(Tensor, Tensor, Tensor, Option<&Tensor>, Option<&Tensor>, f32);
    relu(Tensor);
    relu6(Tensor);
    sigmoid(Tensor);
    tanh(Tensor);
    silu(Tensor);
    gelu(Tensor);
    hardswish(Tensor);
    hardsigmoid(Tensor);
    leaky_relu(Tensor, f32);
    elu(Tensor, f32);
    dropout(Tensor, f32);
    max_pool2d(Tensor, usize, usize);
    max_pool2d_with(Tensor, MaxPool2dArgs);
    avg_pool2d(Tensor, usize, usize);
    avg_pool2d_with(Tensor, AvgPool2dArgs);
    adaptive_avg_pool2d(Tensor, usize);
    add(Tensor, Tensor);
    add_with(Tensor, Tensor, f32);
    sub(Tensor, Tensor);
    mul(Tensor, Tensor);
    add_scalar(Tensor, f32);
    mul_scalar(Tensor, f32);
    div_scalar(Tensor, f32);
    mean(Tensor, isize, bool);
    reshape(Tensor, isize);
    view(Tensor, isize);
    flatten(Tensor, isize, isize);
    permute(Tensor, isize);
    transpose(Tensor, isize, isize);
    squeeze(Tensor, isize);
    unsqueeze(Tensor, isize);
    pad(Tensor, isize, f32);
    cat(Vec<Tensor>, isize);
    narrow(Tensor, isize, isize, usize);
    select(Tensor, isize, isize);
    split(Tensor, usize, isize);
    chunk(Tensor, usize, isize);
}
