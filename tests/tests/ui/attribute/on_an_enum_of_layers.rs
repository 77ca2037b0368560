use quantizable::{
    Tensor,
    nn::{Conv2d, Linear},
    quantizable,
};

#[quantizable]
enum Layer {
    Conv(Conv2d),
    Linear(Linear),
}

#[quantizable]
impl Layer {
    fn forward(&self, x: Tensor) -> Tensor {
        match self {
            Layer::Conv(conv) => conv.forward(x),
            Layer::Linear(linear) => linear.forward(x),
        }
    }
}

fn main() {}
