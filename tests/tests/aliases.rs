//! What `forward` takes and returns, by other names.

use quantizable::{
    __private::{Float, float},
    Model, QConfigMapping, Tensor, functional as F,
    nn::Conv2d,
    quantizable,
};
use quantizable_tests::{calibrated, converted, noise};

type Pair = (Tensor, Tensor);
type Fallible = Result<Tensor, String>;
type Many = Vec<Tensor>;
type Mask = Option<Tensor>;

#[quantizable]
struct Halves {
    conv: Conv2d,
}

#[quantizable]
impl Halves {
    fn forward(&self, x: Tensor) -> Pair {
        (self.conv.forward(&x), x)
    }
}

#[quantizable]
struct Checked {
    halves: Halves,
    conv: Conv2d,
}

#[quantizable]
impl Checked {
    fn forward(&self, x: Tensor, least: usize) -> Fallible {
        let (x, y) = self.halves.forward(x);
        if x.size(2) < least {
            return Err(format!("{} rows", x.size(2)));
        }
        let sum = self.activated(x + y)?;
        Ok(self.conv.forward(sum))
    }

    fn activated(&self, x: Tensor) -> Fallible {
        Ok(F::relu(x))
    }
}

#[quantizable]
struct Masked {
    checked: Checked,
}

#[quantizable]
impl Masked {
    fn forward(&self, x: Tensor, mask: Mask) -> Many {
        let y = match self.checked.forward(x, 3) {
            Ok(y) => y,
            Err(_) => return Vec::new(),
        };
        match mask {
            Some(mask) => {
                let mask: Tensor = mask;
                vec![y.clone() * mask, y]
            }
            None => vec![y],
        }
    }
}

fn masked() -> Masked {
    let conv = || Conv2d::new(2, 2, 3).padding(1);
    Masked { checked: Checked { halves: Halves { conv: conv() }, conv: conv() } }
}

#[test]
fn aliases_are_what_they_name() {
    let model = masked();
    let inputs = [
        (noise(&[1, 2, 4, 4], 1), Some(noise(&[1, 2, 4, 4], 2))),
        (noise(&[1, 2, 4, 4], 3), None),
        (noise(&[1, 2, 2, 4], 4), None),
    ];
    let lengths = inputs.clone().map(|(x, mask)| {
        let expected = model.forward(x.clone(), mask.clone());
        let of = float(&model);
        let run = Masked::forward_lowered(&of, &Float::default(), (x, mask)).unwrap();
        assert_eq!(run, expected);
        run.len()
    });
    assert_eq!(lengths, [2, 1, 0]);

    let (fake, int8) = converted(&calibrated(&model, &QConfigMapping::default(), &inputs));
    for input in &inputs {
        let expected = fake.forward(input.clone()).unwrap();
        for int8 in &int8 {
            assert_eq!(int8.forward(input.clone()).unwrap(), expected, "{}", int8.isa());
        }
    }
}

type Convs = Vec<Conv2d>;
type Stem = (Conv2d, Option<Conv2d>);
type Gain = f32;

/// Fields whose types are aliases of the file's.
#[quantizable]
struct Aliased {
    convs: Convs,
    stem: Stem,
    gain: Gain,
}

#[quantizable]
impl Aliased {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.stem.0.forward(x);
        if let Some(conv) = &self.stem.1 {
            x = conv.forward(x);
        }
        for conv in &self.convs {
            x = F::relu(conv.forward(x)) * self.gain;
        }
        x
    }
}

#[test]
fn fields_by_other_names() {
    let conv = || Conv2d::new(1, 1, 1);
    let net = Aliased { convs: vec![conv(), conv()], stem: (conv(), Some(conv())), gain: 0.5 };
    assert_eq!(Aliased::PLAN.ops.len(), 5);
    let x = noise(&[2, 1, 4, 4], 1);
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x));
}
