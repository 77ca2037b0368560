use quantizable::{Model, Tensor, quantizable};

#[quantizable]
pub struct Repeat<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
    items: [M; N],
}

#[quantizable]
impl<const N: usize, M: Model<Input = Tensor, Output = Tensor>> Repeat<N, M> {
    pub fn forward(&self, mut x: Tensor) -> Tensor {
        for item in &self.items {
            x = item.forward(x);
        }
        x
    }
}

fn main() {}
