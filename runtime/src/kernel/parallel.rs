//! Work for several threads, where it pays.

/// Nanoseconds of work that are worth waking another thread for.
const WORTH_THREADS: usize = 30_000;

/// How many threads to use for `work` operations of which one thread does `per_nanosecond`. Rayon
/// is not asked about small work, so that its pool is not even started for it.
pub(crate) fn threads_for(work: usize, per_nanosecond: usize) -> usize {
    if work / per_nanosecond < WORTH_THREADS { 1 } else { rayon::current_num_threads() }
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

/// Calls `f` for each row of `row_len` bytes of `out` with its number.
pub(crate) fn for_each_row(
    threads: usize,
    out: &mut [u8],
    row_len: usize,
    f: &(impl Fn(usize, &mut [u8]) + Sync),
) {
    fn halve(
        first: usize,
        out: &mut [u8],
        row_len: usize,
        f: &(impl Fn(usize, &mut [u8]) + Sync),
        least: usize,
    ) {
        let rows = out.len() / row_len;
        if rows <= least {
            for (i, row) in out.chunks_exact_mut(row_len).enumerate() {
                f(first + i, row);
            }
        } else {
            let middle = rows / 2;
            let (a, b) = out.split_at_mut(middle * row_len);
            rayon::join(
                || halve(first, a, row_len, f, least),
                || halve(first + middle, b, row_len, f, least),
            );
        }
    }
    if row_len == 0 {
        return;
    }
    let rows = out.len() / row_len;
    let least = if threads == 1 { rows } else { rows.div_ceil(4 * threads) };
    halve(0, out, row_len, f, least.max(1));
}
