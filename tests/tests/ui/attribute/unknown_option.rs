use quantizable::{nn::Conv2d, quantizable};

#[quantizable(plian)]
struct Net {
    conv: Conv2d,
}

fn main() {}
