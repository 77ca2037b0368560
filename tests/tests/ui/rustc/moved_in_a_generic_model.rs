use quantizable::{Model, Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
    stem: Conv2d,
    blocks: [M; N],
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Net<M, N> {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(x);
        self.blocks[0].forward(y) + x
    }
}

fn main() {}
