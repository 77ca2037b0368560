# For scripts that build crates as users have them, on the runtime of this checkout; to be sourced there.
#
# Sets `crates`, where they are, and CARGO_TARGET_DIR, which they share.
root=$PWD
crates=${CARGO_TARGET_DIR:-$root/target}/compile_time
export CARGO_TARGET_DIR=$crates/target

# user_crate NAME: an empty one, in place of what was there.
user_crate() {
    rm -rf "${crates:?}/$1"
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
    cp "$root/Cargo.lock" "$crates/$1/Cargo.lock"
}
