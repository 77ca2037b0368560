//! Work that several threads share: each begins with its own part, then helps with the others'.
//!
//! A line of memory that another core has written takes a tenth of a microsecond to come, as long
//! as a small kernel may run. So what there is to do is in one line, which only the leader writes,
//! and how far a part is in another, which mostly its own thread writes. Nobody says that they
//! begin: who has taken units of a part knows by this that the work is not over, since the leader
//! waits until all are done.

use std::{
    ops::Range,
    ptr,
    sync::atomic::{AtomicPtr, AtomicU64, Ordering},
};

use super::{MOST, OnDrop, Waiting};

/// What threads do with a run of units; takes the thread's number.
pub(super) type Job<'a> = dyn Fn(usize, Range<usize>) + Sync + 'a;

/// How a job is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Order {
    pub units: usize,
    /// Threads that take part, each with a part of its own.
    pub threads: usize,
    /// About how many pieces a part is taken in.
    pub pieces: usize,
}

impl Order {
    const UNITS: u32 = 24;

    /// Whether it can be written down.
    pub fn fits(&self) -> bool {
        self.units < 1 << Self::UNITS
            && (1..=MOST).contains(&self.threads)
            && (1..=16).contains(&self.pieces)
    }

    /// In 32 bits.
    fn pack(self) -> u32 {
        (self.units << 8 | (self.threads - 1) << 4 | (self.pieces - 1)) as u32
    }

    fn unpack(bits: u32) -> Self {
        let bits = bits as usize;
        Order { units: bits >> 8, threads: (bits >> 4 & 15) + 1, pieces: (bits & 15) + 1 }
    }

    /// The units of a thread's part.
    fn part(&self, thread: usize) -> Range<usize> {
        let cut = |i: usize| i * self.units / self.threads;
        cut(thread)..cut(thread + 1)
    }
}

/// A number with the turn that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct InTurn {
    turn: u32,
    value: u32,
}

/// An [`InTurn`] that threads share.
#[derive(Default)]
struct Word(AtomicU64);

impl Word {
    fn load(&self, ordering: Ordering) -> InTurn {
        InTurn::from_bits(self.0.load(ordering))
    }

    fn store(&self, word: InTurn) {
        self.0.store(word.to_bits(), Ordering::Release);
    }
}

impl InTurn {
    fn from_bits(bits: u64) -> Self {
        InTurn { turn: (bits >> 32) as u32, value: bits as u32 }
    }

    fn to_bits(self) -> u64 {
        u64::from(self.turn) << 32 | u64::from(self.value)
    }

    /// What it says in a turn, if not that it is over: nothing has happened in later ones.
    fn in_turn(self, turn: u32) -> Option<usize> {
        match self.turn.cmp(&turn) {
            std::cmp::Ordering::Less => Some(0),
            std::cmp::Ordering::Equal => Some(self.value as usize),
            std::cmp::Ordering::Greater => None,
        }
    }
}

/// What a thread of the crew writes.
#[derive(Default)]
#[repr(align(64))]
struct Seat {
    /// How many units of its part have been taken, by whomever.
    taken: Word,
    /// How many units it has done, of whatever part.
    done: Word,
}

/// Where a leader puts work.
#[repr(align(64))]
pub(super) struct Board {
    order: Word,
    job: AtomicPtr<&'static Job<'static>>,
    seats: [Seat; MOST],
}

/// The work that a thread has seen last.
pub(super) struct Seen(InTurn);

impl Seen {
    pub const NOTHING: Self = Seen(InTurn { turn: 0, value: 0 });
}

impl Board {
    pub fn new() -> Self {
        Board {
            order: Word::default(),
            job: AtomicPtr::new(ptr::null_mut()),
            seats: Default::default(),
        }
    }

    /// Runs a job on this thread, the leader, and those that come to help: whether it did, which
    /// it does not once all turns have been used up.
    pub fn lead(&self, order: Order, job: &Job<'_>) -> bool {
        let turn = self.order.load(Ordering::Relaxed).turn;
        if turn == u32::MAX || !order.fits() {
            return false;
        }
        let turn = turn + 1;
        self.job.store(ptr::from_ref(&job).cast_mut().cast(), Ordering::Relaxed);
        self.order.store(InTurn { turn, value: order.pack() });
        let _end = OnDrop(|| {
            // There is something left to take only if the job has panicked here.
            self.take_all(0, turn, order, |_| {});
            let mut waiting = Waiting::new();
            let done = |seat: &Seat| seat.done.load(Ordering::Acquire).in_turn(turn);
            while self.seats[..order.threads].iter().filter_map(done).sum::<usize>() < order.units {
                waiting.pause();
            }
        });
        self.work(0, turn, order);
        true
    }

    /// Helps with the work there is: whether there is any that this thread has not seen.
    pub fn help(&self, thread: usize, seen: &mut Seen) -> bool {
        let now = self.order.load(Ordering::Acquire);
        if now == seen.0 {
            return false;
        }
        *seen = Seen(now);
        let order = Order::unpack(now.value);
        if thread < order.threads {
            self.work(thread, now.turn, order);
        }
        true
    }

    fn work(&self, thread: usize, turn: u32, order: Order) {
        self.take_all(thread, turn, order, |run| {
            // SAFETY: the leader keeps the job until all units are done, and those of `run` are
            // not; so the pointer is this turn's, too.
            #[allow(unsafe_code)]
            let job = unsafe { &*self.job.load(Ordering::Relaxed) };
            job(thread, run);
        });
    }

    /// Takes what is left of all parts, the thread's own first, a piece at a time.
    fn take_all(&self, thread: usize, turn: u32, order: Order, f: impl Fn(Range<usize>)) {
        for part in (thread..order.threads).chain(0..thread) {
            while let Some(run) = self.take(part, turn, order) {
                let len = run.len();
                // Also if it panics: nobody else will do it.
                let _done = OnDrop(|| self.add_done(thread, turn, len));
                f(run);
            }
        }
    }

    /// Takes half of what is left of a part, unless that is less than a piece.
    fn take(&self, part: usize, turn: u32, order: Order) -> Option<Range<usize>> {
        let Range { start, end } = order.part(part);
        let (len, taken) = (end - start, &self.seats[part].taken);
        let mut now = taken.load(Ordering::Relaxed);
        loop {
            let first = now.in_turn(turn).filter(|&first| first < len)?;
            let left = len - first;
            let count = left.div_ceil(2).max(len.div_ceil(order.pieces)).min(left);
            let next = InTurn { turn, value: (first + count) as u32 };
            match taken.0.compare_exchange_weak(
                now.to_bits(),
                next.to_bits(),
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Some(start + first..start + first + count),
                Err(bits) => now = InTurn::from_bits(bits),
            }
        }
    }

    /// Only `thread` writes this number.
    fn add_done(&self, thread: usize, turn: u32, units: usize) {
        let done = &self.seats[thread].done;
        let before =
            done.load(Ordering::Relaxed).in_turn(turn).expect("units of a turn that is over");
        done.store(InTurn { turn, value: (before + units) as u32 });
    }
}
