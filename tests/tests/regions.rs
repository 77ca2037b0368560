//! Statements in f32: what they may give, and what becomes of it.
#![deny(unused)]

use quantizable::{
    Model, QConfigMapping, Tensor, backend::FakeQuant, functional as F, nn::Conv2d, quantizable,
};
use quantizable_tests::{
    lowered_f32,
    small::{check, conv, image},
};

fn softmax(x: &Tensor) -> Tensor {
    let exp = Tensor::from_fn(x.shape(), |i| x.as_slice()[i].exp());
    &exp * (1.0 / exp.sum_value())
}

fn largest(x: &Tensor) -> f32 {
    x.as_slice().iter().copied().fold(f32::MIN, f32::max)
}

fn positive(x: &Tensor) -> Option<Tensor> {
    (x.mean_value() > 0.0).then(|| x.relu())
}

/// Lowered to f32 a model computes what is written; calibrated with one image it converts, and int8 is
/// fake-quant to the bit.
fn converts<M: Model<Input = Tensor, Output = Tensor>>(model: &M) {
    check(model);
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(image()).unwrap();
    assert_eq!(prepared.coverage().missing().count(), 0, "{}", prepared.coverage());
    let fake = prepared.convert_to(FakeQuant::default()).unwrap();
    let int8 = prepared.convert().unwrap();
    assert_eq!(int8.forward(image()).unwrap(), fake.forward(image()).unwrap());
}

/// What gives no tensor has no data to see.
#[test]
fn without_tensors() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        b: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.a.forward(x);
            #[quantizable(float)]
            assert!(y.as_slice()[0].is_finite());
            #[quantizable(float)]
            let first: f32 = y.as_slice()[0];
            #[quantizable(float)]
            let all: Vec<f32> = y.as_slice().iter().map(|v| v * 0.5).collect();
            #[quantizable(float)]
            let (low, high): (f32, f32) = (-largest(&(&y * -1.0)), largest(&y));
            self.b.forward(y) * (first + all[1] + low + high)
        }
    }
    converts(&Net { a: conv(), b: conv() });
}

/// What a statement in f32 assigns is of the data from then on.
#[test]
fn assigned() {
    #[quantizable]
    struct Counting {
        fine: Conv2d,
    }
    #[quantizable]
    impl Counting {
        #[quantizable(deny(unobservable_branch))]
        fn forward(&self, x: Tensor) -> Tensor {
            let (mut active, mut n) = (0, 1);
            #[quantizable(float)]
            {
                active += x.as_slice().iter().filter(|v| **v > 0.0).count();
            }
            #[quantizable(float)]
            let x = {
                n *= 7;
                softmax(&x)
            };
            if active > 10 && n == 7 { self.fine.forward(x) } else { x }
        }
    }
    converts(&Counting { fine: conv() });
}

/// What is returned, put into a list, or decides by a `let` whether to go on.
#[test]
fn on_statements() {
    #[quantizable]
    struct Leaving {
        a: Conv2d,
        b: Conv2d,
        stop: f32,
    }
    #[quantizable]
    impl Leaving {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut maps = Vec::new();
            let y = self.a.forward(x);
            #[quantizable(float)]
            maps.push(softmax(&y));
            maps.push(self.b.forward(&y));
            let y = F::cat(&maps, 1);
            #[quantizable(float)]
            let Some(y) = positive(&y) else { return self.b.forward(&maps[0]) };
            if y.mean_value() > self.stop {
                #[quantizable(float)]
                return softmax(&y);
            }
            y
        }
    }
    for stop in [-1e9, 1e9] {
        let model = Leaving { a: conv(), b: conv(), stop };
        let x = image() + 2.0;
        assert_eq!(lowered_f32(&model, &x), model.forward(x.clone()));
        check(&model);
    }
}

/// An error leaves the function from within.
#[test]
fn that_fail() {
    #[quantizable]
    struct Careful {
        conv: Conv2d,
    }
    #[quantizable]
    impl Careful {
        fn forward(&self, x: Tensor) -> Result<Tensor, String> {
            let y = self.conv.forward(x);
            #[quantizable(float)]
            if y.as_slice().iter().any(|v| *v > 1e6) {
                return Err(format!("{} is too much", largest(&y)));
            }
            Ok(y)
        }
    }
    let model = Careful { conv: conv() };
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    assert!(prepared.forward(image()).unwrap().is_ok());
    let int8 = prepared.convert().unwrap();
    assert!(int8.forward(image()).unwrap().is_ok());
    assert!(prepared.forward(image() * 1e9).unwrap().is_err());
}

/// Lists of tensors that a region reads, held in all ways.
#[test]
fn lists() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let ys = vec![self.conv.forward(&x), x.clone(), self.conv.forward(&x).relu()];
            let all = self.largest(&ys);
            let pair = [ys[0].clone(), ys[2].clone()];
            #[quantizable(float)]
            let both = {
                let [a, b] = &pair;
                (a + b) * 0.5
            };
            let tail = &ys[1..];
            #[quantizable(float)]
            let first = match tail {
                [] => both.clone(),
                [one, rest @ ..] => one + rest.len() as f32,
            };
            let mut sum = all + both;
            for y in &ys {
                sum += y;
            }
            sum + first
        }

        fn largest(&self, xs: &[Tensor]) -> Tensor {
            #[quantizable(float)]
            let largest = largest(xs, softmax);
            largest.relu()
        }
    }
    fn largest(xs: &[Tensor], of: impl Fn(&Tensor) -> Tensor) -> Tensor {
        let largest = xs.iter().max_by(|a, b| a.max_value().total_cmp(&b.max_value()));
        of(largest.unwrap())
    }
    converts(&Net { conv: conv() });
}
