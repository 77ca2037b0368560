//! syn's trees → what the user declared.

mod elided;
mod forward;
mod model;
mod unalias;
mod ungroup;

pub use forward::{Impl, Method, Param, Receiver};
pub use model::{Field, Model};
pub use ungroup::{Parenthesize, Ungroup, open_blocks};
