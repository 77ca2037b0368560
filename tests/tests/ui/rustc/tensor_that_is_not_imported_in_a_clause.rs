mod stage {
    use quantizable::{Model, quantizable};

    #[quantizable]
    pub struct Stage<A>
    where
        A: Model<Input = Tensor, Output = Tensor>,
    {
        a: A,
    }

    #[quantizable]
    impl<A> Stage<A>
    where
        A: Model<Input = Tensor, Output = Tensor>,
    {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.a.forward(x)
        }
    }
}

fn main() {}
