use quantizable::{Tensor, nn::Linear, quantizable};
#[quantizable]
struct Net {
    blocks: Vec<Linear>,
}
#[quantizable]
impl Net {
    fn pick(&self, scores: &Tensor) -> usize {
        scores.argmax().item() % self.blocks.len()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let i = self.pick(&x);
        self.blocks[i].forward(x)
    }
}

fn main() {}
