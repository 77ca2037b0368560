use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

mod stages {
    use super::{Conv2d, Model, Tensor, quantizable};

    #[quantizable]
    pub struct Stage<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
        pub conv: Conv2d,
        pub blocks: [M; N],
    }
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
