use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

struct Stage<M, const N: usize> {
    conv: Conv2d,
    blocks: [M; N],
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Stage<M, N> {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.conv.forward(x);
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

fn main() {}
