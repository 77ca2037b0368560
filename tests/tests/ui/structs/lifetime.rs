use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net<'a> {
    conv: Conv2d,
    name: &'a str,
}

fn main() {}
