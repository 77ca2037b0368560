use quantizable::{Model, QConfigMapping, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, gain: Option<f32>) Result<Tensor, String> {
        Ok(self.fc.forward(x) * gain.ok_or("no gain")?)
    }
}

fn main() -> quantizable::Result<()> {
    let prepared = Net { fc: Linear::new(4, 2) }.prepare(&QConfigMapping::default())?;
    let y: Result<Tensor, String> = prepared.forward((Tensor::zeros(&[1, 4]), Some(0.5)))?;
    println!("{:?}", y.map(|y| y.shape().to_vec()));
    Ok(())
}
