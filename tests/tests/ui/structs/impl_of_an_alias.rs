use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

type Backbone = Net;

#[quantizable]
impl Backbone {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {
    let net = Backbone { conv: Conv2d::new(3, 8, 3) };
    net.prepare(&QConfigMapping::default()).unwrap();
}
