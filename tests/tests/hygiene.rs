//! Models whose names meet those that the expansion uses, under the strictest lints.
#![deny(warnings, missing_docs, unsafe_code, unused_qualifications, unused_results)]
#![warn(clippy::pedantic)]
#![allow(clippy::struct_field_names, clippy::needless_pass_by_value)]

extern crate quantizable as q;

mod names {
    //! A model that uses every name that an expansion might.
    use q::{
        Tensor, functional as F,
        nn::{Conv2d, Linear},
        quantizable,
    };

    /// Not the crates of that name.
    pub mod core {}
    /// Not the crates of that name.
    pub mod std {}
    /// Not the one of the prelude.
    pub type Result = u8;
    /// Not the one of the prelude.
    pub struct Vec;
    /// Not the one of the prelude.
    #[allow(non_snake_case, reason = "it is the point")]
    #[must_use]
    pub fn Ok() -> Result {
        1
    }

    /// Fields by the names of the expansion's locals.
    #[quantizable(crate = q)]
    pub struct B {
        cx: Conv2d,
        sites: Conv2d,
        layers: Linear,
        r#type: Linear,
        of: usize,
    }

    #[quantizable]
    impl B {
        /// A model.
        #[must_use]
        pub fn new() -> Self {
            let _ = (Vec, Ok());
            B {
                cx: Conv2d::new(1, 1, 3),
                sites: Conv2d::new(1, 1, 3),
                layers: Linear::new(4, 2),
                r#type: Linear::new(2, 2),
                of: 1,
            }
        }

        /// Locals by the names of the expansion's locals.
        #[must_use]
        pub fn forward(&self, cx: Tensor) -> Tensor {
            let input = self.cx.forward(&cx);
            let slot0 = F::relu(input);
            let sites = self.sites.forward(slot0);
            let (of, path, to) = (self.of, 1, 2.0);
            let args = sites.relu().reshape([-1, 4]);
            let input = args.relu();
            let value = &input + self.layers.forward(&input).mean([1], true);
            let error = self.layers.forward(value * to);
            #[allow(clippy::cast_precision_loss)]
            let x = self.r#type.forward(error) * (of + path) as f32;
            x
        }
    }

    impl Default for B {
        fn default() -> Self {
            Self::new()
        }
    }
}

use q::Model;

#[test]
fn names_do_not_meet() {
    let model = names::B::default();
    let x = q::Tensor::from_fn(&[1, 1, 6, 6], |i| f32::from(u16::try_from(i).unwrap_or(0)).sin());
    let prepared = model.prepare(&q::QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), model.forward(x));
}
