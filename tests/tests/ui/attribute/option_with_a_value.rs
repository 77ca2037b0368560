use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    #[quantizable(skip = true)]
    conv: Conv2d,
}

fn main() {}
