use quantizable::{Tensor, nn::Linear, quantizable};

type State = (Tensor, usize)

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, state: State) -> State {
        (self.fc.forward(state.0), state.1)
    }
}

fn main() {}
