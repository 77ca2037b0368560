use quantizable::{Tensor, nn::Conv2d, quantizable};

fn pick(conv: &Conv2d) -> &Conv2d {
    conv
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let layer = pick(&self.conv);
        layer.forward(x)
    }
}

fn main() {}
