use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Exit {
    fc: Linear,
}

#[quantizable]
impl Exit {
    pub fn forward(&self, x: &Tensor) -> Tensor {
        self.fc.forward(x)
    }
    pub fn scored(&self, x: &Tensor) -> (Tensor, f32) {
        let y = self.fc.forward(x);
        let score = y.mean_value();
        (y, score)
    }
}

#[quantizable]
pub struct Net {
    exit: Exit,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let (y, score) = self.exit.scored(&x);
        println!("{score:.2}");
        if score > 0.5 { y * score } else { self.exit.forward(&x) }
    }
}

fn main() {}
