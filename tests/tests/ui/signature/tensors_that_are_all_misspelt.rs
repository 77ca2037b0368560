use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensr) -> Tensr {
        self.conv.forward(x)
    }
}

fn run(net: &Net, x: Tensor) -> quantizable::Result<Tensor> {
    use quantizable::Model;
    net.prepare(&Default::default())?.forward(x)
}

fn main() {}
