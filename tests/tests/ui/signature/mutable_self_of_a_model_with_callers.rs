use quantizable::{Model, QConfigMapping, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&mut self, x: Tensor, gain: f32) -> Result<Tensor, String> {
        Ok(self.fc.forward(x) * gain)
    }
}

fn main() {
    let net = Net { fc: Linear::new(2, 2) };
    let x = Tensor::zeros(&[1, 2]);
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    let y = prepared.forward((x.clone(), 0.5)).unwrap().unwrap();
    let z = prepared.convert().unwrap().forward((x, 0.5)).unwrap().unwrap();
    println!("{:?} {:?}", y.shape(), z.shape());
}
