//! A model, quantized: what the macro found in it, and how far int8 is from f32.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};

#[quantizable]
struct Net {
    conv1: Conv2d,
    conv2: Conv2d,
    fc: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(1, 40, 3),
            conv2: Conv2d::new(40, 40, 3),
            fc: Linear::new(5 * 5 * 40, 10),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.conv1.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = F::relu(self.conv2.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = x.reshape([-1, 5 * 5 * 40]);
        self.fc.forward(x)
    }
}

// A layer that silently stays in f32 would be a build error.
const _: () = assert!(Net::PLAN.float_ops() == 0);

fn main() -> quantizable::Result<()> {
    println!("{}", Net::PLAN.op_names().collect::<Vec<_>>().join(" "));
    for group in Net::PLAN.groups {
        println!("fused: {}", group.pattern);
    }

    let net = Net::new();
    let prepared = net.prepare(&QConfigMapping::default())?;
    for seed in 0..8 {
        prepared.forward(images(16, seed))?;
    }
    let int8 = prepared.convert()?;

    let x = images(100, 8);
    let (y, y8) = (net.forward(x.clone()), int8.forward(x)?);
    println!("int8 against f32: {:.1} dB SQNR", sqnr(&y, &y8));
    Ok(())
}

/// Noise in the place of your data: `[n, 1, 26, 26]`, in 0..1.
fn images(n: usize, mut seed: u32) -> Tensor {
    Tensor::from_fn(&[n, 1, 26, 26], |_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 24) as f32
    })
}

/// The signal to quantization noise ratio: the energy of `y` over that of the error, in dB.
fn sqnr(y: &Tensor, y8: &Tensor) -> f32 {
    let error = y - y8;
    10.0 * ((y * y).sum_value() / (&error * &error).sum_value()).log10()
}
