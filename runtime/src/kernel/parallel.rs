//! Work for several threads, where it pays.

use std::ops::Range;

use super::{BufferPool, crew};

/// Nanoseconds of work for each thread that are worth waking it for.
pub(super) const WORTH_WAKING: usize = 30_000;
/// As above, for a thread that waits for work.
const WORTH_HANDING: usize = 2_000;

/// As above, for a thread that takes a piece of work more.
const WORTH_TAKING: usize = 5_000;

/// How many threads share a kernel's work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Threads {
    pub count: usize,
    /// About how many pieces each takes its part in: several, so that others may take some from
    /// one that comes late or is slow, where the work is much.
    pub(super) pieces: usize,
}

/// How many threads to use for so many nanoseconds of work. Rayon is not asked about small work,
/// so that its pool is not even started for it.
pub(crate) fn threads_for(nanoseconds: usize) -> Threads {
    crew::note_work(nanoseconds);
    let count = match crew::size() {
        None => match nanoseconds / WORTH_WAKING {
            0 | 1 => 1,
            threads => threads.min(rayon::current_num_threads()),
        },
        Some(size) => (nanoseconds / WORTH_HANDING).clamp(1, size),
    };
    Threads { count, pieces: (nanoseconds / count / WORTH_TAKING).clamp(1, 4) }
}

/// A slice that threads take disjoint parts of.
struct Shared<T>(*mut T);

// SAFETY: elements may be sent, and the users below give each to one thread.
#[allow(unsafe_code)]
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn at(&self, index: usize) -> *mut T {
        self.0.wrapping_add(index)
    }
}

impl Threads {
    /// Calls `f` for runs of units of work that together are `0..units`, with the number of the
    /// thread, less than `count`, that no other call at the same time has. Units are of about the
    /// same work. Neighbouring units mostly run on one thread, and on the same one kernel after
    /// kernel, so that it reads what it wrote.
    pub fn for_each_run(self, units: usize, f: &(dyn Fn(usize, Range<usize>) + Sync)) {
        let threads = Threads { count: self.count.min(units), ..self };
        match threads.count {
            0 => {}
            1 => f(0, 0..units),
            _ if crew::run(threads, units, f) => {}
            count => halve(0..count, &|part| {
                let cut = |i: usize| i * units / count;
                crew::in_task(|| f(part, cut(part)..cut(part + 1)));
            }),
        }
    }

    /// As [`for_each_run`](Self::for_each_run), with at least `len` bytes of scratch for each
    /// thread, where that is not nothing.
    pub fn for_each_run_with(
        self,
        units: usize,
        (pool, len): (&BufferPool, usize),
        f: &(impl Fn(&mut [u8], Range<usize>) + Sync),
    ) {
        if len == 0 {
            return self.for_each_run(units, &|_, run| f(&mut [], run));
        }
        if self.count == 1 {
            return if units > 0 {
                pool.with_scratch(len, |scratch| f(scratch, 0..units));
            };
        }
        let mut own = pool.own(self.count, len);
        let shared = Shared(own.as_mut_ptr());
        self.for_each_run(units, &|thread, run| {
            // SAFETY: there is one for each thread, borrowed for longer, and no other call at this
            // time has this thread's number.
            #[allow(unsafe_code)]
            let own = unsafe { &mut *shared.at(thread) };
            f(own, run);
        });
    }

    /// Cuts `out` between units of `unit` elements, of which the last may be shorter. Calls `f`
    /// for each part with the number of its first unit.
    pub fn for_each_part<T: Send>(
        self,
        out: &mut [T],
        unit: usize,
        f: &(impl Fn(usize, &mut [T]) + Sync),
    ) {
        if out.is_empty() {
            return;
        }
        let len = out.len();
        let shared = Shared(out.as_mut_ptr());
        self.for_each_run(len.div_ceil(unit), &|_, run| {
            let (first, end) = (run.start * unit, (run.end * unit).min(len));
            // SAFETY: the runs are inside `out`, which is borrowed for longer, and do not overlap.
            #[allow(unsafe_code)]
            let part = unsafe { std::slice::from_raw_parts_mut(shared.at(first), end - first) };
            f(run.start, part);
        });
    }
}

/// `join` keeps its jobs on the stack, so this allocates nothing.
fn halve(parts: Range<usize>, f: &(dyn Fn(usize) + Sync)) {
    if parts.len() == 1 {
        return f(parts.start);
    }
    let middle = parts.start.midpoint(parts.end);
    rayon::join(|| halve(parts.start..middle, f), || halve(middle..parts.end, f));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_slice_once() {
        for (len, unit, threads) in [(0, 3, 2), (1, 3, 2), (10, 3, 1), (10, 3, 2), (100, 1, 3)] {
            let mut out = vec![0; len];
            let threads = Threads { count: threads, pieces: 2 };
            threads.for_each_part(&mut out, unit, &|first, part| {
                part.iter_mut().enumerate().for_each(|(i, x)| *x += first * unit + i + 1);
            });
            assert!(out.iter().enumerate().all(|(i, &x)| x == i + 1), "{len} {unit} {threads:?}");
        }
    }
}
