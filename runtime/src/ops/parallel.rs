//! Threads for large work only. How work is cut never depends on how many threads there are, so
//! neither do the results.

use rayon::prelude::*;

/// Multiply-adds, roughly, below which handing work to threads costs more than it saves.
const WORTH_THREADS: usize = 1 << 20;

/// Whether `work` multiply-adds are worth threads.
pub(super) fn worth_threads(work: usize) -> bool {
    work >= WORTH_THREADS
}

/// Calls `f` with each of `parts`, and a scratch value that one thread reuses from part to part.
pub(super) fn for_each<T: Send, S: Default + Send>(
    parts: Vec<T>,
    work: usize,
    f: impl Fn(&mut S, T) + Sync + Send,
) {
    if parts.len() > 1 && worth_threads(work) {
        parts.into_par_iter().for_each_init(S::default, f);
    } else {
        let mut scratch = S::default();
        parts.into_iter().for_each(|part| f(&mut scratch, part));
    }
}

/// Calls `f` with each `len` elements of `out`, the last maybe fewer, and their number.
pub(super) fn for_each_chunk(
    out: &mut [f32],
    len: usize,
    work: usize,
    f: impl Fn(usize, &mut [f32]) + Sync + Send,
) {
    let len = len.max(1);
    if worth_threads(work) {
        out.par_chunks_mut(len).enumerate().for_each(|(i, chunk)| f(i, chunk));
    } else {
        out.chunks_mut(len).enumerate().for_each(|(i, chunk)| f(i, chunk));
    }
}
