use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x).relu()
    }
}

fn main() {
    let net = Net { conv: Conv2d::new(3, 8, 3) };
    net.prepare(&QConfigMapping::default()).unwrap();
}
