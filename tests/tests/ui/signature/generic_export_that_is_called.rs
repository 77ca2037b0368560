use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Cell {
    fc: Linear,
    width: usize,
}

#[quantizable]
impl Cell {
    #[quantizable(export)]
    fn width<T: From<u8>>(&self) -> T {
        T::from(3)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    cell: Cell,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let width: usize = self.cell.width();
        self.cell.forward(x.reshape([1, width as isize]))
    }
}

fn main() {}
