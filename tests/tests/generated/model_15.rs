//! A random model: seed 15 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    wide144: Linear,
    norm1: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    fancy: bool,
    conv0: Conv2d,
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    scale: f32,
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    dropout: Dropout,
    plain: bool,
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            wide144: Linear::new(144, 6),
            norm1: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fancy: true,
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            scale: 0.5,
            norm0: BatchNorm2d::new(4),
            never: None,
            dropout: Dropout::new(0.5),
            plain: false,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.wide144.forward(self.norm1.forward(self.two_pairs[0].0.forward(x.clone())).reshape([-1, 144]));
        let mut v2 = if self.fancy {
            let y3 = self.conv0.forward(x.clone());
            let y3 = self.norm2.forward(y3);
            let mut t4 = y3.relu6();
            t1.relu6().relu()
        } else {
            t1
        };
        let mut acc5 = x.clone();
        for i6 in 0..self.convs.len() {
            let mut all7 = vec![F::mul_scalar(acc5.clone(), self.scale), acc5.clone()];
            let mut x = F::cat(&all7, 1).mean([1], true) + &all7[0];
            acc5 = F::relu(self.norm1.forward(self.convs[i6].forward(self.norm0.forward(self.convs[i6].forward(x.clone())))));
        }
        if let Some(layer) = &self.never {
            acc5 = &acc5 * -0.5;
        }
        let late8;
        if self.never.is_some() {
            late8 = self.dropout.forward(v2).reshape([-1, 3, 2]).flatten(1, 2);
        } else {
            late8 = v2;
        }
        let mut v9 = 'done10: {
            if !self.plain {
                break 'done10 self.down.forward(acc5.permute([0, 1, 3, 2]));
            }
            F::adaptive_avg_pool2d(self.dropout.forward(acc5), 3)
        };
        let mut v11 = if self.plain {
            v9 = self.conv0.forward(v9.clone()).relu();
            v9
        } else {
            v9 += -0.5;
            v9
        };
        v11 = v11.permute([0, 1, 3, 2]);
        F::mul_scalar(late8.clone(), 0.25)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
