//! A random model: seed 14 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    count: usize,
    conv2: Conv2d,
    join: Conv2d,
    pool: MaxPool2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            count: 2,
            conv2: Conv2d::new(4, 4, 3).padding(1),
            join: Conv2d::new(8, 4, 1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.convs[1].forward(y - 0.5) + F::relu(self.conv2.forward(x.clone()) + self.conv0.forward(x).relu()));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(&x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = self.conv0.forward(acc1) - x.relu6();
        }
        let Some(layer2) = &self.maybe else { return F::relu(acc1) };
        acc1 = acc1.permute([0, 1, 3, 2]).relu6();
        let mut v3 = match self.count {
            1 => {
                F::relu(acc1)
            }
            n if n > 2 => {
                F::squeeze(layer2.forward(x).unsqueeze(1), 1)
            }
            _ => {
                self.twice(&acc1, 2).relu()
            }
        };
        v3 = F::relu(&v3);
        let mut v3 = layer2.forward(&v3);
        let mut t4: Tensor = self.join.forward(F::cat([&v3, &v3], 1));
        self.pool.forward(&t4)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
