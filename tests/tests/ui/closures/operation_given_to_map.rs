use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all = Vec::new();
        for conv in &self.convs {
            all.push(conv.forward(&x));
        }
        let all: Vec<Tensor> = all.into_iter().map(F::relu).collect();
        F::cat(&all, 1)
    }
}

fn main() {}
