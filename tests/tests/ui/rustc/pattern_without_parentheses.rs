use quantizable::{Tensor, nn::Linear, quantizable};

pub type State = (Tensor, Tensor);

#[quantizable]
pub struct Cell {
    fc: Linear,
}

#[quantizable]
impl Cell {
    pub fn forward(&self, x: &Tensor, state: (Tensor, Tensor)) -> (Tensor, Tensor) {
        let h, c = state;
        (self.fc.forward(x) + h, c)
    }
}

#[quantizable]
pub struct Net {
    cell: Cell,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, h: Tensor, c: Tensor) -> (Tensor, State) {
        let (h, c) = self.cell.forward(&x, (h, c));
        (h.clone(), (h, c))
    }
}

fn main() {}
