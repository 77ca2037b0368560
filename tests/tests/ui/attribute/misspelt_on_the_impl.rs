use quantizable::{Model, QConfigMapping, Result, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantize]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() -> Result<()> {
    let net = Net { fc: Linear::new(4, 2) };
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(Tensor::zeros(&[1, 4]))?;
    prepared.convert()?.forward(Tensor::zeros(&[1, 4]))?;
    Ok(())
}
