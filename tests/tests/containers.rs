//! Tensors in maps, in tuples that are assigned, in arrays that are made of lists, and in what a
//! `forward` takes and returns.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    ops::Range,
};

use quantizable::{
    Model, QConfigMapping, Tensor, backend::FakeQuant, functional as F, nn::Conv2d, quantizable,
};
use quantizable_tests::check;

fn conv() -> Conv2d {
    Conv2d::new(2, 2, 3).padding(1)
}

/// A pyramid of features by their names and levels.
#[quantizable]
struct Pyramid {
    stem: Conv2d,
    levels: Vec<Conv2d>,
}

#[quantizable]
impl Pyramid {
    fn features(&self, x: Tensor) -> BTreeMap<usize, Tensor> {
        let mut features = BTreeMap::new();
        let mut x = x;
        for (level, conv) in self.levels.iter().enumerate() {
            x = F::relu(conv.forward(x));
            features.insert(level, x.clone());
        }
        features
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut named = HashMap::new();
        named.insert("stem", self.stem.forward(&x));
        named.insert("input", x);
        let levels = self.features(named["stem"].relu());
        let mut sum = &named["input"] + named["stem"].relu();
        for (level, feature) in &levels {
            sum = if *level > 0 { sum + feature * 0.5 } else { sum + feature };
        }
        if let Some(first) = levels.get(&0) {
            sum += first;
        }
        if levels.contains_key(&7) {
            return sum;
        }
        let stem = named.remove("stem").unwrap();
        levels.values().fold(sum, |sum, _| sum) + stem
    }
}

#[test]
fn maps() {
    check(Pyramid { stem: conv(), levels: vec![conv(), conv()] });
}

#[test]
fn tuples_that_are_assigned() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        b: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let (mut left, mut right);
            (left, right) = (self.a.forward(&x), x);
            for _ in 0..2 {
                (left, right) = (F::relu(&right), self.b.forward(left + &right));
            }
            left + right * 2.0
        }
    }
    check(Net { a: conv(), b: conv() });
}

#[test]
fn arrays_of_parts() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let (n, c) = (x.size(0), x.size(1));
            let [a, b]: [Tensor; 2] = self.conv.forward(x).chunk(2, 1).try_into().unwrap();
            F::cat(&[&a + b.relu(), b], 1).view((n, c, -1)).permute((1, 0, -1))
        }
    }
    check(Net { conv: conv() });
}

/// As segmentation models do in PyTorch: a dictionary of outputs.
#[quantizable]
struct Heads {
    stem: Conv2d,
    aux: Conv2d,
}

#[quantizable]
impl Heads {
    fn forward(
        &self,
        inputs: &HashMap<&'static str, Tensor>,
        scales: BTreeMap<usize, Tensor>,
        crop: Range<usize>,
        rounds: fn(usize) -> usize,
    ) -> HashMap<String, Tensor> {
        let mut x = self.stem.forward(&inputs["image"]);
        for (level, scale) in &scales {
            if crop.contains(level) {
                x *= scale;
            }
        }
        let mut out = HashMap::new();
        for _ in 0..rounds(1) {
            x = F::relu(x);
        }
        out.insert("aux".to_string(), self.aux.forward(&x));
        out.insert("out".to_string(), x);
        out
    }
}

#[test]
fn maps_that_go_in_and_out() -> quantizable::Result<()> {
    let net = Heads { stem: conv(), aux: conv() };
    let x = Tensor::from_fn(&[1, 2, 5, 5], |i| (i as f32 * 0.37).sin());
    let inputs = HashMap::from([("image", x.clone()), ("mask", x * 9.0)]);
    let scales = BTreeMap::from([(0, Tensor::full(&[1], 0.5)), (7, Tensor::full(&[1], 4.0))]);
    let run = || (inputs.clone(), scales.clone(), 0..3, (|n| n + 1) as fn(usize) -> usize);
    let expected = net.forward(&inputs, scales.clone(), 0..3, |n| n + 1);
    let prepared = net.prepare(&QConfigMapping::default())?;
    let seen = prepared.forward(run())?;
    assert_eq!(seen, expected);
    let (int8, fake) = (prepared.convert()?, prepared.convert_to(FakeQuant::default())?);
    let out = int8.forward(run())?;
    assert_eq!(out, fake.forward(run())?);
    for (name, expected) in &expected {
        let error = &out[name] - expected;
        let ratio = (expected * expected).sum_value() / (&error * &error).sum_value();
        assert!(ratio > 1000.0, "{name}: {ratio}");
    }
    Ok(())
}

#[test]
fn queues_that_are_returned() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> VecDeque<Tensor> {
            let mut last = VecDeque::new();
            let mut x = x;
            for _ in 0..3 {
                x = self.conv.forward(x);
                last.push_back(x.relu());
                if last.len() > 2 {
                    last.pop_front();
                }
            }
            last
        }
    }
    let net = Net { conv: conv() };
    let x = Tensor::from_fn(&[1, 2, 5, 5], |i| (i as f32 * 0.37).sin());
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x));
}
