use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
    stem: Conv2d,
    blocks: [M; N],
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Net<M, N> {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.stem.forward(x);
        for block in &self.blocks {
            x = block.forward(x) * N;
        }
        x
    }
}

fn main() {}
