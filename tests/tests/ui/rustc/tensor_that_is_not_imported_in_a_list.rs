mod blocks {
    use quantizable::{nn::Linear, quantizable};

    #[quantizable]
    pub struct Net {
        fc: Linear,
    }

    #[quantizable]
    impl Net {
        pub fn forward(&self, x: &[Tensor]) -> Vec<Tensor> {
            vec![self.fc.forward(&x[0])]
        }
    }
}

fn main() {}
