use quantizable::{Model, Tensor, functional as F, nn::Linear, quantizable};
pub trait Act {
    const SLOPE: f32;
    fn k(&self) -> f32 {
        1.0
    }
}
#[derive(Clone)]
#[quantizable(plain)]
pub struct Steep;
impl Act for Steep {
    const SLOPE: f32 = 0.1;
}
#[quantizable]
pub struct Net<A: Act + Clone, B: Model<Input = Tensor, Output = Tensor> + Default + Copy> {
    fc: Linear,
    b: B,
    p: std::marker::PhantomData<A>,
}
#[quantizable]
impl<A: Act + Clone, B: Model<Input = Tensor, Output = Tensor> + Default + Copy> Net<A, B> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        F::leaky_relu(self.fc.forward(x), A::SLOPE as f64)
    }
}

fn main() {}
