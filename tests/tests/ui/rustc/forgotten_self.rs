use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    stem: Option<Linear>,
    fc: Linear,
    limit: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = match stem {
            Some(layer) => layer.forward(x),
            None => x,
        };
        self.clip(fc.forward(x))
    }

    fn clip(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 2.0 * limit { x.relu() } else { x }
    }
}

fn main() {}
