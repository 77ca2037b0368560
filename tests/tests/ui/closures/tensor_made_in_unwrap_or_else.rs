use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Cell {
    fc: Linear,
    hidden: usize,
}

#[quantizable]
impl Cell {
    fn forward(&self, x: Tensor, h: Option<Tensor>) -> Tensor {
        let h = h.unwrap_or_else(|| Tensor::zeros(&[1, self.hidden]));
        self.fc.forward(x) + h
    }
}

fn main() {}
