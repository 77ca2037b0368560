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
        #[quantizable(float)]
        let scores: &[f32] = &softmax(&y);
        y * scores[0]
    }
}

fn main() {}
