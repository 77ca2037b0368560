use quantizable::{Tensor, nn::Linear, quantizable};

fn kept(scores: &[Tensor]) -> Vec<usize> {
    (0..scores.len()).collect()
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Tensor, Vec<usize>) {
        let outputs = vec![(self.fc.forward(&x), x.clone())];
        #[quantizable(float)]
        let kept: Vec<usize> = kept(&outputs);
        (x, kept)
    }
}

fn main() {}
