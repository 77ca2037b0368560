#!/usr/bin/env bash
# Has cargo check a crate with mistakes, as cargo does by default: each is to be shown once, though rustc
# also finds it in what the attributes make of the code.
#
#   scripts/errors_once.sh
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/user_crate.sh
user_crate mistakes
crate=$crates/mistakes
# rustc itself leaves out what it has said if it is not to compile incrementally.
unset CARGO_INCREMENTAL

# A model a line: what its `forward` and methods are, and the error's code. (What is shown of the standard
# library depends on whether its source is installed, so errors that refer to it are here and not in `ui`.)
models=$(cat <<'END'
fn forward(&self, x: Tensor) -> Result<Tensor> { Ok(F::relu(self.conv.forward(x))) }  // E0107
fn forward(&self, x: Tensor) -> Result<Tensor> { check!(self.n > 9, "few"); Ok(self.conv.forward(x)) }  // E0107
fn forward(&self, x: Tensor) -> Tensor { F::max_pool2d(self.conv.forward(x), 2) }  // E0061
fn forward(&self, x: Tensor) -> Option<Tensor> { let y = self.conv.forward(&x); Some(y, x) }  // E0061
fn forward(&self, x: Tensor) -> Tensor { let mut v = Vec::new(); v.push(self.conv.forward(x), 1); v.remove(0) }  // E0061
fn forward(&self, x: Tensor) -> std::collections::BTreeMap<usize, Tensor> { let mut m = std::collections::BTreeMap::new(); m.insert(0, x); m.insert(self.n); m }  // E0061
fn forward(&self, x: Tensor) -> Result<Tensor, String> { Ok(x.dim(), self.conv.forward(x)) }  // E0061
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * f32::from("1".as_bytes().get_unchecked(self.n).to_owned()) }  // E0133
fn forward(&self, x: Tensor) -> Option<Tensor> { let k = "1".parse::<f32>()?; Some(self.conv.forward(x) * k) }  // E0277
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * self.n }  // E0277
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * self.k() } fn k(&self) -> f32 { let k: f32 = "1".trim().parse(); k }  // E0308
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * self.k().unwrap() } fn k(&self) -> Result<f32> { Ok(self.n as f32) }  // E0107
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * self.k().unwrap() } fn k(&self) -> Result<f32, Box<dyn std::error::Error>> { if self.n > 9 { return Err(format!("{}", self.n)); } Ok(1.0) }  // E0308
fn forward(&self, x: Tensor) -> Result<Tensor, std::num::ParseIntError> { check!(self.n > 9, "few"); Ok(self.conv.forward(x)) }  // E0308
fn forward(&self, x: Tensor) -> Result<Tensor, std::num::ParseIntError> { if self.n > 9 { bail!("many"); } Ok(self.conv.forward(x)) }  // E0308
fn forward(&self, x: Tensor) -> Tensor { for i in 0..self.n { println!("{}", i + 1.5); } self.conv.forward(x) }  // E0277
fn forward(&self, x: Tensor) -> Tensor { assert!(x.dim() > 0 && x.size(0) * 1.5 > 1.0); self.conv.forward(x) }  // E0277
fn forward(&self, x: Tensor) -> Tensor { println!("{}", x.shape()); self.conv.forward(x) }  // E0277
fn forward(&self, x: Tensor) -> Tensor { let mut x = x; for _ in 3 { x = self.conv.forward(x); } x }  // E0277
fn forward(&self, x: Tensor) -> Tensor { for i in self.n { let _ = i; } self.conv.forward(x) }  // E0277
fn forward(&self, x: Tensor) -> Tensor { let k: f32 = self.n; self.conv.forward(x) * k }  // E0308
fn forward(&self, x: Tensor) -> Tensor { if x.item() { return x; } self.conv.forward(x) }  // E0308
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x).mean_value() }  // E0308
fn forward(&self, x: Tensor) -> Conv2d { self.conv.forward(x) }  // E0308
fn forward(&self, x: Tensor) -> Option<Tensor> { let k: f32 = "1".get(1..)?.len(); Some(self.conv.forward(x) * k) }  // E0308
fn forward(&self, x: Tensor) -> Option<Tensor> { let k: f32 = "1".get(1..)?; Some(self.conv.forward(x) * k) }  // E0308
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(&x); }  // E0308
fn forward(&self, x: Tensor) -> Tensor { self.stem(x, "two") } fn stem(&self, x: Tensor, n: usize) -> Tensor { self.conv.forward(x) * n as f32 }  // E0308
fn forward(&self, x: Tensor) -> Tensor { if self.n > 1 { self.conv.forward(x) } }  // E0317
fn forward(&self, x: Tensor) -> Tensor { let y: Tensor; self.conv.forward(x) + y }  // E0381
fn forward(&self, x: Tensor) -> Tensor { let y = self.conv.forward(x); y + x }  // E0382
fn forward(&self, x: Tensor) -> Tensor { let mut y = x.relu(); for _ in 0..self.n { y += self.conv.forward(x); } y }  // E0382
fn forward(&self, x: Tensor) -> Tensor { let y = x.relu(); y = self.conv.forward(y); y }  // E0384
fn forward(&self, x: Tensor) -> Tensor { F::rleu(self.conv.forward(x)) }  // E0425
fn forward(&self, x: Tensor) -> Tensor { let conv = self.conv; conv.forward(x) }  // E0507
fn forward(&self, x: Tensor) -> Tensor { let mut x = x; for conv in self.convs { x = conv.forward(x); } x }  // E0507
fn forward(&self, x: Tensor) -> Tensor { eprintln!("{:?}", x.shape()); let mut x = x; for conv in self.convs { x = conv.forward(x); } x }  // E0507
fn forward(&self, x: Tensor) -> Result<Tensor, String> { if self.n > 9 { bail!("many"); } let mut x = x; for conv in self.convs { x = conv.forward(x); } Ok(x) }  // E0507
fn forward(&self, x: Tensor) -> Option<Tensor> { let k = "1".get(1..)?; let conv = self.conv; Some(conv.forward(x) * k.len() as f32) }  // E0507
fn forward(&self, x: Tensor) -> Tensor { self.stem(&x).relu() } fn stem(&self, x: &Tensor) -> &Tensor { let y = self.conv.forward(x); &y }  // E0515
fn forward(&self, x: Tensor) -> Tensor { self.n += 1; self.conv.forward(x) }  // E0594
fn forward(&self, x: Tensor) -> Option<Tensor> { self.n = "1".get(1..)?.len(); Some(self.conv.forward(x)) }  // E0594
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x).rleu() }  // E0599
fn forward(&self, x: Tensor) -> Tensor { self.conv.forward(x) * self.k() } fn k() -> f32 { 1.0 }  // E0599
fn forward(&self, x: Tensor) -> Tensor { self.cnov.forward(x) }  // E0609
fn forward(&self, x: Tensor) -> Tensor { let w = &self.conv.weight; self.conv.forward(x * w.item()) }  // E0616
fn forward(&self, x: Tensor) -> Tensor { Self::pick(&x, &self.conv.forward(&x)).relu() } fn pick<'a>(x: &'a Tensor, y: &Tensor) -> &'a Tensor { if x.dim() > 3 { x } else { y } }  // E0621
END
)
printf 'fn main() {}\n#[allow(unused_macros)]\nmacro_rules! bail { ($e:expr) => { return Err($e.to_string()) } }\n#[allow(unused_macros)]\nmacro_rules! check { ($c:expr, $e:expr) => { if !$c { return Err($e.to_string()); } } }\n' > "$crate/src/main.rs"
number=0
while read -r line; do
    [ -n "$line" ] || continue
    number=$((number + 1))
    cat >> "$crate/src/main.rs" <<EOF
mod m$number {
    #[allow(unused_imports)]
    use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};
    #[quantizable]
    struct Net { conv: Conv2d, convs: Vec<Conv2d>, n: usize }
    #[quantizable]
    impl Net { ${line%//*} }
}
EOF
done <<< "$models"

expected=$(grep -o 'E0[0-9]*$' <<< "$models" | sort)
# A function that does not exist keeps rustc from looking any further, so that one is taken out then.
check() { cargo check --quiet --offline --manifest-path "$crate/Cargo.toml" 2>&1 || true; }
shown=$(check | grep -oE '^error\[E0[0-9]+' | cut -c7- || true)
sed -i '/F::rleu/d' "$crate/src/main.rs"
shown=$(printf '%s\n%s\n' "$shown" "$(check | grep -oE '^error\[E0[0-9]+' | cut -c7-)" | sed '/^$/d' | sort)
if ! diff <(echo "$expected") <(echo "$shown"); then
    echo "the errors on the left were expected, once each" >&2
    exit 1
fi
echo "$number mistakes, $number errors"
