//! What a model's own methods, helpers and closures say of its fields is not missed in calibration,
//! nor is what they may not be asked about.
#![allow(clippy::needless_return, clippy::collapsible_if, reason = "each way is tested")]

use std::sync::atomic::{AtomicBool, Ordering};

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{
    calibrated, lowered_f32, randomize, reaches_all,
    small::{conv, image, norm},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[quantizable(plain)]
enum Act {
    Gelu,
    Silu,
    Tanh,
}

/// As in torchvision's MobileNet: a method says whether there is a residual.
#[quantizable]
struct Residual {
    conv: Conv2d,
    bn: BatchNorm2d,
    cin: usize,
    cout: usize,
    act: Act,
    kind: Option<String>,
}

#[quantizable]
impl Residual {
    fn is_flat(&self) -> bool {
        let (a, b) = (self.cin, self.cout);
        self.expands() || a == b
    }

    fn expands(&self) -> bool {
        matches!(self.cout / self.cin, n if n > 3)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        const MANY: usize = 9;
        use Act::Silu as Smooth;
        let y = self.bn.forward(self.conv.forward(&x));
        let y = if self.is_flat() { x + y } else { y };
        let is_smooth = || self.act != Act::Silu;
        let y = if is_smooth() { F::hardswish(y) } else { y };
        let y = if y.dim() > MANY && self.act != Smooth { y } else { y + 1.0 };
        let y = match self.kind.as_deref() {
            None => y,
            Some(kind) if kind.len() > 3 => F::elu(y, 1.0),
            Some(_) => F::hardsigmoid(y),
        };
        match self.act {
            Act::Gelu => F::gelu(y),
            Act::Silu => F::silu(y),
            Act::Tanh => F::tanh(y),
        }
    }
}

#[test]
fn methods_and_closures_of_fields() {
    for (cin, cout) in [(2, 2), (2, 4), (2, 8)] {
        for act in [Act::Gelu, Act::Silu] {
            let (conv, bn) = (conv(), norm());
            reaches_all(Residual { conv, bn, cin, cout, act, kind: None }, &image());
        }
    }
}

/// Variants in a model with parameters.
#[test]
fn variants_in_generic_models() {
    #[quantizable]
    struct Stage<M: Model<Input = Tensor, Output = Tensor>, const N: usize> {
        inner: M,
        convs: [Conv2d; N],
        act: Act,
    }

    #[quantizable]
    impl<M: Model<Input = Tensor, Output = Tensor>, const N: usize> Stage<M, N> {
        fn is_long(&self) -> bool {
            self.convs.len() > 2
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.inner.forward(x);
            for (i, conv) in self.convs.iter().enumerate() {
                x = conv.forward(x);
                if i + 1 < N {
                    x = F::hardswish(x);
                }
            }
            if self.is_long() {
                x = F::sigmoid(x);
            }
            match self.act {
                Act::Gelu => F::gelu(x),
                Act::Silu => F::silu(x),
                Act::Tanh => F::tanh(x),
            }
        }
    }
    let inner =
        || Residual { conv: conv(), bn: norm(), cin: 1, cout: 2, act: Act::Gelu, kind: None };
    reaches_all(Stage { inner: inner(), convs: [conv()], act: Act::Silu }, &image());
    let convs = [conv(), conv(), conv()];
    reaches_all(Stage { inner: inner(), convs, act: Act::Tanh }, &image());
}

/// What is not what it seems: names of the function's own, types that decide, functions that were not
/// looked at, and ends of closures.
#[test]
fn what_is_decided_elsewhere() {
    static ON: AtomicBool = AtomicBool::new(true);

    #[quantizable]
    struct Net {
        conv: Conv2d,
        layers: Vec<(Conv2d, fn() -> bool)>,
        act: Act,
        n: usize,
        counts: Vec<usize>,
        flag: bool,
    }

    #[quantizable]
    impl Net {
        fn len(&self) -> usize {
            if ON.load(Ordering::Relaxed) { 9 } else { 0 }
        }

        fn forward(&self, x: Tensor) -> Tensor {
            use Act::Silu as Smooth;
            const MANY: usize = 9;
            type Small = u8;
            let mut x = self.conv.forward(x);
            for (conv, on) in &self.layers {
                x = conv.forward(x);
                if on() {
                    x = F::gelu(x);
                }
            }
            x = if matches!(self.act, Smooth) { F::silu(x) } else { F::hardswish(x) };
            x = if matches!(self.n, MANY) { F::tanh(x) } else { F::sigmoid(x) };
            x = if self.n as Small > 3 { F::elu(x, 1.0) } else { F::elu(x, 0.5) };
            let mask: u64 = !0;
            x = if mask > 5 { F::leaky_relu(x, 0.1) } else { F::leaky_relu(x, 0.2) };
            let total: usize = self.counts.iter().sum();
            x = if total > 3 { x * 0.5 } else { x + 1.0 };
            let wide: u64 = 1 << 40;
            if wide > 5 && self.len() > 3 {
                x = F::gelu(x);
            }
            let from = || if self.flag { return 1.0 } else { 2.0 };
            x = self.conv.forward(x) * from();
            if self.flag
                && match self.counts.first() {
                    Some(n) => *n > 3,
                    None => return x,
                }
            {
                return F::relu(x);
            }
            F::gelu(x)
        }
    }
    for (act, n) in [(Act::Gelu, 256), (Act::Silu, 9), (Act::Tanh, 1)] {
        for flag in [true, false] {
            let model = randomize(Net {
                conv: conv(),
                layers: vec![(conv(), || ON.load(Ordering::Relaxed))],
                act,
                n,
                counts: vec![1, 2],
                flag,
            });
            let x = image();
            assert_eq!(lowered_f32(&model, &x), model.forward(x.clone()));
            let prepared = calibrated(&model, &QConfigMapping::default(), &[x]);
            for site in prepared.coverage().sites() {
                assert!(site.required || site.batches == 0, "{site:?}");
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
#[quantizable(plain)]
struct Cfg {
    stride: usize,
    name: Option<&'static str>,
}

impl Cfg {
    fn needs_down(self) -> bool {
        self.stride != 1
    }
}

const fn needs_down(stride: usize) -> bool {
    stride != 1
}

/// The same condition in several spellings: of the fields, by whatever computes it.
#[test]
fn spellings_of_a_condition() {
    #[quantizable]
    struct Inner {
        conv: Conv2d,
        cfg: Cfg,
    }

    #[quantizable]
    impl Inner {
        #[quantizable(export)]
        fn is_down(&self) -> bool {
            self.cfg.stride != 1
        }
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }

    #[quantizable]
    struct Net {
        cfg: Cfg,
        inners: Vec<Inner>,
        level: Option<usize>,
    }

    #[quantizable]
    impl Net {
        fn wants(stride: usize) -> bool {
            stride != 1
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = if self.cfg.needs_down() { F::gelu(x) } else { x };
            if needs_down(self.cfg.stride) {
                x = F::tanh(x);
            }
            if Self::wants(self.cfg.stride) {
                x = F::silu(x);
            }
            let Cfg { stride, name } = &self.cfg;
            if *stride != 1 {
                x = F::sigmoid(x);
            }
            if name.is_some_and(|name| name.len() > 3) {
                x = F::hardswish(x);
            }
            if std::cmp::max(self.cfg.stride, 1) > 1 || u8::from(needs_down(*stride)) == 1 {
                x = F::elu(x, 1.0);
            }
            for inner in &self.inners {
                let y = inner.forward(x.clone());
                x = if inner.is_down() { F::relu(y) + x } else { F::hardsigmoid(y) };
            }
            if let Some(level) = self.level {
                if level > 3 {
                    x = F::leaky_relu(x, 0.1);
                }
            }
            let Some(level) = self.level else { return x };
            if level.pow(2) > 10 { F::tanh(x) } else { F::silu(x) }
        }
    }
    for stride in [1, 2] {
        for level in [None, Some(1), Some(7)] {
            for name in [None, Some("name"), Some("no")] {
                let cfg = Cfg { stride, name };
                let inners = vec![Inner { conv: conv(), cfg }];
                reaches_all(Net { cfg, inners, level }, &image());
            }
        }
    }
}

/// Flags that helpers are given, by calls that differ, and that they hand on.
#[test]
fn flags_of_helpers() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        stride: usize,
        fine: bool,
        gains: Vec<usize>,
    }

    #[quantizable]
    impl Net {
        fn run(&self, x: Tensor, down: bool, level: u8) -> Tensor {
            let mut x = if down { F::gelu(x) } else { self.conv.forward(x) };
            if level > 3 {
                x = F::tanh(x);
            }
            self.handed_on(x, !down && self.fine)
        }

        fn handed_on(&self, x: Tensor, fine: bool) -> Tensor {
            if fine { F::sigmoid(x) } else { x }
        }

        fn looped(&self, x: Tensor, many: bool, times: usize) -> Tensor {
            if times > 0 {
                return self.looped(x, many, times - 1);
            }
            if many { F::silu(x) } else { x }
        }

        fn of_data(&self, x: Tensor, large: bool) -> Tensor {
            if large { F::hardswish(x) } else { x }
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.run(x, self.stride != 1, 2);
            if self.fine {
                x = Self::run(self, x, false, 7);
            }
            for (i, gain) in self.gains.iter().enumerate() {
                x = self.handed_on(x, *gain > 9 && i > 7);
            }
            let large = x.max_value() > -99.0;
            x = self.of_data(x, large);
            self.looped(x, self.stride > 5, 2)
        }
    }
    for stride in [1, 2] {
        for fine in [false, true] {
            let gains = vec![1, 2];
            let net = randomize(Net { conv: conv(), stride, fine, gains });
            let x = image();
            assert_eq!(lowered_f32(&net, &x), net.forward(x.clone()));
            let prepared = calibrated(&net, &QConfigMapping::default(), &[x]);
            let required = |name: &str, is_required: bool| {
                let coverage = prepared.coverage();
                let site = coverage.sites().iter().find(|site| site.site.contains(name)).unwrap();
                assert!(site.required || site.batches == 0, "{site:?}");
                assert_eq!(site.required, is_required, "{stride} {fine} {site:?}");
            };
            required("F::gelu(x)", stride != 1);
            required("self.conv.forward(x)", stride == 1 || fine);
            required("F::tanh(x)", fine);
            // What is given in a loop, by data or by the helper itself is not followed.
            required("F::sigmoid(x)", true);
            required("F::hardswish(x)", true);
            required("F::silu(x)", true);
        }
    }
}

fn test(_: usize) -> bool {
    false
}

fn even(n: usize) -> bool {
    n.is_multiple_of(2)
}

#[derive(Debug, Clone)]
#[quantizable(plain)]
struct Text(&'static str);

impl Text {
    fn read<T: std::str::FromStr<Err: std::fmt::Debug>>(&self) -> T {
        self.0.parse().unwrap()
    }
}

type Count = u32;

/// What has the name of a function, and what is of a type that its uses say.
#[test]
fn calls_of_what_is_not_known() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        k: usize,
        text: Text,
        tests: Vec<fn(usize) -> bool>,
    }

    #[quantizable]
    impl Net {
        fn run(&self, x: Tensor, even: fn(usize) -> bool, least: Count) -> Tensor {
            let x = if even(self.k) { self.conv.forward(x) } else { x };
            if least.pow(2) > 3 { F::gelu(x) } else { x }
        }

        fn dynamic(&self, x: Tensor, decide: &dyn Fn(usize) -> bool) -> Tensor {
            if decide(self.k) { F::silu(x) } else { x }
        }

        fn forward(&self, x: Tensor) -> Tensor {
            fn takes(_: usize) {}
            let mut x = self.run(x, |k| k > 1, 7);
            x = self.dynamic(x, &|k| k > 1);
            let test: fn(usize) -> bool = if x.size(0) > 7 { even } else { |k| k > 1 };
            if test(self.k) {
                x = F::tanh(x);
            }
            for test in &self.tests {
                if test(self.k) {
                    x = F::sigmoid(x);
                }
            }
            let value = self.text.read();
            takes(value);
            if value > 0 {
                x = F::hardswish(x);
            }
            let count: Count = 7;
            if count.pow(2) > 1 { F::elu(x, 1.0) } else { x }
        }
    }
    assert!(!test(2));
    let net = Net { conv: conv(), k: 2, text: Text("3"), tests: vec![even] };
    let net = randomize(net);
    assert_eq!(lowered_f32(&net, &image()), net.forward(image()));
    let prepared = calibrated(&net, &QConfigMapping::default(), &[image()]);
    for site in prepared.coverage().sites() {
        assert!(site.required && site.batches > 0, "{site:?}");
    }
}

/// Helpers that are given options which the model's fields, or a `None`, say are not there; what may be there is
/// asked for.
#[test]
fn options_that_helpers_are_given() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        down: Option<Conv2d>,
    }
    #[quantizable]
    impl Net {
        fn shortcut(&self, down: &Option<Conv2d>, x: Tensor) -> Tensor {
            if let Some(conv) = down { conv.forward(x).tanh() } else { x }
        }
        fn again(down: Option<&Conv2d>, x: Tensor) -> Tensor {
            match down {
                Some(conv) => conv.forward(x).sigmoid(),
                None => x,
            }
        }
        fn masked(&self, x: Tensor, mask: Option<Tensor>) -> Tensor {
            let y = self.conv.forward(x);
            match mask {
                Some(mask) => F::elu(y, 1.0) * mask,
                None => y,
            }
        }
        fn scaled(&self, x: Tensor, mask: Option<&Tensor>) -> Tensor {
            match mask {
                Some(mask) => F::gelu(x) * mask,
                None => x,
            }
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.shortcut(&self.down, self.masked(x, None));
            let y = Self::again(self.down.as_ref(), y);
            let small = (y.size(2) < 4).then(|| y.clone());
            self.scaled(y, small.as_ref())
        }
    }
    for down in [None, Some(conv())] {
        let net = randomize(Net { conv: conv(), down });
        assert_eq!(lowered_f32(&net, &image()), net.forward(image()));
        let prepared = calibrated(&net, &QConfigMapping::default(), &[image()]);
        let coverage = prepared.coverage();
        let unseen = coverage.sites().iter().filter(|site| site.batches == 0 && site.required);
        let asked: Vec<_> = unseen.map(|of| of.site.split(" at ").next().unwrap()).collect();
        assert_eq!(asked, ["`F::gelu(x)`", "`F::gelu(x) * mask`"]);
    }
}
