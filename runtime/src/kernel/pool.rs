//! Buffers that are used again, so that a warm forward allocates nothing.

use std::{
    fmt, mem,
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{SLACK, bytes::Bytes};
use crate::lock::lock;

/// How many buffers of a kind a pool remembers at most.
const SHELF: usize = 64;

/// A kind of buffer that a [`BufferPool`] keeps.
pub trait Buffer: DerefMut<Target = [Self::Item]> + Sized + Send + Sync + 'static {
    /// What it holds.
    type Item;
    /// A new one for `len` items (and slack, if its kind has any).
    fn allocate(len: usize) -> Self;
    /// How many items it is good for.
    fn usable(&self) -> usize;
    /// Where a pool keeps this kind.
    #[doc(hidden)]
    fn shelf(pool: &BufferPool) -> &Mutex<Vec<Arc<Self>>>;
}

impl Buffer for Bytes {
    type Item = u8;
    fn allocate(len: usize) -> Self {
        Bytes::zeroed(len + SLACK)
    }
    fn usable(&self) -> usize {
        self.len() - SLACK
    }
    fn shelf(pool: &BufferPool) -> &Mutex<Vec<Arc<Self>>> {
        &pool.bytes
    }
}

impl Buffer for Vec<f32> {
    type Item = f32;
    fn allocate(len: usize) -> Self {
        vec![0.0; len]
    }
    fn usable(&self) -> usize {
        self.len()
    }
    fn shelf(pool: &BufferPool) -> &Mutex<Vec<Arc<Self>>> {
        &pool.floats
    }
}

/// Keeps buffers between forwards.
///
/// A buffer is lent for writing ([`take`](Self::take)), then either shared as the data of a tensor
/// ([`Loan::share`]) or dropped (scratch). The pool holds a reference to each and lends it again
/// once nobody else does. A request that no free buffer is large enough for replaces the largest free one, so
/// the pool holds no more buffers than were in use at once.
///
/// ```
/// use quantizable::kernel::{BufferPool, Bytes};
/// let pool = BufferPool::new();
/// let mut buffer = pool.take::<Bytes>(100);
/// buffer[0] = 7;
/// let data = buffer.share(); // an `Arc<Bytes>`, as many clones as needed
/// let first = data.as_ptr();
/// drop(data);
/// assert_eq!(pool.take::<Bytes>(100).as_ptr(), first);
/// ```
pub struct BufferPool {
    bytes: Mutex<Vec<Arc<Bytes>>>,
    floats: Mutex<Vec<Arc<Vec<f32>>>>,
    own: Mutex<Vec<Vec<Bytes>>>,
    /// The most bytes of scratch that a kernel has needed.
    longest: AtomicUsize,
}

impl BufferPool {
    /// An empty pool.
    pub fn new() -> Self {
        BufferPool {
            bytes: Mutex::new(Vec::with_capacity(SHELF)),
            floats: Mutex::new(Vec::with_capacity(SHELF)),
            own: Mutex::new(Vec::with_capacity(SHELF)),
            longest: AtomicUsize::new(0),
        }
    }

    /// A buffer of at least `len` items (bytes: and [`SLACK`] more) with unspecified contents.
    pub fn take<B: Buffer>(&self, len: usize) -> Loan<'_, B> {
        let found = {
            let mut shelf = lock(B::shelf(self));
            let free = |b: &Arc<B>| Arc::strong_count(b) == 1;
            let fits = |b: &Arc<B>| b.usable() >= len;
            let candidates = shelf.iter().enumerate().filter(|(_, b)| free(b));
            let best = candidates
                .min_by_key(|(_, b)| {
                    let usable = b.usable();
                    // The smallest that fits; failing that, the largest.
                    if fits(b) { (false, usable) } else { (true, usize::MAX - usable) }
                })
                .map(|(i, _)| i);
            best.map(|i| shelf.swap_remove(i)).filter(fits)
        };
        let buffer = found.unwrap_or_else(|| Arc::new(B::allocate(len)));
        Loan { pool: self, buffer: Some(buffer) }
    }

    /// At least `len` bytes, of which so many are `byte`.
    pub(crate) fn filled(&self, len: usize, byte: u8) -> Loan<'_, Bytes> {
        let mut buffer = self.take::<Bytes>(len);
        // Not all of it: what is free may be a thousand times as long.
        buffer[..len].fill(byte);
        buffer
    }

    /// A buffer of at least `len` bytes for each thread that shares a kernel's work. Kernel after
    /// kernel a thread has the same one, which is in its core's cache then.
    ///
    /// New ones are as long as any kernel has needed: how many threads a kernel gets depends on
    /// what else the machine does, and what it allocates must not.
    pub(crate) fn own(&self, threads: usize, len: usize) -> Own<'_> {
        let longest = self.note(len);
        let mut buffers = lock(&self.own).pop().unwrap_or_default();
        buffers.iter_mut().take(threads).filter(|b| b.len() < len).for_each(|b| {
            // Gone before there is another.
            *b = Bytes::zeroed(0);
            *b = Bytes::zeroed(longest);
        });
        buffers.extend((buffers.len()..threads).map(|_| Bytes::zeroed(longest)));
        Own { pool: self, buffers }
    }

    /// Calls `f` with at least `len` bytes for a kernel on one thread: none that activations may be in,
    /// which as scratch of one kernel would be too long for those of the next.
    pub(crate) fn with_scratch(&self, len: usize, f: impl FnOnce(&mut [u8])) {
        f(&mut self.own(1, len)[0]);
    }

    /// The most bytes that a kernel has needed, this one included.
    fn note(&self, len: usize) -> usize {
        self.longest.fetch_max(len, Ordering::Relaxed).max(len)
    }

    /// Gives the memory of all free buffers back.
    pub fn clear(&self) {
        lock(&self.bytes).retain(|b| Arc::strong_count(b) > 1);
        lock(&self.floats).retain(|b| Arc::strong_count(b) > 1);
        lock(&self.own).clear();
        self.longest.store(0, Ordering::Relaxed);
    }

    /// How many bytes the pool's buffers have, lent ones not counted.
    pub fn retained_bytes(&self) -> usize {
        let bytes: usize = lock(&self.bytes).iter().map(|b| b.len()).sum();
        let floats: usize = lock(&self.floats).iter().map(|b| b.len() * 4).sum();
        let own: usize = lock(&self.own).iter().flatten().map(|b| b.len()).sum();
        bytes + floats + own
    }

    fn put<B: Buffer>(&self, buffer: Arc<B>) {
        let mut shelf = lock(B::shelf(self));
        if shelf.len() == SHELF {
            // Outputs that the user keeps are the user's; only free buffers are worth a place.
            shelf.retain(|b| Arc::strong_count(b) == 1);
        }
        if shelf.len() < SHELF {
            shelf.push(buffer);
        }
    }
}

impl Default for BufferPool {
    fn default() -> Self {
        BufferPool::new()
    }
}

impl fmt::Debug for BufferPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BufferPool({} bytes)", self.retained_bytes())
    }
}

/// A buffer lent by a [`BufferPool`], for writing to; goes back when dropped.
pub struct Loan<'p, B: Buffer> {
    pool: &'p BufferPool,
    buffer: Option<Arc<B>>,
}

impl<B: Buffer> Loan<'_, B> {
    /// Shares what was written; the pool has the buffer back when the last clone is dropped.
    pub fn share(mut self) -> Arc<B> {
        let buffer = self.buffer.take().expect("present until shared or dropped");
        self.pool.put(Arc::clone(&buffer));
        buffer
    }
}

impl<B: Buffer> Deref for Loan<'_, B> {
    type Target = [B::Item];
    fn deref(&self) -> &[B::Item] {
        self.buffer.as_ref().expect("present until shared or dropped")
    }
}

impl<B: Buffer> DerefMut for Loan<'_, B> {
    fn deref_mut(&mut self) -> &mut [B::Item] {
        let buffer = self.buffer.as_mut().expect("present until shared or dropped");
        Arc::get_mut(buffer).expect("a lent buffer has one owner")
    }
}

impl<B: Buffer> Drop for Loan<'_, B> {
    fn drop(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            self.pool.put(buffer);
        }
    }
}

/// Buffers of threads, lent by [`BufferPool::own`]; go back when dropped.
pub(crate) struct Own<'p> {
    pool: &'p BufferPool,
    buffers: Vec<Bytes>,
}

impl Deref for Own<'_> {
    type Target = [Bytes];
    fn deref(&self) -> &[Bytes] {
        &self.buffers
    }
}

impl DerefMut for Own<'_> {
    fn deref_mut(&mut self) -> &mut [Bytes] {
        &mut self.buffers
    }
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        let mut shelf = lock(&self.pool.own);
        if shelf.len() < SHELF {
            shelf.push(mem::take(&mut self.buffers));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_buffer_is_lent_again_only_when_nobody_holds_it() {
        let pool = BufferPool::new();
        let held = pool.take::<Bytes>(10).share();
        let other = pool.take::<Bytes>(10).share();
        assert_ne!(held.as_ptr(), other.as_ptr());
        let address = held.as_ptr();
        drop(held);
        assert_eq!(pool.take::<Bytes>(10).as_ptr(), address);
    }

    #[test]
    fn a_larger_request_replaces_a_free_buffer() {
        let pool = BufferPool::new();
        drop(pool.take::<Bytes>(100));
        drop(pool.take::<Bytes>(1000));
        drop(pool.take::<Bytes>(100));
        assert_eq!(lock(&pool.bytes).len(), 1);
    }

    #[test]
    fn a_thread_has_its_own_buffer_again() {
        let pool = BufferPool::new();
        let addresses = |own: &Own<'_>| own.iter().map(|b| b.as_ptr()).collect::<Vec<_>>();
        let before = addresses(&pool.own(2, 100));
        assert_eq!(addresses(&pool.own(1, 50)), before);
        let larger = pool.own(3, 100);
        assert_eq!(addresses(&larger)[..2], before);
        assert_ne!(addresses(&pool.own(2, 100)), before, "two kernels at once share none");
        assert!(larger.iter().all(|b| b.len() >= 100));
    }

    #[test]
    fn a_further_thread_has_room_for_what_kernels_needed_before_it_came() {
        let pool = BufferPool::new();
        drop(pool.own(1, 100));
        let addresses = |own: &Own<'_>| own.iter().map(|b| b.as_ptr()).collect::<Vec<_>>();
        let before = addresses(&pool.own(2, 50));
        assert_eq!(addresses(&pool.own(2, 100)), before);
    }

    #[test]
    fn outputs_that_the_user_keeps_do_not_pile_up() {
        let pool = BufferPool::new();
        let kept: Vec<_> = (0..200).map(|_| pool.take::<Vec<f32>>(4).share()).collect();
        assert!(lock(&pool.floats).len() <= SHELF);
        drop(kept);
    }
}
