use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    turns: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = x;
        'turns: for turn in 0.. {
            if turn == self.turns {
                break 'turns;
            }
            y = y.relu();
        }
        let conv = self.conv;
        conv.forward(y)
    }
}

fn main() {}
