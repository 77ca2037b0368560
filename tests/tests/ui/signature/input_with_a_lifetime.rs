use quantizable::{Tensor, nn::Linear, quantizable};

struct Words<'a>(&'a [String]);

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, words: Words) -> Tensor {
        println!("{}", words.0.len());
        self.fc.forward(x)
    }
}

fn main() {}
