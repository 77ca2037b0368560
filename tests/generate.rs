//! Writes random models as a test's source.
//!
//! ```sh
//! cargo run -p quantizable-tests --example generate -- DIRECTORY FIRST_SEED COUNT
//! ```

use std::{fs, path::PathBuf, process::ExitCode};

use quantizable_tests::generate::{module, source};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, first, count] = &arguments[..] else {
        eprintln!("usage: generate DIRECTORY FIRST_SEED COUNT");
        return ExitCode::from(2);
    };
    let (Ok(first), Ok(count)) = (first.parse::<u64>(), count.parse::<u64>()) else {
        eprintln!("error: seed and count are numbers");
        return ExitCode::from(2);
    };
    let directory = PathBuf::from(directory);
    let seeds = first..first + count;
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("mod.rs"), module(seeds.clone()))?;
        for seed in seeds.clone() {
            fs::write(directory.join(format!("model_{seed}.rs")), source(seed))?;
        }
        Ok(())
    };
    if let Err(error) = write() {
        eprintln!("error: {}: {error}", directory.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
