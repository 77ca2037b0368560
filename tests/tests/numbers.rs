//! Numbers beside tensors, by what they are made of.

use quantizable::{Tensor, nn::Conv2d, quantizable};
use quantizable_tests::check;

const EPS: f32 = 1e-5;

#[quantizable(plain)]
#[derive(Clone, Copy)]
struct Config {
    temperature: Option<f32>,
    merge: Merge,
}

#[quantizable(plain)]
#[derive(Clone, Copy)]
enum Merge {
    Sum,
    Weighted([f32; 2]),
    Scaled((f32, f32)),
}

#[quantizable]
struct Net {
    conv: Conv2d,
    config: Config,
    merge: Merge,
}

#[quantizable]
impl Net {
    /// Optional numbers of a plain value, with constants.
    fn forward(&self, x: Tensor) -> Tensor {
        let temperature = self.config.temperature.unwrap_or(1.0) + EPS;
        let y = self.conv.forward(&x) / temperature * self.config.temperature.unwrap_or(2.0);
        let merged = match (&self.merge, y.dim()) {
            (Merge::Sum, _) => x + y,
            (Merge::Weighted([a, b]), 4) => x * *a + y * *b,
            (Merge::Weighted(_), _) => x,
            (Merge::Scaled((a, b)), _) => x * *a + y * *b,
        };
        self.scaled(merged)
    }

    /// What an enum holds that is in a plain value.
    fn scaled(&self, x: Tensor) -> Tensor {
        match self.config.merge {
            Merge::Sum => x,
            Merge::Weighted([a, ..]) => x * a,
            Merge::Scaled((a, _)) => x * a,
        }
    }
}

#[test]
fn of_plain_values() {
    let merges = [Merge::Sum, Merge::Weighted([0.5, 0.25]), Merge::Scaled((0.75, 0.5))];
    for merge in merges {
        for temperature in [None, Some(0.5)] {
            let config = Config { temperature, merge };
            check(Net { conv: Conv2d::new(2, 2, 3).padding(1), config, merge });
        }
    }
}
