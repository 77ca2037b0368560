//! Random models: lowered to f32 they compute what they did as written, to the bit, and in
//! int8 what fake quantization predicts.
//!
//! `control_flow_random/models.rs` is a fixed set of those that `generate.py` beside it writes; for
//! more, run it with another count and seed.

use quantizable::{__private::Float, backend::FakeQuant};
use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, ReLU},
    quantizable,
};

fn image(seed: usize) -> Tensor {
    Tensor::from_fn(&[1, 2, 5, 5], |i| ((i * 7 + seed * 13) as f32 * 0.37).sin())
}

/// The lowered `forward` is the one as written, and so is the one that calibrates where no batch
/// norm is folded; int8 is what fake quantization says.
fn check<M: Model<Input = Tensor, Output = Tensor>>(model: &M) {
    let lowered = model.lower();
    let images: Vec<_> = (0..4).map(image).collect();
    for x in &images {
        let y = M::forward_lowered(&lowered, &Float::default(), x.clone()).unwrap();
        assert_eq!(y, model.forward(x.clone()), "lowered to f32");
    }
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    for x in &images {
        prepared.forward(x.clone()).unwrap();
    }
    // A branch that no image took is an error that says so; the rest is for those that were.
    let Ok(int8) = prepared.convert() else { return };
    let fake = prepared.convert_to(FakeQuant::default()).unwrap();
    for x in &images {
        let (int8, fake) = (int8.forward(x.clone()).unwrap(), fake.forward(x.clone()).unwrap());
        assert_eq!(int8, fake, "int8 and fake quantization");
    }
}

macro_rules! model {
    ($test:ident, |$self:ident, $x:ident| $body:block) => {
        #[test]
        #[allow(unused_mut, unused_assignments, unused_variables, unused_parens)]
        #[allow(clippy::all)]
        fn $test() {
            #[quantizable]
            struct Net {
                a: Conv2d,
                b: Conv2d,
                c: Conv2d,
                norm1: BatchNorm2d,
                norm2: BatchNorm2d,
                convs: Vec<Conv2d>,
                maybe: Option<Conv2d>,
                act: ReLU,
                n: usize,
                on: bool,
                k: f32,
            }
            #[quantizable(allow(unused_layer))]
            impl Net {
                fn forward(&$self, mut $x: Tensor) -> Tensor $body
            }
            let conv = || Conv2d::new(2, 2, 3).padding(1);
            for (n, on) in [(0, false), (1, true), (3, false)] {
                check(&Net {
                    a: conv(),
                    b: conv(),
                    c: conv(),
                    norm1: BatchNorm2d::new(2),
                    norm2: BatchNorm2d::new(2),
                    convs: vec![conv(), conv()],
                    maybe: on.then(conv),
                    act: ReLU::new(),
                    n,
                    on,
                    k: 0.5,
                });
            }
        }
    };
}

include!("control_flow_random/models.rs");
