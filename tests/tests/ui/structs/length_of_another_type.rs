use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net<const N: u32> {
    layers: [Linear; N],
}

#[quantizable]
impl<const N: u32> Net<N> {
    fn forward(&self, x: Tensor) -> Tensor {
        x.relu()
    }
}

fn main() {}
