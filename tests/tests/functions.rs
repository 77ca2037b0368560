//! The functions of a model: helper methods, what they borrow, and how they fail.

use quantizable::{
    __private::{Float, float},
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};

fn conv() -> Conv2d {
    Conv2d::new(3, 3, 3).padding(1)
}

fn image() -> Tensor {
    Tensor::from_fn(&[2, 3, 8, 8], |i| (i as f32 * 0.37).sin())
}

fn check<M: Model<Input = Tensor, Output = Tensor>>(model: &M) {
    let lowered = float(model);
    let y = M::forward_lowered(&lowered, &Float::default(), image()).unwrap();
    assert_eq!(y, model.forward(image()));
}

#[test]
fn helper_methods() {
    #[quantizable]
    struct Net {
        a: Conv2d,
        b: Conv2d,
        norm: BatchNorm2d,
        depth: usize,
    }
    #[quantizable]
    impl Net {
        fn stem(&self, x: Tensor, k: f32) -> Tensor {
            F::relu(self.norm.forward(self.a.forward(x))) * k
        }
        fn run(&self, conv: &Conv2d, x: &Tensor) -> Tensor {
            conv.forward(x)
        }
        fn wide(&self, x: &Tensor) -> &Conv2d {
            if x.size(3) > 4 { &self.a } else { &self.b }
        }
        fn last(xs: &[Tensor]) -> &Tensor {
            &xs[xs.len() - 1]
        }
        fn mix(a: Tensor, b: &Tensor) -> (Tensor, f32) {
            (a + b, 0.5)
        }
        fn twice(&self) -> usize {
            self.depth * 2 + Self::one()
        }
        fn one() -> usize {
            1
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.stem(x.clone(), 0.5);
            let (z, k) = Self::mix(y, &x);
            let mut z = z;
            for _ in 0..self.twice() {
                z = self.run(&self.b, &z);
            }
            let z = self.wide(&z).forward(z);
            Self::last(&[x, z]) * k
        }
    }
    check(&Net { a: conv(), b: conv(), norm: BatchNorm2d::new(3), depth: 1 });
}

/// References that are returned, with lifetimes of all kinds.
#[test]
fn helpers_that_borrow() {
    #[quantizable]
    struct Net {
        first: Conv2d,
        convs: Vec<Conv2d>,
    }
    #[quantizable]
    impl Net {
        fn by_value(&self, x: &Tensor) -> Option<&Conv2d> {
            let bright = usize::from(x.mean_value() > 0.5);
            if bright == 1 {
                return Some(&self.first);
            }
            let other = self.convs.get(bright)?;
            Some(other)
        }
        fn by_size<'a>(&'a self, x: &Tensor) -> &'a Conv2d {
            if x.size(3) > 64 {
                &self.first
            } else if self.convs.is_empty() {
                panic!("no layers")
            } else {
                for conv in &self.convs {
                    if self.convs.len() > 1 {
                        return conv;
                    }
                }
                unreachable!()
            }
        }
        fn larger<'a, 'b: 'a>(a: &'a Tensor, b: &'b Tensor) -> &'a Tensor {
            if a.mean_value() > b.mean_value() { a } else { b }
        }
        fn counted<'a>(&self, x: &'a Tensor) -> (&'a Tensor, usize) {
            (x, self.convs.len())
        }
        fn both<'a>(&'a self, x: &'a Tensor) -> Result<(&'a Tensor, &'a Conv2d), String> {
            let conv = self.convs.first().ok_or_else(|| "no layers".to_owned())?;
            Ok((x, conv))
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.by_value(&x).unwrap_or(&self.first).forward(&x);
            let (z, n) = self.counted(Self::larger(&x, &y));
            let (z, conv) = self.both(z).unwrap();
            self.by_size(z).forward(conv.forward(z)) * n as f32
        }
    }
    check(&Net { first: conv(), convs: vec![conv(), conv()] });
}

#[derive(Debug, PartialEq)]
struct Refused(usize);

#[test]
fn fallible_forwards() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn channels(n: usize) -> Result<usize, Refused> {
            if n == 3 { Ok(n) } else { Err(Refused(n)) }
        }
        fn forward(&self, x: Tensor) -> Result<Tensor, Refused> {
            let n = Self::channels(x.size(1))?;
            if x.size(0) > 100 {
                return Err(Refused(100));
            }
            Ok(self.conv.forward(x).relu() * n as f32)
        }
    }
    let net = Net { conv: conv() };
    let lowered = float(&net);
    let run = |x| Net::forward_lowered(&lowered, &Float::default(), x).unwrap();
    assert_eq!(run(image()), net.forward(image()));
    assert_eq!(run(Tensor::ones(&[1, 4, 8, 8])), Err(Refused(4)));
}

/// What a value is, and which error, is only known by what is done with it.
#[test]
fn question_marks_of_inferred_types() {
    type Errors = Box<dyn std::error::Error + Send + Sync>;
    #[quantizable]
    struct Net {
        conv: Conv2d,
        scale: String,
        repeats: String,
    }
    #[quantizable]
    impl Net {
        fn scales(text: &str) -> Result<Vec<f32>, Errors> {
            Ok(text.split(' ').map(str::parse).collect::<Result<_, _>>()?)
        }
        fn stem(&self, x: Tensor) -> Option<Tensor> {
            let n = self.repeats.parse().ok()?;
            let mut x = x;
            for _ in 0..n {
                x = self.conv.forward(x);
            }
            Some(x)
        }
        fn forward(&self, x: Tensor) -> Result<Tensor, Errors> {
            let scale: f32 = self.scale.parse()?;
            let y = self.stem(x).ok_or("how often")?;
            let z: f32 = Self::scales("1.5 0.5")?.iter().sum();
            let n = u8::try_from(y.dim())?;
            Ok(y * scale * z * f32::from(n))
        }
    }
    let net = |scale: &str, repeats: &str| Net {
        conv: conv(),
        scale: scale.to_owned(),
        repeats: repeats.to_owned(),
    };
    let run = |net: &Net| {
        let (lowered, cx) = (float(net), Float::default());
        (Net::forward_lowered(&lowered, &cx, image()).unwrap(), net.forward(image()))
    };
    let (lowered, written) = run(&net("0.5", "2"));
    assert_eq!(lowered.unwrap(), written.unwrap());
    for (scale, repeats) in [("half", "2"), ("0.5", "twice")] {
        let (lowered, written) = run(&net(scale, repeats));
        assert_eq!(lowered.unwrap_err().to_string(), written.unwrap_err().to_string());
    }
}
