//! Models with parameters: of models, of numbers, and of what the quantized model does not have.

use std::marker::PhantomData;

use quantizable::{Model, Tensor, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv};

#[test]
fn generic_models() {
    #[quantizable]
    struct Stage<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
        models: [M; N],
        act: Act<M>,
    }
    #[quantizable]
    struct Act<M: Model<Input = Tensor, Output = Tensor>> {
        inner: M,
    }
    #[quantizable]
    impl<T: Model<Input = Tensor, Output = Tensor>> Act<T> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.inner.forward(x).relu()
        }
    }
    #[quantizable]
    impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Stage<M, N> {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.act.forward(x);
            for model in &self.models {
                x = model.forward(x);
            }
            x * N as f32
        }
    }
    #[quantizable]
    struct Leaf {
        conv: Conv2d,
    }
    #[quantizable]
    impl Leaf {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }
    let leaf = || Leaf { conv: conv() };
    check(&Stage { models: [leaf(), leaf()], act: Act { inner: leaf() } });
}

/// A parameter that says what may be done with a model, and is of no field's type.
#[test]
fn models_with_a_marker() {
    struct Training;
    struct Trained;
    #[quantizable]
    struct Net<S> {
        conv: Conv2d,
        state: PhantomData<S>,
    }
    impl Net<Training> {
        fn trained(self) -> Net<Trained> {
            Net { conv: self.conv, state: PhantomData }
        }
    }
    #[quantizable]
    impl Net<Trained> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x).relu()
        }
    }
    #[quantizable]
    struct Outer {
        net: Net<Trained>,
    }
    #[quantizable]
    impl Outer {
        fn forward(&self, x: Tensor) -> Tensor {
            self.net.forward(x.clone()) + x
        }
    }
    let net = || Net::<Training> { conv: conv(), state: PhantomData }.trained();
    check(&net());
    check(&Outer { net: net() });
}

/// What only a skipped field has need be no model.
#[test]
fn models_with_a_skipped_parameter() {
    #[quantizable]
    struct Net<S> {
        conv: Conv2d,
        #[quantizable(skip)]
        name: S,
    }
    #[quantizable]
    impl<S: AsRef<str>> Net<S> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x).relu()
        }
    }
    let net = Net { conv: conv(), name: "stem" };
    assert_eq!(net.name, "stem");
    check(&net);
    check(&Net { conv: conv(), name: String::from("stem") });
}
