#!/usr/bin/env bash
# What quantizable costs at compile time, on ResNet-18: how long the attributes take to expand, how many
# functions they have rustc compile in the model's crate, and how much longer a crate builds that prepares,
# converts and runs the model than the same crate without the attributes, which runs it in f32.
#
#   scripts/compile_time.sh [RUNS]    all of it, the best of RUNS (5); fails beyond the limits
#   scripts/compile_time.sh 0         the number of functions only, which is the same on every machine
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-5}
most_expansion_ms=50
most_functions=150
most_ratio_percent=150

source scripts/user_crate.sh

# crate NAME: one with the model of the examples.
crate() {
    user_crate "$1"
    cp examples/models/resnet18.rs "$crates/$1/src/resnet18.rs"
    cat > "$crates/$1/src/main.rs" <<'EOF'
mod resnet18;
use quantizable::Tensor;
use quantizable::{Model, QConfigMapping}; // for `prepare`

fn main() -> quantizable::Result<()> {
    let model = resnet18::ResNet18::new();
    let x = Tensor::ones(&[1, 3, 64, 64]);
    println!("{:?}", model.forward(x.clone()).shape());
    let prepared = model.prepare(&QConfigMapping::default())?;
    prepared.forward(x.clone())?;
    let int8 = prepared.convert()?;
    println!("{:?}", int8.forward(x)?.shape());
    Ok(())
}
EOF
}
crate with
# Without the attributes, and without the lines that do not compile then.
crate without
sed -i -e '/prepare/d' -e '/int8/d' "$crates/without/src/main.rs"
sed -i -e '/^#\[quantizable\]$/d' -e '/^    quantizable,$/d' "$crates/without/src/resnet18.rs"

# ours NAME FLAG: builds the crate, and shows what rustc has to say of it for `-Z FLAG`, which a stable
# toolchain takes only from who asks for it by this variable.
ours() {
    touch "$crates/$1/src/main.rs"
    RUSTC_BOOTSTRAP=1 cargo rustc --quiet --offline --manifest-path "$crates/$1/Cargo.toml" --profile dev -- -Z "$2" 2>&1
}

# functions NAME: how many functions are compiled in the crate.
functions() {
    ours "$1" print-mono-items=yes | grep -c '^MONO_ITEM fn'
}

# expansion NAME: the fewest milliseconds that rustc spends on the macros of the crate, by its own clock.
expansion() {
    for _ in $(seq "$runs"); do
        ours "$1" time-passes
    done | awk '/macro_expand_crate/ { ms = $2 * 1000; if (!best || ms < best) best = ms } END { printf "%d", best }'
}

# build NAME PROFILE: sets `time` to the milliseconds that the crate alone takes to build from nothing.
build() {
    local start
    cargo clean --quiet --offline --manifest-path "$crates/$1/Cargo.toml" --profile "$2" --package "$1"
    start=${EPOCHREALTIME/./}
    cargo build --quiet --offline --manifest-path "$crates/$1/Cargo.toml" --profile "$2"
    time=$(((${EPOCHREALTIME/./} - start) / 1000))
}

failed=0
plain=$(functions without)
compiled=$(functions with)
echo "functions: $compiled with, $plain without the attributes (at most $most_functions)"
[ "$compiled" -le $most_functions ] || failed=1
[ "$runs" -gt 0 ] || exit $failed

plain=$(expansion without)
expanded=$(expansion with)
echo "expansion: $((expanded - plain)) ms: $expanded ms with, $plain ms without the attributes (at most $most_expansion_ms ms)"
[ $((expanded - plain)) -le $most_expansion_ms ] || failed=1

# ratio PROFILE LIMIT: sets `percent`, of the fewest milliseconds of builds in turns, and says it.
ratio() {
    local without='' with=''
    build without "$1"
    build with "$1"
    for _ in $(seq "$runs"); do
        build without "$1"
        [ -n "$without" ] && [ "$without" -le "$time" ] || without=$time
        build with "$1"
        [ -n "$with" ] && [ "$with" -le "$time" ] || with=$time
    done
    percent=$((100 * with / without))
    echo "build, $1: $with ms with, $without ms without the attributes: $percent %$2"
}
ratio dev " (at most $most_ratio_percent %)"
[ $percent -le $most_ratio_percent ] || failed=1
ratio release ""
exit $failed
