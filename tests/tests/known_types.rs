//! Values whose types depend on nothing being wrong: bindings, ranges, functions and ends of blocks, where the type
//! matters.

use std::{ops::RangeTo, sync::LazyLock};

use quantizable::{Tensor, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv};

macro_rules! bound {
    ($name:ident, $value:expr) => {
        let mut $name = $value;
    };
}

mod kinds {
    #[allow(non_camel_case_types, reason = "called as a function is")]
    pub struct wrap<'a>(pub &'a usize);
}
use kinds::wrap;

#[allow(non_upper_case_globals, reason = "called as a function is")]
static act: LazyLock<fn(f32) -> f32> = LazyLock::new(|| f32::abs);

fn scaled(x: &Tensor, by: f32) -> Tensor {
    x * by
}

fn up_to(range: RangeTo<&str>) -> usize {
    range.end.len()
}

fn note(_: usize) {}

fn refuse() -> ! {
    panic!("refused")
}

/// A closure that a macro binds keeps its state, by the name of a function or not.
#[test]
fn closures_of_macros() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut n = 0.0;
            bound!(next, move |k: f32| {
                n += k;
                n
            });
            let k: f32 = next(1.0) + next(1.0) * 10.0;
            let mut sum = 0.0;
            bound!(note, |k: f32| sum += k);
            note(1.0);
            note(2.0);
            self.conv.forward(x) * k + act(-sum)
        }
    }
    check(&Net { conv: conv() });
}

/// Functions of the file's, in f32 and by what has their names.
#[test]
fn functions() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.conv.forward(x);
            #[quantizable(float)]
            let z = scaled(&y, 0.5);
            let scaled = |k: f32| k * 2.0;
            z * scaled(1.5)
        }
    }
    check(&Net { conv: conv() });
}

/// What is borrowed in a range or a tuple lives as long as that, and is coerced.
#[test]
fn temporaries() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        n: usize,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let range = &(self.n + 1)..&(self.n + 3);
            let wrapped = wrap(&(self.n + 1));
            let name = String::from("two");
            let (first, second) = (&(self.n + 2), up_to(..&name));
            let steps = 0..self.n;
            let k = (range.end - range.start) + wrapped.0 + first + second + steps.len();
            self.conv.forward(x) * k as f32
        }
    }
    check(&Net { conv: conv(), n: 2 });
}

/// Ends of blocks without a value.
#[test]
#[forbid(unreachable_code)]
fn ends() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        n: usize,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            if self.n > 9 {
                refuse()
            }
            for i in 0..self.n {
                note(i);
                #[cfg(any())]
                note(i + "1")
            }
            match self.n {
                0 => refuse(),
                n => note(n),
            }
            self.conv.forward(x)
        }
    }
    check(&Net { conv: conv(), n: 2 });
}
