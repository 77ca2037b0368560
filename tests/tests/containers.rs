//! Tensors in maps, in tuples that are assigned, and in arrays that are made of lists.

use std::collections::{BTreeMap, HashMap};

use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};
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
