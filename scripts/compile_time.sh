#!/usr/bin/env bash
# What quantizable costs at compile time, on ResNet-18: how long the attributes take to expand, and how much
# longer a crate builds that prepares, converts and runs the model than the same crate without the attributes,
# which runs it in f32. Fails beyond the limits: scripts/compile_time.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-5}
most_expansion_ms=50
most_ratio_percent=150

root=$PWD
crates=${CARGO_TARGET_DIR:-$root/target}/compile_time
export CARGO_TARGET_DIR=$crates/target CARGO_INCREMENTAL=0
rm -rf "$crates/with" "$crates/without"

# crate NAME MAIN: a crate with the model of the examples.
crate() {
    mkdir -p "$crates/$1/src"
    cat > "$crates/$1/Cargo.toml" <<EOF
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
quantizable = { path = "$root/runtime" }
EOF
    cp Cargo.lock "$crates/$1/Cargo.lock"
    cp examples/models/resnet18.rs "$crates/$1/src/resnet18.rs"
    printf '%s\n' "$2" > "$crates/$1/src/main.rs"
}

crate with 'mod resnet18;
use quantizable::{Model, QConfigMapping, Tensor};

fn main() -> quantizable::Result<()> {
    let model = resnet18::ResNet18::new();
    let x = Tensor::ones(&[1, 3, 64, 64]);
    println!("{:?}", model.forward(x.clone()).shape());
    let prepared = model.prepare(&QConfigMapping::default())?;
    prepared.forward(x.clone())?;
    let int8 = prepared.convert()?;
    println!("{:?}", int8.forward(x)?.shape());
    Ok(())
}'
crate without 'mod resnet18;
use quantizable::Tensor;

fn main() {
    let model = resnet18::ResNet18::new();
    println!("{:?}", model.forward(Tensor::ones(&[1, 3, 64, 64])).shape());
}'
sed -i -e '/^#\[quantizable\]$/d' -e '/^    quantizable,$/d' "$crates/without/src/resnet18.rs"

# build NAME PROFILE: the fewest milliseconds that the crate alone takes to build.
build() {
    local best='' start time
    cargo build --quiet --offline --manifest-path "$crates/$1/Cargo.toml" --profile "$2"
    for _ in $(seq "$runs"); do
        touch "$crates/$1/src/main.rs"
        start=${EPOCHREALTIME/./}
        cargo build --quiet --offline --manifest-path "$crates/$1/Cargo.toml" --profile "$2"
        time=$(((${EPOCHREALTIME/./} - start) / 1000))
        [ -n "$best" ] && [ "$best" -le "$time" ] || best=$time
    done
    echo "$best"
}

# expansion NAME: the fewest milliseconds that rustc spends on the macros of the crate, by its own clock, which
# it shows on a stable toolchain only to who asks for it by this variable.
expansion() {
    for _ in $(seq "$runs"); do
        touch "$crates/$1/src/main.rs"
        RUSTC_BOOTSTRAP=1 cargo rustc --quiet --offline --manifest-path "$crates/$1/Cargo.toml" \
            --profile dev -- -Z time-passes 2>&1
    done | awk '/macro_expand_crate/ { ms = $2 * 1000; if (!best || ms < best) best = ms } END { printf "%d", best }'
}

failed=0
plain=$(expansion without)
expanded=$(expansion with)
echo "expansion: $((expanded - plain)) ms: $expanded ms with, $plain ms without the attributes (at most $most_expansion_ms ms)"
[ $((expanded - plain)) -le $most_expansion_ms ] || failed=1
for profile in dev release; do
    without=$(build without $profile)
    with=$(build with $profile)
    percent=$((100 * with / without))
    echo "build, $profile: $with ms with, $without ms without the attributes: $percent % (at most $most_ratio_percent %)"
    [ $percent -le $most_ratio_percent ] || failed=1
done
exit $failed
