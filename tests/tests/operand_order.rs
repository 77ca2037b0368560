//! Operands of what is fused are evaluated in the order in which they are written.
#![allow(clippy::assign_op_pattern, reason = "each form is tested")]

use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{check, noise, randomize};

/// The model agrees, and under calibration it gives its own f32 to the bit.
#[track_caller]
fn agrees<M: Model<Input = Tensor, Output = Tensor>>(net: impl Fn() -> M) {
    check(net());
    let x = noise(&[2, 2, 5, 5], 1);
    let prepared = net().prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net().forward(x));
}

macro_rules! forms {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            struct Net {
                conv: Conv2d,
                other: Conv2d,
            }
            #[quantizable(allow(unused_layer))]
            #[allow(unused_mut, reason = "not all forms assign")]
            impl Net {
                fn forward(&$net, mut $x: Tensor) -> Tensor $body
            }
            let conv = || Conv2d::new(2, 2, 3).padding(1);
            let net = || randomize(Net { conv: conv(), other: conv() });
            agrees(net);
        }
    )*};
}

forms! {
    taken_behind: |self, x| { self.conv.forward(&x) + x * 2.0 }
    cloned_in_front: |self, x| { x.clone() + self.conv.forward(x) }
    cloned_in_front_and_activated: |self, x| { F::relu(x.clone() + self.conv.forward(x)) }
    computed_in_front: |self, x| { F::tanh(&x) + self.conv.forward(x) }
    negative_in_front: |self, x| { -self.other.forward(&x) + self.conv.forward(x) }
    branch_in_front: |self, x| {
        (if x.dim() > 3 { x.clone() } else { x.relu() }) + self.conv.forward(x)
    }
    assigned_behind: |self, x| { x.clone() + self.conv.forward({ x = x * 3.0; &x }) }
    popped: |self, x| {
        let mut xs = vec![F::tanh(&x), x];
        F::relu(xs.pop().unwrap() + self.conv.forward(xs.pop().unwrap()))
    }
    counted: |self, x| {
        let mut k = 1.0;
        x.clone() * { k += 1.0; k } + self.conv.forward(F::tanh(&x) * { k *= 3.0; k })
    }
    rebound_behind: |self, x| {
        let z = F::tanh(&x);
        let mut r = &x;
        let y = r + self.conv.forward({ r = &z; r });
        F::relu(y) + F::add(r, self.conv.forward({ r = &x; r })).relu() + r
    }
    taken_out: |self, x| {
        x.clone() + self.conv.forward(std::mem::replace(&mut x, Tensor::zeros(&[1])))
    }
    number_in_front: |self, x| {
        let mut ks = [0.5, 2.0, 3.0].into_iter();
        let y = ks.next().unwrap() * (self.conv.forward(&x) + ks.next().unwrap());
        ks.next().unwrap() + F::tanh(y) * 2.0
    }
    counted_in_front: |self, x| {
        let mut xs = vec![F::tanh(&x), x];
        xs.len() as f32 * xs.pop().unwrap() + xs.len() as f32 * xs.pop().unwrap()
    }
}

/// Layers are chosen before what they are given is computed.
#[quantizable]
struct Decoder {
    encoders: Vec<Conv2d>,
    decoders: Vec<Conv2d>,
    last: Option<Conv2d>,
}

#[quantizable]
impl Decoder {
    fn forward(&self, mut x: Tensor) -> Tensor {
        let mut skips = Vec::new();
        for encoder in &self.encoders {
            x = encoder.forward(x).relu();
            skips.push(x.clone());
        }
        while skips.len() > 1 {
            let decoders = &self.decoders;
            x = F::relu(decoders[skips.len() - 1].forward(x + skips.pop().unwrap()));
            x = self.decoders[skips.len()].forward(F::tanh(skips.pop().unwrap())) + x;
        }
        let mut i = 0;
        let x = self.decoders[i]
            .forward({
                i += 1;
                &x
            })
            .relu()
            * (i + 1) as f32;
        let x = self.encoders.first().unwrap().forward(x).relu();
        F::relu(self.last.as_ref().unwrap().forward(&x) + x)
    }
}

#[test]
fn layers_in_front() {
    let convs = |n| (0..n).map(|_| Conv2d::new(2, 2, 3).padding(1)).collect();
    let net =
        || randomize(Decoder { encoders: convs(4), decoders: convs(4), last: convs(1).pop() });
    agrees(net);
}

/// What has no value yet gets one in a branch, which has another use there.
#[quantizable]
struct Deferred {
    conv: Conv2d,
    other: Conv2d,
    flag: bool,
}

#[quantizable]
impl Deferred {
    fn forward(&self, mut x: Tensor) -> Tensor {
        let y;
        if self.flag {
            y = self.conv.forward(&x);
            x = y.relu();
        } else {
            y = x.relu();
        }
        let skip;
        match x.size(2) {
            1 => skip = x.clone(),
            _ => {
                skip = self.other.forward(&x);
                x = F::max_pool2d(&skip, (1, 1), 1);
            }
        }
        let of = if self.flag { vec![x] } else { vec![skip.relu()] };
        let mut of = of.into_iter().max_by_key(|x| x.shape()[0]).unwrap();
        let mut z = y.clone();
        if self.flag {
            of = self.conv.forward(&of);
            z = of.relu();
        }
        y + skip + of * z
    }
}

#[test]
fn values_given_in_branches() {
    for flag in [false, true] {
        let conv = || Conv2d::new(2, 2, 3).padding(1);
        let net = || randomize(Deferred { conv: conv(), other: conv(), flag });
        agrees(net);
    }
}

/// A weight that is another one, or gone, when what follows the convolution runs.
#[test]
fn weights_that_change() {
    #[quantizable]
    struct Net {
        weight: Tensor,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let (mut w, mut x) = (self.weight.clone(), x);
            for _ in 0..2 {
                let y = F::conv2d(&x, &w, None, 1, 1, 1, 1);
                w = w * 0.5;
                x = F::relu(y);
            }
            let mut ws = vec![w, &self.weight * 3.0];
            let y = F::conv2d(&x, &ws[0], None, 1, 1, 1, 1);
            ws.swap(0, 1);
            let y = y.relu();
            drop(ws);
            y
        }
    }
    agrees(|| Net { weight: noise(&[2, 2, 3, 3], 7) });
}

/// What is assigned to is evaluated once, in front of what is assigned.
#[test]
fn places_that_are_assigned_to() {
    macro_rules! places {
        ($($name:ident: |$net:ident, $ys:ident| $body:block)*) => {$({
            #[quantizable]
            struct $name {
                conv: Conv2d,
            }
            #[quantizable]
            #[allow(unused_mut, reason = "not all bodies change them")]
            #[allow(clippy::iter_nth, reason = "what it gives is assigned to")]
            impl $name {
                #[allow(dead_code, reason = "not all bodies call it")]
                fn next(&self, n: &mut usize) -> usize {
                    *n += 1;
                    *n - 1
                }
                fn forward(&$net, x: Tensor) -> Tensor {
                    let mut $ys = vec![$net.conv.forward(&x), x.relu(), x];
                    $body
                    &$ys[0] + $ys[1].relu() * &$ys[2]
                }
            }
            agrees(|| randomize($name { conv: Conv2d::new(2, 2, 3).padding(1) }));
        })*};
    }
    places! {
        Items: |self, ys| {
            let mut items = ys.iter_mut().rev();
            *items.next().unwrap() += 1.0;
            *items.next().unwrap() *= 3.0;
            *items.next().unwrap() -= 0.5;
        }
        Nth: |self, ys| { *ys.iter_mut().nth(1).unwrap() += 2.0; }
        Popped: |self, ys| {
            let mut order = vec![2, 0];
            ys[order.pop().unwrap()] += 1.0;
            ys[order.pop().unwrap()] *= 2.0;
        }
        Counted: |self, ys| {
            let mut n = 0;
            ys[self.next(&mut n)] += 1.0;
            ys[{ n += 1; n }] *= 2.0;
            let mut next = || { n -= 1; n };
            ys[next()] -= 0.25;
        }
        Held: |self, ys| {
            let cell = std::cell::Cell::new(2);
            ys[cell.replace(1)] += 1.0;
            ys[cell.get()] *= 2.0;
        }
        References: |self, ys| {
            let mut all: Vec<&mut Tensor> = ys.iter_mut().collect();
            *all.pop().unwrap() += 1.0;
            *all.pop().unwrap() *= 2.0;
        }
        ChangedBehind: |self, ys| {
            let mut i = 0;
            ys[i] += { i = 1; 2.0 };
            ys[i] *= { i += 1; i as f32 };
            let sum = &ys[0] + 1.0;
            ys[i] += { i = 0; sum };
            *ys.get_mut(i).unwrap() -= 1.0;
        }
        Steady: |self, ys| {
            let (i, last) = (0, ys.len() - 1);
            ys[i + 1] += 2.0;
            ys[last] *= 0.5;
            ys[last as u8 as usize - 1] -= 1.0;
        }
        ReadByTheirValue: |self, ys| {
            let mut zs = [ys[0].clone(), ys[1].clone(), ys[2].clone()];
            let order = [1, 0];
            zs[zs.len() - 1] += zs[0].clone();
            zs[zs.len() - 2] *= zs.len() as f32;
            zs[order[0]] -= &zs[order[1]].clone();
            let mut pairs = [(zs[0].clone(), 2.0), (zs[1].clone(), 0.5)];
            pairs[order[0]].0 *= pairs[order[1]].1;
            let mut i = 0;
            let mut rows = [[pairs[0].0.clone(), pairs[1].0.clone()], [zs[1].clone(), zs[2].clone()]];
            rows[i][(i + 1).min(1)] += { i = 1; rows[1][1].clone() };
            rows[i][{ i = 0; i }] *= 2.0;
            ys[..2].clone_from_slice(&rows[order[1]]);
            let slice = &mut ys[1..];
            slice[slice.len() - 1] += slice[0].clone();
        }
    }
}
