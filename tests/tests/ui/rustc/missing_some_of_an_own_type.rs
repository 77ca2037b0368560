use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone)]
#[quantizable(plain)]
struct Peak {
    value: f32,
}

#[quantizable]
struct Net {
    fc: Linear,
    least: f32,
}

#[quantizable]
impl Net {
    fn peak(&self, y: &Tensor) -> Option<Peak> {
        let value = y.max_value();
        if value < self.least {
            return None;
        }
        Peak { value }
    }

    fn forward(&self, x: Tensor) -> (Tensor, Option<Peak>) {
        let y = self.fc.forward(x);
        let peak = self.peak(&y);
        (y, peak)
    }
}

fn main() {}
