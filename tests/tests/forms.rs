//! Models as people write them: destructured, recursive, with helpers that take more than tensors
//! and may fail, with regions in f32 on tensors that are held by reference.

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{check, noise, randomize};

fn conv() -> Conv2d {
    Conv2d::new(2, 2, 3).padding(1)
}

/// Tensors that are moved, each once on every way, and locals that are given a value later.
#[quantizable]
pub struct Moved {
    conv: Conv2d,
    flip: bool,
}

#[quantizable]
impl Moved {
    /// The same shape.
    #[allow(clippy::needless_late_init)]
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y;
        if self.flip {
            y = F::relu(x);
        } else {
            y = self.conv.forward(x);
        }
        let mut z = F::relu6(y);
        for _ in 0..2 {
            let twice = z.clone();
            z = self.conv.forward(z);
            z += twice;
        }
        #[cfg(not(any()))]
        let w = F::relu(z);
        #[cfg(any())]
        let w = F::relu6(z);
        w
    }
}

/// The same without anything that is there in some builds only.
#[quantizable]
pub struct MovedInAllBuilds {
    conv: Conv2d,
    flip: bool,
}

#[quantizable]
impl MovedInAllBuilds {
    /// The same shape.
    #[allow(clippy::needless_late_init)]
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y;
        match self.flip {
            true => y = F::relu(x),
            false => y = self.conv.forward(x),
        }
        let mut z = F::relu6(y);
        for _ in 0..2 {
            let twice = z.clone();
            z = self.conv.forward(z);
            z += twice;
        }
        let x = F::relu(z);
        let x = self.conv.forward(x);
        if self.flip {
            return F::relu(x);
        }
        let Some(y) = Some(x) else { unreachable!() };
        F::relu(y)
    }
}

#[test]
fn moves_and_late_values() {
    for flip in [false, true] {
        check(Moved { conv: conv(), flip });
        check(MovedInAllBuilds { conv: conv(), flip });
    }
}

/// Layers taken apart by patterns.
#[quantizable]
pub struct Destructured {
    pair: (Conv2d, BatchNorm2d),
    conv: Conv2d,
    bn: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Destructured {
    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let (conv, bn) = &self.pair;
        let x = F::relu(bn.forward(conv.forward(x)));
        let Self { conv, bn: norm, scale, .. } = self;
        F::relu(norm.forward(conv.forward(x))) * *scale
    }
}

/// A local refers to another layer before the activation that its first one is fused with.
#[test]
fn layers_in_locals_that_change() {
    #[quantizable]
    struct Net {
        first: Conv2d,
        boxed: Box<Conv2d>,
        list: Vec<Conv2d>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut layer = &self.first;
            let y = layer.forward(x);
            layer = &self.list[0];
            let y = F::relu(y);
            let mut last = &self.boxed;
            let z = last.forward(layer.forward(y));
            if z.size(0) == 0 {
                return z;
            }
            last = &self.boxed;
            last.forward(z.relu())
        }
    }
    assert_eq!(Net::PLAN.fused_groups(), 1);
    check(Net { first: conv(), boxed: Box::new(conv()), list: vec![conv()] });
}

#[test]
fn destructured_models() {
    let pair = (conv(), BatchNorm2d::new(2));
    check(Destructured { pair, conv: conv(), bn: BatchNorm2d::new(2), scale: 2.0 });
    let groups: Vec<_> = Destructured::PLAN.groups.iter().map(|group| group.pattern).collect();
    assert_eq!(groups, ["conv2d+batch_norm+relu", "conv2d+batch_norm+relu"]);
}

/// A nested model is taken apart for the numbers in it, and a plain value next to it.
#[test]
fn destructured_fields() {
    #[quantizable(plain)]
    #[derive(Clone)]
    struct Config {
        shift: f32,
        clipped: bool,
    }
    #[quantizable]
    struct Block {
        conv: Conv2d,
        scale: f32,
    }
    #[quantizable]
    impl Block {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }
    #[quantizable]
    struct Net {
        block: Block,
        config: Config,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let Block { conv: _, scale } = &self.block;
            let Config { shift, clipped } = &self.config;
            let y = self.block.forward(x) * *scale + *shift;
            if let (true, Block { scale: 0.5.., .. }) = (*clipped, &self.block) {
                return F::relu6(y);
            }
            y
        }
    }
    for clipped in [true, false] {
        let block = Block { conv: conv(), scale: 0.75 };
        check(Net { block, config: Config { shift: 0.25, clipped } });
    }
}

/// A model of models of its own kind.
#[quantizable]
pub struct Tree {
    conv: Conv2d,
    next: Option<Box<Tree>>,
    children: Vec<Tree>,
}

#[quantizable]
impl Tree {
    fn new(next: Option<Tree>, children: Vec<Tree>) -> Self {
        Tree { conv: conv(), next: next.map(Box::new), children }
    }

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.conv.forward(x).relu();
        for child in &self.children {
            x = child.forward(x.clone()) + x;
        }
        match &self.next {
            Some(next) => next.forward(x),
            None => x,
        }
    }
}

#[test]
fn recursive_models() {
    let leaf = || Tree::new(None, vec![]);
    check(Tree::new(Some(Tree::new(Some(leaf()), vec![])), vec![leaf(), leaf()]));
}

/// A mistake of the user's own.
#[derive(Debug, PartialEq)]
pub struct TooSmall(usize);

/// What `?` does: it converts errors, leaves closures alone, and returns what is borrowed.
#[quantizable]
struct Questions {
    convs: Vec<Conv2d>,
    scale: String,
    index: Option<usize>,
}

#[quantizable]
impl Questions {
    fn forward(&self, x: Tensor) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        let scale: f32 = self.scale.parse()?;
        let next = || Some(self.index? + 1);
        let sum = ["1", "2"].iter().map(|s| s.parse::<u8>()).sum::<Result<u8, _>>()?;
        let conv = self.pick(&x).ok_or("no such layer")?;
        Ok(conv.forward(x) * (scale + next().unwrap_or(0) as f32 + f32::from(sum)))
    }

    fn pick(&self, x: &Tensor) -> Option<&Conv2d> {
        let conv = self.convs.get(self.index?)?;
        (x.dim() == 4).then_some(conv)
    }
}

#[test]
fn question_marks() {
    let model = |scale: &str, index| {
        let convs = vec![Conv2d::new(2, 2, 1)];
        randomize(Questions { convs, scale: scale.into(), index })
    };
    let x = noise(&[1, 2, 3, 3], 1);
    let prepared = model("0.5", Some(0)).prepare(&QConfigMapping::default()).unwrap();
    let expected = model("0.5", Some(0)).forward(x.clone()).unwrap();
    assert_eq!(prepared.forward(x.clone()).unwrap().unwrap(), expected);
    assert!(prepared.convert().unwrap().forward(x.clone()).unwrap().is_ok());
    for (wrong, message) in [
        (model("half", Some(0)), "invalid float literal"),
        (model("0.5", Some(1)), "no such layer"),
        (model("0.5", None), "no such layer"),
    ] {
        let prepared = wrong.prepare(&QConfigMapping::default()).unwrap();
        let error = prepared.forward(x.clone()).unwrap().unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

/// Helpers with more than tensors, and their own errors.
#[quantizable]
pub struct Checked {
    conv: Conv2d,
    bn: BatchNorm2d,
}

#[quantizable]
impl Checked {
    fn stem(&self, x: Tensor, least: usize, scale: f32) -> Result<Tensor, TooSmall> {
        if x.size(2) < least {
            return Err(TooSmall(x.size(2)));
        }
        let times = self.times(least)?;
        Ok(self.conv.forward(x) * (scale * times as f32))
    }

    fn times(&self, least: usize) -> Result<usize, TooSmall> {
        if least > 100 { Err(TooSmall(least)) } else { Ok(1) }
    }

    fn pair(&self, bn: &BatchNorm2d, x: Tensor, [a, b]: [usize; 2]) -> Option<(Tensor, Tensor)> {
        let y = bn.forward(&x);
        (a != b).then_some((y, x))
    }

    /// The same shape, of at least three rows.
    pub fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        let x = self.stem(x, 3, 0.5).map_err(|TooSmall(rows)| format!("{rows} rows"))?;
        let Some((y, x)) = self.pair(&self.bn, x, [1, 2]) else { return Err("no pair".into()) };
        Ok(x + y)
    }
}

#[test]
fn helpers_that_fail() {
    let model = randomize(Checked { conv: conv(), bn: BatchNorm2d::new(2) });
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(noise(&[1, 2, 5, 5], 1)).unwrap().unwrap();
    let int8 = prepared.convert().unwrap();
    assert!(int8.forward(noise(&[1, 2, 5, 5], 1)).unwrap().is_ok());
    assert_eq!(int8.forward(noise(&[1, 2, 2, 5], 1)).unwrap(), Err("2 rows".to_owned()));
}

fn by_reference(x: &Tensor) -> Tensor {
    x * 0.5
}

fn by_value(x: Tensor) -> Tensor {
    x * 0.25
}

/// Regions in f32 have their tensors as the function has them.
#[quantizable]
pub struct Regions {
    conv: Conv2d,
}

#[quantizable]
impl Regions {
    fn halved(&self, x: &Tensor) -> Tensor {
        #[quantizable(float)]
        let y = by_reference(x);
        self.conv.forward(y)
    }

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.halved(&x);
        let held = &y;
        #[quantizable(float)]
        let z = by_reference(held);
        let both = [x, z];
        for one in &both {
            #[quantizable(float)]
            let half = by_reference(one);
            y += half;
        }
        for one in both {
            #[quantizable(float)]
            let quarter = by_value(one);
            y += quarter;
        }
        y
    }
}

#[test]
fn regions_on_references() {
    check(Regions { conv: conv() });
}

/// Functions that are imported where they are called.
#[quantizable]
pub struct Imports {
    conv: Conv2d,
}

#[quantizable]
impl Imports {
    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        use quantizable::functional::relu6;
        for i in 0..2 {
            use quantizable::functional as G;
            if i == 1 {
                return G::relu(self.conv.forward(relu6(x)));
            }
        }
        x
    }
}

#[test]
fn functions_imported_inside() {
    check(Imports { conv: conv() });
}

/// Weights that are computed where the layer runs, which is behind the activation.
#[quantizable]
pub struct Tied {
    embedding: Tensor,
    kernel: Tensor,
    bias: Tensor,
}

#[quantizable]
impl Tied {
    /// `[N, 5]` from `[N, 2, H, W]`.
    #[allow(clippy::needless_borrows_for_generic_args, reason = "how long they live is tested")]
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = F::conv2d(
            x,
            &self.kernel.permute(&[1, 0, 2, 3]),
            Some(&self.bias.reshape([3])),
            1,
            0,
            1,
            1,
        );
        let y = F::relu(y).mean(&[2, 3], false);
        F::relu(F::linear(y, &self.embedding.transpose(0, 1), None))
    }
}

#[test]
fn arguments_that_are_made_for_a_fused_layer() {
    let wave = |shape: &[usize]| Tensor::from_fn(shape, |i| (i as f32 * 0.7).sin());
    check(Tied { embedding: wave(&[3, 5]), kernel: wave(&[2, 3, 2, 2]), bias: wave(&[1, 3]) });
}
