use quantizable::{Model, QConfigMapping, Tensor, nn::Linear, quantizable};

#[derive(Clone, Copy)]
enum Mode {
    Explore,
    Exploit,
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, mode: Mode, past: &[Mode]) -> Result<(Tensor, Mode), String> {
        if past.is_empty() {
            return Err("nothing was done".into());
        }
        Ok((self.fc.forward(x), mode))
    }
}

fn main() {
    let net = Net { fc: Linear::new(2, 2) };
    let x = Tensor::zeros(&[1, 2]);
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    let (_, mode) = prepared.forward((x.clone(), Mode::Explore, vec![])).unwrap().unwrap();
    prepared.convert().unwrap().forward((x, mode, vec![Mode::Exploit])).unwrap().unwrap();
}
