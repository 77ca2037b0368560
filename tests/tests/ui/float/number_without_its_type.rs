use quantizable::{Tensor, nn::Linear, quantizable};

fn energy(x: &Tensor) -> f32 {
    x.max_value()
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let energy = energy(&x);
        let y = self.fc.forward(x);
        if energy > 1.0 {
            y * 0.5
        } else if energy < 0.1 {
            y * 2.0
        } else {
            y
        }
    }
}

fn main() {}
