use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net<F>
where
    F: Fn(Tensor) -> Tensor,
{
    conv: Conv2d,
    act: F,
}

#[quantizable]
impl<F> Net<F>
where
    F: Fn(Tensor) -> Tensor,
{
    fn forward(&self, x: Tensor) -> Tensor {
        (self.act)(self.conv.forward(x))
    }
}

fn main() {}
