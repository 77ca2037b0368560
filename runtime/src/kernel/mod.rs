//! u8×i8 kernels.
