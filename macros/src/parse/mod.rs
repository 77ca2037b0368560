//! syn's trees → what the user declared.

mod forward;
mod model;

pub use forward::{Impl, Method, Param, Receiver};
pub use model::{Field, Model};
