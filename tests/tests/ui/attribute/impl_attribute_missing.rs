use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {
    let net = Net { conv: Conv2d::new(1, 1, 3) };
    let _ = net.prepare(&QConfigMapping::default());
}
