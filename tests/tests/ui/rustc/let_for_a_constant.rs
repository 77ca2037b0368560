use quantizable::{Model, QConfigMapping, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    let BOUND: f32 = 6.0;

    fn forward(&self, x: Tensor, n: usize) -> (Tensor, usize) {
        (self.fc.forward(x), n)
    }
}

fn main() -> quantizable::Result<()> {
    let prepared = Net { fc: Linear::new(4, 2) }.prepare(&QConfigMapping::default())?;
    let (_, n) = prepared.forward((Tensor::zeros(&[1, 4]), 1))?;
    println!("{n}");
    Ok(())
}
