//! Random models with nested control flow, a fixed set of them: each computes what is written, and
//! int8 what fake-quant computes.
//!
//! After a change of the generator in `tests/support/generate`, write them anew:
//!
//! ```sh
//! cargo run -p quantizable-tests --example generate -- tests/tests/generated 1 24
//! ```
//!
//! `scripts/random_models.sh FIRST_SEED COUNT` tests others.
#![allow(unused, reason = "random code computes what it does not use")]
#![allow(deprecated, reason = "nor all of its layers")]
#![allow(clippy::all, reason = "and is not pretty")]

use std::{fs, path::Path};

use quantizable_tests::generate::{module, source};

#[path = "generated/mod.rs"]
mod models;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;

#[test]
fn the_generator_makes_the_same_models() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated");
    let text = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    let again = "the generator has changed: write the models anew";
    assert!(text("mod.rs") == module(SEEDS), "mod.rs: {again}");
    for seed in SEEDS {
        let name = format!("model_{seed}.rs");
        assert!(text(&name) == source(seed), "{name}: {again}");
    }
}
