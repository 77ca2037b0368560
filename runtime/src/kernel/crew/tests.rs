use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::kernel::parallel::threads_for;
use std::ops::Range;

/// Runs a forward of kernels with so many tasks, in a crew; each task once.
fn forward(muster: &Muster, tasks: impl Iterator<Item = usize> + Clone) {
    muster.work.store(100 * WORTH_WAKING, Ordering::Relaxed);
    let mut tasks = Some(tasks);
    muster.run(&mut || {
        for tasks in tasks.take().expect("a forward runs once") {
            let threads = threads_for(100 * WORTH_WAKING);
            assert!(threads.count > 1, "a crew, or threads of rayon's");
            let counts: Vec<_> = (0..tasks).map(|_| AtomicUsize::new(0)).collect();
            let busy: [_; MOST] = std::array::from_fn(|_| AtomicBool::new(false));
            threads.for_each_run(tasks, &|thread, run| {
                let shared = threads_for(100 * WORTH_WAKING).count > 1;
                assert!(tasks == 1 || !shared, "tasks share no work");
                assert!(!busy[thread].swap(true, Ordering::Relaxed), "each has its own number");
                run.for_each(|task| _ = counts[task].fetch_add(1, Ordering::Relaxed));
                busy[thread].store(false, Ordering::Relaxed);
            });
            assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 1));
        }
    });
}

fn on_threads(threads: usize, f: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(f);
}

#[test]
fn each_task_runs_once() {
    for threads in [2, 3, 5] {
        on_threads(threads, || {
            let muster = Muster::default();
            for _ in 0..20 {
                forward(&muster, (0..40).chain([1000, 1, 7]));
            }
        });
    }
}

#[test]
fn a_thread_outside_of_the_pool_has_a_crew() {
    let muster = Muster::default();
    // A machine with one core has no crews.
    for _ in 0..20 * (rayon::current_num_threads() - 1) {
        forward(&muster, (0..40).chain([1000, 1, 7]));
    }
}

#[test]
fn threads_that_left_are_replaced_by_rayon() {
    on_threads(3, || {
        let idle = (0..3).inspect(|_| thread::sleep(2 * IDLE));
        forward(&Muster::default(), idle.map(|i| 10 + i));
    });
}

#[test]
fn forwards_on_all_threads_at_once_do_not_wait_for_each_other() {
    on_threads(3, || {
        let muster = Muster::default();
        rayon::scope(|scope| {
            for _ in 0..200 {
                scope.spawn(|_| forward(&muster, 0..20));
            }
        });
    });
}

#[test]
fn a_panic_in_a_task_comes_out_of_the_forward() {
    on_threads(2, || {
        let muster = Muster::default();
        for bad in [0, 99] {
            muster.work.store(100 * WORTH_WAKING, Ordering::Relaxed);
            let task = |_, run: Range<usize>| assert!(!run.contains(&bad));
            let threads = Threads { count: 2, pieces: 4 };
            let run = || muster.run(&mut || threads.for_each_run(100, &task));
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        }
        forward(&muster, 0..20);
    });
}
