use quantizable::{Tensor, nn::Conv2d, quantizable};

struct State {
    hidden: Tensor,
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let state = State { hidden: x };
        self.conv.forward(state.hidden)
    }
}

fn main() {}
