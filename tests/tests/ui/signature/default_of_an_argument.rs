use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Attention {
    q: Linear,
}

#[quantizable]
impl Attention {
    pub fn forward(&self, x: Tensor, mask: Option<&Tensor> = None) -> Tensor {
        let q = self.q.forward(x);
        match mask {
            Some(mask) => q + mask,
            None => q,
        }
    }
}

#[quantizable]
pub struct Net {
    attention: Attention,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.attention.forward(x, None).relu()
    }
}

fn main() {}
