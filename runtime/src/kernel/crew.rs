//! Threads that stay awake during a forward.
//!
//! Waking a thread takes longer than many kernels do. So a forward that had work to share the last
//! time asks rayon for other threads once, as the second half of a `join`, and those wait for its
//! kernels' tasks until it is over, or until it has had none for a while. They only run tasks of
//! that forward, which wait for nothing, and no kernel waits for a thread that does not come: other
//! work in rayon's pool is not stopped by a forward, nor stops one of a thread of the pool.

mod work;

use std::{
    cell::Cell,
    hint, ptr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::parallel::{Threads, WORTH_WAKING};
use work::{Board, Job, Order, Seen};

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

/// As [`size`], for whoever only wants to know how many.
pub(crate) fn crew_size() -> usize {
    size().unwrap_or(1)
}

/// Runs `f` as a task.
pub(super) fn in_task(f: impl FnOnce()) {
    let _acting = Acting::new(Role::Task);
    f();
}

/// Runs a job on this thread's crew: whether there is one.
pub(super) fn run(threads: Threads, units: usize, job: &Job<'_>) -> bool {
    let Role::Leader(crew) = ROLE.get() else { return false };
    // SAFETY: a leader's crew outlives its role.
    #[allow(unsafe_code)]
    let crew = unsafe { &*crew };
    if crew.present() == 1 {
        return false;
    }
    let order = Order { units, threads: threads.count.min(crew.size), pieces: threads.pieces };
    let mut has_run = false;
    in_task(|| has_run = crew.board.lead(order, job));
    has_run
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

struct Crew {
    /// Threads, the leader included, and how many of them have left.
    size: usize,
    gone: AtomicUsize,
    board: Board,
    is_over: AtomicBool,
}

impl Crew {
    fn new(others: usize) -> Self {
        Crew {
            size: others + 1,
            gone: AtomicUsize::new(0),
            board: Board::new(),
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
        let (mut seen, mut waiting) = (Seen::NOTHING, Waiting::new());
        while !self.is_over.load(Ordering::Acquire) && waiting.time() < IDLE {
            if self.board.help(thread, &mut seen) {
                waiting = Waiting::new();
            } else {
                waiting.pause();
            }
        }
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
mod tests;
