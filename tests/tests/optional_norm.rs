//! Batch norm in an option is folded where there is one, and what follows is fused either way.

use quantizable::{
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{agrees, noise, randomize};

/// The model agrees, and folded computes the same but for rounding.
#[track_caller]
fn check<M: Model<Input = Tensor, Output = Tensor>>(model: M) {
    let model = randomize(model);
    let x = noise(&[2, 2, 6, 6], 4);
    let prepared = agrees(&model, &x);
    let f32 = model.forward(x.clone());
    let folded = prepared.forward(x.clone()).unwrap();
    let apart =
        (&folded - &f32).as_slice().iter().fold(0.0, |most: f32, apart| most.max(apart.abs()));
    let most = f32.as_slice().iter().fold(0.0, |most: f32, y| most.max(y.abs()));
    assert!(apart <= 1e-5 * most, "{apart} of {most}");
}

/// A model with and without the norm, and the pattern that it is to be fused by.
macro_rules! forms {
    ($($name:ident: $pattern:literal, |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            #[allow(unused_mut, reason = "not all forms assign")]
            struct Net {
                conv: Conv2d,
                bn: Option<BatchNorm2d>,
                last: Conv2d,
            }
            #[quantizable(allow(unused_layer))]
            #[allow(unused_mut, reason = "not all forms assign")]
            impl Net {
                fn forward(&$net, mut $x: Tensor) -> Tensor $body
            }
            let patterns: Vec<_> = Net::PLAN.groups.iter().map(|group| group.pattern).collect();
            assert_eq!(patterns.join(" "), $pattern, "{}", Net::PLAN);
            for has_norm in [true, false] {
                let conv = || Conv2d::new(2, 2, 3).padding(1);
                check(Net { conv: conv(), bn: has_norm.then(|| BatchNorm2d::new(2)), last: conv() });
            }
        }
    )*};
}

forms! {
    assigned: "conv2d+batch_norm+relu", |self, x| {
        x = self.conv.forward(x);
        if let Some(bn) = &self.bn {
            x = bn.forward(x);
        }
        self.last.forward(F::relu(x))
    }
    matched: "conv2d+batch_norm+relu6 conv2d+add", |self, x| {
        let y = self.conv.forward(&x);
        let y = match &self.bn {
            Some(bn) => bn.forward(y),
            None => y,
        };
        self.last.forward(F::relu6(y)) + x
    }
    nothing_first: "conv2d+batch_norm+add+relu", |self, x| {
        let y = self.conv.forward(&x);
        let y = match &self.bn {
            None => y,
            Some(bn) => bn.forward(&y),
        };
        F::relu(y + x * 2.0)
    }
    a_value: "conv2d+batch_norm+add", |self, x| {
        let y = self.conv.forward(&x);
        let y = if let Some(norm) = self.bn.as_ref() { norm.forward(y) } else { y };
        &x + y
    }
    nothing_behind: "conv2d+batch_norm", |self, x| {
        let mut y = self.conv.forward(x);
        if let Some(bn) = &self.bn {
            y = bn.forward(y);
        }
        F::silu(y)
    }
    at_the_end: "conv2d+batch_norm", |self, x| {
        let y = self.conv.forward(x);
        match &self.bn {
            Some(bn) => bn.forward(y),
            None => y,
        }
    }
    in_a_branch: "conv2d+batch_norm+relu", |self, x| {
        if x.max_value() > -100.0 {
            let mut y = self.conv.forward(&x);
            if let Some(bn) = &self.bn {
                y = bn.forward(y);
            }
            x = y.relu();
        }
        x.max_pool2d(2, 2)
    }
    // Not where something else decides too, or looks at what the convolution gives.
    data_decides_too: "", |self, x| {
        x = self.conv.forward(x);
        if let Some(bn) = &self.bn && x.max_value() > 0.0 {
            x = bn.forward(x);
        }
        F::relu(x)
    }
    looked_at: "", |self, x| {
        let mut y = self.conv.forward(x);
        let z = F::sigmoid(&y);
        if let Some(bn) = &self.bn {
            y = bn.forward(y);
        }
        F::relu(y) + z
    }
    otherwise_something_else: "", |self, x| {
        let y = self.conv.forward(&x);
        let y = if let Some(bn) = &self.bn { bn.forward(y) } else { y + x };
        F::relu(y)
    }
    in_two_places: "batch_norm+relu", |self, x| {
        x = self.conv.forward(x);
        if let Some(bn) = &self.bn {
            x = bn.forward(x);
        }
        let mut y = self.last.forward(x);
        if let Some(bn) = &self.bn {
            y = F::relu(bn.forward(y));
        }
        y
    }
    twice: "", |self, x| {
        for _ in 0..2 {
            x = self.conv.forward(x);
            if let Some(bn) = &self.bn {
                x = bn.forward(x);
            }
            if let Some(bn) = &self.bn {
                x = bn.forward(x);
            }
        }
        x
    }
    in_the_middle: "conv2d+batch_norm", |self, x| {
        let y = self.conv.forward(&x);
        let y = match &self.bn {
            Some(bn) => bn.forward(y),
            None => y,
        };
        if x.max_value() > -100.0 { F::relu(y) } else { y }
    }
    in_a_loop: "conv2d+batch_norm+relu", |self, x| {
        for _ in 0..2 {
            x = self.conv.forward(x);
            if let Some(bn) = &self.bn {
                x = bn.forward(x);
            }
            x = F::relu(x);
        }
        x
    }
}
