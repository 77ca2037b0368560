use quantizable::{Tensor, nn::Linear, quantizable};

macro_rules! stage {
    ($name:ident) => {
        #[quantizable]
        struct $name {
            fc: Linear,
        }

        #[quantizable]
        impl $name {
            fn forward(&self, x: Tensor) -> (Tensor, usize) {
                (self.fc.forward(x), 1)
            }
        }
    };
}
stage!(Stage);

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
