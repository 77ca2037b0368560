use quantizable::{Tensor, nn::Conv2d, quantizable};
macro_rules! bail {
    ($e:expr) => {
        return Err($e.into())
    };
}
#[quantizable]
struct Net {
    conv: Conv2d,
}
#[quantizable]
impl Net {
    fn forward(&self, mut x: Tensor) -> Result<Tensor, String> {
        if x.dim() == 3 {
            bail!("confidence {}", x.dim());
        }
        Ok(self.conv.forward(x))
    }
}

fn main() {}
