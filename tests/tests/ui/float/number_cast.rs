use quantizable::{Tensor, nn::Linear, quantizable};

fn side(x: &Tensor) -> usize {
    x.size(0)
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let count = side(&x);
        self.fc.forward(x) * count as f32
    }
}

fn main() {}
