//! What the functions of a model borrow, and give for as long.
#![deny(unused, unused_results, unreachable_code)]

use quantizable::{Tensor, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv};

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

/// Lifetimes that the types of results have and no signature says.
#[test]
#[allow(mismatched_lifetime_syntaxes)]
fn helpers_with_hidden_lifetimes() {
    enum Refused<'a> {
        By(&'a str),
    }
    struct Named<'a, T>(&'a str, T);
    type Run<'a, T = Tensor> = Result<T, Refused<'a>>;
    type Borrowed<'a> = &'a Tensor;
    #[quantizable]
    struct Net {
        conv: Conv2d,
        name: String,
    }
    #[quantizable]
    impl Net {
        fn same(x: Borrowed<'_>) -> Borrowed<'_> {
            x
        }
        fn again(&self, x: Borrowed) -> Run<'_> {
            self.run(Self::same(x))
        }
        fn run(&self, x: &Tensor) -> Result<Tensor, Refused> {
            if x.mean_value() > 1e6 {
                return Err(Refused::By(&self.name));
            }
            Ok(self.conv.forward(x))
        }
        fn rank(&self, x: &Tensor) -> Named<usize> {
            Named(&self.name, x.dim())
        }
        fn length(of: Named<usize>) -> usize {
            of.0.len() + of.1
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let n = Self::length(self.rank(&x));
            match self.again(&x) {
                Ok(y) => y * n as f32,
                Err(Refused::By(name)) => x * name.len() as f32,
            }
        }
    }
    check(&Net { conv: conv(), name: "net".to_owned() });
}

/// What is borrowed, in types that are no references, by methods that spell `&self` out.
#[test]
fn what_borrows_without_a_reference() {
    use std::borrow::Cow;

    trait Factor {
        fn factor(&self) -> f32;
    }
    impl Factor for f32 {
        fn factor(&self) -> f32 {
            *self
        }
    }

    #[quantizable]
    struct Net {
        conv: Conv2d,
        name: String,
        scale: f32,
    }
    #[quantizable]
    impl Net {
        fn name(&self, suffix: &str) -> Cow<'_, str> {
            if suffix.is_empty() {
                Cow::Borrowed(&self.name)
            } else {
                Cow::Owned(suffix.to_owned())
            }
        }
        fn factor(&self, x: &Tensor) -> Box<dyn Factor + '_> {
            assert_eq!(x.dim(), 4);
            Box::new(self.scale)
        }
        #[allow(clippy::needless_arbitrary_self_type)]
        fn conv(self: &Self) -> &Conv2d {
            &self.conv
        }
        fn forward(&self, x: Tensor) -> Tensor {
            let scale = self.factor(&x).factor() * self.name("four").len() as f32;
            self.conv().forward(x) * scale
        }
    }
    check(&Net { conv: conv(), name: "net".to_owned(), scale: 0.5 });
}
