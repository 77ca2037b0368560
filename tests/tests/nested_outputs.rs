//! What nested models give beside tensors, whose types are known by their impls in the file or by bounds.

use std::collections::HashMap;

use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv, image};

mod stages;
use stages::Scored as OfAnotherFile;

mod shown {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    #[quantizable]
    pub struct Named {
        pub conv: Conv2d,
    }
    #[quantizable]
    impl Named {
        pub fn forward(&self, x: Tensor) -> (String, Tensor) {
            (format!("{} images", x.size(0)), self.conv.forward(x))
        }
    }
}
use shown::*;

/// Under another name than its own, and beside one of that name.
mod renamed {
    mod first {
        use quantizable::{Tensor, nn::Conv2d, quantizable};

        #[quantizable]
        pub struct Stage {
            pub conv: Conv2d,
        }
        #[quantizable]
        impl Stage {
            pub fn forward(&self, x: Tensor) -> (Tensor, Tensor) {
                (self.conv.forward(&x), x)
            }
        }
    }
    mod second {
        use std::time::Duration;

        use quantizable::{Tensor, nn::Conv2d, quantizable};

        #[quantizable]
        pub struct Other {
            pub conv: Conv2d,
        }
        #[quantizable]
        impl Other {
            pub fn forward(&self, x: Tensor) -> (Tensor, Duration) {
                let took = Duration::from_millis(x.size(0) as u64);
                (self.conv.forward(x), took)
            }
        }
    }
    pub use first::Stage as Other;
    pub use second::Other as Stage;
}

mod hidden {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    /// Another one than that of this name beside.
    #[quantizable]
    pub struct Exit {
        pub conv: Conv2d,
    }
    #[quantizable]
    impl Exit {
        pub fn forward(&self, x: &Tensor) -> (usize, Tensor) {
            (x.dim(), self.conv.forward(x))
        }
    }
}

#[derive(Debug, PartialEq)]
struct TooFew(usize);

#[quantizable(plain)]
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Idle,
    Busy,
}

type Rated = (Tensor, f32, Phase);

/// A stage with what it is sure of.
#[quantizable]
struct Exit {
    conv: Conv2d,
    phase: Phase,
}

#[quantizable]
impl Exit {
    fn forward(&self, x: &Tensor) -> Result<Rated, TooFew> {
        if x.dim() < 4 {
            return Err(TooFew(x.dim()));
        }
        let y = F::relu(self.conv.forward(x));
        let confidence = y.mean_value();
        Ok((y, confidence, self.phase.clone()))
    }
    #[quantizable(export)]
    fn sizes(&self, x: &Tensor) -> (Vec<usize>, HashMap<usize, f32>, Option<Tensor>) {
        let gains = [(3, 0.5)].into();
        (x.shape().to_vec(), gains, (x.dim() > 1).then_some(x.relu()))
    }
}

/// Early exits, on numbers that nested models give.
#[test]
fn numbers_of_early_exits() -> Result<(), quantizable::Error> {
    #[quantizable]
    struct Net {
        exits: Vec<Exit>,
        head: Conv2d,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Result<(Tensor, usize), TooFew> {
            let mut x = x;
            let mut best = 0.0;
            for (i, exit) in self.exits.iter().enumerate() {
                let (y, confidence, phase) = exit.forward(&x)?;
                if confidence > best {
                    best = confidence;
                }
                if phase == Phase::Busy && confidence * 2.0 >= 0.0 {
                    return Ok((y, i));
                }
                let (sizes, gains, extra) = exit.sizes(&y);
                x = match extra {
                    Some(extra) => (extra + y) * gains[&sizes[1]],
                    None => y,
                };
                let parts = exit.forward(&x)?;
                if parts.1 > best {
                    x = parts.0;
                }
            }
            assert!(best >= 0.0, "{best} of {}", self.exits.len());
            Ok((self.head.forward(x), self.exits.len()))
        }
    }
    let exit = |phase: Phase| Exit { conv: conv(), phase };
    for (phase, left) in [(Phase::Idle, 2), (Phase::Busy, 1)] {
        let net = Net { exits: vec![exit(Phase::Idle), exit(phase.clone())], head: conv() };
        let prepared = net.prepare(&QConfigMapping::default().keep_unobserved_in_f32())?;
        assert_eq!(prepared.forward(image())?, net.forward(image()));
        let int8 = prepared.convert()?;
        assert_eq!(int8.forward(image())?.map(|(_, at)| at), Ok(left));
        assert_eq!(int8.forward(Tensor::zeros(&[2, 2]))?.map(|(_, at)| at), Err(TooFew(2)));
    }
    Ok(())
}

/// The numbers of a model that is a parameter.
#[test]
fn numbers_of_a_parameter() {
    #[quantizable]
    struct Scored {
        conv: Conv2d,
    }
    #[quantizable]
    impl Scored {
        fn forward(&self, x: Tensor) -> (Tensor, f32) {
            let y = self.conv.forward(x);
            let score = y.mean_value();
            (y, score)
        }
    }
    #[quantizable]
    struct Gate<M: Model<Input = Tensor, Output = (Tensor, f32)>> {
        model: M,
    }
    #[quantizable]
    impl<M: Model<Input = Tensor, Output = (Tensor, f32)>> Gate<M> {
        fn forward(&self, x: Tensor) -> Tensor {
            let (y, score) = self.model.forward(x);
            let scale = score * 0.5 + 1.0;
            if score > 0.5 { F::relu(y) } else { y * scale }
        }
    }
    check(&Gate { model: Scored { conv: conv() } });
}

/// The numbers of a model in another file, which is imported by another name.
#[test]
fn numbers_of_another_file() {
    #[quantizable]
    struct Net {
        stages: Vec<OfAnotherFile>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for stage in &self.stages {
                let (y, score) = stage.forward(&x);
                x = if score > 0.0 { y * score } else { F::relu(y) };
                if let Some((y, n)) = stage.pair(&x) {
                    x = y * (n * 2) as f32;
                }
            }
            x
        }
    }
    check(&Net { stages: vec![OfAnotherFile { conv: conv() }, OfAnotherFile { conv: conv() }] });
}

/// Those of models that are imported by `*`, or are not imported.
#[test]
fn numbers_by_paths() {
    #[quantizable]
    struct Net {
        named: Named,
        exit: hidden::Exit,
        staged: stages::Scored,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let (name, y) = self.named.forward(x);
            let (n, y) = self.exit.forward(&y);
            let y = if name.len() > n { F::relu(y) } else { y };
            let (y, n): (Tensor, usize) = match self.staged.pair(&y) {
                Some((pair, n)) => (pair, n),
                None => (y, n),
            };
            assert!(n < 9, "{n} dimensions or images");
            let parts: (Tensor, f32) = self.staged.forward(&y);
            if parts.1 > 0.0 { parts.0 * parts.1 } else { y }
        }
    }
    check(&Net {
        named: Named { conv: conv() },
        exit: hidden::Exit { conv: conv() },
        staged: stages::Scored { conv: conv() },
    });
}

/// What a model gives is data alone, of the user's own type.
#[test]
fn data_alone() {
    #[quantizable(plain)]
    #[derive(Clone, Copy, PartialEq)]
    enum Level {
        Low,
        High(f32),
    }
    impl Level {
        fn gain(&self) -> f32 {
            if let Level::High(gain) = self { *gain } else { 1.0 }
        }
    }
    #[quantizable]
    struct Meter {
        conv: Conv2d,
        unit: f32,
    }
    #[quantizable]
    impl Meter {
        fn forward(&self, x: &Tensor) -> Level {
            let mean = self.conv.forward(x).mean_value();
            if mean > 0.0 { Level::High(mean) } else { Level::Low }
        }
        #[quantizable(export)]
        fn per(&self) -> f32 {
            self.unit
        }
    }
    #[quantizable]
    struct Net {
        meter: Meter,
        unused: Meter,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let level: Level = self.meter.forward(&x);
            let seen: (Level, usize) = (level, x.size(0));
            if self.meter.forward(&x) == Level::Low {
                return F::relu(x);
            }
            x * seen.0.gain() * self.unused.per() * seen.1 as f32
        }
    }
    let meter = || Meter { conv: conv(), unit: 0.5 };
    check(&Net { meter: meter(), unused: meter() });
}

/// The name of a model is that of another one elsewhere in its file.
#[test]
fn names_of_others() {
    #[quantizable]
    struct Net {
        stage: renamed::Stage,
        other: renamed::Other,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let (x, took) = self.stage.forward(x);
            let (y, z) = self.other.forward(x);
            y * took.as_millis() as f32 + z
        }
    }
    check(&Net { stage: renamed::Stage { conv: conv() }, other: renamed::Other { conv: conv() } });
}

/// Parameters of the impl are called as those of the struct are, the other way round.
#[test]
fn swapped_parameters() {
    #[quantizable]
    struct Pair<
        A: Model<Input = Tensor, Output = (Tensor, f32)>,
        B: Model<Input = Tensor, Output = Tensor>,
    > {
        first: A,
        second: B,
    }
    #[quantizable]
    impl<
        B: Model<Input = Tensor, Output = (Tensor, f32)>,
        A: Model<Input = Tensor, Output = Tensor>,
    > Pair<B, A>
    {
        fn forward(&self, x: Tensor) -> Tensor {
            let (y, by): (Tensor, f32) = self.first.forward(x);
            let z = self.second.forward(y);
            z.relu() * by
        }
    }
    #[quantizable]
    struct Halved {
        conv: Conv2d,
    }
    #[quantizable]
    impl Halved {
        fn forward(&self, x: Tensor) -> (Tensor, f32) {
            (self.conv.forward(x), 0.5)
        }
    }
    #[quantizable]
    struct Whole {
        conv: Conv2d,
    }
    #[quantizable]
    impl Whole {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }
    check(&Pair { first: Halved { conv: conv() }, second: Whole { conv: conv() } });
}
