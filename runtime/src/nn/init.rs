//! Initial weights.

use crate::Tensor;

/// Uniform in ±1/√`fan_in`: PyTorch's default for the weights and biases of convolutions and
/// linear layers (`kaiming_uniform_` with a = √5 comes to the same).
///
/// The numbers depend on `name` and `sizes` only.
pub(super) fn uniform(name: &str, sizes: &[usize], shape: &[usize], fan_in: usize) -> Tensor {
    let bound = 1.0 / (fan_in.max(1) as f32).sqrt();
    let mut random = SplitMix64::new(name, sizes);
    Tensor::from_fn(shape, |_| (2.0 * random.next_unit() - 1.0) * bound)
}

/// Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators", 2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn new(name: &str, sizes: &[usize]) -> Self {
        // FNV-1a, which unlike the standard library's hashes will be the same in each release.
        let sizes = sizes.iter().flat_map(|&size| (size as u64).to_le_bytes());
        let seed = name.bytes().chain(sizes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        SplitMix64(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In 0..1, in steps that an f32 holds exactly.
    fn next_unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 24) as f32
    }
}
