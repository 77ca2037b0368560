//! Fields that are in some builds only: the lowered model has them where the model does.

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};

#[quantizable]
struct Net {
    conv: Conv2d,
    #[cfg(any())]
    never: ThereIsNoSuchType,
    #[cfg(any())]
    head: Conv2d,
    // Kept for its weights; `forward` may not run it.
    #[cfg(not(any()))]
    head: Linear,
    #[cfg(not(any()))]
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net { conv: Conv2d::new(1, 2, 3), head: Linear::new(2, 2), scale: 0.5 }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x)) * self.scale
    }
}

#[test]
fn fields_of_other_builds_are_left_out() {
    let net = Net::new();
    assert_eq!(net.state_dict().len(), 4, "weight and bias of `conv` and of the one `head`");
    let x = Tensor::from_fn(&[1, 1, 4, 4], |i| (i as f32).sin());
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x.clone()));
    prepared.convert().unwrap().forward(x).unwrap();
}
