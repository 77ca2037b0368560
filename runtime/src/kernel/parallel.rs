//! Work for several threads, where it pays.

/// Multiply-adds below which handing work to another thread costs more than it saves.
pub(crate) const WORTH_THREADS: usize = 4_000_000;

/// How many threads work of this size is for. Rayon is not asked about small work, so that its
/// pool is not even started for it.
pub(crate) fn threads_for(work: usize) -> usize {
    if work < WORTH_THREADS { 1 } else { rayon::current_num_threads() }
}

/// Calls `f` for each task: on this thread in order if `threads` is 1, else on rayon's.
pub(crate) fn for_each(threads: usize, tasks: usize, f: &(impl Fn(usize) + Sync)) {
    if threads == 1 {
        (0..tasks).for_each(f);
    } else {
        halve(0, tasks, f);
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
