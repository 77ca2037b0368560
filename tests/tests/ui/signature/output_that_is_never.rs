use quantizable::{Tensor, quantizable};

#[quantizable]
struct Net {
    n: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> ! {
        panic!("{} {}", x.dim(), self.n)
    }
}

fn main() {}
