//! A value that goes on by another way than the next statement is what it is there: where a loop is
//! left, where a condition assigns, in a branch that is not taken.
#![allow(non_snake_case, reason = "names as papers have them")]
#![allow(clippy::blocks_in_conditions, reason = "what they assign is tested")]

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{
    lowered_f32, randomize,
    small::{check, conv, image},
};

#[test]
fn out_of_loops() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        norm: BatchNorm2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut y = x;
            for i in 0..3 {
                y = self.a.forward(y);
                if i == 2 {
                    break;
                }
                y = F::relu(y);
            }
            let mut z = y.clone();
            for i in 0..3 {
                z = self.norm.forward(self.a.forward(z));
                if i % 2 == 0 {
                    continue;
                }
                z = F::relu(z);
            }
            'out: {
                z = &y + &z;
                if z.shape()[1] == 3 {
                    break 'out;
                }
                z = F::relu(z);
            }
            let mut n = 0;
            loop {
                z = self.a.forward(z);
                n += 1;
                let Some(_) = (n < 2).then_some(n) else { break };
                z = F::relu(z);
            }
            let mut n = 0;
            while {
                z = self.a.forward(z);
                n += 1;
                n < 3
            } {
                z = F::relu(z);
            }
            z
        }
    }
    check(&randomize(Net { a: conv(), norm: BatchNorm2d::new(3) }));
}

#[test]
fn out_of_conditions() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        most: f32,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut y;
            if {
                y = self.a.forward(&x);
                let t = F::relu(&y);
                t.max_value() > self.most
            } {
                y = F::relu6(&x);
            } else {
                y = &y + &x;
            }
            let mut z = x.clone();
            match y.dim() {
                _ if {
                    z = self.a.forward(&y);
                    F::relu(&z).max_value() > self.most
                } =>
                {
                    z = F::relu6(&x);
                }
                _ => z = &z + &x,
            }
            let mut layer = &self.a;
            let twice = self.most > 0.0 && {
                z = layer.forward(&z);
                layer = &self.a;
                true
            };
            if twice { F::relu(z) } else { layer.forward(z) }
        }
    }
    for most in [1e9, -1e9] {
        check(&randomize(Net { a: conv(), most }));
    }
}

#[test]
fn by_names_in_capitals() {
    #[quantizable]
    struct Net {
        q: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, X: Tensor) -> Tensor {
            let W = X.size(3);
            let Q = self.q.forward(&X);
            let K = F::relu(&Q);
            if W > 4 { Q + K } else { K }
        }
    }
    check(&Net { q: conv() });
}

/// A number with the type that it has, in what is evaluated for each instance.
#[test]
fn by_numbers_of_their_types() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        on: u64,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let many: u64 = 5_000_000_000;
            if self.on < many { self.a.forward(x) } else { F::relu(self.a.forward(x)) }
        }
    }
    let model = Net { a: conv(), on: 1 };
    check(&model);
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(image()).unwrap();
    prepared.convert().unwrap();
}

/// What protects an index on its way is not evaluated for each instance, so the index is not either.
#[test]
fn past_an_index_that_is_not_there() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        flags: Vec<bool>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            match self.flags.len() {
                n if n > 0 => {
                    if self.flags[0] {
                        self.a.forward(x)
                    } else {
                        F::relu(x)
                    }
                }
                _ => F::relu6(x),
            }
        }
    }
    let model = Net { a: conv(), flags: vec![] };
    assert_eq!(lowered_f32(&model, &image()), model.forward(image()));
    model.prepare(&QConfigMapping::default()).unwrap();
}
