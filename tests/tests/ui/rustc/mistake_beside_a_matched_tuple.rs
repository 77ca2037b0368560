use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable(plain)]
#[derive(Clone)]
enum Merge {
    Sum,
    Concat(isize),
}

#[quantizable]
struct Net {
    fc: Linear,
    merge: Merge,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.fc.forward(undefined));
        match (&self.merge, x.dim()) {
            (Merge::Concat(dim), 2) => F::cat(&[x, y], *dim),
            _ => y,
        }
    }
}

fn main() {}
