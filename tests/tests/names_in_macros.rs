//! Names of fields that are bound, shown or called as something else: none is a forgotten `self.`, for which a file
//! without macros of its own is searched.

use std::sync::Arc;

use quantizable::{
    Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};
use quantizable_tests::small::{check, conv};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
    dims: Vec<usize>,
    std: Vec<f32>,
    tag: String,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        assert!(self.dims.iter().enumerate().all(|(i, scale)| *scale < i + 10));
        assert!(matches!(self.dims.first(), Some(scale) if *scale > 0));
        assert!(!self.tag.contains("{scale}"), "{{scale}} of {scale}", scale = self.scale);
        assert!(x.size(0) < std::cmp::max(self.dims.len(), 99));
        let all = vec![self.dims.iter().map(|scale| scale + 1).sum::<usize>()];
        let shown = format!("Net {{scale: {}, dims: {:?}}}", self.scale, all);
        let y = F::relu(self.conv.forward(x)) * self.scale + self.std[0];
        if shown.is_empty() { y.relu() } else { y }
    }
}

#[test]
fn of_fields() {
    let (dims, std) = (vec![2, 3], vec![0.5]);
    check(&Net { conv: conv(), scale: 0.5, dims, std, tag: "net".into() });
}

const N: usize = 2;

/// A constant by the name of the parameter that it is given for.
#[quantizable]
struct Several<const N: usize> {
    convs: [Conv2d; N],
}

#[quantizable]
impl Several<N> {
    fn forward(&self, x: Tensor) -> Result<Tensor, &'static str> {
        if x.dim() != 4 {
            return Err("no image");
        }
        let mut x = x;
        for conv in &self.convs {
            x = conv.forward(x);
        }
        Ok(x)
    }
}

/// Copied and cloned, the latter by hand.
#[quantizable(plain)]
#[derive(Copy)]
struct Config {
    gain: f32,
}

#[allow(clippy::expl_impl_clone_on_copy)]
impl Clone for Config {
    fn clone(&self) -> Self {
        *self
    }
}

#[quantizable]
struct Shared {
    several: Several<N>,
    config: Arc<Config>,
    #[quantizable(skip)]
    _fc: Option<Linear>,
}

#[quantizable]
impl Shared {
    fn forward(&self, x: Tensor) -> Tensor {
        match self.several.forward(x.clone()) {
            Ok(y) => y * self.config.gain,
            Err(_) => x,
        }
    }
}

#[test]
fn of_constants() {
    let several = Several { convs: [conv(), conv()] };
    check(&Shared { several, config: Arc::new(Config { gain: 2.0 }), _fc: None });
}
