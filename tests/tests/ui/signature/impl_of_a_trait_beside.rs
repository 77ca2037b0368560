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
impl Default for Net {
    fn default() -> Self {
        Net { conv: Conv2d::new(3, 8, 3) }
    }
}

fn main() {
    Net::default().prepare(&QConfigMapping::default()).unwrap();
}
