//! Values that are chosen by the model's fields, and what patterns bind, decide what calibration has to see.

use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{
    reaches_all,
    small::{conv, image},
};

#[quantizable(plain)]
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Plain,
    Scaled(usize),
    Skip { twice: bool },
}

impl Mode {
    fn is_scaled(self) -> bool {
        matches!(self, Mode::Scaled(_))
    }
}

macro_rules! models {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            struct Net {
                a: Conv2d,
                maybe: Option<Conv2d>,
                mode: Mode,
                modes: Vec<Mode>,
                k: usize,
                flag: bool,
            }

            #[quantizable(allow(unused_layer))]
            #[allow(unused_mut, unused_variables, reason = "not all models need all")]
            #[allow(clippy::obfuscated_if_else, reason = "each form is tested")]
            impl Net {
                fn forward(&$net, mut $x: Tensor) -> Tensor $body
            }
            for (k, mode) in [Mode::Plain, Mode::Scaled(1), Mode::Scaled(3)].into_iter().enumerate() {
                for flag in [false, true] {
                    let maybe = flag.then(conv);
                    let modes = vec![mode, Mode::Skip { twice: flag }];
                    reaches_all(Net { a: conv(), maybe, mode, modes, k, flag }, &image());
                }
            }
        }
    )*};
}

models! {
    match_guards: |self, x| {
        let x = match self.k {
            n if n > 1 => self.a.forward(x).relu(),
            1 if self.flag => F::tanh(self.a.forward(x)),
            _ => F::sigmoid(x),
        };
        match self.mode {
            Mode::Scaled(n) if n > 2 => F::gelu(self.a.forward(x)),
            Mode::Scaled(n) => self.a.forward(x) * n as f32,
            Mode::Plain | Mode::Skip { .. } => F::silu(x),
        }
    }
    guards_of_matches: |self, x| {
        if matches!(self.mode, Mode::Scaled(n) if n > self.k) {
            x = F::tanh(x);
        }
        let deep = self.modes.iter().any(|mode| matches!(mode, Mode::Skip { twice } if *twice));
        if deep { self.a.forward(x) } else { F::sigmoid(x) }
    }
    values_of_branches: |self, x| {
        let scaled = match self.mode {
            Mode::Scaled(n) => n > 1,
            _ => self.flag,
        };
        let turns = if self.flag { 2 } else { 0 };
        for _ in 0..turns {
            x = F::tanh(self.a.forward(x));
        }
        let least = if let Mode::Scaled(n) = self.mode { n } else { self.k };
        if scaled {
            x = F::sigmoid(x);
        }
        if least > 1 { self.a.forward(x) } else { F::gelu(x) }
    }
    destructured: |self, x| {
        let Self { flag, maybe, a, .. } = self;
        let (deep, wide) = (self.k > 1, !self.flag);
        if *flag {
            x = F::tanh(a.forward(x));
        }
        if let Some(conv) = maybe {
            x = F::sigmoid(conv.forward(x));
        }
        if deep {
            x = F::gelu(x);
        }
        if wide { F::silu(x) } else { x + 1.0 }
    }
    destructured_by_value: |self, x| {
        let &Self { flag, k, ref a, .. } = self;
        let Self { mode, ref maybe, .. } = *self;
        if flag {
            x = F::tanh(a.forward(x));
        }
        if let Some(conv) = maybe && k > 0 {
            x = F::sigmoid(conv.forward(x));
        }
        if mode == Mode::Plain { F::gelu(x) } else { x + 1.0 }
    }
    chains: |self, x| {
        if let Mode::Scaled(n) = self.mode && n > 2 {
            x = F::tanh(self.a.forward(x));
        }
        if self.flag && let Mode::Scaled(n) = self.mode && n < 2 {
            x = F::gelu(x);
        }
        x + 1.0
    }
    own_methods_in_closures: |self, x| {
        if self.modes.iter().any(|mode| mode.is_scaled()) {
            x = F::tanh(self.a.forward(x));
        }
        let least = self.flag.then_some(4).unwrap_or(1);
        if least > self.k + 1 { F::sigmoid(x) } else { F::gelu(x) }
    }
}
