use quantizable::{Tensor, nn::Conv2d, quantizable};

type Head = Conv2d;

#[quantizable]
struct Net {
    #[quantizable(linear)]
    head: Option<Head>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        match &self.head {
            Some(head) => head.forward(x),
            None => x,
        }
    }
}

fn main() {}
