use quantizable::{Tensor, nn::Linear, quantizable};

struct Bad(usize);

impl Bad {
    fn new(rows: usize) -> Self {
        Bad(rows)
    }
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, Bad> {
        let (rows, columns) = (x.size(0), x.size(1));
        if rows == 0 {
            return Err(Bad::new(rows, columns));
        }
        Ok(self.fc.forward(x))
    }
}

fn main() {}
