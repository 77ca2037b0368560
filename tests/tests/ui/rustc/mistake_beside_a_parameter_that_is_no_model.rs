use quantizable::{Tensor, nn::Linear, quantizable};

trait Schedule: Clone {
    const STEPS: usize;
    type Unit: Default;
    fn rate(&self) -> f32;
    fn name(&self) -> String {
        "schedule".into()
    }
}

#[derive(Clone)]
struct Linearly<const N: usize>;

impl<const N: usize> Schedule for Linearly<N> {
    const STEPS: usize = N;
    type Unit = f32;
    fn rate(&self) -> f32 {
        1.0 / N as f32
    }
}

#[quantizable]
struct Net<S: Schedule> {
    fc: Linear,
    #[quantizable(skip)]
    schedule: S,
    gain: f32,
}

#[quantizable]
impl<S: Schedule> Net<S> {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.fc.forward(&x);
        self.scaled(&y, self.gain) + y
    }

    fn scaled(&self, y: Tensor, rate: f32) -> Tensor {
        y * rate
    }
}

fn main() {}
