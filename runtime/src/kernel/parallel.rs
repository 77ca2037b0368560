//! Work for several threads, where it pays.

use super::crew;

/// Nanoseconds of work for each thread that are worth waking it for.
pub(super) const WORTH_WAKING: usize = 30_000;
/// As above, for a thread that waits for work.
const WORTH_HANDING: usize = 2_000;

/// How many threads to use for so many nanoseconds of work. Rayon is not asked about small work,
/// so that its pool is not even started for it.
pub(crate) fn threads_for(nanoseconds: usize) -> usize {
    crew::note_work(nanoseconds);
    match crew::size() {
        None => match nanoseconds / WORTH_WAKING {
            0 | 1 => 1,
            threads => threads.min(rayon::current_num_threads()),
        },
        Some(size) => (nanoseconds / WORTH_HANDING).clamp(1, size),
    }
}

/// How many parts to cut a kernel's work into: several for each thread, so that one that comes
/// late or is slow gets fewer.
pub(crate) fn parts(threads: usize) -> usize {
    if threads == 1 { 1 } else { 4 * threads }
}

/// Calls `f` for each task: on this thread in order if `threads` is 1. Neighbouring tasks mostly
/// run on one thread, and on the same one kernel after kernel, so that it reads what it wrote.
pub(crate) fn for_each(threads: usize, tasks: usize, f: &(impl Fn(usize) + Sync)) {
    if threads == 1 || tasks < 2 {
        (0..tasks).for_each(f);
    } else if !crew::run(threads, tasks, f) {
        halve(0, tasks, &|task| crew::in_task(|| f(task)));
    }
}

/// `join` keeps its jobs on the stack, so this allocates nothing.
fn halve(start: usize, end: usize, f: &(impl Fn(usize) + Sync)) {
    match end - start {
        0 => {}
        1 => f(start),
        len => {
            let middle = start + len / 2;
            rayon::join(|| halve(start, middle, f), || halve(middle, end, f));
        }
    }
}

/// A slice that tasks take disjoint parts of.
struct Shared<T>(*mut T);

// SAFETY: elements may be sent, and the only user below gives each to one task.
#[allow(unsafe_code)]
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn at(&self, index: usize) -> *mut T {
        self.0.wrapping_add(index)
    }
}

/// Cuts `out` between units of `unit` elements, of which the last may be shorter, into parts for
/// the threads. Calls `f` for each part with the number of its first unit.
pub(crate) fn for_each_part<T: Send>(
    threads: usize,
    out: &mut [T],
    unit: usize,
    f: &(impl Fn(usize, &mut [T]) + Sync),
) {
    if out.is_empty() {
        return;
    }
    let len = out.len();
    let units = len.div_ceil(unit);
    let parts = parts(threads).min(units);
    let start = |part: usize| part * units / parts;
    let shared = Shared(out.as_mut_ptr());
    for_each(threads, parts, &|part| {
        let (first, end) = (start(part) * unit, (start(part + 1) * unit).min(len));
        // SAFETY: the parts are inside `out`, which is borrowed for longer, and do not overlap.
        #[allow(unsafe_code)]
        let part_of_out = unsafe { std::slice::from_raw_parts_mut(shared.at(first), end - first) };
        f(start(part), part_of_out);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_slice_once() {
        for (len, unit, threads) in [(0, 3, 2), (1, 3, 2), (10, 3, 1), (10, 3, 2), (100, 1, 3)] {
            let mut out = vec![0; len];
            for_each_part(threads, &mut out, unit, &|first, part| {
                part.iter_mut().enumerate().for_each(|(i, x)| *x += first * unit + i + 1);
            });
            assert!(out.iter().enumerate().all(|(i, &x)| x == i + 1), "{len} {unit} {threads}");
        }
    }
}
