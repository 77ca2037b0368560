//! Threads that stay awake during a forward.
//!
//! Waking a thread takes longer than many kernels do. So a forward that had work to share the last
//! time asks rayon for other threads once, as the second half of a `join`, and those wait for its
//! kernels' tasks until it is over, or until it has had none for a while. They only run tasks of
//! that forward, which wait for nothing, and no kernel waits for a thread that does not come: other
//! work in rayon's pool is not stopped by a forward, nor stops one of a thread of the pool.

use std::{
    cell::Cell,
    hint, ptr,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::parallel::WORTH_WAKING;

/// The most threads of a crew.
const MOST: usize = 16;
/// How long a thread waits for the next task before it leaves a crew.
const IDLE: Duration = Duration::from_micros(200);

/// What this thread does.
#[derive(Clone, Copy)]
enum Role {
    /// Nothing that this module knows of.
    None,
    /// It runs a forward and has a crew.
    Leader(*const Crew),
    /// It runs a task, which shares no work of its own.
    Task,
}

thread_local! {
    static ROLE: Cell<Role> = const { Cell::new(Role::None) };
    /// Nanoseconds of work that the current forward's kernels could share.
    static WORK: Cell<usize> = const { Cell::new(0) };
}

/// Sets a role until dropped.
struct Acting(Role);

impl Acting {
    fn new(role: Role) -> Self {
        Acting(ROLE.replace(role))
    }
}

impl Drop for Acting {
    fn drop(&mut self) {
        ROLE.set(self.0);
    }
}

/// Counts a kernel's work.
pub(super) fn note_work(nanoseconds: usize) {
    WORK.set(WORK.get() + nanoseconds);
}

/// How many threads this thread's crew has, itself included: one in a task. `None` if there is no
/// crew, or all others have left it.
pub(super) fn size() -> Option<usize> {
    match ROLE.get() {
        Role::None => None,
        Role::Task => Some(1),
        // SAFETY: a leader's crew outlives its role.
        #[allow(unsafe_code)]
        Role::Leader(crew) => Some(unsafe { &*crew }.present()).filter(|&present| present > 1),
    }
}

/// Runs `f` as a task.
pub(super) fn in_task(f: impl FnOnce()) {
    let _acting = Acting::new(Role::Task);
    f();
}

/// Runs tasks on this thread's crew: whether there is one.
pub(super) fn run(threads: usize, tasks: usize, f: &(impl Fn(usize) + Sync)) -> bool {
    let Role::Leader(crew) = ROLE.get() else { return false };
    // SAFETY: a leader's crew outlives its role.
    #[allow(unsafe_code)]
    let crew = unsafe { &*crew };
    if crew.present() == 1 {
        return false;
    }
    in_task(|| crew.lead(&Share::new(threads.min(crew.size), tasks, f)));
    true
}

/// Knows whether the next forward should have a crew.
#[derive(Debug, Default)]
pub(crate) struct Muster {
    /// Nanoseconds of work that the last forward could share.
    work: AtomicUsize,
}

impl Muster {
    /// Runs a forward on this thread.
    pub fn run(&self, forward: &mut dyn FnMut()) {
        let others = match ROLE.get() {
            Role::None => {
                // Without work the pool is not even started.
                let worth = self.work.load(Ordering::Relaxed) / WORTH_WAKING;
                if worth == 0 { 0 } else { worth.min(rayon::current_num_threads() - 1) }
            }
            Role::Leader(_) | Role::Task => 0,
        };
        let others = others.min(MOST - 1);
        let before = WORK.take();
        if others == 0 {
            forward();
        } else {
            Crew::new(others).run(forward);
        }
        self.work.store(WORK.replace(before), Ordering::Relaxed);
    }
}

/// The tasks of a kernel.
struct Share<'a> {
    f: &'a (dyn Fn(usize) + Sync),
    tasks: usize,
    threads: usize,
    /// The next task of each thread's part.
    next: [Line; MOST],
}

/// A counter with a cache line to itself.
#[repr(align(64))]
struct Line(AtomicUsize);

impl<'a> Share<'a> {
    fn new(threads: usize, tasks: usize, f: &'a (dyn Fn(usize) + Sync)) -> Self {
        let next = std::array::from_fn(|i| Line(AtomicUsize::new(i * tasks / threads)));
        Share { f, tasks, threads, next }
    }

    /// Runs the tasks of this thread's part, then what is left of the others'.
    fn work(&self, thread: usize) {
        if thread >= self.threads {
            return;
        }
        for part in (thread..self.threads).chain(0..thread) {
            let end = (part + 1) * self.tasks / self.threads;
            loop {
                let task = self.next[part].0.fetch_add(1, Ordering::Relaxed);
                if task >= end {
                    break;
                }
                (self.f)(task);
            }
        }
    }
}

struct Crew {
    /// Threads, the leader included, and how many of them have left.
    size: usize,
    gone: AtomicUsize,
    /// Counts shares.
    turn: AtomicUsize,
    /// What there is to do, or null, and how many threads may be looking at it.
    share: AtomicPtr<Share<'static>>,
    inside: AtomicUsize,
    is_over: AtomicBool,
}

impl Crew {
    fn new(others: usize) -> Self {
        Crew {
            size: others + 1,
            gone: AtomicUsize::new(0),
            turn: AtomicUsize::new(0),
            share: AtomicPtr::new(ptr::null_mut()),
            inside: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// How many threads are there or may still come.
    fn present(&self) -> usize {
        self.size - self.gone.load(Ordering::Relaxed)
    }

    /// Runs `forward` on this thread while others stand by.
    fn run(&self, forward: &mut dyn FnMut()) {
        if rayon::current_thread_index().is_none() {
            // A `join` would have the pool run both halves, and this thread wait.
            return rayon::in_place_scope(|scope| {
                scope.spawn(|_| self.stand_by(1, self.size));
                self.lead_forward(forward);
            });
        }
        let here = Here::new(forward);
        rayon::join(
            || here.call(|forward| self.lead_forward(forward)),
            || self.stand_by(1, self.size),
        );
    }

    fn lead_forward(&self, forward: &mut dyn FnMut()) {
        let _over = OnDrop(|| self.is_over.store(true, Ordering::Release));
        let _acting = Acting::new(Role::Leader(self));
        forward();
    }

    /// The threads `first..end`.
    fn stand_by(&self, first: usize, end: usize) {
        if end - first == 1 {
            return self.follow(first);
        }
        let middle = first.midpoint(end);
        rayon::join(|| self.stand_by(first, middle), || self.stand_by(middle, end));
    }

    /// Waits for tasks and runs them.
    fn follow(&self, thread: usize) {
        let _gone = OnDrop(|| {
            self.gone.fetch_add(1, Ordering::Relaxed);
        });
        // Whatever this thread was in the middle of might wait for somebody.
        let Role::None = ROLE.get() else { return };
        let _acting = Acting::new(Role::Task);
        let (mut seen, mut waiting) = (0, Waiting::new());
        while !self.is_over.load(Ordering::Acquire) && waiting.time() < IDLE {
            let turn = self.turn.load(Ordering::Acquire);
            if turn == seen {
                waiting.pause();
                continue;
            }
            seen = turn;
            self.help(thread);
            waiting = Waiting::new();
        }
    }

    /// Runs tasks of the present share, if it is not over.
    fn help(&self, thread: usize) {
        self.inside.fetch_add(1, Ordering::SeqCst);
        let _leave = OnDrop(|| {
            self.inside.fetch_sub(1, Ordering::SeqCst);
        });
        let share = self.share.load(Ordering::SeqCst);
        // SAFETY: the leader keeps a share until it has taken it out of `share` and then seen
        // nobody inside.
        #[allow(unsafe_code)]
        if let Some(share) = unsafe { share.as_ref() } {
            share.work(thread);
        }
    }

    /// Runs tasks together with the others.
    fn lead(&self, share: &Share<'_>) {
        self.share.store(ptr::from_ref(share).cast_mut().cast(), Ordering::SeqCst);
        self.turn.fetch_add(1, Ordering::Release);
        let _end = OnDrop(|| {
            self.share.store(ptr::null_mut(), Ordering::SeqCst);
            let mut waiting = Waiting::new();
            while self.inside.load(Ordering::SeqCst) > 0 {
                waiting.pause();
            }
        });
        share.work(0);
    }
}

/// A short wait.
struct Waiting {
    since: Instant,
    pauses: u32,
}

impl Waiting {
    fn new() -> Self {
        Waiting { since: Instant::now(), pauses: 0 }
    }

    fn time(&self) -> Duration {
        self.since.elapsed()
    }

    /// Now and then somebody else may have the core.
    fn pause(&mut self) {
        self.pauses += 1;
        if self.pauses.is_multiple_of(256) { thread::yield_now() } else { hint::spin_loop() }
    }
}

/// Calls a closure when dropped: also if a kernel panics.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A closure that stays on its thread, in one that could be sent.
struct Here<'a> {
    call: &'a mut dyn FnMut(),
    thread: *const (),
}

// SAFETY: `call` refuses to use the closure on another thread than `new`'s.
#[allow(unsafe_code)]
unsafe impl Send for Here<'_> {}

impl<'a> Here<'a> {
    fn new(call: &'a mut dyn FnMut()) -> Self {
        Here { call, thread: this_thread() }
    }

    fn call(self, caller: impl FnOnce(&mut dyn FnMut())) {
        assert_eq!(self.thread, this_thread(), "a join begins where it is called");
        caller(self.call);
    }
}

/// An address that no other living thread has.
fn this_thread() -> *const () {
    ROLE.with(|role| ptr::from_ref(role).cast())
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::kernel::parallel::{for_each, threads_for};

    /// Runs a forward of kernels with so many tasks, in a crew; each task once.
    fn forward(muster: &Muster, tasks: impl Iterator<Item = usize> + Clone) {
        muster.work.store(100 * WORTH_WAKING, Ordering::Relaxed);
        let mut tasks = Some(tasks);
        muster.run(&mut || {
            for tasks in tasks.take().expect("a forward runs once") {
                let threads = threads_for(100 * WORTH_WAKING);
                assert!(threads > 1, "a crew, or threads of rayon's");
                let counts: Vec<_> = (0..tasks).map(|_| AtomicUsize::new(0)).collect();
                for_each(threads, tasks, &|task| {
                    let shared = threads_for(100 * WORTH_WAKING) > 1;
                    assert!(tasks == 1 || !shared, "tasks share no work");
                    counts[task].fetch_add(1, Ordering::Relaxed);
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
                let run = || muster.run(&mut || for_each(2, 100, &|task| assert_ne!(task, bad)));
                assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
            }
            forward(&muster, 0..20);
        });
    }
}
