//! The functions of a model: helper methods, and how they end.
#![deny(unused, unused_results, unreachable_code)]

use quantizable::{
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::small::{check, conv};

#[test]
fn helper_methods() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        b: Conv2d,
        norm: BatchNorm2d,
        depth: usize,
    }
    #[quantizable]
    impl Net {
        fn stem(&self, x: Tensor, k: f32) -> Tensor {
            F::relu(self.norm.forward(self.a.forward(x))) * k
        }
        fn run(&self, conv: &Conv2d, x: &Tensor) -> Tensor {
            conv.forward(x)
        }
        fn wide(&self, x: &Tensor) -> &Conv2d {
            if x.size(3) > 4 { &self.a } else { &self.b }
        }
        fn last(xs: &[Tensor]) -> &Tensor {
            &xs[xs.len() - 1]
        }
        fn mix(a: Tensor, b: &Tensor) -> (Tensor, f32) {
            (a + b, 0.5)
        }
        fn twice(&self) -> usize {
            self.depth * 2 + <Self>::one()
        }
        fn one() -> usize {
            1
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.stem(x.clone(), 0.5);
            let (z, k) = <Self>::mix(y, &x);
            let mut z = z;
            for _ in 0..self.twice() {
                z = self.run(&self.b, &z);
            }
            let z = <Net>::wide(self, &z).forward(z);
            Self::last(&[x, z]) * k
        }
    }
    check(&Net { a: conv(), b: conv(), norm: BatchNorm2d::new(3), depth: 1 });
}

/// Functions that end in a statement, in branches that return, or never.
#[test]
#[allow(clippy::needless_return, clippy::never_loop)]
fn ends_of_functions() {
    #[quantizable]
    struct Net {
        convs: Vec<Conv2d>,
        times: Option<usize>,
        scales: Vec<f32>,
    }
    #[quantizable]
    impl Net {
        fn first(&self, x: &Tensor) -> &Conv2d {
            if x.dim() > 3 {
                return &self.convs[0];
            } else {
                &self.convs[1]
            }
        }
        fn second(&self, x: &Tensor) -> &Conv2d {
            if x.dim() == 4 {
                return &self.convs[1];
            }
            panic!("{} dimensions", x.dim());
        }
        fn scale(&self) -> f32 {
            if let Some(scale) = self.scales.first() {
                return *scale;
            }
            return 0.5;
        }
        fn last(&self, x: &Tensor) -> &Conv2d {
            let last = self.convs.len() - 1;
            #[allow(clippy::never_loop)]
            loop {
                assert_eq!(x.dim(), 4);
                return &self.convs[last];
            }
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let times = self.times.unwrap_or(1);
            let mut y = self.last(&x).forward(self.second(&x).forward(self.first(&x).forward(&x)));
            for i in 0..times {
                y = self.convs[i].forward(y);
            }
            return y * self.scale();
        }
    }
    check(&Net { convs: vec![conv(), conv()], times: Some(2), scales: vec![0.5] });
}

/// A model of the model's parameter, by a helper.
#[test]
fn helpers_of_generic_models() {
    #[quantizable]
    struct Leaf {
        conv: Conv2d,
    }
    #[quantizable]
    impl Leaf {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x).relu()
        }
    }
    #[quantizable]
    struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
        first: M,
        others: Vec<M>,
    }
    #[quantizable]
    impl<T: Model<Input = Tensor, Output = Tensor>> Stage<T> {
        fn first(&self) -> &T {
            &self.first
        }
        fn other(&self, x: &Tensor) -> Option<&T> {
            self.others.get(x.dim() - 4)
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = match self.other(&x) {
                Some(other) => other.forward(x),
                None => x,
            };
            let y = (if y.size(3) > 4 { &self.first } else { &self.others[0] }).forward(y);
            let y = match self.others.len() {
                1 => &self.first,
                _ => &self.others[1],
            }
            .forward(y);
            self.asked(self.first().forward(y)).unwrap()
        }
        fn asked(&self, x: Tensor) -> Option<Tensor> {
            Some(self.others.first()?.forward(x))
        }
    }
    let leaf = || Leaf { conv: conv() };
    check(&Stage { first: leaf(), others: vec![leaf()] });
}

/// What is in a `const _` is there in the lowered function too.
#[test]
fn constants_without_a_name() {
    trait Weight {
        fn weight(&self) -> f32;
    }

    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        #[allow(clippy::items_after_statements)]
        fn forward(&self, x: Tensor) -> Tensor {
            struct Half;
            const _: () = {
                impl Weight for Half {
                    fn weight(&self) -> f32 {
                        0.5
                    }
                }
            };
            const _: () = assert!(size_of::<Half>() == 0);
            let half: f32 = Half.weight();
            self.conv.forward(x) * half
        }
    }
    check(&Net { conv: conv() });
}

/// Helpers that are told what they are to be of.
#[test]
fn helpers_of_types_that_are_given() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn bytes<T>(&self, x: &Tensor) -> usize {
            x.dim() * size_of::<T>()
        }
        fn scaled<const N: usize>(x: Tensor) -> Tensor {
            x * N as f32
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let n = self.bytes::<u16>(&x);
            Self::scaled::<3>(self.conv.forward(x)) * n as f32
        }
    }
    check(&Net { conv: conv() });
}

/// Impls in a function are of what is outside of it, or of what is in it.
#[test]
fn impls_in_functions() {
    trait Weight {
        fn weight(&self) -> f32;
    }
    struct Whole;

    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        #[allow(clippy::items_after_statements, non_local_definitions)]
        fn forward(&self, x: Tensor) -> Tensor {
            const _: () = {
                impl Whole {
                    fn part(&self) -> f32 {
                        0.5
                    }
                }
            };
            impl Weight for Whole {
                fn weight(&self) -> f32 {
                    2.0
                }
            }
            const _: fn(&Net) -> &Conv2d = |net| &net.conv;
            const _: &Vec<u8> = &Vec::new();
            let (weight, part): (f32, f32) = (Whole.weight(), Whole.part());
            self.conv.forward(x) * weight * part
        }
    }
    check(&Net { conv: conv() });
}

/// Functions that are named and not called: those of operations' names on numbers, and operations in f32.
#[test]
fn functions_held_by_variables() {
    mod own {
        pub fn relu(x: f32) -> f32 {
            x.max(0.0)
        }
        pub fn sigmoid(x: f32) -> f32 {
            1.0 / (1.0 + (-x).exp())
        }
    }
    trait Act {
        fn silu(self) -> f32;
    }
    impl Act for f32 {
        fn silu(self) -> f32 {
            self * own::sigmoid(self)
        }
    }
    #[derive(Clone)]
    #[quantizable(plain)]
    struct Config {
        gains: Vec<f32>,
    }
    #[quantizable]
    struct Net {
        conv: Conv2d,
        clipped: bool,
        config: Config,
    }
    #[quantizable]
    impl Net {
        fn scaled(&self, x: Tensor, f: fn(f32) -> f32, g: impl Fn(f32) -> f32) -> Tensor {
            F::mul_scalar(x, "0.5".parse().unwrap()) * f(0.5) * g(2.0)
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let x = self.scaled(x, f32::tanh, own::relu);
            let mut sum: f32 = self.config.gains[0].silu();
            for gain in &self.config.gains {
                sum += own::sigmoid(*gain) + gain.tanh();
            }
            let x = x * sum * self.config.gains.iter().map(|gain| own::sigmoid(*gain)).sum::<f32>();
            let f = if self.clipped { own::relu } else { |x: f32| -x };
            let k: f32 = [1.5, -2.0].into_iter().map(own::relu).fold(0.0, std::ops::Add::add);
            let act = if self.clipped { F::relu6 } else { F::relu };
            #[quantizable(float)]
            let y = act(x);
            self.conv.forward(y) * f(k)
        }
    }
    for clipped in [false, true] {
        check(&Net { conv: conv(), clipped, config: Config { gains: vec![0.5, -0.25] } });
    }
}

/// What a function returns may have no type but the function's.
#[test]
fn returned_values_of_inferred_types() {
    #[quantizable(plain)]
    #[derive(Clone)]
    struct Config {
        bits: usize,
        seed: u64,
        name: String,
    }
    impl Config {
        fn any<T: Default>(&self) -> T {
            T::default()
        }
    }
    #[quantizable]
    struct Net {
        conv: Conv2d,
        config: Config,
    }
    #[quantizable]
    impl Net {
        fn large(&self) -> u64 {
            if self.config.seed > 1 { 5_000_000_000 } else { 1 << 40 }
        }
        fn shifted(&self) -> u64 {
            1 << self.config.bits
        }
        fn chosen(&self, n: usize) -> u64 {
            match n {
                0 => {
                    if self.config.bits > 1 {
                        return 7_000_000_000;
                    }
                    3
                }
                1 => self.config.seed + 6_000_000_000,
                _ => self.config.any(),
            }
        }
        fn negative(&self) -> i64 {
            -5_000_000_000 + self.config.bits as i64
        }
        fn parsed(&self) -> f32 {
            if self.config.bits > 99 {
                self.config.any()
            } else {
                self.config.name.parse().unwrap()
            }
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let sum = self.large() + self.shifted() + self.chosen(1);
            let x =
                if sum > 11_000_000_000 && self.negative() < 0 { self.conv.forward(x) } else { x };
            x * self.parsed()
        }
    }
    let config = Config { bits: 40, seed: 2, name: "0.5".into() };
    check(&Net { conv: conv(), config });
}
