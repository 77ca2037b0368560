//! Names that are in a file several times, and mean something else each time.

use std::fmt::Debug;

use quantizable::{Model, Tensor, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv};

mod narrow {
    use super::*;

    pub type Wide = Net;

    #[quantizable]
    pub struct Net {
        pub conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }
}

/// The alias of this name is another module's.
#[quantizable]
struct Wide {
    conv: Conv2d,
}

#[quantizable]
impl Wide {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x).relu()
    }
}

#[cfg(any())]
type Net = Wide;

#[cfg(any())]
#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[cfg(not(any()))]
#[cfg_attr(not(any()), quantizable)]
struct Net {
    conv: Conv2d,
}

#[cfg(any())]
#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * self.scale
    }
}

#[cfg(not(any()))]
#[cfg_attr(not(any()), quantizable)]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) + 1.0
    }
}

#[test]
fn models_of_one_name() {
    check(&narrow::Net { conv: conv() });
    check(&Net { conv: conv() });
    check(&Wide { conv: conv() });
    let _: narrow::Wide = narrow::Net { conv: conv() };
}

#[test]
fn models_of_functions() {
    fn relu() {
        #[quantizable]
        struct Local {
            conv: Conv2d,
        }

        #[quantizable]
        impl Local {
            fn forward(&self, x: Tensor) -> Tensor {
                self.conv.forward(x).relu()
            }
        }
        check(&Local { conv: conv() });
    }
    fn twice() {
        #[quantizable]
        struct Local {
            conv: Conv2d,
        }

        #[quantizable]
        impl Local {
            fn forward(&self, x: Tensor) -> Tensor {
                self.conv.forward(x) * 2.0
            }
        }
        check(&Local { conv: conv() });
    }
    relu();
    twice();
}

/// What has it is a model.
trait Block: Debug + Model<Input = Tensor, Output = Tensor> {}

#[quantizable]
#[derive(Debug)]
struct Leaf {
    conv: Conv2d,
}

#[quantizable]
impl Leaf {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

impl Block for Leaf {}

#[quantizable]
struct Stage<B: Block, N: Debug>
where
    N: Clone,
{
    blocks: Vec<B>,
    #[quantizable(skip)]
    note: N,
}

#[quantizable]
impl<B: Block, N: Debug> Stage<B, N>
where
    N: Clone,
{
    fn forward(&self, mut x: Tensor) -> Tensor {
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

/// A parameter's argument that has parameters itself.
#[quantizable]
struct Nested {
    stage: Stage<Leaf, &'static str>,
    stages: Vec<Stage<Leaf, u8>>,
}

#[quantizable]
impl Nested {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.stage.forward(x);
        for stage in &self.stages {
            x = stage.forward(x);
        }
        x
    }
}

#[test]
fn parameters_bound_by_models_own_traits() {
    fn stage<N: Debug + Clone>(note: N) -> Stage<Leaf, N> {
        Stage { blocks: vec![Leaf { conv: conv() }], note }
    }
    let nested = Nested { stage: stage("first"), stages: vec![stage(1), stage(2)] };
    assert_eq!((nested.stage.note, nested.stages[1].note), ("first", 2));
    check(&nested);
}

/// The name of what another crate has, brought by `*`.
mod imported {
    #[allow(unused_imports, reason = "what is hidden is not used")]
    use quantizable_tests::models::*;

    use super::*;

    #[quantizable]
    pub struct Seed {
        pub conv: Conv2d,
    }

    #[quantizable]
    impl Seed {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x) * 2.0
        }
    }
}

#[test]
fn models_of_functions_with_a_modules_name() {
    #[quantizable]
    struct Wide {
        conv: Conv2d,
    }

    #[quantizable]
    impl Wide {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x) * 3.0
        }
    }
    check(&Wide { conv: conv() });
    check(&imported::Seed { conv: conv() });
}

/// The attribute by another name, in a file that has another `struct Renamed` in its text.
mod renamed {
    use quantizable::{Tensor, nn::Conv2d, quantizable as model};

    #[model]
    pub struct Renamed {
        pub conv: Conv2d,
    }

    #[model]
    impl Renamed {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x).relu()
        }
    }
}

mod traits {
    use super::*;

    pub trait Deep
    where
        Self: Model<Input = Tensor, Output = Tensor>,
    {
    }

    pub trait Block: Model<Input = Tensor, Output = Tensor> {}

    pub trait Display: Model<Input = Tensor, Output = Tensor> {}

    impl Deep for Leaf {}
    impl Block for Leaf {}
    impl Display for Leaf {}

    #[quantizable]
    pub struct Under<A: Deep> {
        pub a: A,
    }

    #[quantizable]
    impl<A: Deep> Under<A> {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.a.forward(x)
        }
    }
}

use traits::Display;

#[quantizable]
struct Over<A: traits::Block, B: Display> {
    a: A,
    b: B,
}

#[quantizable]
impl<A: traits::Block, B: Display> Over<A, B> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.b.forward(self.a.forward(x))
    }
}

#[test]
fn names_of_attributes_and_traits() {
    let leaf = || Leaf { conv: conv() };
    check(&renamed::Renamed { conv: conv() });
    check(&traits::Under { a: leaf() });
    check(&Over { a: leaf(), b: leaf() });
}
