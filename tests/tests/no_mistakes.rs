//! What looks like a mistake that rustc would report, and is none.

use std::error::Error;

use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv, image};

/// A number beside a tensor, and a method that returns nothing.
#[quantizable]
struct Counted {
    conv: Conv2d,
    count: usize,
}

#[quantizable]
impl Counted {
    fn forward(&self, x: Tensor) -> (Tensor, usize) {
        (self.conv.forward(x), self.count)
    }

    #[quantizable(export)]
    fn examine(&self, x: &Tensor) {
        assert_eq!(x.dim(), 4)
    }
}

fn note(_: &Tensor) {}

#[test]
fn numbers_and_statements() {
    #[quantizable]
    struct Net {
        counted: Counted,
        shown: bool,
        most: usize,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            if x.dim() > 2 {
                self.counted.examine(&x)
            }
            let (y, n) = self.counted.forward(x);
            #[quantizable(float)]
            if self.shown {
                note(&y)
            }
            for _ in 0..2 {
                #[allow(unused_braces)]
                #[quantizable(float)]
                {
                    note(&y)
                }
            }
            let range = 0..self.most;
            y * n as f32 + range.end as f32
        }
    }
    check(&Net { counted: Counted { conv: conv(), count: 3 }, shown: true, most: 2 });
}

#[test]
fn blocks_and_loops_that_are_left() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        turns: usize,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = 'pick: {
                if x.dim() == 4 {
                    break 'pick self.conv.forward(&x);
                }
                x.clone()
            };
            let mut turns = 0;
            loop {
                turns += 1;
                if turns > self.turns {
                    break;
                }
            }
            'outer: loop {
                loop {
                    turns += 1;
                    if turns > 9 {
                        break 'outer y.relu() + x;
                    }
                    if turns % 2 == 0 {
                        break;
                    }
                }
            }
        }
    }
    check(&Net { conv: conv(), turns: 2 });
}

/// Types that are known by what a function returns.
#[test]
fn inferred_values() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        text: String,
    }

    #[quantizable]
    impl Net {
        #[allow(clippy::needless_question_mark, reason = "it is the point")]
        fn parsed(&self) -> Option<f32> {
            Some(self.text.trim().parse().ok()?)
        }

        fn pair(&self) -> Option<(f32, usize)> {
            Some((self.text.trim().parse().ok()?, self.text.capacity()))
        }

        fn boxed(&self) -> Result<f32, Box<dyn Error>> {
            match self.text.trim().parse() {
                Ok(value) => Ok(value),
                Err(error) => Err(Box::new(error) as _),
            }
        }

        fn cast(&self) -> Option<u8> {
            Some(self.text.trim().len() as _)
        }

        fn either(&self) -> f32 {
            let (returned, copied) = (2.0, 1.0);
            match self.parsed() {
                Some(value) if value > 1.0 => value * returned * copied,
                Some(value) => value,
                None => self.text.trim().len() as f32,
            }
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let (scale, least) = self.pair().unwrap_or((1.0, 0));
            let scale = scale + self.parsed().unwrap() + self.boxed().unwrap() + self.either();
            self.conv.forward(x) * scale * f32::from(self.cast().unwrap()) + least as f32
        }
    }
    let net = Net { conv: conv(), text: "2.5".into() };
    assert_eq!((net.parsed(), net.cast(), net.either()), (Some(2.5), Some(3), 5.0));
    check(&net);
    assert_eq!(net.forward(image()).dim(), 4);
}

/// What looks like other mistakes.
#[test]
fn values_that_are_none() {
    const LEAST: f32 = 0.25;

    struct Counter(std::cell::Cell<usize>);
    impl Counter {
        fn add(&self, n: usize) {
            self.0.set(self.0.get() + n)
        }
    }

    #[quantizable]
    struct Net {
        conv: Conv2d,
        deep: bool,
        n: usize,
    }

    #[quantizable]
    impl Net {
        const MOST: f32 = 4.0;

        fn own() -> f32 {
            Self::MOST
        }

        fn forward(&self, x: Tensor) -> Result<Tensor, Box<dyn Error + Send + Sync>> {
            let (counter, mut k, mut y) = (Counter(Default::default()), 1.0, x.relu());
            if self.deep {
                counter.add(2)
            }
            if self.deep {
                k += counter.0.get() as f32
            }
            for _ in 0..self.n {
                y = loop {
                    y = self.conv.forward(&y);
                    if y.dim() > 2 {
                        break y.relu();
                    }
                };
                if y.dim() < 4 {
                    break;
                }
            }
            if y.dim() > 4 {
                return Err(format!("{} dimensions", y.dim()).into());
            }
            let y = match self.n {
                0 => None,
                _ => Some(y * k),
            };
            Ok(y.ok_or("no layers")? * Self::own() + LEAST)
        }
    }
    let net = Net { conv: conv(), deep: true, n: 2 };
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    let lowered = prepared.forward(image()).unwrap().unwrap();
    assert_eq!(lowered, net.forward(image()).unwrap());
    assert!(Net { conv: conv(), deep: false, n: 0 }.forward(image()).is_err());
}

macro_rules! constant {
    ($name:ident, $value:expr) => {
        const $name: f32 = $value;
    };
}

constant!(WIDTH, 3.0);

/// A constant of the impl's that has the name of another.
#[test]
fn constants_of_one_name() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        const WIDTH: f32 = 2.0;

        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x) * WIDTH + Self::WIDTH
        }
    }
    check(&Net { conv: conv() });
}

trait Shown {
    fn shown(&self) -> usize;
}

struct Scaled(f32);

/// What can be declared in a function, and what is implemented there for what is elsewhere.
#[test]
#[allow(non_local_definitions)]
fn items_in_functions() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            impl Shown for usize {
                fn shown(&self) -> usize {
                    *self + 1
                }
            }
            const ONE: usize = {
                struct Held;
                impl Held {
                    const N: usize = 1;
                }
                Held::N
            };
            trait Two {
                fn two(&self) -> usize {
                    2
                }
            }
            impl Two for usize {}
            struct Half(usize);
            type Halves = [Half; 2];
            impl From<Half> for Scaled {
                fn from(half: Half) -> Self {
                    Scaled(half.0 as f32 / 2.0)
                }
            }
            impl Two for Halves {}
            /// Which one.
            #[allow(dead_code)]
            #[derive(Clone, PartialEq)]
            enum Choice {
                First,
                Second,
            }
            #[inline]
            fn half(n: usize) -> usize {
                n / 2
            }
            macro_rules! next {
                ($n:expr) => {
                    $n + 1
                };
            }
            thread_local! { static N: usize = const { 3 }; }
            let chosen = Choice::First.clone();
            let both: Halves = [Half(1), Half(2)];
            let both: usize = both.two();
            let Scaled(scale) = Half(both).into();
            let y = self.conv.forward(x);
            if next!(half(ONE.two())) == ONE.shown() && chosen != Choice::Second {
                let k: usize = N.with(|n| *n);
                return y * k as f32 * scale;
            }
            y
        }
    }
    check(&Net { conv: conv() });
}

struct Stats(std::cell::Cell<usize>);

impl Stats {
    fn add(&self, n: usize) {
        self.0.set(self.0.get() + n);
    }
}

macro_rules! check_rank {
    ($x:expr) => {
        if $x != 4 {
            panic!("must return four dimensions")
        }
    };
}

/// Helpers that end with what returns nothing, by names that may be others', and a macro that says `return` in a text.
#[test]
fn names_of_what_returns_nothing() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            check_rank!(x.dim());
            self.sum(&x);
            let gain: f32 = *self.first(&&2.0);
            self.conv.forward(x) * gain
        }

        fn sum(&self, x: &Tensor) {
            let stats = Stats(Default::default());
            stats.add(1);
            assert_eq!(stats.0.get(), 1);
            self.count(x)
        }

        fn count(&self, x: &Tensor) {
            let stats = Stats(Default::default());
            assert_eq!(x.dim(), 4);
            stats.add(x.dim())
        }

        fn first<'a>(&self, gain: &&'a f32) -> &'a f32 {
            gain
        }
    }
    check(&Net { conv: conv() });
}

/// Its methods are called as those of numbers are, and give nothing.
#[derive(Default)]
struct Meter {
    most: f32,
}

impl Meter {
    fn max(&mut self, value: f32) {
        self.most = self.most.max(value);
    }
}

/// Ends without a value by names of lists and numbers, and of nothing.
#[test]
fn ends_that_give_nothing() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        n: usize,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut meter = Meter::default();
            self.note(&mut meter, 0.5);
            self.contains(1);
            self.done(Some(()));
            let y = self.conv.forward(x);
            match &self.n {
                ref mut n if **n > 1 => y * meter.most,
                _ => y,
            }
        }

        fn note(&self, meter: &mut Meter, value: f32) {
            if value > 0.0 { meter.max(value) } else { meter.max(-value) }
        }

        fn len(&self) {
            assert!(self.n > 0)
        }

        fn contains(&self, _: usize) {
            self.len()
        }

        fn done(&self, on: Option<()>) {
            match on {
                Some(unit) => unit,
                None => panic!("nothing is done"),
            }
        }
    }
    check(&Net { conv: conv(), n: 2 });
}
