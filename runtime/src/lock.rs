//! Locks.

use std::sync::{Mutex, MutexGuard};

/// What a lock guards. Whoever panics under one of this crate's leaves observers and lists whole, so
/// poisoning means nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}
