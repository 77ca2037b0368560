use models::*;
use quantizable::{Tensor, quantizable};

mod models {
    use quantizable::{Tensor, nn::Linear, quantizable};

    #[quantizable]
    pub struct Stage {
        fc: Linear,
    }

    #[quantizable]
    impl Stage {
        pub fn forward(&self, x: Tensor) -> (Tensor, usize) {
            (self.fc.forward(x), 1)
        }
    }
}

#[quantizable]
struct Net {
    early: Stage,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let (x, used) = self.early.forward(x);
        println!("{used} blocks");
        x
    }
}

fn main() {}
