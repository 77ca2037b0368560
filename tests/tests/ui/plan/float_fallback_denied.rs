use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let y = x.relu();
        self.conv.forward(y)
    }
}

const _: () = assert!(Net::PLAN.float_ops() == 0);

fn main() {}
