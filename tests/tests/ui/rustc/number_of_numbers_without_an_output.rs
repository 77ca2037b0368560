use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fcs: Vec<Linear>,
    extra: usize,
}

#[quantizable]
impl Net {
    fn depth(&self) {
        self.fcs.len() + self.extra
    }

    fn batch(x: &Tensor) {
        x.size(0).max(1)
    }

    fn total(&self) {
        self.extra.min(4)
    }

    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for _ in 1..self.depth() {
            x = self.fcs[0].forward(x);
        }
        let (n, m) = (Self::batch(&x), self.total());
        x.reshape([n * m, 1])
    }
}

fn main() {}
