use quantizable::{nn::Conv2d, quantizable};

type Layer = Conv2d;

#[quantizable]
struct Net {
    #[quantizable(conv2)]
    conv: Layer,
}

fn main() {}
