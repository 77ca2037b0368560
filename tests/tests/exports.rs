//! Methods that other models call: those with `#[quantizable(export)]`.
#![deny(unused, unused_results, unreachable_code)]

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{
    small::{check, conv, image},
    sqnr,
};

mod encoder {
    use quantizable::{
        Tensor,
        nn::{BatchNorm2d, Conv2d},
        quantizable,
    };

    #[quantizable]
    pub struct Encoder {
        pub conv: Conv2d,
        pub norm: BatchNorm2d,
        pub refine: Conv2d,
        pub name: String,
        pub gains: Vec<f32>,
    }

    #[quantizable]
    impl Encoder {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.refine.forward(self.stem(&x))
        }

        /// Called from outside and by `forward`.
        #[quantizable(export)]
        pub fn stem(&self, x: &Tensor) -> Tensor {
            self.norm.forward(self.conv.forward(x)).relu()
        }

        #[quantizable(export)]
        pub fn refined(&self, x: Tensor, times: usize) -> (Tensor, f32) {
            let mut x = x;
            for _ in 0..times {
                x = self.shifted(x);
            }
            let mean = x.mean_value() * self.this().gain(0);
            (x, mean)
        }

        fn shifted(&self, x: Tensor) -> Tensor {
            self.refine.forward(x) + self.gain(0)
        }

        #[quantizable(export)]
        pub fn gain(&self, at: usize) -> f32 {
            self.gains[at]
        }

        #[quantizable(export)]
        pub fn r#name(&self) -> &str {
            &self.this().name
        }

        #[quantizable(export)]
        pub fn this(&self) -> &Self {
            self
        }

        #[quantizable(export)]
        pub fn gain_or<'a>(&'a self, at: usize, or: &'a f32) -> &'a f32 {
            self.gains.get(at).unwrap_or(or)
        }
    }
}

use encoder::Encoder;

fn encoder(name: &str) -> Encoder {
    let gains = vec![0.5, 0.25];
    Encoder { conv: conv(), norm: BatchNorm2d::new(3), refine: conv(), name: name.into(), gains }
}

#[quantizable]
struct Whole {
    first: Encoder,
    others: Vec<Encoder>,
    boxed: Box<Encoder>,
    maybe: Option<Encoder>,
}

#[quantizable]
impl Whole {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.first.stem(&x);
        for other in &self.others {
            let (z, mean): (Tensor, f32) = other.refined(y, 2);
            y = if mean > 1e9 { z.relu() } else { z };
        }
        if let Some(encoder) = &self.maybe {
            y = encoder.stem(&y) + self.boxed.forward(x);
        }
        self.boxed.refined(y, 1).0
    }
}

fn whole() -> Whole {
    Whole {
        first: encoder("first"),
        others: vec![encoder("a"), encoder("b")],
        boxed: Box::new(encoder("boxed")),
        maybe: Some(encoder("maybe")),
    }
}

#[test]
fn with_tensors() -> quantizable::Result<()> {
    let net = whole();
    check(&net);
    let prepared = net.prepare(&QConfigMapping::default())?;
    let f32 = prepared.forward(image())?;
    let int8 = prepared.convert()?.forward(image())?;
    assert!(sqnr(&f32, &int8) > 20.0);
    Ok(())
}

/// Each call is seen in the plan of the model that calls, and what it runs in that of the other.
#[test]
fn in_plans() {
    let names = |plan: &quantizable::Plan| plan.ops.iter().map(|op| op.name).collect::<Vec<_>>();
    let plan = Whole::PLAN;
    assert_eq!(names(plan), ["stem", "refined", "relu", "stem", "forward", "add", "refined"]);
    assert_eq!(plan.ops[0].layer, Some("first"));
    let plan = Encoder::PLAN;
    assert_eq!(plan.fused_groups(), 1, "{plan}");
    assert_eq!(plan.groups[0].pattern, "conv2d+batch_norm+relu");
    assert!(plan.has_op("mean_value"), "{plan}");
}

/// What must see data is what the methods that are called lead to, and no more.
#[test]
fn are_observed() -> quantizable::Result<()> {
    #[quantizable]
    struct Net {
        encoder: Encoder,
        rarely: Encoder,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            if x.mean_value() > 1e9 {
                return self.rarely.refined(x, 1).0;
            }
            self.encoder.stem(&x)
        }
    }
    let net = Net { encoder: encoder("one"), rarely: encoder("rarely") };
    let prepared = net.prepare(&QConfigMapping::default())?;
    drop(prepared.forward(image())?);
    let coverage = prepared.coverage();
    let required = coverage.sites().iter().filter(|site| site.required);
    let required: Vec<_> = required.map(|site| (expression(&site.site), site.batches)).collect();
    let stem = "self.norm.forward(self.conv.forward(x)).relu()";
    let shifted = "self.refine.forward(x) + self.gain(0)";
    assert_eq!(required[1..], [(stem, 1), ("self.refine.forward(x)", 0), (shifted, 0)]);
    let error = prepared.convert().err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains(shifted) && !error.contains(stem), "{error}");
    Ok(())
}

/// Each method has conditions of its own, in the model that calls it and around that.
#[test]
fn are_observed_by_method() -> quantizable::Result<()> {
    #[quantizable]
    struct Middle {
        encoder: Encoder,
        fine: bool,
    }
    #[quantizable]
    impl Middle {
        fn forward(&self, x: Tensor) -> Tensor {
            let x = if self.fine { self.encoder.refined(x, 1).0 } else { x };
            self.encoder.stem(&x)
        }
        #[quantizable(export)]
        fn whole(&self, x: Tensor) -> Tensor {
            self.encoder.forward(x)
        }
    }
    #[quantizable]
    struct Net {
        middle: Middle,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            self.middle.forward(x)
        }
        #[quantizable(export)]
        #[expect(dead_code, reason = "nobody calls it, so it asks for no data")]
        fn whole(&self, x: Tensor) -> Tensor {
            self.middle.whole(x)
        }
    }
    let net = Net { middle: Middle { encoder: encoder("one"), fine: false } };
    let prepared = net.prepare(&QConfigMapping::default())?;
    drop(prepared.forward(image())?);
    assert_eq!(prepared.coverage().missing().count(), 0, "{}", prepared.coverage());
    drop(prepared.convert()?.forward(image())?);
    Ok(())
}

/// What is between the first backticks.
fn expression(site: &str) -> &str {
    site.split('`').nth(1).unwrap_or_default()
}

#[test]
fn without_tensors() {
    #[quantizable]
    struct Net {
        encoders: Vec<Encoder>,
        boxed: Box<Encoder>,
        maybe: Option<Encoder>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let zero = 0.0;
            let total: f32 = self.encoders.iter().map(|encoder| encoder.gain(1)).sum();
            let named = self.encoders.iter().find(|encoder| encoder.name() == "b");
            let longest =
                self.encoders.iter().map(|encoder| encoder.name()).max_by_key(|n| n.len());
            let mut x = match named {
                Some(encoder) if encoder.name().len() == longest.map_or(0, str::len) => {
                    encoder.forward(x)
                }
                _ => x,
            };
            for encoder in &self.encoders {
                if encoder.gain(0) > 0.1 && self.boxed.name() != "none" {
                    x = F::add_scalar(x, *encoder.gain_or(7, &zero));
                }
            }
            let more =
                self.maybe.as_ref().map_or(1.0, |encoder| encoder.gain(0) * self.pick().gain(1));
            self.boxed.forward(x) * total * more
        }

        fn pick(&self) -> &Encoder {
            &self.encoders[0]
        }
    }
    check(&Net {
        encoders: vec![encoder("a"), encoder("b")],
        boxed: Box::new(encoder("boxed")),
        maybe: Some(encoder("maybe")),
    });
}

/// Of a model that is not run otherwise its field says that it is one.
#[test]
fn of_models_that_are_not_run() -> quantizable::Result<()> {
    #[quantizable]
    struct Net {
        #[quantizable(model)]
        encoder: Encoder,
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x) * self.encoder.gain(0)
        }
    }
    let net = Net { encoder: encoder("one"), conv: conv() };
    check(&net);
    let prepared = net.prepare(&QConfigMapping::default())?;
    drop(prepared.forward(image())?);
    drop(prepared.convert()?.forward(image())?);
    Ok(())
}

/// Values of the user's have methods of the same names.
#[test]
fn values_have_theirs() {
    #[quantizable(plain)]
    #[derive(Clone)]
    struct Config {
        gain: f32,
    }
    impl Config {
        fn gain(&self, at: usize) -> f32 {
            self.gain * at as f32
        }
    }
    #[quantizable]
    struct Net {
        config: Config,
        encoder: Encoder,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            self.encoder.forward(x) * (self.config.gain(2) + self.encoder.gain(0))
        }
    }
    check(&Net { config: Config { gain: 0.5 }, encoder: encoder("one") });
}

#[test]
fn of_generic_models() {
    #[quantizable]
    struct Stage<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
        inner: M,
        conv: Conv2d,
        gains: [f32; N],
    }
    #[quantizable]
    impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Stage<M, N> {
        fn forward(&self, x: Tensor) -> Tensor {
            self.inner.forward(x)
        }
        #[quantizable(export)]
        fn after(&self, x: Tensor) -> Tensor {
            self.conv.forward(self.inner.forward(x)) * self.gains[N - 1]
        }
        #[quantizable(export)]
        fn gains(&self) -> &[f32; N] {
            &self.gains
        }
    }
    #[quantizable]
    struct Net {
        stage: Stage<Encoder, 2>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.stage.after(self.stage.forward(x));
            y * self.stage.gains()[0]
        }
    }
    check(&Net { stage: Stage { inner: encoder("one"), conv: conv(), gains: [0.5, 0.25] } });
}
