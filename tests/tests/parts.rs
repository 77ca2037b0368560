//! Batches in parts: only where images do not depend on one another, and with the same result.

#![allow(deprecated, reason = "not all models use all of their layers")]

use quantizable::{
    Model, QConfigMapping, Quantized, Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};
use quantizable_tests::{calibrated, converted, in_parts, noise, randomize};

/// Holds a model to fake-quant's results, which are of the whole batch, and says whether it was run in
/// parts.
fn runs_in_parts<M: Model<Input = Tensor, Output = Tensor>>(model: M, shape: &[usize]) -> bool {
    let x = noise(shape, 1);
    let prepared =
        calibrated(&randomize(model), &QConfigMapping::default(), std::slice::from_ref(&x));
    let (fake, int8) = (converted(&prepared).0, in_parts(&prepared));
    let expected = fake.forward(x.clone()).unwrap();
    for _ in 0..3 {
        assert_eq!(int8.forward(x.clone()).unwrap(), expected, "{}", M::PLAN.model);
    }
    knows_parts(&int8)
}

/// Whether it has found a shape of images that it runs by themselves: `([3, 4, 6], Some(432))`.
fn knows_parts<M: Model>(int8: &Quantized<M>) -> bool {
    format!("{int8:?}").contains("], Some(")
}

/// A model with one layer of each kind, for images of three channels.
macro_rules! model {
    ($name:ident($self:ident, $x:ident) $body:block) => {
        #[quantizable]
        struct $name {
            conv: Conv2d,
            fc: Linear,
        }

        #[quantizable]
        impl $name {
            fn new() -> Self {
                $name { conv: Conv2d::new(3, 3, 3).padding(1), fc: Linear::new(6, 6) }
            }

            fn forward(&$self, $x: Tensor) -> Tensor $body
        }
    };
}

model!(Plain(self, x) {
    let y = F::relu(self.conv.forward(&x)) + self.fc.forward(x);
    let y = F::max_pool2d(y, 2, 2) * 0.5;
    let tokens = y.size(3) * 2;
    let y = if tokens > 1 { F::cat([&y, &y], 1) } else { y };
    y.permute([0, 2, 3, 1]).flatten(2, -1).mean([1], false)
});

model!(Reshaped(self, x) {
    let y = self.conv.forward(x);
    let y = self.fc.forward(y.reshape([y.size(0), y.size(1) * y.size(2), y.size(3)]));
    y.view([y.size(0) as isize, -1]).reshape([-1, 8, 9])
});

/// With weights of its own.
#[quantizable]
struct Weighted {
    kernel: Tensor,
    bias: Tensor,
}

#[quantizable]
impl Weighted {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::conv2d(x, &self.kernel, Some(&self.bias), 1, 0, 1, 1);
        x.flatten(2, -1) * 0.5
    }
}

model!(Loops(self, x) {
    assert_eq!(x.dim(), 4, "images");
    let mut parts = Vec::new();
    for _ in 0..3 {
        parts.push(self.conv.forward(&x));
    }
    F::cat(&parts, 1)
});

#[test]
fn images_that_do_not_depend_on_one_another() {
    assert!(runs_in_parts(Plain::new(), &[5, 3, 4, 6]));
    assert!(runs_in_parts(Reshaped::new(), &[4, 3, 4, 6]));
    assert!(runs_in_parts(Loops::new(), &[3, 3, 4, 6]));
    let (kernel, bias) = (Tensor::zeros(&[4, 3, 2, 2]), Tensor::zeros(&[4]));
    assert!(runs_in_parts(Weighted { kernel, bias }, &[4, 3, 4, 6]));
    assert!(!runs_in_parts(Plain::new(), &[2, 3, 4, 6]), "too few to tell");
}

// Of six images or three, as many as there are channels, pixels and the like.
model!(Turned(self, x) { self.conv.forward(x).transpose(0, 3) });
model!(Averaged(self, x) { let y = self.conv.forward(x); &y - y.mean([0], true) });
model!(AveragedAway(self, x) { let y = self.conv.forward(x); &y - y.mean([0], false) });
model!(Repeated(self, x) {
    let y = self.conv.forward(x);
    &y + y.mean([1], false)
});
model!(Rows(self, x) { let y = self.conv.forward(x).mean([1, 2], false); y.unsqueeze(1) + y });
model!(Joined(self, x) { let y = self.conv.forward(x); F::cat([&y, &y], 0) });
model!(Flattened(self, x) { self.fc.forward(self.conv.forward(x).flatten(0, 2)) });
model!(Grouped(self, x) { self.fc.forward(self.conv.forward(x).reshape([3, -1, 6])) });
model!(Stacked(self, x) { self.conv.forward(x).unsqueeze(0).mean([1], false) });
model!(Unbatched(self, x) { self.fc.forward(self.conv.forward(x)) });
model!(Squeezed(self, x) { self.conv.forward(x.squeeze(0)) });
model!(Padded(self, x) { F::pad(self.conv.forward(x), [0, 0, 0, 0, 0, 0, 1, 0], 0.5) });

#[test]
fn operations_across_images() {
    for images in [3, 6] {
        let shape = [images, 3, 6, 6];
        assert!(!runs_in_parts(Turned::new(), &shape));
        assert!(!runs_in_parts(Averaged::new(), &shape));
        assert!(!runs_in_parts(AveragedAway::new(), &shape));
        assert!(!runs_in_parts(Rows::new(), &shape));
        assert!(!runs_in_parts(Joined::new(), &shape));
        assert!(!runs_in_parts(Flattened::new(), &shape));
        assert!(!runs_in_parts(Grouped::new(), &shape));
        assert!(!runs_in_parts(Stacked::new(), &shape));
        assert!(!runs_in_parts(Padded::new(), &shape));
        assert!(!runs_in_parts(Squeezed::new(), &shape));
    }
    // As many images as channels, so that a sum of one dimension less fits.
    assert!(!runs_in_parts(Repeated::new(), &[3, 3, 6, 6]));
    // An image without a batch, of three channels.
    assert!(!runs_in_parts(Unbatched::new(), &[3, 6, 6]));
}

model!(ByValue(self, x) {
    let bright = x.mean_value() > 0.5;
    if bright { x } else { self.conv.forward(x) }
});
model!(ByCount(self, x) { if x.size(0) > 2 { self.conv.forward(x) } else { x } });
model!(ByLast(self, x) { if x.size(-4) > 2 { self.conv.forward(x) } else { x } });
model!(ByShape(self, x) { if x.shape()[0] > 2 { self.conv.forward(x) } else { x } });
model!(BySize(self, x) { if x.numel() > 300 { self.conv.forward(x) } else { x } });
model!(Prints(self, x) { print!("x"); self.conv.forward(x) });
model!(Calls(self, x) { if std::env::args().count() > 1000 { x } else { self.conv.forward(x) } });
model!(Nested(self, x) { ByCount::new_count(); self.conv.forward(x) });
model!(InF32(self, x) {
    #[quantizable(float)]
    let y = x.mul_scalar(0.5);
    self.conv.forward(y)
});
model!(Constant(self, x) { self.conv.forward(x) + Tensor::ones(&[6, 3, 6, 6]) });

impl ByCount {
    fn new_count() {}
}

/// Each image has its own, or all have the same.
#[quantizable]
struct Numbered {
    conv: Conv2d,
    offsets: Tensor,
}

#[quantizable]
impl Numbered {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) + &self.offsets
    }
}

/// What keeps images together is in a part.
#[quantizable]
struct Around {
    conv: Conv2d,
    inner: Vec<ByCount>,
}

#[quantizable]
impl Around {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.conv.forward(x);
        for inner in &self.inner {
            x = inner.forward(x);
        }
        x
    }
}

#[test]
fn what_depends_on_more_than_the_model() {
    const { assert!(Plain::PLAN.per_image && Reshaped::PLAN.per_image && Loops::PLAN.per_image) };
    const { assert!(Turned::PLAN.per_image, "is for the operations to see") };
    const { assert!(Around::PLAN.per_image && !ByCount::PLAN.per_image) };
    let shape = [6, 3, 6, 6];
    assert!(!runs_in_parts(ByValue::new(), &shape) && !ByValue::PLAN.per_image);
    assert!(!runs_in_parts(ByCount::new(), &shape));
    assert!(!runs_in_parts(ByLast::new(), &shape) && !ByLast::PLAN.per_image);
    assert!(!runs_in_parts(ByShape::new(), &shape) && !ByShape::PLAN.per_image);
    assert!(!runs_in_parts(BySize::new(), &shape) && !BySize::PLAN.per_image);
    assert!(!runs_in_parts(Prints::new(), &shape) && !Prints::PLAN.per_image);
    assert!(!runs_in_parts(Calls::new(), &shape) && !Calls::PLAN.per_image);
    assert!(!runs_in_parts(Nested::new(), &shape) && !Nested::PLAN.per_image);
    assert!(!runs_in_parts(InF32::new(), &shape) && !InF32::PLAN.per_image);
    assert!(!runs_in_parts(Constant::new(), &shape) && !Constant::PLAN.per_image);
    let conv = || Conv2d::new(3, 3, 3).padding(1);
    let numbered = Numbered { conv: conv(), offsets: Tensor::zeros(&shape) };
    assert!(!runs_in_parts(numbered, &shape));
    let same = Numbered { conv: conv(), offsets: noise(&[3, 1, 1], 9) };
    assert!(runs_in_parts(same, &shape));
    assert!(!runs_in_parts(Around { conv: conv(), inner: vec![ByCount::new()] }, &shape));
}

#[test]
fn layers_in_f32_keep_a_batch_together() {
    let x = noise(&[5, 3, 4, 6], 1);
    let mapping = QConfigMapping::default().set_module_name("conv", None);
    let prepared = calibrated(&randomize(Plain::new()), &mapping, std::slice::from_ref(&x));
    let (fake, int8) = (converted(&prepared).0, in_parts(&prepared));
    for _ in 0..2 {
        assert_eq!(int8.forward(x.clone()).unwrap(), fake.forward(x.clone()).unwrap());
    }
    assert!(!knows_parts(&int8));
}
