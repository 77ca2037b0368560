//! Batch normalization is folded into the layer that it belongs to, however the two are reached.
#![allow(clippy::match_single_binding, clippy::toplevel_ref_arg, reason = "each form is tested")]

use quantizable::{
    Model, Prepared, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm1d, BatchNorm2d, Conv2d, Linear},
    quantizable,
};
use quantizable_tests::{
    lowered_f32, randomize,
    small::{conv, image, norm},
};

/// Batch norm that is folded gives what it gave, but for rounding.
fn folds_soundly<M: Model<Input = Tensor, Output = Tensor>>(model: &M, x: Tensor) -> Prepared<M> {
    assert_eq!(lowered_f32(model, &x), model.forward(x.clone()));
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    let (folded, plain) = (prepared.forward(x.clone()).unwrap(), model.forward(x));
    let apart = folded.as_slice().iter().zip(plain.as_slice()).map(|(a, b)| (a - b).abs());
    let bound = 1e-4 * plain.as_slice().iter().fold(0.0, |most, y| y.abs().max(most));
    assert!(apart.fold(0.0, f32::max) < bound);
    prepared
}

/// Layers in lists that go together, by `zip` and by index.
#[quantizable]
struct Lists {
    convs: Vec<Conv2d>,
    norms: Vec<BatchNorm2d>,
    deep: [Vec<Conv2d>; 2],
    deep_norms: [Vec<BatchNorm2d>; 2],
}

#[quantizable]
impl Lists {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for (i, conv) in self.convs.iter().enumerate().rev() {
            x = F::relu(self.norms[i].forward(conv.forward(x)));
        }
        for (convs, norms) in self.deep.iter().zip(&self.deep_norms) {
            for (conv, norm) in convs.iter().zip(norms) {
                x = norm.forward(conv.forward(&x)) + &x;
            }
        }
        x
    }
}

#[test]
fn lists_in_step_are_folded() {
    assert_eq!(Lists::PLAN.fused_groups(), 2);
    assert_eq!(Lists::PLAN.missed_fusions(), 0, "{}", Lists::PLAN);
    let list = |n: usize| (0..n).map(|_| conv()).collect::<Vec<_>>();
    let norms = |n: usize| (0..n).map(|_| BatchNorm2d::new(3)).collect::<Vec<_>>();
    let model = randomize(Lists {
        convs: list(3),
        norms: norms(3),
        deep: [list(1), list(2)],
        deep_norms: [norms(1), norms(2)],
    });
    let prepared = folds_soundly(&model, image());
    let names: Vec<_> = prepared.coverage().sites().iter().map(|site| site.site.clone()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    prepared.convert().unwrap().forward(image()).unwrap();
}

/// Layers that a local holds one after the other.
#[quantizable]
struct Choice {
    convs: Vec<Conv2d>,
    norms: Vec<BatchNorm2d>,
    one: Conv2d,
    other: Conv2d,
    norm: BatchNorm2d,
}

#[quantizable]
impl Choice {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut conv = &self.one;
        if x.mean_value() > 0.5 {
            conv = &self.other;
        }
        let mut x = self.norm.forward(conv.forward(x));
        let mut rest = self.convs.iter();
        rest.next();
        for (conv, norm) in rest.zip(&self.norms) {
            x = norm.forward(conv.forward(x));
        }
        x
    }
}

#[test]
fn layers_that_a_local_may_hold_are_not_folded() {
    let convs = (0..3).map(|_| conv()).collect();
    let norms = (0..2).map(|_| BatchNorm2d::new(3)).collect();
    let (one, other, norm) = (conv(), conv(), BatchNorm2d::new(3));
    let model = randomize(Choice { convs, norms, one, other, norm });
    assert_eq!(Choice::PLAN.fused_groups(), 0, "{}", Choice::PLAN);
    for x in [image(), image() + 1.0] {
        folds_soundly(&model, x);
    }
}

/// Layers that patterns take out of the model.
#[quantizable]
struct Patterns {
    triple: (Conv2d, Conv2d, BatchNorm2d),
    norm: BatchNorm2d,
    conv: Option<Conv2d>,
    its_norm: Option<BatchNorm2d>,
    boxed: Option<Box<(Conv2d, BatchNorm2d)>>,
}

#[quantizable]
impl Patterns {
    fn forward(&self, x: Tensor) -> Tensor {
        let (first, .., last) = &self.triple;
        let x = F::relu(last.forward(first.forward(x)));
        let Self { norm, triple: (_, second, _), .. } = self;
        let x = norm.forward(second.forward(x));
        let x = match (&self.conv, &self.its_norm) {
            (Some(conv), Some(norm)) => F::relu(norm.forward(conv.forward(x))),
            _ => x,
        };
        let Some(pair) = &self.boxed else { return x };
        pair.1.forward(pair.0.forward(x))
    }
}

#[test]
fn layers_out_of_patterns_are_folded() {
    assert_eq!(Patterns::PLAN.fused_groups(), 4, "{}", Patterns::PLAN);
    assert_eq!(Patterns::PLAN.missed_fusions(), 0, "{}", Patterns::PLAN);
    for (conv_there, norm_there) in [(true, true), (true, false), (false, true)] {
        let model = randomize(Patterns {
            triple: (conv(), conv(), norm()),
            norm: norm(),
            conv: conv_there.then(conv),
            its_norm: norm_there.then(norm),
            boxed: conv_there.then(|| Box::new((conv(), norm()))),
        });
        folds_soundly(&model, image()).convert().unwrap().forward(image()).unwrap();
    }
}

/// A name that is one layer or the other, by the alternative that matches.
#[quantizable]
struct Either {
    convs: (Option<Conv2d>, Option<Conv2d>),
    norm: BatchNorm2d,
}

#[quantizable]
impl Either {
    fn forward(&self, x: Tensor) -> Tensor {
        match &self.convs {
            (Some(conv), None) | (None, Some(conv)) => self.norm.forward(conv.forward(x)),
            _ => x,
        }
    }
}

#[test]
fn layers_of_alternatives_are_not_folded() {
    assert_eq!(Either::PLAN.fused_groups(), 0, "{}", Either::PLAN);
    for convs in [(Some(conv()), None), (None, Some(conv()))] {
        folds_soundly(&randomize(Either { convs, norm: norm() }), image());
    }
}

/// A layer with batch norm in some instances and without in others.
#[quantizable]
struct Sometimes {
    a: Conv2d,
    a_norm: Option<BatchNorm2d>,
    b: Conv2d,
    b_norm: BatchNorm2d,
    active: bool,
    c: Conv2d,
    c_norm: BatchNorm2d,
    normed: bool,
}

#[quantizable]
impl Sometimes {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = match &self.a_norm {
            Some(norm) => F::relu(norm.forward(self.a.forward(x))),
            None => F::relu(self.a.forward(x)),
        };
        let x = if self.active {
            F::relu(self.b_norm.forward(self.b.forward(x)))
        } else {
            self.b_norm.forward(self.b.forward(x))
        };
        if self.normed { self.c_norm.forward(self.c.forward(x)) } else { self.c.forward(x) }
    }
}

#[test]
fn layers_of_some_instances_are_folded_in_those() {
    assert_eq!(Sometimes::PLAN.fused_groups(), 5, "{}", Sometimes::PLAN);
    assert_eq!(Sometimes::PLAN.missed_fusions(), 0, "{}", Sometimes::PLAN);
    for (a_norm, active, normed) in
        [(Some(norm()), false, true), (None, true, false), (Some(norm()), true, true)]
    {
        let model = randomize(Sometimes {
            a: conv(),
            a_norm,
            b: conv(),
            b_norm: norm(),
            active,
            c: conv(),
            c_norm: norm(),
            normed,
        });
        let prepared = folds_soundly(&model, image());
        prepared.convert().unwrap();
    }
}

/// The same, but what decides are the data: an instance needs the layer both with and without.
#[quantizable]
struct ByData {
    conv: Conv2d,
    norm: BatchNorm2d,
}

#[quantizable]
impl ByData {
    fn forward(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 0.1 {
            self.norm.forward(self.conv.forward(x))
        } else {
            self.conv.forward(x)
        }
    }
}

#[test]
fn layers_that_data_decide_on_are_not_folded() {
    assert_eq!(ByData::PLAN.fused_groups(), 0, "{}", ByData::PLAN);
    let model = randomize(ByData { conv: conv(), norm: norm() });
    for shift in [-1.0, 1.0] {
        let _ = folds_soundly(&model, image() + shift);
    }
}

/// Flags that change by more than `=`, and names that hide each other: what is asked the second time is
/// not the opposite of the first.
#[quantizable]
struct Changing {
    a: Conv2d,
    a_norm: BatchNorm2d,
    b: Conv2d,
    b_norm: BatchNorm2d,
    c: Conv2d,
    c_norm: BatchNorm2d,
    d: Conv2d,
    d_norm: BatchNorm2d,
    on: bool,
    k: Option<usize>,
    other: usize,
}

#[quantizable]
impl Changing {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut on = self.on;
        let x = if on { self.a_norm.forward(self.a.forward(x)) } else { x };
        std::ops::BitXorAssign::bitxor_assign(&mut on, true);
        let x = if on { x } else { self.a.forward(x) };
        let mut on = self.on;
        let x = if on { self.b_norm.forward(self.b.forward(x)) } else { x };
        [on, _] = [!on, on];
        let x = if on { x } else { self.b.forward(x) };
        let mut on = self.on;
        let x = if on { self.c_norm.forward(self.c.forward(x)) } else { x };
        match on {
            ref mut on => *on = !*on,
        }
        let x = if on { x } else { self.c.forward(x) };
        let k = self.other;
        if let Some(k) = self.k
            && k > 2
        {
            self.d_norm.forward(self.d.forward(x))
        } else {
            self.d.forward(x) * k as f32
        }
    }
}

#[test]
fn layers_behind_what_changes_are_not_folded() {
    for (on, k, other) in [(true, Some(1), 5), (false, Some(5), 0), (true, Some(5), 5)] {
        let layers = || (conv(), norm());
        let [(a, a_norm), (b, b_norm), (c, c_norm), (d, d_norm)] =
            std::array::from_fn(|_| layers());
        let model = Changing { a, a_norm, b, b_norm, c, c_norm, d, d_norm, on, k, other };
        let _ = folds_soundly(&randomize(model), image());
    }
}

/// A local that holds another layer after `&&` or a `ref mut`.
#[quantizable]
struct Swapped {
    a: Conv2d,
    b: Conv2d,
    norm: BatchNorm2d,
    last: BatchNorm2d,
    on: bool,
}

#[quantizable]
impl Swapped {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut layer = &self.a;
        let _ = self.on && {
            layer = &self.b;
            true
        };
        let x = self.norm.forward(layer.forward(x));
        let mut layer = &self.a;
        {
            let ref mut held = layer;
            if self.on {
                *held = &self.b;
            }
        }
        self.last.forward(layer.forward(x))
    }
}

#[test]
fn layers_that_are_swapped_are_not_folded() {
    for on in [false, true] {
        let model = Swapped { a: conv(), b: conv(), norm: norm(), last: norm(), on };
        let _ = folds_soundly(&randomize(model), image());
    }
}

/// A model that reaches into another one runs a layer there without what was folded into it.
#[test]
fn layers_of_other_models_are_not_run_with_what_was_folded() {
    #[quantizable]
    struct Inner {
        conv: Conv2d,
        norm: BatchNorm2d,
    }
    #[quantizable]
    impl Inner {
        fn forward(&self, x: Tensor) -> Tensor {
            self.norm.forward(self.conv.forward(x))
        }
    }
    #[quantizable]
    struct Net {
        inner: Inner,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let conv: &Conv2d = &self.inner.conv;
            conv.forward(self.inner.forward(x))
        }
    }
    let inner = Inner { conv: Conv2d::new(3, 3, 1), norm: BatchNorm2d::new(3) };
    let prepared = Net { inner }.prepare(&QConfigMapping::default()).unwrap();
    let error = prepared.forward(Tensor::ones(&[1, 3, 4, 4])).unwrap_err().to_string();
    assert!(error.contains("a batch normalization was folded into this layer"), "{error}");
}

/// The first layers of lists, which go without what the others have.
#[quantizable]
struct Rest {
    convs: Vec<Conv2d>,
    norms: Vec<BatchNorm2d>,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    stem: Conv2d,
    stem_norm: BatchNorm2d,
}

#[quantizable]
impl Rest {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = F::relu(self.norms[0].forward(self.convs[0].forward(x)));
        for conv in self.convs.iter().skip(1) {
            x = conv.forward(x);
        }
        x = self.pairs[0].0.forward(x);
        for (conv, norm) in &self.pairs[1..] {
            x = norm.forward(conv.forward(x));
        }
        Self::activated(&self.convs[2], self.stem_norm.forward(self.stem.forward(x)))
    }

    fn activated(conv: &Conv2d, x: Tensor) -> Tensor {
        F::relu(conv.forward(x))
    }
}

#[test]
fn layers_beside_others_of_their_lists_are_folded() {
    let groups = Rest::PLAN.groups.iter();
    let folded = groups.filter(|group| group.pattern.contains("batch_norm"));
    assert_eq!(folded.count(), 3, "{}", Rest::PLAN);
    let model = randomize(Rest {
        convs: (0..3).map(|_| conv()).collect(),
        norms: vec![norm()],
        pairs: (0..3).map(|_| (conv(), norm())).collect(),
        stem: conv(),
        stem_norm: norm(),
    });
    folds_soundly(&model, image());
}

/// One loop in another over the same list: the layers are of different items.
#[quantizable]
struct Crossed {
    pairs: Vec<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl Crossed {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        let pairs = &self.pairs[1..];
        for (conv, _) in pairs {
            for (_, norm) in pairs {
                x = norm.forward(conv.forward(x));
            }
        }
        x
    }
}

#[test]
fn layers_of_different_items_are_not_folded() {
    assert_eq!(Crossed::PLAN.fused_groups(), 0, "{}", Crossed::PLAN);
    folds_soundly(
        &randomize(Crossed { pairs: (0..3).map(|_| (conv(), norm())).collect() }),
        image(),
    );
}

/// Batch norm normalizes dimension 1, which of a series is the time.
#[quantizable]
struct Series {
    fc: Linear,
    bn: BatchNorm1d,
}

#[quantizable]
impl Series {
    fn forward(&self, x: Tensor) -> Tensor {
        self.bn.forward(self.fc.forward(x))
    }
}

/// The same with the norm in a model of its own.
#[quantizable]
struct Apart {
    fc: Linear,
    norm: Norm,
}

#[quantizable]
struct Norm {
    bn: BatchNorm1d,
}

#[quantizable]
impl Norm {
    fn forward(&self, x: Tensor) -> Tensor {
        self.bn.forward(x)
    }
}

#[quantizable]
impl Apart {
    fn forward(&self, x: Tensor) -> Tensor {
        self.norm.forward(self.fc.forward(x))
    }
}

#[test]
fn norms_of_another_dimension_are_not_folded() {
    let x = Tensor::from_fn(&[2, 3, 4], |i| (i as f32 * 0.37).sin());
    let series = randomize(Series { fc: Linear::new(4, 3), bn: BatchNorm1d::new(3) });
    assert_eq!(lowered_f32(&series, &x), series.forward(x.clone()));
    let prepared = series.prepare(&QConfigMapping::default()).unwrap();
    let error = prepared.forward(x.clone()).unwrap_err().to_string();
    assert!(error.contains("put the normalization into a model of its own"), "{error}");
    assert!(prepared.forward(Tensor::ones(&[2, 4])).is_ok());
    folds_soundly(
        &randomize(Apart { fc: Linear::new(4, 3), norm: Norm { bn: BatchNorm1d::new(3) } }),
        x,
    );
}
