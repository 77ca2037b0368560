use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    calls: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }

    #[quantizable(export)]
    fn counted(&mut self, x: Tensor) -> Tensor {
        self.calls += 1;
        self.conv.forward(x)
    }

    #[quantizable(export)]
    fn taken(x: Tensor) -> Tensor {
        x.relu()
    }

    #[quantizable(export)]
    async fn later(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }

    #[quantizable(export)]
    fn at<I: Into<usize>>(&self, i: I) -> usize {
        i.into() + self.calls
    }

    #[quantizable(export)]
    fn within(&self, x: Tensor, sizes: impl Iterator<Item = usize>) -> Tensor {
        x.reshape(&sizes.collect::<Vec<_>>())
    }

    #[quantizable(export)]
    fn noted(&self, x: Tensor, notes: &mut Vec<usize>) -> Tensor {
        notes.push(x.dim());
        self.conv.forward(x)
    }

    #[quantizable(export)]
    fn sizes(&self) -> impl Iterator<Item = usize> {
        0..self.calls
    }

    #[quantizable(export)]
    fn made(&self, size: usize) -> Tensor {
        Tensor::ones(&[1, size])
    }
}

fn main() {}
