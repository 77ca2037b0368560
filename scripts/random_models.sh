#!/usr/bin/env bash
# Generates random models and tests the compiler with them, beyond the fixed set in tests/tests/generated:
# scripts/random_models.sh FIRST_SEED COUNT
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -eq 2 ] || { echo "usage: scripts/random_models.sh FIRST_SEED COUNT" >&2; exit 2; }
target=${CARGO_TARGET_DIR:-$PWD/target}
directory=$target/random_models
rm -rf "$directory"
mkdir -p "$directory/tests"
cat > "$directory/Cargo.toml" <<EOF
[package]
name = "random-models"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dev-dependencies]
quantizable = { path = "$PWD/runtime" }
quantizable-tests = { path = "$PWD/tests" }

[profile.dev]
opt-level = 1
[profile.dev.package."*"]
opt-level = 2
EOF
mkdir "$directory/src"
: > "$directory/src/lib.rs"
cp Cargo.lock "$directory/Cargo.lock"
cargo run --quiet -p quantizable-tests --example generate -- "$directory/tests/models" "$1" "$2"
printf '#![allow(unused, deprecated)]\nmod models;\n' > "$directory/tests/random.rs"
CARGO_TARGET_DIR=$target cargo test --manifest-path "$directory/Cargo.toml" --test random
