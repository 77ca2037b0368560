//! Random models of `tests/support/generate`.

#[rustfmt::skip]
mod model_1;
#[rustfmt::skip]
mod model_2;
#[rustfmt::skip]
mod model_3;
#[rustfmt::skip]
mod model_4;
#[rustfmt::skip]
mod model_5;
#[rustfmt::skip]
mod model_6;
#[rustfmt::skip]
mod model_7;
#[rustfmt::skip]
mod model_8;
#[rustfmt::skip]
mod model_9;
#[rustfmt::skip]
mod model_10;
#[rustfmt::skip]
mod model_11;
#[rustfmt::skip]
mod model_12;
#[rustfmt::skip]
mod model_13;
#[rustfmt::skip]
mod model_14;
#[rustfmt::skip]
mod model_15;
#[rustfmt::skip]
mod model_16;
#[rustfmt::skip]
mod model_17;
#[rustfmt::skip]
mod model_18;
#[rustfmt::skip]
mod model_19;
#[rustfmt::skip]
mod model_20;
#[rustfmt::skip]
mod model_21;
#[rustfmt::skip]
mod model_22;
#[rustfmt::skip]
mod model_23;
#[rustfmt::skip]
mod model_24;
