use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    heads: Vec<(Linear, Option<Linear>)>,
}

#[quantizable]
impl Net {
    fn forward(&self, mut x: Tensor) -> Tensor {
        for (head, adapter) in &self.heads {
            x = match adapter {
                adapter => adapter.forward(&x),
            };
            x = head.forward(x);
        }
        x
    }
}

fn main() {}
