//! `?` in a model: on whatever, wherever.
#![deny(unused, unused_results, unreachable_code)]

use quantizable::{
    __private::{Float, float},
    Model, QConfigMapping, Tensor, functional as F,
    nn::Conv2d,
    quantizable,
};
use quantizable_tests::small::{check, conv, image};

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

/// `?` on all that it can be applied to, in the arguments of macros, and on what lives no longer than
/// the statement.
#[test]
fn question_marks_anywhere() {
    use std::{cell::RefCell, ops::ControlFlow, task::Poll};

    thread_local! {
        static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    }
    fn note(what: &'static str) -> usize {
        LOG.with_borrow_mut(|log| log.push(what));
        1
    }
    struct Noted(usize);
    impl Noted {
        fn value(&self) -> Option<usize> {
            Some(self.0)
        }
    }
    impl Drop for Noted {
        fn drop(&mut self) {
            let _ = note("dropped");
        }
    }

    #[quantizable]
    struct Net {
        conv: Conv2d,
        limit: usize,
    }
    #[quantizable]
    impl Net {
        fn under(&self, n: usize) -> ControlFlow<usize> {
            if n < self.limit { ControlFlow::Continue(()) } else { ControlFlow::Break(n) }
        }
        fn counted(&self, x: &Tensor) -> ControlFlow<usize> {
            self.under(x.dim())?;
            self.under(x.size(1))?;
            ControlFlow::Break(0)
        }
        fn poll(&self, n: usize) -> Poll<Result<usize, String>> {
            if n < self.limit { Poll::Ready(Ok(n)) } else { Poll::Ready(Err("many".to_owned())) }
        }
        fn polled(&self, x: &Tensor) -> Result<usize, String> {
            let Poll::Ready(n) = self.poll(x.dim())? else { return Ok(0) };
            let list = vec![n, self.poll(2)?.map(|n| n + 1).is_ready() as usize];
            assert!(self.poll(1)?.is_ready(), "{list:?}");
            Ok(list.len())
        }
        fn noted(&self, x: &Tensor) -> Option<usize> {
            let word = " a b".to_uppercase().split(' ').nth(1)?.len();
            Some(Noted(x.dim()).value()? + note("then") + word)
        }
        fn forward(&self, x: Tensor) -> Result<Tensor, String> {
            let ControlFlow::Break(n) = self.counted(&x) else { unreachable!() };
            let k = self.polled(&x)? + self.noted(&x).unwrap_or(0) + n;
            Ok(self.conv.forward(x) * k as f32)
        }
    }
    for limit in [4, 5] {
        let net = Net { conv: conv(), limit };
        let (lowered, cx) = (float(&net), Float::default());
        let written = net.forward(image());
        let log = LOG.take();
        assert_eq!(Net::forward_lowered(&lowered, &cx, image()).unwrap(), written);
        assert_eq!(LOG.take(), log);
    }
}

/// Macros that some builds leave out, that ask, and that match.
#[test]
fn macros_with_question_marks() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        count: Option<usize>,
    }
    #[quantizable]
    impl Net {
        fn run(&self, x: Tensor) -> Option<Tensor> {
            #[cfg(any())]
            assert!(self.count? == 7, "{}", missing);
            #[cfg(any())]
            None::<()>?;
            #[allow(clippy::useless_vec)]
            let list = vec![self.count?, 2];
            if self.is_few(&x)? && !matches!(x.argmax(), n if n > 1000) {
                return Some(self.conv.forward(x) * list[0] as f32);
            }
            None
        }
        fn is_few(&self, x: &Tensor) -> Option<bool> {
            let is_image = x.dim() == 4;
            Some(is_image && matches!(self.count?, 1 | 2) && self.is_one_of_few(x))
        }
        fn is_one_of_few(&self, x: &Tensor) -> bool {
            matches!(x.argmax(), 0..1000)
        }
        fn forward(&self, x: Tensor) -> Tensor {
            self.run(x).unwrap()
        }
    }
    check(&Net { conv: conv(), count: Some(2) });
}

#[test]
fn errors_without_a_name() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        scale: String,
    }
    #[quantizable]
    impl Net {
        fn scaled(&self, x: Tensor) -> Result<Tensor, impl std::error::Error> {
            let scale = self.scale.parse::<f32>()?;
            Ok::<_, std::num::ParseFloatError>(self.conv.forward(x) * scale)
        }
        fn forward(&self, x: Tensor) -> Tensor {
            self.scaled(x).unwrap()
        }
    }
    check(&Net { conv: conv(), scale: "0.5".to_owned() });
}

/// As `anyhow` and `eyre` have them, and one that is given a number.
macro_rules! bail {
    ($($text:tt)*) => {
        return Err(Failed(format!($($text)*)).into())
    };
}
macro_rules! ensure {
    ($what:expr, $($text:tt)*) => {
        if !$what {
            bail!($($text)*)
        }
    };
}
macro_rules! half {
    ($what:expr) => {
        $what / 2
    };
}

#[derive(Debug, PartialEq)]
struct Failed(String);

#[test]
fn macros_that_return_errors() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        spare: Option<Conv2d>,
        least: usize,
    }

    #[quantizable]
    impl Net {
        fn stem(&self, x: &Tensor) -> Result<Tensor, Failed> {
            let Some(spare) = &self.spare else { bail!("no spare") };
            ensure!(half!(x.size(3)) >= self.least, "{:?} is narrow", x.shape());
            Ok(spare.forward(x))
        }

        fn forward(&self, x: Tensor) -> Result<Tensor, Failed> {
            ensure!(x.dim() == 4 && self.least > 0, "{} dimensions", x.dim());
            let y = match x.size(2) {
                2 => x,
                4 => self.stem(&x)?,
                other => bail!("{other} rows"),
            };
            Ok(F::relu(self.conv.forward(y)))
        }
    }

    let conv = || Conv2d::new(1, 1, 1);
    let lowered = |model: &Net, shape: &[usize]| {
        let x = Tensor::from_fn(shape, |i| i as f32 - 3.0);
        let run = Net::forward_lowered(&float(model), &Float::default(), x.clone()).unwrap();
        assert_eq!(run, model.forward(x));
        run.map(|y| y.shape().to_vec()).map_err(|Failed(text)| text)
    };
    let net = Net { conv: conv(), spare: Some(conv()), least: 2 };
    assert_eq!(lowered(&net, &[1, 1, 2, 2]), Ok(vec![1, 1, 2, 2]));
    assert_eq!(lowered(&net, &[1, 1, 4, 4]), Ok(vec![1, 1, 4, 4]));
    assert_eq!(lowered(&net, &[1, 1, 4, 3]), Err("[1, 1, 4, 3] is narrow".into()));
    assert_eq!(lowered(&net, &[1, 1, 3, 3]), Err("3 rows".into()));
    assert_eq!(lowered(&net, &[2, 2]), Err("2 dimensions".into()));
    let net = Net { spare: None, ..net };
    assert_eq!(lowered(&net, &[1, 1, 4, 4]), Err("no spare".into()));
}

macro_rules! fail {
    ($error:expr) => {
        return Err($error)
    };
}

macro_rules! get {
    ($option:expr) => {
        match $option {
            Some(value) => value,
            None => return Err("there is none".to_string()),
        }
    };
}

/// Macros of the file that return, whatever they are called.
#[test]
fn macros_that_return() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        gain: Option<f32>,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Result<Tensor, String> {
            if x.dim() != 4 {
                fail!(format!("{} dimensions", x.dim()));
            }
            let gain: f32 = get!(self.gain);
            Ok(self.conv.forward(x) * gain)
        }
    }
    let of = |gain| Net { conv: conv(), gain };
    let x = image();
    let prepared = of(Some(0.5)).prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), of(Some(0.5)).forward(x.clone()));
    let prepared = of(None).prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), Err("there is none".to_string()));
    let flat = Tensor::zeros(&[2, 2]);
    assert_eq!(prepared.forward(flat.clone()).unwrap(), Err("2 dimensions".to_string()));
    assert_eq!(of(None).forward(flat), Err("2 dimensions".to_string()));
}

macro_rules! table {
    ($($name:ident => $value:expr),* $(,)?) => {
        [$((stringify!($name), $value)),*]
    };
}

macro_rules! check_that {
    ($condition:expr $(,)?) => {
        assert!($condition);
    };
}

macro_rules! local {
    ($name:ident, $value:expr $(,)?) => {
        let $name = $value;
    };
}

macro_rules! leave_at {
    ($count:expr, $most:expr $(,)?) => {
        if $count > $most {
            break;
        }
    };
}

/// Macros of the file that have a `?` in them, and return nothing.
#[test]
fn macros_that_stay() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        most: usize,
    }

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Result<Tensor, String> {
            check_that!(self.most > 0);
            local!(gain, 0.5_f32);
            let known: [(&str, f32); 2] = table!(a => 1.0, b => 2.0,);
            let mut y = x * gain;
            for i in 0..4 {
                leave_at!(i, self.most);
                y = self.conv.forward(y) * known[1].1;
            }
            Ok(y)
        }
    }
    let net = Net { conv: conv(), most: 2 };
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(image()).unwrap(), net.forward(image()));
}
