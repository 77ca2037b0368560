use quantizable::{Model, QConfigMapping, Quantized, Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net<const N: usize> {
    fc: Linear,
    names: Vec<str>,
}

#[quantizable]
impl<const N: usize> Net<N> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        println!("one of {} and {N}", self.names.len());
        self.fc.forward(x)
    }
}

pub fn deploy(net: &Net<3>, x: Tensor) -> quantizable::Result<Quantized<Net<3>>> {
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(x)?;
    prepared.convert()
}

fn main() {}
