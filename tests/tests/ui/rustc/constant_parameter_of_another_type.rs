use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net<const N: usize> {
    convs: [Conv2d; N],
}

#[quantizable]
impl<const N: u8> Net<N> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.convs[0].forward(x)
    }
}

fn main() {}
