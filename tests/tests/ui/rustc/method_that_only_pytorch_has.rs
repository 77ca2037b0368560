use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {
    let net = Net { fc: Linear::new(4, 2) };
    let _ = net.parameters();
}
