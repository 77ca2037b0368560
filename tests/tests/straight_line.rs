//! The model that the project started from: fused, quantized, and in f32 what it was.

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};

#[quantizable]
struct Net {
    conv1: Conv2d,
    conv2: Conv2d,
    fc: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(1, 40, 3),
            conv2: Conv2d::new(40, 40, 3),
            fc: Linear::new(5 * 5 * 40, 10),
        }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.conv1.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = F::relu(self.conv2.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = x.reshape([-1, 5 * 5 * 40]);
        self.fc.forward(x)
    }
}

const _: () = assert!(Net::PLAN.float_ops() == 0 && Net::PLAN.fused_groups() == 2);

#[test]
fn the_plan_lists_the_ops_in_order() {
    assert_eq!(
        Net::PLAN.op_names().collect::<Vec<_>>().join(" "),
        "conv2d relu max_pool2d conv2d relu max_pool2d reshape linear"
    );
}

#[test]
fn calibration_computes_what_the_model_does() {
    let net = Net::new();
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    let x = Tensor::from_fn(&[2, 1, 28, 28], |i| (i as f32 * 0.37).sin());
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x));
}

#[test]
fn int8_is_near_f32() {
    let net = Net::new();
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    let x = Tensor::from_fn(&[2, 1, 28, 28], |i| (i as f32 * 0.37).sin());
    prepared.forward(x.clone()).unwrap();
    let int8 = prepared.convert().unwrap();
    let (exact, int8) = (net.forward(x.clone()), int8.forward(x).unwrap());
    for (exact, int8) in exact.as_slice().iter().zip(int8.as_slice()) {
        assert!((exact - int8).abs() < 0.02, "{exact} and {int8}");
    }
}
