use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    heads: Vec<Option<Linear>>,
}

#[quantizable]
impl Net {
    fn forward(&self, mut x: Tensor) -> Tensor {
        for head in &self.heads {
            let Some(head) = head else { x };
            x = head.forward(x);
        }
        x
    }
}

fn main() {}
