use quantizable::{nn::Conv2d, quantizable};

#[quantizable(crate = 3)]
struct Net {
    conv: Conv2d,
}

fn main() {}
