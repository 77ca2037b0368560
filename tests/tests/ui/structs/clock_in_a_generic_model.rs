use quantizable::{Model, QConfigMapping, Quantized, Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Head {
    fc: Linear,
}

#[quantizable]
impl Head {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
pub struct Timed<M: Model<Input = Tensor, Output = Tensor>> {
    model: M,
    since: std::time::Instant,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Timed<M> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.model.forward(x)
    }
}

pub fn deploy(net: &Timed<Head>, x: Tensor) -> quantizable::Result<Quantized<Timed<Head>>> {
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(x)?;
    prepared.convert()
}

fn main() {}
