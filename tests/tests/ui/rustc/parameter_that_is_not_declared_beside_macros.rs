use quantizable::{Model, Tensor, quantizable};

macro_rules! twice {
    ($x:expr) => {
        $x + $x
    };
}

#[quantizable]
pub struct Stage<A, B>
where
    A: Model<Input = Tensor, Output = Tensor>,
    B: Model<Input = Tensor, Output = Tensor>,
{
    first: A,
    rest: Option<B>,
}

#[quantizable]
impl<A> Stage<A, B>
where
    A: Model<Input = Tensor, Output = Tensor>,
    B: Model<Input = Tensor, Output = Tensor>,
{
    pub fn forward(&self, x: Tensor) -> Tensor {
        let _ = twice!(1);
        let x = self.first.forward(x);
        match &self.rest {
            Some(rest) => rest.forward(x),
            None => x,
        }
    }
}

fn main() {}
