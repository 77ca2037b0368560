use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        match self.first(&x) {
            Ok(first) => first + x,
            Err(message) => {
                eprintln!("{message}: {}", first.dim());
                x
            }
        }
    }

    fn first(&self, x: &Tensor) -> Result<Tensor, String> {
        if x.dim() > 4 { Err("too many dimensions".into()) } else { Ok(self.conv.forward(x)) }
    }
}

fn main() {}
