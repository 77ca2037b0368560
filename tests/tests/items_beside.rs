//! Types, functions and traits beside a model, of which the file has others of the same name or other parts.

#![allow(dead_code)]

use quantizable::{Model, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv};

/// Of a module, with one part where the file's own has two.
mod own {
    pub struct Gain(pub f32);

    impl Gain {
        pub fn of(gain: f32) -> f32 {
            gain
        }
    }

    pub struct Cell;

    #[allow(clippy::new_ret_no_self, reason = "what matters is how many arguments it has")]
    impl Cell {
        pub fn new(a: f32, b: f32) -> f32 {
            a + b
        }
    }

    pub enum Scale {
        By(f32),
    }
}

struct Gain(f32, f32);

impl Gain {
    fn of(a: f32, b: f32) -> f32 {
        a * b
    }
}

enum Scale {
    By(f32, f32),
}

/// A part, a parameter and a variant's field that no build has.
struct Part(f32, #[cfg(any())] f32);

impl Part {
    fn times(&self, #[cfg(any())] offset: f32, k: f32) -> f32 {
        self.0 * k
    }
}

enum Of {
    One(f32, #[cfg(any())] f32),
}

/// A function of two types, of which one is a trait's.
struct Typed<T>(T);

impl Typed<f32> {
    fn of(a: f32) -> f32 {
        a
    }
}

trait Pair {
    fn of(a: f32, b: f32) -> f32;
}

impl Pair for Typed<u8> {
    fn of(a: f32, b: f32) -> f32 {
        a + b
    }
}

macro_rules! make {
    ($name:ident) => {
        struct $name;

        impl $name {
            fn made(a: f32, b: f32) -> f32 {
                a - b
            }
        }
    };
}

make!(Made);

#[test]
fn of_other_counts() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.conv.forward(&x) * self.of_a_block() * own::Gain::of(0.5);
            let (Part(a), Of::One(b)) = (Part(1.5), Of::One(2.0));
            let y = y * a * b * Part::times(&Part(1.0), 0.5) * Gain::of(0.5, 3.0);
            let (own::Scale::By(c), Scale::By(d, e)) = (own::Scale::By(1.5), Scale::By(2.0, 0.5));
            y * c * d * e * Typed::<u8>::of(0.5, 1.0) * Typed::<f32>::of(2.0) * Made::made(1.5, 0.5)
        }

        fn of_a_block(&self) -> f32 {
            use own::{Cell as RefCell, Gain};
            #[allow(non_snake_case)]
            fn Scale(by: f32) -> f32 {
                by
            }
            let Gain(a) = Gain(1.5);
            let b = {
                struct Part(f32);
                let Part(b) = Part(2.0);
                b
            };
            a * b * RefCell::new(0.5, 0.5) * Scale(0.5)
        }
    }
    check(&Net { conv: conv() });
}

/// A variant that is imported by its enum's name.
mod variants {
    use super::*;

    pub enum Either {
        One(f32),
        Ok(f32, f32),
    }

    use Either::*;

    #[quantizable]
    pub struct Net {
        pub conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        pub fn forward(&self, x: Tensor) -> Tensor {
            let k = match Ok(0.5, 3.0) {
                One(k) => k,
                Ok(a, b) => a * b,
            };
            self.conv.forward(x) * k
        }
    }
}

#[test]
fn of_imported_variants() {
    check(&variants::Net { conv: conv() });
}

#[quantizable]
struct Leaf {
    conv: Conv2d,
}

#[quantizable]
impl Leaf {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x))
    }
}

/// Traits whose items return what only their implementations know, or are of no build.
trait Odd {
    fn numbers(&self) -> impl Iterator<Item = f32>;
    fn function(&self) -> impl Fn(f32) -> f32;
    #[cfg(any())]
    const OFF: f32;
    #[cfg(any())]
    fn off(&self) -> f32;
}

impl Odd for Leaf {
    fn numbers(&self) -> impl Iterator<Item = f32> {
        [0.5, 1.5].into_iter()
    }
    fn function(&self) -> impl Fn(f32) -> f32 {
        |k| k * 2.0
    }
}

/// A trait by a name of the standard library.
trait Hash {
    fn hashed(&self) -> f32;
}

impl Hash for Leaf {
    fn hashed(&self) -> f32 {
        2.0
    }
}

/// One that everything has, by an implementation elsewhere.
trait Any {
    fn any(&self) -> f32;
}

mod implementations {
    impl<Anything> super::Any for Anything {
        fn any(&self) -> f32 {
            0.5
        }
    }

    /// By a name that the file has another of.
    pub trait Odd {
        fn other(&self) -> f32;
    }

    impl Odd for super::Leaf {
        fn other(&self) -> f32 {
            3.0
        }
    }
}

trait Typing {
    type Gain: Copy;
    fn gain(&self) -> Self::Gain;
}

impl Typing for Leaf {
    type Gain = f32;
    fn gain(&self) -> f32 {
        0.5
    }
}

#[test]
fn of_traits_that_bound_models() {
    #[quantizable]
    struct Odds<M: Model> {
        model: M,
    }

    #[quantizable]
    impl<M: Model<Input = Tensor, Output = Tensor> + Odd + implementations::Odd + Hash> Odds<M> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.model.forward(x)
        }
    }
    check(&Odds { model: Leaf { conv: conv() } });

    #[quantizable]
    struct Rest<M: Model> {
        model: M,
    }

    #[quantizable]
    impl<M: Model<Input = Tensor, Output = Tensor> + Any + Typing<Gain = f32>> Rest<M> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.model.forward(x)
        }
    }
    check(&Rest { model: Leaf { conv: conv() } });
}

/// The standard library's names for types that are others, and its own error types.
mod others {
    use std::error::Error;

    use quantizable::{
        // The values; by a short name.
        Tensor as T,
        nn::Conv2d,
        quantizable,
    };
    use quantizable_tests::small::{check, conv};

    struct Vec<T, const N: usize>([T; N]);
    struct Metres;
    struct Box<T, U>(T, U);
    struct Selfie(f32);

    const N: usize = 2;
    const NOTHING: () = ();

    fn limit(n: usize) -> Result<usize, ()> {
        if n < 9 { Ok(n) } else { Err(()) }
    }

    #[quantizable]
    struct Inner {
        conv: Conv2d,
    }

    #[quantizable]
    impl Inner {
        fn forward(&self, x: T) -> Option<Result<T, std::boxed::Box<dyn Error>>> {
            Some(Ok(self.conv.forward(x)))
        }
    }

    #[quantizable]
    struct Net {
        inner: Inner,
        name: String,
    }

    #[quantizable]
    impl Net {
        fn first(&self, x: T, all: &Vec<f32, N>, by: Box<f32, Metres>) -> T {
            let (k, gain): (f32, f32) = (all.0[0], by.0);
            x * k * gain
        }

        #[allow(clippy::let_unit_value)]
        fn forward(&self, x: T) -> T {
            if let Err(nothing) = limit(self.name.len()) {
                nothing
            }
            if self.name.is_empty() {
                NOTHING
            }
            assert_ne!(self.name, "{slf}");
            let n = [1.0, 2.0].into_iter().map(Selfie).map(|of| of.0 as usize).sum::<usize>();
            let y: Result<T, std::boxed::Box<dyn Error>> = self.inner.forward(x).unwrap();
            self.first(y.unwrap(), &Vec([2.0; N]), Box(0.25, Metres)) * n as f32
        }
    }

    #[test]
    fn names_of_the_standard_library() {
        check(&Net { inner: Inner { conv: conv() }, name: "net".to_owned() });
    }
}

/// A parameter and a constant that have the names of other things.
#[test]
fn parameters_by_other_names() {
    struct K<'a>(&'a str);
    struct Sizes;
    impl Sizes {
        const N: usize = 3;
    }
    #[quantizable]
    struct Net<const N: usize, const M: usize> {
        conv: Conv2d,
    }
    #[quantizable]
    impl<const N: usize> Net<N, { Sizes::N * 2 }> {
        fn scaled<K: Into<f32>>(&self, x: Tensor, by: K) -> Tensor {
            let by: f32 = by.into();
            x * by
        }
        fn forward(&self, x: Tensor) -> Tensor {
            self.scaled(self.conv.forward(x), 2u8) * N as f32
        }
    }
    check(&Net::<2, 6> { conv: conv() });
}
