//! Between channels last (NHWC) and channels first (NCHW) for u8 tensors.

use super::{Isa, check_len};

/// NCHW to NHWC.
pub fn channels_last(_isa: Isa, x: &[u8], [n, c, h, w]: [usize; 4], out: &mut [u8]) {
    transpose(x, n, c, h * w, out);
}

/// NHWC to NCHW: the order in which PyTorch flattens an image.
pub fn channels_first(_isa: Isa, x: &[u8], [n, c, h, w]: [usize; 4], out: &mut [u8]) {
    transpose(x, n, h * w, c, out);
}

/// Each of `n` matrices of `rows` × `columns` to `columns` × `rows`.
fn transpose(x: &[u8], n: usize, rows: usize, columns: usize, out: &mut [u8]) {
    let len = rows * columns;
    check_len("the input", x, n * len);
    check_len("the output", out, n * len);
    if rows == 1 || columns == 1 {
        out[..n * len].copy_from_slice(&x[..n * len]);
        return;
    }
    for (x, out) in x.chunks_exact(len).zip(out.chunks_exact_mut(len)).take(n) {
        for (row, x) in x.chunks_exact(columns).enumerate() {
            for (column, &x) in x.iter().enumerate() {
                out[column * rows + row] = x;
            }
        }
    }
}
