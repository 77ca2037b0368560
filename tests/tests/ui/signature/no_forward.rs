use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net { conv: Conv2d::new(1, 1, 3) }
    }
}

fn main() {}
