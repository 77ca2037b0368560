use quantizable::{Tensor, nn::Conv2d, quantizable};

fn softmax(x: &Tensor) -> Vec<f32> {
    let sum: f32 = x.as_slice().iter().map(|x| x.exp()).sum();
    x.as_slice().iter().map(|x| x.exp() / sum).collect()
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        let scores = softmax(&y);
        let rest = &scores[1..];
        y * scores[0] * rest[0]
    }
}

fn main() {}
