//! What depends on a model's fields: layers in options and lists, branches that an instance never
//! takes.

use quantizable::{
    Error, Model, QConfigMapping, Tensor,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{calibrated, converted, lowered_f32, noise, randomize};

/// Convolutions with batch norm in every container, some of them behind a flag.
#[quantizable]
pub struct Stage {
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    shortcut: Option<(Conv2d, BatchNorm2d)>,
    residual: bool,
    depth: usize,
}

#[quantizable]
impl Stage {
    fn new(pairs: usize, shortcut: bool, residual: bool, depth: usize) -> Self {
        let pair = || (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4));
        let pairs = (0..pairs).map(|_| pair()).collect();
        Stage { pairs, shortcut: shortcut.then(pair), residual, depth }
    }

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut y = x.clone();
        for (conv, bn) in &self.pairs {
            y = bn.forward(conv.forward(y)).relu();
        }
        let side = match &self.shortcut {
            Some((conv, bn)) => bn.forward(conv.forward(x)),
            None => x,
        };
        if self.residual {
            y += side;
        } else if self.depth > 2 {
            y *= side;
        }
        y
    }
}

fn check(stage: Stage) -> Vec<u8> {
    let model = randomize(stage);
    let batches: Vec<Tensor> = (0..4).map(|seed| noise(&[2, 4, 5, 5], 30 + seed)).collect();
    for x in &batches {
        assert_eq!(lowered_f32(&model, x), model.forward(x.clone()));
    }
    let prepared = calibrated(&model, &QConfigMapping::default(), &batches);
    assert_eq!(prepared.coverage().missing().next(), None);
    let (fake, int8) = converted(&prepared);
    let expected = fake.forward(batches[0].clone()).unwrap();
    for int8 in &int8 {
        assert_eq!(int8.forward(batches[0].clone()).unwrap(), expected, "{}", int8.isa());
    }
    int8[0].to_bytes().unwrap()
}

#[test]
fn every_instance_converts_without_its_other_branches() {
    for pairs in [0, 1, 3] {
        for (shortcut, residual, depth) in
            [(false, false, 0), (true, false, 3), (true, true, 0), (false, true, 9)]
        {
            check(Stage::new(pairs, shortcut, residual, depth));
        }
    }
}

#[test]
fn batch_norm_folds_in_lists_and_options() {
    let groups: Vec<_> = Stage::PLAN.groups.iter().map(|group| group.pattern).collect();
    assert_eq!(groups, ["conv2d+batch_norm+relu", "conv2d+batch_norm"]);
    let bytes = check(Stage::new(2, true, true, 0));
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let names = file.names();
    assert!(names.contains(&"pairs.1.0.weight") && names.contains(&"shortcut.0.weight"));
    assert!(!names.iter().any(|name| name.contains("running_mean")), "{names:?}");
}

#[test]
fn a_branch_that_the_instance_takes_still_needs_data() {
    let model = Stage::new(1, true, true, 0);
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    let Err(Error::Unobserved { sites }) = prepared.convert() else { panic!("no data") };
    assert_eq!(sites.len(), 3, "{sites:?}");
}

/// Pairs by their index.
#[quantizable]
pub struct Indexed {
    pairs: Vec<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl Indexed {
    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = self.pairs[0].1.forward(self.pairs[0].0.forward(x));
        self.pairs[1].1.forward(self.pairs[1].0.forward(x)).relu()
    }
}

#[test]
fn batch_norm_folds_behind_an_index() {
    let pair = || (Conv2d::new(4, 4, 3).padding(1), BatchNorm2d::new(4));
    let model = randomize(Indexed { pairs: vec![pair(), pair()] });
    let prepared = calibrated(&model, &QConfigMapping::default(), &[noise(&[1, 4, 5, 5], 3)]);
    let bytes = prepared.convert().unwrap().to_bytes().unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert!(!file.names().iter().any(|name| name.contains("running_mean")));
    assert_eq!(Indexed::PLAN.fused_groups(), 2);
}
