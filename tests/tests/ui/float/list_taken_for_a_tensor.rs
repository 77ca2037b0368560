use quantizable::{Tensor, nn::Conv2d, quantizable};

fn best(x: &Tensor) -> Vec<usize> {
    vec![x.argmax()]
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.conv.forward(x);
        #[quantizable(float)]
        let best = best(&x);
        if best.contains(&1) { x.relu() } else { x }
    }
}

fn main() {}
