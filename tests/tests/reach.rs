//! What a model's fields keep it from running is not missed in calibration, however the model says
//! so; what the data keep it from running is.

use std::marker::PhantomData;

use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{calibrated, converted, lowered_f32, noise, randomize};

fn conv() -> Conv2d {
    Conv2d::new(2, 2, 3).padding(1)
}

/// A model of its own.
#[quantizable]
pub struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x))
    }
}

/// What [`Net`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[quantizable(plain)]
pub enum Mode {
    /// Only the first convolution.
    Short,
    /// Two more.
    Long,
    /// The block.
    Deep,
}

/// Every way of not getting somewhere.
#[quantizable]
pub struct Net {
    mode: Mode,
    first: Conv2d,
    convs: Vec<Conv2d>,
    maybe: Option<Conv2d>,
    deep: Block,
    #[allow(dead_code, reason = "it is the point")]
    spare: Block,
    rounds: usize,
    plain: bool,
}

const NEVER: bool = false;

#[quantizable]
impl Net {
    fn new(mode: Mode, convs: usize, maybe: bool, rounds: usize, plain: bool) -> Self {
        let [first, deep, spare] = [(); 3].map(|()| conv());
        Net {
            mode,
            first,
            convs: (0..convs).map(|_| conv()).collect(),
            maybe: maybe.then(conv),
            deep: Block { conv: deep },
            spare: Block { conv: spare },
            rounds,
            plain,
        }
    }

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.first.forward(x);
        if NEVER {
            x *= 3.0;
        }
        let long = self.mode == Mode::Long;
        if long {
            x = self.long(x) + 0.25;
        }
        let mut round = 0;
        while round < self.rounds {
            x *= 0.5;
            round += 1;
        }
        x = match self.mode {
            Mode::Short | Mode::Long => x + 1.0,
            _ => self.deep.forward(x),
        };
        if self.plain {
            return x;
        }
        x -= 0.125;
        let Some(maybe) = &self.maybe else { return F::relu(x * 2.0) };
        maybe.forward(x)
    }

    fn long(&self, mut x: Tensor) -> Tensor {
        for conv in &self.convs {
            x = self.step(conv, x);
        }
        x
    }

    fn step(&self, conv: &Conv2d, x: Tensor) -> Tensor {
        conv.forward(x)
    }
}

#[test]
fn nothing_is_missed_that_the_fields_rule_out() {
    for mode in [Mode::Short, Mode::Long, Mode::Deep] {
        for (convs, rounds) in [(0, 0), (2, 1)] {
            for (maybe, plain) in [(false, false), (true, false), (false, true), (true, true)] {
                let model = randomize(Net::new(mode, convs, maybe, rounds, plain));
                let batches = [noise(&[1, 2, 5, 5], 7), noise(&[2, 2, 4, 4], 8)];
                assert_eq!(lowered_f32(&model, &batches[0]), model.forward(batches[0].clone()));
                let prepared = calibrated(&model, &QConfigMapping::default(), &batches);
                let coverage = prepared.coverage();
                assert_eq!(coverage.missing().next(), None, "{mode:?} {convs} {rounds} {coverage}");
                // And what is required has been reached: the exemptions are no more than that.
                let seen = coverage.sites().iter().filter(|site| site.batches > 0).count();
                let required = coverage.sites().iter().filter(|site| site.required).count();
                assert_eq!(
                    seen, required,
                    "{mode:?} {convs} {rounds} {maybe} {plain}: {coverage:?}"
                );
                let (fake, int8) = converted(&prepared);
                let expected = fake.forward(batches[0].clone()).unwrap();
                for int8 in &int8 {
                    assert_eq!(int8.forward(batches[0].clone()).unwrap(), expected);
                }
            }
        }
    }
}

/// Branches on the data beside conditions on fields.
#[quantizable]
pub struct Gated {
    fine: Conv2d,
    block: Block,
    gated: bool,
}

#[quantizable]
impl Gated {
    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut steps = 0;
        if x.max_value() > 100.0 {
            steps += 1;
        }
        if steps > 0 {
            return self.fine.forward(x);
        }
        if self.gated && x.mean_value() > 50.0 { self.block.forward(x) } else { x * 0.5 }
    }
}

#[test]
fn what_the_data_rule_out_is_missed() {
    for gated in [false, true] {
        let model = Gated { fine: conv(), block: Block { conv: conv() }, gated };
        let prepared = model.prepare(&QConfigMapping::default()).unwrap();
        prepared.forward(noise(&[1, 2, 5, 5], 1)).unwrap();
        let missing: Vec<_> = prepared.coverage().missing().map(|site| site.site.clone()).collect();
        assert_eq!(missing.len(), 1 + usize::from(gated), "{missing:?}");
        assert!(missing.iter().any(|site| site.contains("self.fine.forward(x)")), "{missing:?}");
    }
}

/// Conditions on what parameters are, by other names than the struct's.
#[quantizable]
pub struct Repeated<const TIMES: usize> {
    conv: Conv2d,
    maybe: Option<Conv2d>,
}

#[quantizable]
impl<const N: usize> Repeated<N> {
    const DEEP: bool = N > 1;

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        const FACTOR: f32 = 0.5;
        let mut x = self.conv.forward(x);
        if N > 1 && self.maybe.is_some() && FACTOR > 0.1 {
            x *= FACTOR;
        }
        match (&self.maybe, Self::DEEP) {
            (Some(conv), true) => conv.forward(x),
            _ => x,
        }
    }
}

#[test]
fn conditions_may_name_what_only_the_impl_knows() {
    let model = randomize(Repeated::<2> { conv: conv(), maybe: Some(conv()) });
    let x = noise(&[1, 2, 5, 5], 1);
    assert_eq!(lowered_f32(&model, &x), model.forward(x.clone()));
    calibrated(&model, &QConfigMapping::default(), &[x]).convert().unwrap();
}

macro_rules! decides {
    ($($test:ident: |$this:ident| $condition:expr;)*) => {$(
        #[test]
        fn $test() {
            #[quantizable]
            struct Asking {
                conv: Conv2d,
                kind: Option<usize>,
                list: Vec<usize>,
                name: String,
            }

            #[quantizable]
            impl Asking {
                fn forward(&$this, x: Tensor) -> Tensor {
                    let y = $this.conv.forward(&x);
                    if $condition { y + x } else { y }
                }
            }
            let net = Asking {
                conv: Conv2d::new(2, 2, 3).padding(1),
                kind: None,
                list: vec![1],
                name: "a".into(),
            };
            let calibrated = calibrated(&net, &QConfigMapping::default(), &[noise(&[1, 2, 4, 4], 1)]);
            assert!(calibrated.convert().is_ok());
        }
    )*};
}

// What is asked of fields alone decides whether the addition is ever reached.
decides! {
    options_of_numbers: |self| self.kind.is_some_and(|kind| kind > 3) || self.kind.unwrap_or(0) == 1;
    options_with_defaults: |self| self.kind.map_or(9, |kind| kind * 2) == 2;
    patterns: |self| matches!(self.kind, Some(3));
    lists: |self| self.list.iter().any(|&of| of > 9) || self.list.iter().max() == Some(&99);
    items_of_lists: |self| self.list.get(1).copied() == Some(2) || self.list.iter().sum::<usize>() == 9;
    numbers: |self| (self.list.len() as f32) > 100.0 && self.kind == Some(self.list[0]);
    names: |self| self.name.starts_with('b') || self.name.as_str() == "q";
}

/// A local and what a closure binds by the same name.
#[test]
fn locals_beside_closures() {
    #[quantizable]
    struct Local {
        conv: Conv2d,
        kind: Option<usize>,
        list: Vec<usize>,
    }

    #[quantizable]
    impl Local {
        fn forward(&self, x: Tensor) -> Tensor {
            let (y, kind) = (self.conv.forward(&x), self.kind);
            let n = self.list.len();
            let y = if n > 0 && self.list.iter().any(|&n| n > 5) { y + &x } else { y };
            let kind = kind.or(self.kind);
            let again = self.kind;
            if matches!(again, Some(n) if n == 3) || matches!(again, Some(4)) || kind == Some(7) {
                F::relu(y)
            } else {
                y
            }
        }
    }
    let inputs = [noise(&[1, 2, 4, 4], 1)];
    let net = Local { conv: conv(), kind: None, list: vec![1; 6] };
    // The last conditions are not followed: data decides there as far as the macro sees.
    let error = calibrated(&net, &QConfigMapping::default(), &inputs).convert().err();
    assert!(error.is_none_or(|error| !error.to_string().contains("y + &x")));
    let x = &inputs[0];
    for (kind, list) in [(None, vec![9]), (Some(4), vec![]), (Some(7), vec![6, 1])] {
        let net = randomize(Local { conv: conv(), kind, list });
        assert_eq!(lowered_f32(&net, x), net.forward(x.clone()));
    }
}

trait Config {
    const RESIDUAL: bool;
}

struct Flat;

impl Config for Flat {
    const RESIDUAL: bool = false;
}

/// What parameters decide, a model of other parameters decides otherwise.
#[test]
fn parameters() {
    #[quantizable]
    struct Unit<C: Config, const STRIDE: usize> {
        conv: Conv2d,
        of: PhantomData<C>,
    }

    #[quantizable]
    impl<C: Config, const STRIDE: usize> Unit<C, STRIDE> {
        const LEAST: usize = STRIDE;

        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.conv.forward(&x);
            let y = if C::RESIDUAL { F::relu(y) + &x } else { y };
            if STRIDE == 1 && Self::LEAST < 2 { y + x } else { F::cat(&[x, y], 1) }
        }
    }

    let inputs = [noise(&[1, 2, 4, 4], 1)];
    let one = Unit::<Flat, 1> { conv: conv(), of: PhantomData };
    let two = Unit::<Flat, 2> { conv: conv(), of: PhantomData };
    let one = calibrated(&one, &QConfigMapping::default(), &inputs).convert().unwrap();
    let two = calibrated(&two, &QConfigMapping::default(), &inputs).convert().unwrap();
    let [input] = inputs;
    assert_eq!(one.forward(input.clone()).unwrap().size(1), 2);
    assert_eq!(two.forward(input).unwrap().size(1), 4);
}
