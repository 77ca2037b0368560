//! Models made of models: nested, in containers, generic.
#![allow(clippy::assign_op_pattern, reason = "both forms are lowered")]

use quantizable::{
    __private::{Float, float},
    Model, QConfigMapping, Tensor, functional as F,
    nn::Conv2d,
    quantizable,
};
use quantizable_tests::{
    lowered_f32,
    small::{check, conv, image},
};

mod blocks {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    #[quantizable]
    pub struct Block {
        pub(crate) conv: Conv2d,
    }

    mod elsewhere {
        use quantizable::{Tensor, quantizable};

        use super::Block;

        #[quantizable]
        impl Block {
            pub fn forward(&self, x: &Tensor) -> Tensor {
                self.conv.forward(x).relu()
            }
        }
    }

    #[quantizable]
    pub struct Join {
        pub conv: Conv2d,
    }

    #[quantizable]
    impl Join {
        pub fn forward(&self, x: Tensor, others: &[Tensor], k: f32) -> (Tensor, usize) {
            let mut sum = self.conv.forward(x);
            for other in others {
                sum = sum + other;
            }
            (sum * k, others.len())
        }
    }
}

use blocks::{Block, Join};

#[test]
fn nested_models() {
    #[quantizable]
    struct Net {
        first: Block,
        blocks: Vec<Block>,
        pair: [Block; 2],
        maybe: Option<Block>,
        tuple: (Block, Conv2d),
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.first.forward(&x);
            for (i, block) in self.blocks.iter().enumerate() {
                let y = block.forward(&x);
                x = if i == 0 { y } else { x + y };
            }
            x = self.pair[1].forward(&self.pair[0].forward(&x));
            if let Some(block) = &self.maybe {
                x = block.forward(&x);
            }
            self.tuple.1.forward(self.tuple.0.forward(&x)).relu()
        }
    }
    let block = || Block { conv: conv() };
    check(&Net {
        first: block(),
        blocks: vec![block(), block()],
        pair: [block(), block()],
        maybe: Some(block()),
        tuple: (block(), conv()),
    });
}

#[test]
fn several_inputs_and_outputs() {
    #[quantizable]
    struct Net {
        join: Join,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let others = vec![x.relu(), x.relu6()];
            let (y, n): (Tensor, usize) = self.join.forward(x, &others, 0.5);
            y * n as f32
        }
    }
    check(&Net { join: Join { conv: conv() } });
    let join = Join { conv: conv() };
    let input = (image(), vec![image(), image().relu()], 2.0);
    let lowered = float(&join);
    let y = Join::forward_lowered(&lowered, &Float::default(), input.clone()).unwrap();
    assert_eq!(y, Model::forward(&join, input));
}

#[test]
fn inputs_that_may_be_missing() {
    // Types that come through a macro are in groups.
    macro_rules! masked {
        ($name:ident, $image:ty, $mask:ty) => {
            #[quantizable]
            struct $name {
                conv: Conv2d,
            }
            #[quantizable]
            impl $name {
                fn forward(&self, x: $image, mask: $mask) -> Tensor {
                    let y = F::relu(self.conv.forward(x));
                    match mask {
                        Some(mask) => y * mask,
                        None => y,
                    }
                }
            }
        };
    }
    masked!(Masked, &Tensor, Option<&Tensor>);
    #[quantizable]
    struct Net {
        masked: Masked,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let y = self.masked.forward(&x, Some(&x));
            self.masked.forward(&y, None)
        }
    }
    check(&Net { masked: Masked { conv: conv() } });
    let model = Masked { conv: conv() };
    let prepared = model.prepare(&QConfigMapping::default()).unwrap();
    for mask in [Some(image().relu()), None] {
        let y = prepared.forward((image(), mask.clone())).unwrap();
        assert_eq!(y, model.forward(&image(), mask.as_ref()));
    }
    let int8 = prepared.convert().unwrap();
    assert_eq!(int8.forward((image(), None)).unwrap().shape(), image().shape());
}

#[derive(Clone, Copy, PartialEq)]
#[quantizable(plain)]
enum Mode {
    Plain,
    Scaled { by: f32 },
}

#[test]
fn plain_values() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        mode: Mode,
        #[quantizable(skip)]
        #[allow(dead_code)]
        note: std::cell::Cell<u8>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let x = self.conv.forward(x);
            match self.mode {
                Mode::Plain => x,
                Mode::Scaled { by } => x * by,
            }
        }
    }
    for mode in [Mode::Plain, Mode::Scaled { by: 0.25 }] {
        check(&Net { conv: conv(), mode, note: Default::default() });
    }
}

mod outer {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    #[quantizable]
    pub struct Net {
        pub inner: inner::Net,
        pub boxed: Box<inner::Net>,
        pub layer: Box<Conv2d>,
    }

    #[quantizable]
    impl Net {
        pub fn forward(&self, x: Tensor) -> Tensor {
            let x = self.inner.forward(x);
            self.layer.forward(self.boxed.forward(x)).relu()
        }
    }

    pub mod inner {
        use quantizable::{Tensor, nn::Conv2d, quantizable};

        #[quantizable]
        pub struct Net {
            pub conv: Conv2d,
        }

        #[quantizable]
        impl Net {
            pub fn forward(&self, x: Tensor) -> Tensor {
                self.conv.forward(x)
            }
        }
    }
}

#[test]
fn models_of_one_name_in_nested_modules() {
    use outer::{Net, inner};
    let inner = || inner::Net { conv: conv() };
    check(&Net { inner: inner(), boxed: Box::new(inner()), layer: Box::new(conv()) });
}

/// The struct asks for less of what it holds than the impl does.
#[quantizable]
struct Repeated<M: Model> {
    blocks: Vec<M>,
    gain: f32,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Repeated<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for block in &self.blocks {
            x = block.forward(x);
        }
        x * self.gain
    }
}

/// A model that holds itself.
#[quantizable]
struct Tree {
    conv: Conv2d,
    left: Option<Box<Tree>>,
    right: Vec<Tree>,
}

#[quantizable]
impl Tree {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.conv.forward(x));
        let mut y = if let Some(left) = &self.left { left.forward(y) } else { y };
        for right in &self.right {
            y = right.forward(y);
        }
        y
    }
}

fn tree(depth: usize) -> Tree {
    let left = (depth > 0).then(|| Box::new(tree(depth - 1)));
    Tree { conv: conv(), left, right: (0..depth / 2).map(tree).collect() }
}

#[test]
fn models_of_models_that_the_impl_asks_more_of() {
    check(&Repeated { blocks: vec![tree(0), tree(1)], gain: 0.5 });
}

/// Bounds that only the user's own types keep.
mod own_bounds {
    use quantizable::{Tensor, quantizable};

    pub trait Model: quantizable::Model<Input = Tensor, Output = Tensor> {
        const GAIN: f32;
    }

    impl Model for super::Tree {
        const GAIN: f32 = 0.75;
    }

    #[quantizable]
    pub struct Scaled<M: Model> {
        pub inner: M,
    }

    #[quantizable]
    impl<M: Model> Scaled<M> {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.inner.forward(x) * M::GAIN
        }
    }
}

#[test]
fn models_of_models_with_a_trait_of_the_users() {
    check(&own_bounds::Scaled { inner: tree(1) });
}

#[test]
fn a_model_may_hold_itself() {
    let tree = tree(3);
    check(&tree);
    let prepared = tree.prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(image()).unwrap();
    assert_eq!(prepared.coverage().missing().count(), 0);
    let names: Vec<_> = tree.state_dict().iter().map(|(name, _)| name.to_owned()).collect();
    assert!(names.contains(&"left.right.0.conv.weight".to_owned()), "{names:?}");
    prepared.convert().unwrap().forward(image()).unwrap();
}

#[test]
fn an_impl_that_names_the_struct_by_its_path() {
    mod parts {
        use super::{Conv2d, quantizable};

        #[quantizable]
        pub struct Stem<const N: usize> {
            pub convs: [Conv2d; N],
        }
    }
    #[quantizable]
    impl<const N: usize> parts::Stem<N> {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for conv in &self.convs {
                x = conv.forward(x).relu();
            }
            x
        }
    }
    check(&parts::Stem { convs: [conv(), conv()] });
}

/// Numbers of a configuration, which nobody says are numbers.
#[test]
fn numbers_of_plain_values() {
    #[derive(Clone)]
    #[quantizable(plain)]
    struct Inner {
        shift: f32,
    }
    #[derive(Clone)]
    #[quantizable(plain)]
    struct Config {
        scale: f32,
        inner: Inner,
    }
    #[quantizable]
    struct Net {
        conv: Conv2d,
        config: Config,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let scale = self.config.scale;
            let config = &self.config;
            let x = self.conv.forward(x) * scale + config.inner.shift;
            x * self.config.scale
        }
    }
    let config = Config { scale: 0.5, inner: Inner { shift: 0.25 } };
    check(&Net { conv: conv(), config });
}

/// What a nested model returns, if that is not one tensor.
#[test]
fn results_that_are_taken_apart() {
    #[quantizable]
    struct Head {
        class: Conv2d,
        place: Conv2d,
    }
    #[quantizable]
    impl Head {
        fn forward(&self, x: &Tensor) -> (Tensor, Tensor) {
            (self.class.forward(x), self.place.forward(x))
        }
    }
    #[quantizable]
    struct Pyramid {
        stages: Vec<Vec<Conv2d>>,
    }
    #[quantizable]
    impl Pyramid {
        fn forward(&self, x: Tensor) -> Vec<Tensor> {
            let mut maps = vec![x];
            for conv in self.stages.iter().flatten() {
                maps.push(conv.forward(&maps[maps.len() - 1]).relu());
            }
            maps
        }
    }
    #[quantizable]
    struct First {
        conv: Option<Conv2d>,
        on: bool,
    }
    #[quantizable]
    impl First {
        fn forward(&self, x: &Tensor) -> Option<Tensor> {
            if self.on
                && let Some(conv) = &self.conv
            {
                Some(conv.forward(x))
            } else {
                None
            }
        }
    }
    #[quantizable]
    struct Net {
        body: Pyramid,
        heads: Vec<Head>,
        first: First,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut maps = self.body.forward(x);
            let last = maps.pop().unwrap().relu();
            let (mut classes, mut places) = (Vec::new(), Vec::new());
            for head in &self.heads {
                let (class, place) = head.forward(&last);
                classes.push(class);
                places.push(place);
            }
            let both = self.heads[0].forward(&maps[0]);
            let sum = both.0 + both.1 + F::cat(&classes, 0) * F::cat(&places, 0);
            let first = self.first.forward(&sum).unwrap_or(maps[1].clone());
            let mut y = sum + first;
            for map in &maps {
                y += map;
            }
            y
        }
    }
    let layer = || Conv2d::new(3, 3, 3).padding(1);
    for on in [false, true] {
        let model = Net {
            body: Pyramid { stages: vec![vec![layer(), layer()], vec![layer()]] },
            heads: vec![Head { class: layer(), place: layer() }],
            first: First { conv: Some(layer()), on },
        };
        let x = Tensor::from_fn(&[1, 3, 6, 6], |i| (i as f32 * 0.37).sin());
        assert_eq!(lowered_f32(&model, &x), model.forward(x));
    }
}
