use quantizable::{Model, Tensor, functional as F, nn::Conv2d, quantizable};
#[quantizable]
pub struct Block<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
    conv: [M; N],
}
#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Bloc<M, N> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for c in &self.conv {
            x = c.forward(x);
        }
        F::relu(x)
    }
}
#[quantizable]
pub struct Leaf {
    conv: Conv2d,
}
#[quantizable]
impl Leaf {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}
#[quantizable]
pub struct Net {
    a: Block<Leaf, 3>,
}
#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.a.forward(x)
    }
}

fn main() {}
