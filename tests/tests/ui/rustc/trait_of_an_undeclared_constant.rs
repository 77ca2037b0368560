use quantizable::{Model, Tensor, quantizable};

trait Schedule {
    fn rate(&self, depth: usize) -> f32;
}

struct Linearly<const STEPS: usize>;

impl Schedule for Linearly<STEPS> {
    fn rate(&self, depth: usize) -> f32 {
        depth as f32
    }
}

#[quantizable]
struct Stage<B, S>
where
    B: Model<Input = Tensor, Output = Tensor>,
    S: Schedule,
{
    inner: B,
    #[quantizable(skip)]
    schedule: S,
}

#[quantizable]
impl<B, S> Stage<B, S>
where
    B: Model<Input = Tensor, Output = Tensor>,
    S: Schedule,
{
    fn forward(&self, x: Tensor) -> Tensor {
        self.inner.forward(x)
    }
}

fn main() {}
