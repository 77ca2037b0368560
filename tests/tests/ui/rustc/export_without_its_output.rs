use quantizable::{
    Tensor,
    nn::{Conv2d, Linear},
    quantizable,
};
#[quantizable]
struct Net {
    other: Conv2d,
    blocks: Vec<Linear>,
}
#[quantizable]
impl Net {
    #[quantizable(export)]
    fn depth(&self) {
        self.blocks.len()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        self.other.forward(x)
    }
}

fn main() {}
