//! What a forward's results look like, and whether that shows that it treats images alike.
//!
//! Let all tensors of a forward be the model's own or come from one input of `n` images, and let what
//! runs depend on no size and no value of that (which the macro has seen to). If every result has `n`
//! in its first dimension, and all other sizes are the same for two different `n` of at least two, no
//! operation has mixed images. One that moves the first dimension, sums over it or repeats along it
//! gives a result with `n` in another place, or without it, for one of the two at least; and a tensor
//! of the model's with something of its own for each image fits one of the two only.

use std::cell::Cell;

use super::TensorLike;
use crate::fnv::Fnv;

thread_local! {
    static TRACE: Cell<Option<Trace>> = const { Cell::new(None) };
}

/// The results of a forward so far.
#[derive(Clone, Copy)]
struct Trace {
    images: usize,
    /// Whether each is of as many images, and nothing that was done to one depends on how many.
    alike: bool,
    seen: Seen,
    /// Elements an image of the last result.
    last: usize,
}

/// What a forward's results have in common, however many images they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// Of the sizes of all dimensions but the first.
    sizes: Fnv,
    /// The most elements an image that a result and the one before it have.
    pub pair: usize,
}

/// Ends a trace, also if the forward panics.
struct Tracing;

impl Drop for Tracing {
    fn drop(&mut self) {
        TRACE.set(None);
    }
}

/// Runs a forward on so many images, and says what was seen of its results if all of them are of as
/// many images.
pub(super) fn traced<R>(images: usize, forward: impl FnOnce() -> R) -> (R, Option<Seen>) {
    let seen = Seen { sizes: Fnv::EMPTY, pair: 0 };
    TRACE.set(Some(Trace { images, alike: true, seen, last: 0 }));
    let _tracing = Tracing;
    let result = forward();
    let trace = TRACE.take().filter(|trace| trace.alike);
    (result, trace.map(|trace| trace.seen))
}

/// Notes an operation that rounds in another way for another number of images: a sum in f32.
pub(super) fn note_rounding() {
    if let Some(trace) = TRACE.get() {
        TRACE.set(Some(Trace { alike: false, ..trace }));
    }
}

/// Notes the result of an operation.
pub(super) fn note(result: &impl TensorLike) {
    let Some(mut trace) = TRACE.get() else { return };
    match result.shape() {
        [images, sizes @ ..] if result.has_qparams() && *images == trace.images => {
            for &size in sizes.iter().chain([&sizes.len()]) {
                trace.seen.sizes = trace.seen.sizes.with(&size.to_le_bytes());
            }
            let elements = sizes.iter().product();
            trace.seen.pair = trace.seen.pair.max(trace.last + elements);
            trace.last = elements;
        }
        _ => trace.alike = false,
    }
    TRACE.set(Some(trace));
}
