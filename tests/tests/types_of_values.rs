//! What is known of the model's fields is looked at where a model is prepared, without the types that the rest of
//! `forward` gives it, and with the places that it borrows.

use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::{
    check,
    small::{self, conv, image},
};

fn take(_: u64) {}

trait Itself {
    fn as_itself(&self) -> &Self {
        self
    }
}

impl Itself for usize {}

macro_rules! bodies {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            struct Net {
                conv: Conv2d,
                flag: bool,
                n: usize,
                name: String,
            }

            #[quantizable]
            #[allow(
                clippy::match_single_binding,
                clippy::obfuscated_if_else,
                clippy::toplevel_ref_arg,
                unused_parens,
                reason = "each form is tested"
            )]
            impl Net {
                fn forward(&$net, $x: Tensor) -> Tensor {
                    let $x = F::relu($net.conv.forward($x));
                    $body
                }

                #[allow(dead_code, reason = "not all bodies call it")]
                fn checked(&self, x: Tensor) -> Result<Tensor, String> {
                    if self.n > 9 {
                        return Err(self.name.clone());
                    }
                    Ok(F::tanh(x))
                }
            }
            for flag in [false, true] {
                let net = |n| Net { conv: conv(), flag, n, name: "net".into() };
                small::check(&net(2));
                check_calibrated(net(4));
            }
        }
    )*};
}

fn check_calibrated(net: impl quantizable::Model<Input = Tensor, Output = Tensor>) {
    net.prepare(&Default::default()).unwrap().forward(image()).unwrap();
}

bodies! {
    large_numbers: |self, x| {
        let a = if self.flag { 3_000_000_000 } else { 1 };
        take(a);
        let (d, e) = (3_000_000_000, 1);
        take(d);
        let f = self.flag.then_some(70_000).unwrap_or(7);
        take(f);
        let big = match self.n { 2 => 70_000, _ => 1 };
        take(big);
        let x = if a > 5 && self.flag { F::gelu(x) } else { x };
        let x = if d > 5 && e > 0 && self.flag { F::silu(x) } else { x };
        if f * f > 7 || big * big > 70_000 { F::tanh(x) } else { x }
    }
    nothing: |self, x| {
        let (a, o) = (self.n, None);
        if let Some(k) = o {
            take(k);
        }
        if o.is_some() && self.flag { F::gelu(x) } else if a > 1 { F::silu(x) } else { x }
    }
    borrowed_numbers: |self, x| {
        let r = self.n.as_itself();
        let ref z = self.n;
        let m = match self.n { ref m => m };
        let all: Vec<&usize> = [&self.n].into_iter().chain([&(self.n)]).collect();
        x * (r + z + m + all.len()) as f32
    }
    errors_in_closures: |self, x| {
        let y = self.checked(x.clone()).map_err(|e| format!("bad {e}")).unwrap();
        y + self.checked(x).unwrap_or_else(|e| panic!("{e} {{x}}"))
    }
    units_of_branches: |self, x| {
        struct Cursor(std::cell::Cell<usize>);
        impl Cursor {
            fn forward(&self, n: usize) {
                self.0.set(self.0.get() + n)
            }
        }
        let cursor = Cursor(Default::default());
        for i in 0..self.n {
            if i % 2 == 0 {
                cursor.forward(i)
            }
        }
        x * cursor.0.get() as f32
    }
}

#[test]
fn fields_taken_apart_by_value() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        n: usize,
        name: String,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let Self { conv: _, ref name, n } = *self;
            self.conv.forward(x) * (name.len() + n) as f32
        }
    }
    check(Net { conv: Conv2d::new(2, 2, 3).padding(1), n: 2, name: "net".into() });
}
