//! What is in some builds only: fields, which the lowered model has where the model does, and statements.
#![allow(
    unused_mut,
    unused_variables,
    clippy::let_and_return,
    reason = "of what other builds have"
)]

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};
use quantizable_tests::{check, noise, randomize};

#[quantizable]
struct Fields {
    conv: Conv2d,
    #[cfg(any())]
    never: ThereIsNoSuchType,
    #[cfg(any())]
    head: Conv2d,
    // Kept for its weights; `forward` may not run it.
    #[cfg(not(any()))]
    head: Linear,
    #[cfg(not(any()))]
    scale: f32,
}

#[quantizable]
impl Fields {
    fn new() -> Self {
        Fields { conv: Conv2d::new(1, 2, 3), head: Linear::new(2, 2), scale: 0.5 }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x)) * self.scale
    }
}

#[test]
fn fields_of_other_builds_are_left_out() {
    let net = Fields::new();
    assert_eq!(net.state_dict().len(), 4, "weight and bias of `conv` and of the one `head`");
    let x = Tensor::from_fn(&[1, 1, 4, 4], |i| (i as f32).sin());
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x.clone()));
    prepared.convert().unwrap().forward(x).unwrap();
}

#[derive(Debug, Clone, Copy)]
enum Act {
    #[cfg(any())]
    Fancy,
    Silu,
}

/// Whichever statements a build has, prepared the model gives what the user's `forward` gives, and it can
/// be converted.
macro_rules! statements {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[derive(Clone)]
            #[quantizable]
            struct Net {
                conv: Conv2d,
                bn: BatchNorm2d,
            }
            #[quantizable(allow(unused_layer))]
            impl Net {
                fn forward(&$net, $x: Tensor) -> Tensor $body
            }
            let net = randomize(Net { conv: Conv2d::new(2, 2, 3).padding(1), bn: BatchNorm2d::new(2) });
            check(net.clone());
            let x = noise(&[2, 2, 5, 5], 1);
            let prepared = net.prepare(&QConfigMapping::default()).unwrap();
            let (y, f32) = (prepared.forward(x.clone()).unwrap(), net.forward(x));
            assert!((&y - &f32).as_slice().iter().all(|apart| apart.abs() < 1e-4), "{y:?} {f32:?}");
        }
    )*};
}

statements! {
    a_norm_that_is_not_there: |self, x| {
        let y = self.conv.forward(x);
        #[cfg(any())]
        let y = self.bn.forward(y);
        F::relu(y)
    }
    a_norm_that_is_there: |self, x| {
        let y = self.conv.forward(x);
        #[cfg(all())]
        let y = self.bn.forward(y);
        F::relu(y)
    }
    an_activation_that_is_not_there: |self, x| {
        let y = self.conv.forward(&x);
        #[cfg(any())]
        let y = F::relu(y);
        #[cfg(any())]
        let z = F::sigmoid(&y);
        y + x
    }
    one_of_two: |self, x| {
        #[cfg(any())]
        let y = self.bn.forward(x);
        #[cfg(not(any()))]
        let y = self.conv.forward(x);
        y.relu()
    }
    statements_that_are_not_there: |self, x| {
        let mut y = self.conv.forward(&x);
        #[cfg(any())]
        F::sigmoid(&y);
        #[cfg(any())]
        {
            y = F::relu(y);
        }
        #[cfg(all())]
        {
            y = F::gelu(y);
        }
        #[cfg(any())]
        if x.dim() > 3 {
            return self.bn.forward(y);
        }
        #[cfg(any())]
        return F::sigmoid(y);
        self.bn.forward(y) + x
    }
    one_of_two_ends: |self, x| {
        let y = self.conv.forward(x);
        #[cfg(any())]
        {
            self.bn.forward(y)
        }
        #[cfg(not(any()))]
        {
            F::sigmoid(y)
        }
    }
    arms_that_are_not_there: |self, x| {
        match x.dim() {
            #[cfg(any())]
            4 => self.bn.forward(self.conv.forward(x)),
            #[cfg(any())]
            n if n > 3 => F::sigmoid(x),
            _ => self.conv.forward(x),
        }
    }
    variants_that_are_not_there: |self, x| {
        match (x.dim() > 3).then_some(Act::Silu) {
            #[cfg(any())]
            Some(Act::Fancy) => F::elu(x, 1.0),
            Some(Act::Silu) => F::silu(self.conv.forward(x)),
            None => x,
        }
    }
    tuples: |self, x| {
        let (y, z) = (self.conv.forward(&x), x);
        #[cfg(any())]
        let (y, z) = (F::relu(y), self.bn.forward(z));
        y.relu() + z
    }
}

/// Operations and regions in f32 that are in no build, in lists and as statements.
#[test]
fn operations_of_some_builds() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.conv.forward(&x);
            #[cfg(any())]
            #[quantizable(float)]
            there_is_no_such_function(&y);
            let z = [
                #[cfg(any())]
                self.conv.forward(&x),
                #[cfg(any())]
                -y.clone(),
                #[cfg(any())]
                (y.clone() * 3.0),
                y,
            ];
            F::relu(&z[0])
        }
    }
    check(Net { conv: Conv2d::new(2, 2, 3) });
}

/// A parameter of a helper, and what is given for it.
#[test]
fn parameters_of_some_builds() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn scaled(&self, x: Tensor, #[cfg(any())] never: ThereIsNoSuchType, by: f32) -> Tensor {
            self.conv.forward(x) * by
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.scaled(
                x,
                #[cfg(any())]
                there_is_no_such_value,
                0.5,
            );
            F::relu(y)
        }
    }
    check(Net { conv: Conv2d::new(2, 2, 3) });
}
