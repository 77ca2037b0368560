use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    #[quantizable(skipp)]
    conv: Conv2d,
}

fn main() {}
