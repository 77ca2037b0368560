//! Operands of what is fused are evaluated in the order in which they are written.
#![allow(clippy::assign_op_pattern, reason = "each form is tested")]

use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{check, noise, randomize};

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
            check(net());
            let x = noise(&[2, 2, 5, 5], 1);
            let prepared = net().prepare(&QConfigMapping::default()).unwrap();
            assert_eq!(prepared.forward(x.clone()).unwrap(), net().forward(x));
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
    taken_out: |self, x| {
        x.clone() + self.conv.forward(std::mem::replace(&mut x, Tensor::zeros(&[1])))
    }
}
