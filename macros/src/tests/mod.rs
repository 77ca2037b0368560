//! Snapshots of what the stages make.
