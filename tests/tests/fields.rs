//! What fields may hold beside layers and models: boxes, queues, functions, what is called as something else.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use quantizable::{
    Model, QConfigMapping, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};
use quantizable_tests::{
    randomize,
    small::{check, conv, image},
};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> Tensor {
        self.conv.forward(x).relu()
    }
}

/// Layers in boxes and queues, whose batch normalization folds as that of fields does.
#[test]
fn boxes_and_queues() {
    #[quantizable]
    struct Net {
        stem: Box<Conv2d>,
        norm: Box<BatchNorm2d>,
        blocks: VecDeque<Box<Block>>,
        pairs: VecDeque<(Conv2d, BatchNorm2d)>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = F::relu(self.norm.forward(self.stem.forward(x)));
            for block in &self.blocks {
                x = block.forward(&x);
            }
            for (conv, norm) in &self.pairs {
                x = norm.forward(conv.forward(x));
            }
            self.blocks[0].forward(&x)
        }
    }
    let net = randomize(Net {
        stem: Box::new(conv()),
        norm: Box::new(BatchNorm2d::new(3)),
        blocks: [Box::new(Block { conv: conv() }), Box::new(Block { conv: conv() })].into(),
        pairs: [(conv(), BatchNorm2d::new(3)), (conv(), BatchNorm2d::new(3))].into(),
    });
    check(&net);
    let patterns: Vec<_> = Net::PLAN.groups.iter().map(|group| group.pattern).collect();
    assert_eq!(patterns, ["conv2d+batch_norm+relu", "conv2d+batch_norm"]);
    let names: Vec<_> = net.state_dict().iter().map(|(name, _)| name.to_owned()).collect();
    assert!(names.iter().any(|name| name == "pairs.1.1.running_var"), "{names:?}");
    let prepared = net.prepare(&QConfigMapping::default()).unwrap();
    prepared.forward(image()).unwrap();
    prepared.convert().unwrap().forward(image()).unwrap();
}

/// Methods of what is in fields, other than a model's `forward`: of plain values, of a type that cannot be
/// named where the impl is, and of boxes.
#[test]
fn methods_of_fields() {
    mod parts {
        use quantizable::{nn::Conv2d, quantizable};

        #[derive(Clone)]
        #[quantizable(plain)]
        pub struct Gain(pub f32);
        impl Gain {
            pub fn gain(&self) -> f32 {
                self.0
            }
        }
        #[quantizable]
        pub struct Net {
            pub conv: Conv2d,
            pub gains: Vec<Gain>,
            pub(super) block: Box<super::Block>,
            pub halve: fn(f32) -> f32,
        }
    }
    use parts::Net;

    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.block.as_ref().forward(&self.conv.forward(x));
            for gain in &self.gains {
                x *= gain.gain();
            }
            x * (self.halve)(0.5)
        }
    }
    check(&Net {
        conv: conv(),
        gains: vec![parts::Gain(0.5), parts::Gain(3.0)],
        block: Box::new(Block { conv: conv() }),
        halve: |x| x / 2.0,
    });
}

/// Models of the user's that are called as layers are.
#[test]
fn models_with_the_names_of_layers() {
    #[quantizable]
    struct Tanh {
        conv: Conv2d,
    }
    #[quantizable]
    impl Tanh {
        fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x).sigmoid()
        }
    }
    #[quantizable]
    struct Net {
        #[quantizable(model)]
        act: Tanh,
        #[quantizable(model)]
        acts: Vec<Tanh>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = self.act.forward(x);
            for act in &self.acts {
                x = act.forward(x);
            }
            x
        }
    }
    check(&Net { act: Tanh { conv: conv() }, acts: vec![Tanh { conv: conv() }] });
}

/// Functions that take references, and plain values of the standard library.
#[test]
fn functions_of_references() {
    #[quantizable]
    struct Net {
        conv: Conv2d,
        length: fn(&str) -> usize,
        pick: fn(usize, &[usize]) -> usize,
        own: fn(&Tensor) -> Tensor,
        longest: Option<fn(&[usize]) -> usize>,
        each: Vec<fn(&str) -> usize>,
        turns: Range<usize>,
        pause: Duration,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let scale = (self.length)("abc") + (self.pick)(1, x.shape());
            let mut x = self.conv.forward(x);
            if let Some(longest) = self.longest {
                x *= longest(&[2, 3]) as f32;
            }
            for length in &self.each {
                x += length("abcd") as f32;
            }
            for _ in self.turns.clone() {
                x = F::relu(x);
            }
            if self.pause.is_zero() {
                return x;
            }
            #[quantizable(float)]
            let own = (self.own)(&x);
            own * scale as f32
        }
    }
    check(&Net {
        conv: conv(),
        length: str::len,
        pick: |i, of| of[i],
        own: |x| x + 0.5,
        longest: Some(|of| of.iter().copied().max().unwrap()),
        each: vec![str::len],
        turns: 0..2,
        pause: Duration::from_millis(1),
    });
}

/// What decides by names, and is shared.
#[test]
fn containers_of_plain_values() {
    #[quantizable(plain)]
    #[derive(Clone)]
    struct Config {
        scale: f32,
    }

    #[quantizable]
    struct Net {
        convs: Vec<Conv2d>,
        names: BTreeMap<usize, String>,
        gains: HashMap<String, Vec<f32>>,
        kept: HashSet<usize>,
        config: Arc<Config>,
        label: Arc<str>,
        nick: Box<str>,
        labels: Arc<[String]>,
        defaults: &'static Config,
        title: Cow<'static, str>,
        steps: &'static [f32],
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x * self.config.scale;
            for (i, conv) in self.convs.iter().enumerate() {
                x = conv.forward(x);
                if self.kept.contains(&i) {
                    x = F::relu(x);
                }
                if let Some(name) = self.names.get(&i) {
                    x *= self.gains[name][0];
                }
            }
            x * self.defaults.scale
                + (self.title.len() + self.label.len() + self.nick.len() + self.labels.len()) as f32
                + self.steps[1]
        }
    }
    check(&Net {
        convs: vec![conv(), conv()],
        names: [(1, "last".into())].into(),
        gains: [("last".into(), vec![0.5])].into(),
        kept: [0].into(),
        config: Arc::new(Config { scale: 2.0 }),
        label: "two".into(),
        nick: "of".into(),
        labels: ["one".into()].into(),
        defaults: &Config { scale: 0.5 },
        title: "of four".into(),
        steps: &[0.25, 0.5],
    });
}

/// Layers beside each other, by the standard library's function.
#[test]
fn layers_that_are_zipped() {
    #[quantizable]
    struct Net {
        convs: Vec<Conv2d>,
        norms: Vec<BatchNorm2d>,
    }
    #[quantizable]
    impl Net {
        fn forward(&self, x: Tensor) -> Tensor {
            let mut x = x;
            for (conv, norm) in std::iter::zip(&self.convs, &self.norms) {
                x = F::relu(norm.forward(conv.forward(x)));
            }
            x
        }
    }
    let net =
        Net { convs: vec![conv(), conv()], norms: vec![BatchNorm2d::new(3), BatchNorm2d::new(3)] };
    check(&randomize(net));
    assert_eq!(Net::PLAN.groups[0].pattern, "conv2d+batch_norm+relu");
}
