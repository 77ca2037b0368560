use quantizable::{Tensor, nn::Conv2d, quantizable};

macro_rules! note {
    ($($text:tt)*) => { let _ = stringify!($($text)*); };
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        struct Half(usize);
        impl Half {
            fn of(&self) -> usize {
                self.0 / 2
            }
        }
        impl From<usize> for Half {
            fn from(n: usize) -> Self {
                Half(n)
            }
        }
        macro_rules! twice {
            ($n:expr) => { $n * 2 };
        }
        note! { nothing to run }
        let y = self.conv.forward(&x);
        if twice!(Half::from(x.dim()).of()) == 4 {
            return y.relu(1);
        }
        y
    }
}

fn main() {}
