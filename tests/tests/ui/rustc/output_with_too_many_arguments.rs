use quantizable::{Model, QConfigMapping, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net<const N: usize> {
    fc: Linear,
    sizes: [usize; N],
}

#[quantizable]
impl<const N: usize> Net<N> {
    fn forward(&self, x: Tensor, start: Option<usize>) -> Option<Tensor, usize> {
        Some((self.fc.forward(x), start?))
    }
}

fn main() -> quantizable::Result<()> {
    let net = Net { fc: Linear::new(4, 2), sizes: [1, 2] };
    let prepared = net.prepare(&QConfigMapping::default())?;
    let (_, number) = prepared.forward((Tensor::zeros(&[1, 4]), Some(1)))?.unwrap();
    println!("{number}");
    Ok(())
}
