use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    __sites: Conv2d,
}

fn main() {}
