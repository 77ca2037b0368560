//! What `forward` takes and returns, by other names.

use quantizable::{
    __private::{Float, float},
    Model, QConfigMapping, Tensor, functional as F,
    nn::Conv2d,
    quantizable,
};
use quantizable_tests::{calibrated, converted, noise};

mod named;

use named::{Features, Image, Twice};

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
type Wide = Conv2d;

/// Fields whose types are aliases of the file's, or hold some.
#[quantizable]
struct Aliased {
    convs: Convs,
    stem: Stem,
    gain: Gain,
    #[quantizable(conv2d)]
    last: Option<Wide>,
    #[quantizable(conv2d)]
    tail: Vec<Wide>,
}

#[quantizable]
impl Aliased {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.stem.0.forward(x);
        if let Some(conv) = &self.stem.1 {
            x = conv.forward(x);
        }
        if let Some(last) = &self.last {
            x = last.forward(x);
        }
        for conv in &self.tail {
            x = F::relu6(conv.forward(x));
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
    let net = Aliased {
        convs: vec![conv(), conv()],
        stem: (conv(), Some(conv())),
        gain: 0.5,
        last: Some(conv()),
        tail: vec![conv()],
    };
    assert_eq!(Aliased::PLAN.ops.len(), 8);
    let x = noise(&[2, 1, 4, 4], 1);
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap(), net.forward(x));
}

type State = (Tensor, Tensor);
type Last = Option<State>;
type Scale = f32;
type Stepped = Result<State, String>;

/// A recurrent cell whose state has a name, in what its functions take and return and in lets.
#[quantizable]
struct Cell {
    input: Conv2d,
    hidden: Conv2d,
}

#[quantizable]
impl Cell {
    fn scaled(&self, x: Tensor, by: Scale) -> Tensor {
        x * by
    }

    fn step(&self, x: &Tensor, state: State) -> Stepped {
        let (h, c) = state;
        if h.dim() != c.dim() {
            return Err("a state of two shapes".into());
        }
        let c = F::sigmoid(self.input.forward(x)) * c;
        let h = F::relu(self.hidden.forward(h + x));
        Ok((self.scaled(h, 0.5), c))
    }

    fn forward(&self, xs: &[Tensor], state: State) -> Result<(Tensor, State), String> {
        let mut state: State = state;
        let mut last: Last = None;
        let mut sums = Vec::with_capacity(xs.len());
        for x in xs {
            state = self.step(x, state)?;
            let sum: Tensor = &state.0 + &state.1;
            if let Some((h, _)) = last {
                sums.push(h + &sum);
            } else {
                sums.push(sum.clone());
            }
            last = Some((sum, state.1.clone()));
        }
        sums[0] = F::relu(&sums[0]);
        Ok((F::cat(&sums, 1), state))
    }
}

#[test]
fn states_by_a_name() {
    let conv = || Conv2d::new(2, 2, 1);
    let model = Cell { input: conv(), hidden: conv() };
    let noise = |seed| noise(&[1, 2, 4, 4], seed);
    let inputs = [(vec![noise(1), noise(2), noise(3)], (noise(4), noise(5)))];
    let [input] = &inputs;
    let expected = model.forward(&input.0, input.1.clone()).unwrap();
    let of = float(&model);
    let run = Cell::forward_lowered(&of, &Float::default(), input.clone()).unwrap();
    assert_eq!(run.unwrap(), expected);

    let (fake, int8) = converted(&calibrated(&model, &QConfigMapping::default(), &inputs));
    let expected = fake.forward(input.clone()).unwrap();
    for int8 in &int8 {
        assert_eq!(int8.forward(input.clone()).unwrap(), expected, "{}", int8.isa());
    }
}

/// What a model's parameter returns, by its associated name.
#[quantizable]
struct Through<B: Model<Input = Tensor, Output = Tensor>> {
    inner: B,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor>> Through<B> {
    fn body(&self, x: B::Input) -> B::Output {
        self.inner.forward(x)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.body(x);
        F::relu(y)
    }
}

#[quantizable]
struct Pyramid {
    conv: Conv2d,
}

#[quantizable]
impl Pyramid {
    fn forward(&self, x: Tensor) -> Result<Vec<Tensor>, String> {
        Ok(vec![self.conv.forward(&x), x])
    }
}

#[quantizable]
struct Heads {
    pyramid: Pyramid,
    heads: Vec<Through<Single>>,
}

#[quantizable]
struct Single {
    conv: Conv2d,
}

#[quantizable]
impl Single {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
impl Heads {
    fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        let levels = self.pyramid.forward(x)?;
        let mut outs = Vec::new();
        for (level, head) in levels.iter().zip(&self.heads) {
            outs.push(head.forward(level.clone()));
        }
        let mut out = outs.remove(0);
        for other in &outs {
            out += other;
        }
        Ok(out)
    }
}

#[test]
fn lists_out_of_results_of_models() {
    let conv = || Conv2d::new(2, 2, 1);
    let head = || Through { inner: Single { conv: conv() } };
    let model = Heads { pyramid: Pyramid { conv: conv() }, heads: vec![head(), head()] };
    let inputs = [noise(&[1, 2, 4, 4], 1)];
    let [input] = &inputs;
    let expected = model.forward(input.clone()).unwrap();
    let run = Heads::forward_lowered(&float(&model), &Float::default(), input.clone()).unwrap();
    assert_eq!(run.unwrap(), expected);

    let (fake, int8) = converted(&calibrated(&model, &QConfigMapping::default(), &inputs));
    let expected = fake.forward(input.clone()).unwrap();
    for int8 in &int8 {
        assert_eq!(int8.forward(input.clone()).unwrap(), expected, "{}", int8.isa());
    }
}

type Label = usize;
type Elem = (Tensor, Tensor);
type B = (Tensor, Tensor);

trait Named {
    fn name(&self) -> String;
}

impl Named for str {
    fn name(&self) -> String {
        self.into()
    }
}

impl Named for Single {
    fn name(&self) -> String {
        "single".into()
    }
}

/// Names that are aliases beside the impl, and others in it: parameters and items of functions.
#[quantizable]
struct Shadowed<B: Model<Input = Tensor, Output = Tensor> + Named> {
    inner: B,
    k: Label,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor> + Named> Shadowed<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        enum Label {
            Twice,
            Once,
        }
        let label: Label = if self.k > 1 { Label::Twice } else { Label::Once };
        let inner: &B = &self.inner;
        let y = inner.forward(x);
        let by = self.last(&[0.25, 0.5]);
        match label {
            Label::Twice => F::relu(y) * by,
            Label::Once => y,
        }
    }

    fn last<Elem: Copy + Into<f32>>(&self, of: &[Elem]) -> f32 {
        let last: Option<&Elem> = of.last();
        last.map_or(1.0, |last| (*last).into())
    }
}

#[test]
fn names_that_functions_have_for_others() {
    let pair = |(a, b): Elem| -> B { (b, a) };
    let x = noise(&[1, 2, 4, 4], 1);
    let (x, _) = pair((x.clone(), x));
    let model = Shadowed { inner: Single { conv: Conv2d::new(2, 2, 1) }, k: 2 };
    assert_eq!(model.inner.name(), "single");
    let expected = model.forward(x.clone());
    let run = Shadowed::<Single>::forward_lowered(&float(&model), &Float::default(), x);
    assert_eq!(run.unwrap(), expected);
}

mod inline {
    use quantizable::Tensor;

    pub const PARTS: usize = 2;

    pub type Outcome<T = Tensor, E = String> = Result<T, E>;
}

mod all {
    use quantizable::Tensor;

    pub type Scored = (Tensor, f32);
}

use all::*;
use inline::Outcome;
use quantizable::Tensor as Picture;

const PARTS: usize = inline::PARTS;

type Parts = [Tensor; PARTS];
type Several<T, const N: usize = 3> = ([T; N], T);

/// By names with parameters, of this module and of others.
#[quantizable]
struct Elsewhere {
    conv: Conv2d,
}

#[quantizable]
impl Elsewhere {
    fn parts(&self, x: Image) -> Outcome<Parts> {
        if x.dim() > 4 {
            return Err("too many dimensions".into());
        }
        Ok([self.conv.forward(&x), x])
    }

    fn twice(&self, x: Picture) -> Picture {
        x * 2.0
    }

    fn scored(&self, x: Image) -> Scored {
        let scale = x.size(0) as f32;
        (x, scale)
    }

    fn several(&self, x: &Image) -> Several<Image> {
        let each: Several<Tensor, 2> = ([x.relu(), x.clone()], x * 2.0);
        let ([a, b], c) = each;
        ([a, b, c.clone()], c)
    }

    fn forward(&self, x: Image) -> Outcome {
        let [a, b] = self.parts(x)?;
        let mut features = Features::new();
        features.push(self.twice(a) * 0.5);
        let (a, b): Twice<Image> = (features.pop().unwrap(), b);
        let ([c, d, _], e) = self.several(&b);
        let (b, scale) = self.scored(b);
        Ok(F::relu(a) + b * scale + c * d + e)
    }
}

#[test]
fn names_with_parameters_and_of_other_modules() {
    let net = || Elsewhere { conv: Conv2d::new(2, 2, 3).padding(1) };
    let x = noise(&[1, 2, 4, 4], 3);
    let prepared = net().prepare(&QConfigMapping::default()).unwrap();
    let y = net().forward(x.clone()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap().unwrap(), y);
    let int8 = prepared.convert().unwrap().forward(x).unwrap().unwrap();
    assert_eq!(int8.shape(), y.shape());
}
