//! What reads no tensor has none: constants, tables, what functions and iterators give that were given none.

use std::sync::LazyLock;

use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::small::{self, conv, norm};

const SCALE: f32 = 0.5;
const COARSE: f32 = 2.0;
const GAINS: [f32; 2] = [0.5, 2.0];
const PLAN: &[(usize, f32, bool)] = &[(0, 0.5, true), (1, 2.0, false)];
const DEFAULTS: Defaults = Defaults { gain: 0.25 };
static LAZY: LazyLock<f32> = LazyLock::new(|| 0.75);

mod tables {
    pub const GAINS: [f32; 2] = [0.25, 4.0];
}

struct Defaults {
    gain: f32,
}

#[derive(Debug, Clone)]
#[quantizable(plain)]
struct Config {
    gains: Vec<f32>,
}

impl Config {
    fn gains(&self) -> &[f32] {
        &self.gains
    }
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    Fine,
}

impl Mode {
    fn gain(self) -> f32 {
        match self {
            Mode::Fine => 0.5,
        }
    }
}

trait Scaled {
    type Number;
    const K: f32;
    fn k(n: usize) -> f32;
}

fn gains(n: usize) -> impl Iterator<Item = f32> {
    (0..n).map(|i| i as f32 * 0.5)
}

fn numbered(n: usize) -> Vec<(usize, f32)> {
    gains(n).enumerate().collect()
}

macro_rules! squared {
    ($e:expr) => {
        $e * $e
    };
}

macro_rules! bodies {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            struct Net {
                convs: Vec<Conv2d>,
                norms: Vec<BatchNorm2d>,
                config: Config,
                fancy: bool,
            }

            impl Scaled for Net {
                type Number = f32;
                const K: f32 = 0.5;
                fn k(n: usize) -> f32 {
                    n as f32
                }
            }

            #[allow(dead_code, reason = "not all bodies call it")]
            impl Net {
                fn gain(i: usize) -> f32 {
                    i as f32 * 0.5
                }
            }

            #[quantizable(allow(unused_layer))]
            #[allow(dead_code, reason = "not all bodies call all")]
            #[allow(clippy::map_clone, reason = "a function by its name")]
            impl Net {
                const OWN: [f32; 2] = [0.5, 2.0];

                fn gains(&self) -> impl Iterator<Item = f32> {
                    (0..3).map(|i| i as f32 * 0.5)
                }

                fn reversed(&self) -> impl Iterator<Item = &Conv2d> {
                    self.convs.iter().rev()
                }

                fn pairs(&self) -> impl Iterator<Item = (&Conv2d, &BatchNorm2d)> {
                    self.convs.iter().zip(&self.norms)
                }

                fn odd<'t>(&self, ys: &'t [Tensor]) -> impl Iterator<Item = &'t Tensor> {
                    ys.iter().skip(1).step_by(2)
                }

                fn scaled(&self, x: Tensor, by: impl IntoIterator<Item = f32>) -> Tensor {
                    by.into_iter().fold(1.0, |all, k| all * k) * x
                }

                fn push(&self, out: &mut Vec<Tensor>, x: &Tensor) {
                    out.push(self.convs[0].forward(x));
                }

                fn forward(&$net, $x: Tensor) -> Tensor {
                    let $x = $net.convs[0].forward($x);
                    $body
                }
            }
            for fancy in [false, true] {
                let config = Config { gains: vec![0.5, 2.0] };
                let (convs, norms) = (vec![conv(), conv()], vec![norm(), norm()]);
                small::check(&Net { convs, norms, config, fancy });
            }
        }
    )*};
}

bodies! {
    constants: |self, x| {
        let (k, negative, root) = (SCALE, -SCALE, COARSE.sqrt());
        let chosen = if self.fancy { SCALE } else { COARSE };
        let (least, lazy) = (f32::EPSILON, *LAZY);
        (x * k + negative) * root * chosen + least + lazy + DEFAULTS.gain
    }
    tables: |self, x| {
        let x = x * GAINS[1] + Self::OWN[0] * tables::GAINS[0];
        let mut x = x;
        for stride in GAINS {
            x *= stride;
        }
        for k in Self::OWN {
            x += k;
        }
        for (conv, gain) in self.convs.iter().zip(&GAINS) {
            x = conv.forward(x) * *gain;
        }
        for &(i, gain, act) in PLAN {
            x = self.convs[i].forward(x) * gain;
            if act {
                x = F::relu(x);
            }
        }
        x
    }
    values_of_the_users: |self, x| {
        let mut x = x * Mode::Fine.gain();
        for &k in &self.config.gains {
            x *= k;
        }
        for k in self.config.gains() {
            x += *k;
        }
        let peak = self.config.gains.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        x * peak + squared!(self.config.gains[0])
    }
    functions: |self, x| {
        let mut x = x + Self::gain(1);
        for k in gains(3) {
            x += k;
        }
        for (i, k) in numbered(2) {
            x = self.convs[i].forward(x) * k;
        }
        x
    }
    traits_of_the_users: |self, x| {
        let number: <Self as Scaled>::Number = 0.5;
        let k: f32 = <Self as Scaled>::k(2);
        x * <Self as Scaled>::K + number * k
    }
    iterators_of_helpers: |self, x| {
        let mut x = x;
        for k in self.gains() {
            x += k;
        }
        for conv in self.reversed() {
            x = conv.forward(x);
        }
        for (conv, norm) in self.pairs() {
            x = F::relu(norm.forward(conv.forward(x)));
        }
        let ys = [x.relu(), x.tanh()];
        for y in self.odd(&ys) {
            x += y;
        }
        self.scaled(x, [0.5, 2.0])
    }
    lists_that_helpers_fill: |self, x| {
        let mut out = Vec::new();
        self.push(&mut out, &x);
        self.push(&mut out, &x);
        let first = out[0].relu();
        F::cat(&out, 1).chunk(2, 1)[0].clone() + first
    }
    conditions_that_give: |self, x| {
        let y = self.fancy.then(|| x.clone());
        let z = (self.convs.len() > 1).then_some(x.relu());
        y.unwrap_or(x) * 2.0 + z.expect("two") * 3.0
    }
    methods_by_their_names: |self, x| {
        let ys = x.chunk(3, 1);
        let numbers: usize = ys.iter().map(Tensor::numel).sum();
        let first = ys.first().map(Clone::clone).unwrap();
        let kept = first.to_owned().sigmoid() + ys.last().unwrap().to_owned();
        let held = std::rc::Rc::new(kept);
        let other = std::rc::Rc::clone(&held);
        F::cat(&[held.relu() * numbers as f32, other.tanh(), first], 1)
    }
}
