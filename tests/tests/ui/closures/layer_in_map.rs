use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let xs = vec![x];
        let ys: Vec<Tensor> = xs.iter().map(|x| self.conv.forward(x)).collect();
        ys[0].clone()
    }
}

fn main() {}
