use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all = [x.clone(), x.clone()];
        let mut i = 0;
        all[{
            i += 1;
            i
        }] += self.conv.forward(x);
        let [_, last] = all;
        last
    }
}

fn main() {}
