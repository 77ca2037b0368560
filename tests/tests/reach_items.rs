//! What the items of a model's lists keep it from running is not missed in calibration.

use quantizable::{
    QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};
use quantizable_tests::{
    calibrated, lowered_f32, noise, randomize, reaches_all,
    small::{conv, image, norm},
};

/// An item has what others lack.
#[quantizable]
struct Layers {
    layers: Vec<(Conv2d, Option<BatchNorm2d>)>,
    blocks: Vec<Vec<Conv2d>>,
    kept: Vec<bool>,
}

#[quantizable]
impl Layers {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for (conv, norm) in &self.layers {
            x = conv.forward(x);
            if let Some(norm) = norm {
                x = F::relu(norm.forward(x));
            } else {
                x = F::sigmoid(x);
            }
        }
        for (i, convs) in self.blocks.iter().enumerate() {
            for (j, conv) in convs.iter().enumerate() {
                if j > i {
                    x = conv.forward(&x) + x;
                }
                let last = j + 1 == convs.len();
                if last && i > 0 {
                    x = F::tanh(x);
                }
                if j > 0 && self.kept[j - 1] {
                    x = F::gelu(x);
                }
                match (i, j) {
                    (0, 0) => x = self.blocks[0][0].forward(&x) + x * 2.0,
                    (1, 3) => x = F::silu(x),
                    _ => {}
                }
            }
        }
        x
    }
}

#[test]
fn items_of_lists() {
    let of = |norms: &[bool], blocks: &[usize], kept: Vec<bool>| Layers {
        layers: norms.iter().map(|has| (conv(), has.then(norm))).collect(),
        blocks: blocks.iter().map(|n| (0..*n).map(|_| conv()).collect()).collect(),
        kept,
    };
    for norms in [&[] as &[bool], &[true], &[false], &[false, true]] {
        for blocks in [&[] as &[usize], &[1], &[2, 1], &[1, 4]] {
            for kept in [[false; 3], [true; 3]] {
                reaches_all(of(norms, blocks, kept.to_vec()), &image());
            }
        }
    }
}

/// What `forward` does not look at, it need not have.
#[test]
fn items_that_are_not_looked_at() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        gains: Vec<usize>,
        stop: usize,
    }

    #[quantizable]
    impl Net {
        fn gain(&self, i: usize) -> usize {
            self.gains[i]
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for i in 0..9 {
                if i == self.stop {
                    break;
                }
                if self.gains[i] > 1 {
                    x = F::relu(self.conv.forward(x));
                }
                if self.gains[self.gains[i]] > 2 || self.gain(i) > 5 {
                    x = F::sigmoid(x);
                }
            }
            if x.mean_value() < -99.0 && self.gain(8) > 7 {
                return F::tanh(x);
            }
            if x.mean_value() < -99.0 && self.gains[7] + 1 > 7 {
                return F::tanh(x);
            }
            x
        }
    }
    let net = randomize(Net { conv: conv(), gains: vec![0, 2, 3], stop: 2 });
    assert_eq!(lowered_f32(&net, &image()), net.forward(image()));
    calibrated(&net, &QConfigMapping::default(), &[image()]);
}

/// An activation between layers, so that there is none for one layer.
#[test]
fn numbers_of_items() {
    #[quantizable]
    struct Mlp {
        layers: Vec<Linear>,
    }

    #[quantizable]
    impl Mlp {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for (i, layer) in self.layers.iter().enumerate() {
                x = layer.forward(x);
                if i + 1 < self.layers.len() {
                    x = F::gelu(x);
                }
            }
            for i in 1..self.layers.len() {
                if i > 1 {
                    x = F::tanh(x);
                }
            }
            x
        }
    }
    for n in 0..4 {
        let layers = (0..n).map(|_| Linear::new(4, 4)).collect();
        reaches_all(Mlp { layers }, &noise(&[2, 4], 5));
    }
}

/// Loops that end early, lists that are not long enough and helpers that are not called: what `forward`
/// does not evaluate, nobody does.
#[test]
fn what_forward_does_not_evaluate() {
    #[quantizable]
    struct Net {
        convs: Vec<Conv2d>,
        gains: Vec<usize>,
        rows: Vec<Vec<usize>>,
        limit: usize,
    }

    #[quantizable]
    impl Net {
        fn tail(&self, x: Tensor) -> Tensor {
            if self.gains[8] > 7 { F::tanh(x) } else { x }
        }

        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for i in 0.. {
                if i >= self.convs.len() {
                    break;
                }
                x = self.convs[i].forward(x);
                if i == 5 {
                    x = F::gelu(x);
                }
            }
            for step in 0..self.limit {
                if step == 2 {
                    break;
                }
                if step == 1 {
                    x = F::relu(x);
                }
            }
            'outer: for row in &self.rows {
                for i in row {
                    if *i == 99 {
                        continue 'outer;
                    }
                    if self.gains[*i] > 1 {
                        x = F::silu(x);
                    }
                }
            }
            if x.mean_value() > 99.0 {
                for conv in &self.convs[7..] {
                    x = F::sigmoid(conv.forward(x));
                }
                return self.tail(x);
            }
            for gain in &self.gains {
                if *gain > 3 {
                    return F::relu(x);
                }
            }
            if self.gains[9] > 1 { F::tanh(x) } else { x }
        }
    }
    let (convs, limit) = (vec![conv(), conv()], usize::MAX);
    let net = randomize(Net { convs, gains: vec![4], rows: vec![vec![0, 99, 50]], limit });
    assert_eq!(lowered_f32(&net, &image()), net.forward(image()));
    calibrated(&net, &QConfigMapping::default(), &[image()]);
}
