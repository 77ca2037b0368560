//! Models that a user's macro writes: their halves, and what they are made of.

use quantizable::{Model, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{check, noise, randomize};

fn conv() -> Conv2d {
    Conv2d::new(2, 2, 3).padding(1)
}

mod of_a_macro {
    //! What the macro's `$crate` names, and is not in scope where the halves of a model are.

    /// Not one of quantizable's names for it.
    pub type Convolution = quantizable::nn::Conv2d;
}

macro_rules! halves {
    (struct $name:ident($layer:ty)) => {
        #[quantizable]
        struct $name {
            first: $layer,
            #[quantizable(conv2d)]
            second: $crate::of_a_macro::Convolution,
            rest: Vec<$layer>,
        }
    };
    (impl $name:ident($function:path)) => {
        #[quantizable]
        impl $name {
            fn new() -> Self {
                $name { first: conv(), second: conv(), rest: vec![conv()] }
            }

            fn forward(&self, x: Tensor) -> Tensor {
                let mut x = $function(self.first.forward(x));
                for layer in &self.rest {
                    x = layer.forward(x)
                }
                if x.dim() == 4 {
                    x = $function(x)
                }
                let pair = vec![$function(&x), $function(&x)];
                self.second.forward(F::add(&pair[0], &pair[1]))
            }
        }
    };
}

halves!(struct OfMacros(Conv2d));
halves!(impl OfMacros(F::relu));

halves!(struct StructOfAMacro(Conv2d));

#[quantizable]
impl StructOfAMacro {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.second.forward(self.first.forward(x));
        for layer in &self.rest {
            x = layer.forward(x);
        }
        x
    }
}

#[quantizable]
struct ImplOfAMacro {
    first: Conv2d,
    second: Conv2d,
    rest: Vec<Conv2d>,
}

halves!(impl ImplOfAMacro(F::relu6));

#[test]
fn halves_by_macros() {
    check(OfMacros::new());
    check(StructOfAMacro { first: conv(), second: conv(), rest: vec![conv()] });
    check(ImplOfAMacro::new());
    let groups: Vec<_> = OfMacros::PLAN.groups.iter().map(|group| group.pattern).collect();
    assert_eq!(groups, ["conv2d+relu"]);
    assert!(OfMacros::PLAN.has_op("relu") && ImplOfAMacro::PLAN.has_op("relu6"));
}

macro_rules! scaled {
    ($(#[$attribute:meta])? $name:ident, $scale:expr) => {
        $(#[$attribute])?
        struct $name {
            conv: Conv2d,
            scales: [f32; 2],
        }

        $(#[$attribute])?
        impl $name {
            fn twice(&self) -> f32 {
                assert_eq!(format!("{}", 2.0 * $scale), "6");
                2.0 * $scale
            }

            fn forward(&self, x: Tensor) -> Tensor {
                let x = self.conv.forward(x) * $scale * self.scales[1];
                x + 2.0 * $scale
            }
        }
    };
}

scaled!(
    #[quantizable]
    Scaled,
    1.0 + 2.0
);
scaled!(Plain, 1.0 + 2.0);

/// What a macro is given is one operand, for rustc in the f32 code too.
#[test]
fn sums_by_macros() {
    let x = noise(&[1, 2, 4, 4], 1);
    let scaled = randomize(Scaled { conv: conv(), scales: [1.0, 0.5] });
    let plain = Plain { conv: scaled.conv.clone(), scales: scaled.scales };
    assert_eq!((scaled.twice(), plain.twice()), (6.0, 6.0));
    assert_eq!(Scaled::forward(&scaled, x.clone()), plain.forward(x));
    check(scaled);
}
