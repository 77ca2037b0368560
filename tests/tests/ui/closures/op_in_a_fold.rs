use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let outs: Vec<Tensor> = vec![x.clone(), x.relu()];
        outs.iter().fold(x, |sum, y| sum + y)
    }
}

fn main() {}
