//! Models that the examples and benchmarks share, written as any user of the macro would.
