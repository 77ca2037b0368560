use quantizable::{Tensor, nn::Linear, quantizable};

enum Size {
    Square(usize),
    Other,
}

fn size(rows: usize, columns: usize) -> Size {
    if rows == columns { Size::Square(rows) } else { Size::Other }
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        match size(x.size(0), x.size(1)) {
            Size::Square(rows, columns) => self.fc.forward(x) * (rows + columns) as f32,
            Size::Other => x,
        }
    }
}

fn main() {}
