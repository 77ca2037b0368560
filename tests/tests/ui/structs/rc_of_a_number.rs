use std::rc::Rc;

use quantizable::{Model, QConfigMapping, Quantized, Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
    limit: Rc<f32>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x) * *self.limit
    }
}

pub fn deploy(net: &Net, x: Tensor) -> quantizable::Result<Quantized<Net>> {
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(x)?;
    prepared.convert()
}

fn main() {}
