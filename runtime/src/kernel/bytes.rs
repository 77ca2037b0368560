//! A byte buffer aligned to cache lines.

use std::ops::{Deref, DerefMut};

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// Bytes that start at a cache line: vector loads from an aligned offset touch one line only.
pub struct Bytes {
    lines: Vec<Line>,
}

impl Bytes {
    /// At least `len` zeros (rounded up to whole lines).
    pub fn zeroed(len: usize) -> Self {
        Bytes { lines: vec![Line([0; 64]); len.div_ceil(64)] }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    #[allow(unsafe_code)]
    fn deref(&self) -> &[u8] {
        let lines = &self.lines[..];
        // SAFETY: `Line` is 64 initialised bytes without padding, so the slice's memory is
        // `size_of_val` bytes, borrowed for as long as the result.
        unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), size_of_val(lines)) }
    }
}

impl DerefMut for Bytes {
    #[allow(unsafe_code)]
    fn deref_mut(&mut self) -> &mut [u8] {
        let lines = &mut self.lines[..];
        // SAFETY: as above, and every byte pattern is a valid `Line`; borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), size_of_val(lines)) }
    }
}

impl Clone for Bytes {
    fn clone(&self) -> Self {
        Bytes { lines: self.lines.clone() }
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.len())
    }
}
