//! The fields of a generated model: made when the code first asks for them.

use super::rng::Rng;

/// A struct in the making.
#[derive(Debug, Default)]
pub struct Fields {
    /// Name, type and initial value.
    list: Vec<(String, String, String)>,
}

const CONVS: &[&str] = &[
    "Conv2d::new(4, 4, 3).padding(1)",
    "Conv2d::new(4, 4, 3).padding(1).bias(false)",
    "Conv2d::new(4, 4, 1)",
    "Conv2d::new(4, 4, 3).padding(1).groups(4)",
    "Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)",
    "Conv2d::new(4, 4, 3).padding(2).dilation(2)",
];

impl Fields {
    fn named(&mut self, name: &str, ty: &str, init: impl FnOnce() -> String) -> String {
        if !self.list.iter().any(|(other, ..)| other == name) {
            self.list.push((name.into(), ty.into(), init()));
        }
        format!("self.{name}")
    }

    /// One of a few fields of this type.
    fn one_of(&mut self, rng: &mut Rng, stem: &str, ty: &str, inits: &[&str]) -> String {
        let name = format!("{stem}{}", rng.below(3));
        let init = rng.pick(inits);
        self.named(&name, ty, || init.to_string())
    }

    pub fn conv(&mut self, rng: &mut Rng) -> String {
        match rng.below(8) {
            0 => format!("{}[{}]", self.convs(rng), rng.below(3)),
            1 => format!("{}[{}].0", self.two_pairs(), rng.below(2)),
            2 => {
                let init = || format!("({}, BatchNorm2d::new(4))", CONVS[1]);
                format!("{}.0", self.named("pair", "(Conv2d, BatchNorm2d)", init))
            }
            _ => self.one_of(rng, "conv", "Conv2d", CONVS),
        }
    }

    pub fn norm(&mut self, rng: &mut Rng) -> String {
        match rng.below(6) {
            0 => format!("{}[{}].1", self.two_pairs(), rng.below(2)),
            _ => self.one_of(rng, "norm", "BatchNorm2d", &["BatchNorm2d::new(4)"]),
        }
    }

    pub fn convs(&mut self, rng: &mut Rng) -> String {
        let (a, b) = (rng.pick(CONVS), rng.pick(CONVS));
        let (ty, init) = if rng.chance(50) {
            ("Vec<Conv2d>", format!("vec![{a}, {b}, {a}]"))
        } else {
            ("[Conv2d; 3]", format!("[{a}, {b}, {a}]"))
        };
        self.named("convs", ty, || init)
    }

    pub fn pairs(&mut self) -> String {
        let pair = format!("({}, BatchNorm2d::new(4))", CONVS[1]);
        self.named("pairs", "Vec<(Conv2d, BatchNorm2d)>", || format!("vec![{pair}, {pair}]"))
    }

    fn two_pairs(&mut self) -> String {
        let pair = format!("({}, BatchNorm2d::new(4))", CONVS[1]);
        self.named("two_pairs", "[(Conv2d, BatchNorm2d); 2]", || format!("[{pair}, {pair}]"))
    }

    /// An optional layer, and whether it is there.
    pub fn maybe(&mut self, rng: &mut Rng) -> (String, bool) {
        let there = rng.chance(60);
        let name = if there { "maybe" } else { "never" };
        let init = || if there { format!("Some({})", CONVS[0]) } else { "None".into() };
        (self.named(name, "Option<Conv2d>", init), there)
    }

    pub fn act(&mut self, rng: &mut Rng) -> String {
        let ty = rng.pick(&["ReLU", "ReLU", "ReLU6", "Identity", "SiLU", "Hardsigmoid"]);
        self.named(&format!("act_{}", ty.to_lowercase()), ty, || format!("{ty}::new()"))
    }

    pub fn dropout(&mut self) -> String {
        self.named("dropout", "Dropout", || "Dropout::new(0.5)".into())
    }

    pub fn pool(&mut self) -> String {
        self.named("pool", "MaxPool2d", || "MaxPool2d::new(3).stride(1).padding(1)".into())
    }

    pub fn average(&mut self) -> String {
        self.named("average", "AvgPool2d", || "AvgPool2d::new(3).stride(1).padding(1)".into())
    }

    pub fn down(&mut self) -> String {
        self.named("down", "Conv2d", || "Conv2d::new(4, 4, 3).stride(2).padding(1)".into())
    }

    pub fn join(&mut self) -> String {
        self.named("join", "Conv2d", || "Conv2d::new(8, 4, 1)".into())
    }

    pub fn linear(&mut self, rng: &mut Rng) -> String {
        self.one_of(rng, "fc", "Linear", &["Linear::new(6, 6)", "Linear::new(6, 6).bias(false)"])
    }

    pub fn head(&mut self) -> String {
        self.named("head", "Linear", || "Linear::new(4, 6)".into())
    }

    pub fn wide(&mut self, features: usize) -> String {
        self.named(&format!("wide{features}"), "Linear", || format!("Linear::new({features}, 6)"))
    }

    pub fn norm1d(&mut self) -> String {
        self.named("norm_flat", "BatchNorm1d", || "BatchNorm1d::new(6)".into())
    }

    pub fn kernel(&mut self) -> String {
        self.named("kernel", "Tensor", || "Tensor::ones(&[4, 4, 1, 1])".into())
    }

    pub fn number(&mut self, rng: &mut Rng) -> String {
        let value = rng.pick(&["0.5", "0.75", "1.25"]);
        self.named("scale", "f32", || value.into())
    }

    pub fn count(&mut self, rng: &mut Rng) -> String {
        let value = rng.pick(&["1", "2", "3"]);
        self.named("count", "usize", || value.into())
    }

    pub fn flag(&mut self, rng: &mut Rng) -> String {
        let (name, value) = rng.pick(&[("fancy", "true"), ("plain", "false")]);
        self.named(name, "bool", || value.into())
    }

    pub fn part(&mut self, name: &str, rng: &mut Rng) -> String {
        let new = format!("{name}::new()");
        match rng.below(4) {
            0 => format!("{}[{}]", self.parts(name), rng.below(2)),
            1 => {
                let init = || format!("[{new}, {new}]");
                format!("{}[1]", self.named("two", &format!("[{name}; 2]"), init))
            }
            _ => self.named("part", name, || new),
        }
    }

    pub fn parts(&mut self, name: &str) -> String {
        let init = || format!("vec![{name}::new(), {name}::new()]");
        self.named("parts", &format!("Vec<{name}>"), init)
    }

    pub fn maybe_part(&mut self, name: &str, rng: &mut Rng) -> String {
        let there = rng.chance(70);
        let init = || if there { format!("Some({name}::new())") } else { "None".into() };
        self.named("maybe_part", &format!("Option<{name}>"), init)
    }

    /// The struct's fields and what `new` fills them with.
    /// Nested models are `said` to be such.
    pub fn declarations(&self, said: bool) -> (Vec<String>, Vec<String>) {
        let line = |(name, ty, init): &(String, String, String)| {
            let model = if said && ty.contains("Part") { "#[quantizable(model)] " } else { "" };
            (format!("{model}{name}: {ty},"), format!("{name}: {init},"))
        };
        self.list.iter().map(line).unzip()
    }
}
