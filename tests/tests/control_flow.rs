//! Models with every kind of control flow: lowered to f32 they compute what they did as written,
//! to the bit, and in int8 they take the same ways.
#![allow(clippy::assign_op_pattern, reason = "both forms are lowered")]

use quantizable::{
    __private::{Float, float},
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear, ReLU},
    quantizable,
};

/// Holds the lowered `forward` against the one as written.
fn same<M: Model<Input = Tensor, Output = Tensor>>(model: &M, x: Tensor) {
    let lowered = float(model);
    let y = M::forward_lowered(&lowered, &Float::default(), x.clone()).unwrap();
    assert_eq!(y, model.forward(x));
}

fn image(seed: f32) -> Tensor {
    Tensor::from_fn(&[2, 3, 8, 8], |i| (i as f32 * 0.37 + seed).sin())
}

fn check<M: Model<Input = Tensor, Output = Tensor>>(model: &M) {
    for seed in [0.0, 1.0, 2.5] {
        same(model, image(seed));
    }
}

/// A model of convolutions that keep the shape, with this body of `forward`.
macro_rules! model {
    ($test:ident, |$self:ident, $x:ident| $body:block) => {
        model!($test, |$self, mut_x: $x| $body);
    };
    ($test:ident, |$self:ident, mut_x: $x:ident| $body:block) => {
        #[test]
        fn $test() {
            #[quantizable]
            struct Net {
                a: Conv2d,
                b: Conv2d,
                norm: BatchNorm2d,
                convs: Vec<Conv2d>,
                maybe: Option<Conv2d>,
                never: Option<Conv2d>,
                act: ReLU,
                scale: f32,
                repeat: usize,
                fancy: bool,
                weight: Tensor,
            }
            // Each test uses some of the layers.
            #[quantizable(allow(unused_layer))]
            impl Net {
                fn new() -> Self {
                    let conv = || Conv2d::new(3, 3, 3).padding(1);
                    Net {
                        a: conv(),
                        b: conv(),
                        norm: BatchNorm2d::new(3),
                        convs: vec![conv(), conv(), conv()],
                        maybe: Some(conv()),
                        never: None,
                        act: ReLU::new(),
                        scale: 0.5,
                        repeat: 3,
                        fancy: true,
                        weight: Tensor::ones(&[3, 3, 1, 1]),
                    }
                }
                fn forward(&$self, $x: Tensor) -> Tensor $body
            }
            check(&Net::new());
        }
    };
}

model!(if_on_config, |self, x| {
    let x = self.a.forward(x);
    if self.fancy { F::relu(x) } else { self.b.forward(x) }
});

model!(if_on_data, |self, x| {
    let y = F::relu(self.a.forward(&x));
    if y.mean_value() > 0.2 {
        return self.b.forward(y);
    }
    let z = self.b.forward(&y);
    z + y
});

model!(if_else_chain_as_value, |self, x| {
    let y = if self.repeat == 1 {
        x.relu()
    } else if self.repeat == 3 && x.dim() == 4 {
        self.a.forward(x).relu()
    } else {
        x
    };
    y * self.scale
});

model!(match_on_config, |self, x| {
    match self.repeat {
        0 => x,
        1 | 2 => x.relu6(),
        n if n > 10 => panic!("too many"),
        _ => {
            let y = self.a.forward(&x);
            F::relu(y + x)
        }
    }
});

model!(for_over_layers, |self, x| {
    let mut x = x;
    for conv in &self.convs {
        x = F::relu(conv.forward(x));
    }
    x
});

model!(for_over_a_range, |self, x| {
    let mut x = x;
    for i in 0..self.convs.len() {
        let y = self.convs[i].forward(&x);
        let y = y.relu();
        x = x + y;
    }
    x
});

model!(for_with_enumerate, |self, x| {
    let mut x = x;
    for (i, conv) in self.convs.iter().enumerate() {
        x = conv.forward(x);
        if i + 1 < self.convs.len() {
            x = x.relu();
        }
    }
    x
});

model!(for_with_zip_and_rev, |self, x| {
    let mut x = x;
    for (conv, k) in self.convs.iter().rev().zip([1.0_f32, 0.5, 0.25]) {
        x = conv.forward(&x) * k + x;
    }
    x
});

model!(while_on_a_counter, |self, x| {
    let mut x = x;
    let mut i = 0;
    while i < self.repeat {
        x = self.a.forward(x).relu();
        i += 1;
    }
    x
});

model!(while_on_data, |self, x| {
    let mut x = x;
    while x.max_value() > 0.1 {
        x = x * 0.5;
    }
    x
});

model!(loop_with_a_break_value, |self, x| {
    let mut x = x;
    let mut n = 0;
    let y = loop {
        x = self.a.forward(x);
        n += 1;
        if n == 2 {
            break x.relu();
        }
    };
    y + 1.0
});

model!(labelled_breaks, |self, x| {
    let mut x = x;
    'outer: for i in 0..3 {
        for conv in &self.convs {
            if i == 1 {
                break 'outer;
            }
            if x.size(0) == 7 {
                continue 'outer;
            }
            x = conv.forward(x).relu();
        }
    }
    x
});

model!(labelled_block, |self, x| {
    let y = 'done: {
        if self.fancy {
            break 'done self.a.forward(x);
        }
        self.b.forward(x)
    };
    y.relu()
});

model!(if_let_on_an_option, |self, x| {
    let mut x = x;
    if let Some(conv) = &self.maybe {
        x = conv.forward(x).relu();
    }
    if let Some(conv) = &self.never {
        x = conv.forward(x);
    }
    x
});

model!(match_on_an_option, |self, x| {
    let skip = match &self.never {
        Some(conv) => conv.forward(&x),
        None => x.clone(),
    };
    F::relu(self.a.forward(x) + skip)
});

model!(let_else, |self, x| {
    let Some(conv) = self.maybe.as_ref() else { return x };
    conv.forward(x).relu()
});

model!(reassigned_in_a_branch, |self, x| {
    let mut y = self.a.forward(&x);
    if y.mean_value() > 0.0 {
        y = self.b.forward(x);
    }
    y.relu()
});

model!(used_before_a_conditional_assignment, |self, x| {
    let mut y = self.a.forward(&x);
    let z = F::relu(&y);
    if z.mean_value() > 100.0 {
        y = z.clone();
    }
    y + z
});

model!(shadowing_across_blocks, |self, x| {
    let x = self.a.forward(x);
    let x = {
        let x = x.relu();
        let y = self.b.forward(&x);
        x + y
    };
    x.relu()
});

model!(compound_assignment, |self, x| {
    let mut y = self.a.forward(&x);
    y += &x;
    y *= 0.5;
    y -= 0.25;
    y += self.scale;
    y -= x;
    y.relu()
});

model!(numbers_on_either_side, |self, x| {
    let a = 1.0 - self.a.forward(&x);
    let b = 2.0 * &a + 0.5;
    let n = self.repeat + 1;
    b * n as f32 - (a - x)
});

model!(a_vector_of_tensors, |self, x| {
    let mut all = Vec::new();
    all.push(x.relu());
    for conv in &self.convs {
        all.push(conv.forward(&x));
    }
    let both = F::cat(&all, 1);
    let last = all.pop().unwrap();
    both.mean([1], true) + last
});

model!(tuples_and_destructuring, |self, x| {
    let (a, b) = (self.a.forward(&x), self.b.forward(&x));
    let pair = (a.relu(), b);
    let (a, b) = pair;
    let three = [a.clone(), b, x];
    let [p, q, _] = three;
    F::relu(p + q) * a
});

model!(a_layer_at_several_places, |self, x| {
    let y = self.act.forward(self.a.forward(x));
    let z = self.act.forward(self.a.forward(&y));
    self.act.forward(z + y)
});

model!(batch_norm_in_all_places, |self, x| {
    let y = self.norm.forward(self.a.forward(&x));
    let y = y.relu();
    let z = self.b.forward(&y);
    z + x
});

model!(the_residual_pattern, |self, x| {
    let y = self.a.forward(&x);
    let y = self.norm.forward(y);
    let y = y + self.b.forward(&x);
    y.relu()
});

model!(the_conv_on_the_right, |self, x| {
    let a = x.relu();
    let y = &a + self.a.forward(&x);
    F::relu6(y)
});

model!(a_layer_behind_an_index_that_is_shadowed, |self, x| {
    let i = 2;
    let y = self.convs[i].forward(x);
    let i = 0;
    let y = y.relu();
    self.convs[i].forward(y)
});

model!(functional_weights, |self, x| {
    let pad = if self.fancy { 0 } else { 1 };
    let y = F::conv2d(&x, &self.weight, None, 1, pad, 1, 1);
    let y = y.relu();
    x.conv2d(&self.weight, None, 1, 0, 1, 1) + y
});

model!(shapes_and_macros, |self, x| {
    assert_eq!(x.dim(), 4);
    debug_assert!(x.size(1) == 3, "not {:?}", x.shape());
    let [n, c, h, w] = [x.size(0), x.size(1), x.size(2), x.size(3)];
    let _ = format!("{n} {c}");
    assert!(self.a.forward(&x).mean_value() < 100.0);
    let y = x.reshape([n as isize, (c * h * w) as isize]);
    let y = y.view([n, c, h * w]).unsqueeze(3);
    y.reshape([n, c, h, w])
});

model!(closures_over_numbers, |self, x| {
    let double = |k: f32| k * 2.0;
    let sizes: Vec<usize> = x.shape().iter().map(|n| n + 1).collect();
    let k = sizes.iter().fold(0.0, |a, n| a + *n as f32);
    x * double(k)
});

model!(references_to_references, |self, x| {
    let r = &x;
    let y = r.relu();
    let s = &r;
    y + s.relu6()
});

#[test]
fn linear_layers_and_reshapes() {
    #[quantizable]
    struct Net {
        fc1: Linear,
        fc2: Linear,
    }
    #[quantizable]
    impl Net {
        const CLASSES: usize = 5;
        fn forward(&self, x: Tensor) -> Tensor {
            let x = x.flatten(1, -1);
            let x = F::relu(self.fc1.forward(x));
            let y = self.fc2.forward(x);
            assert_eq!(y.size(-1), Self::CLASSES);
            y
        }
    }
    check(&Net { fc1: Linear::new(192, 7), fc2: Linear::new(7, Net::CLASSES) });
}

fn softmax(x: &Tensor) -> Tensor {
    let total: f32 = x.as_slice().iter().map(|v| v.exp()).sum();
    Tensor::from_vec(x.as_slice().iter().map(|v| v.exp() / total).collect(), x.shape())
}

model!(a_region_in_f32, |self, x| {
    let y = self.a.forward(x);
    #[quantizable(float)]
    let y = softmax(&y) * self.scale;
    #[quantizable(float)]
    let (z, k): (Tensor, f32) = (softmax(&self.weight), y.max_value());
    #[quantizable(float)]
    {
        let text = format!("{y:?} {k}");
        assert!(!text.is_empty());
    }
    let mut w = y.relu() * z.sum_value();
    #[quantizable(float)]
    w = {
        let w: Tensor = softmax(&w);
        w
    };
    w
});

model!(tensors_made_of_numbers, |self, x| {
    let ones = Tensor::ones(&[2, 3, 8, 8]);
    let mut sum = Tensor::zeros(x.shape());
    sum += x;
    sum + ones
});

model!(while_let_over_values_and_layers, |self, x| {
    let mut todo = vec![x];
    let mut convs = self.convs.iter().rev();
    let mut sum = None;
    while let Some(x) = todo.pop() {
        match convs.next() {
            Some(conv) => todo.push(F::relu(conv.forward(x))),
            None => sum = Some(x),
        }
    }
    sum.unwrap()
});
