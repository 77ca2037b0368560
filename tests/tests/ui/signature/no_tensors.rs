use quantizable::{nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, n: usize) -> usize {
        n
    }
}

fn main() {}
