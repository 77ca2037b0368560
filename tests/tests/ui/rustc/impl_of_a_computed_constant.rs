use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Tower<const N: usize> {
    layers: [Linear; N],
}

#[quantizable]
impl<const N: usize> Tower<{ N + 1 }> {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

#[quantizable]
struct Net {
    tower: Tower<4>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.tower.forward(x)
    }
}

fn main() {}
