//! What a model, its fields and what its `forward` takes and returns have to be. The attribute
//! [`quantizable`](macro@crate::quantizable) implements these traits, and rustc names them where a type is
//! not what it has to be: see which types are by the lists of implementations.
//!
//! ```
//! use quantizable::{Tensor, nn::Linear, quantizable};
//! use quantizable::traits::{Forward, Lower, Plain, Value};
//!
//! #[quantizable(plain)]
//! #[derive(Clone)]
//! pub struct Config { scale: f32 }
//!
//! #[quantizable]
//! pub struct Net { fc: Linear, config: Config }
//!
//! #[quantizable]
//! impl Net {
//!     pub fn forward(&self, x: Tensor) -> Tensor { self.fc.forward(x) * self.config.scale }
//! }
//!
//! fn is_a_model(_: &impl Forward) {}
//! fn can_be_a_field(_: &impl Lower) {}
//! fn can_be_in_a_map_of_a_field(_: &impl Plain) {}
//! fn can_be_an_argument(_: &impl Value) {}
//!
//! let config = Config { scale: 0.5 };
//! can_be_in_a_map_of_a_field(&config);
//! can_be_an_argument(&config);
//! let net = Net { fc: Linear::new(4, 2), config };
//! is_a_model(&net);
//! can_be_a_field(&net);
//! can_be_an_argument(&(Tensor::zeros(&[1, 4]), 2));
//! ```

pub use crate::{
    lower::{Lower, Plain},
    meeting::{
        Attributed, Forward, IsLayer,
        exported::{Exported, ExportedPlain},
        is::SameFunction,
    },
    value::{Argument, Value},
};
