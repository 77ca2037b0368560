use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

const _: () = assert!(Net::PLAN.float_ops() == 0);

fn main() {}
