use quantizable::{
    Model, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Identity, Linear, MaxPool2d},
    quantizable,
};

pub trait Sized2 {
    const WIDTH: usize;
    fn scale(&self) -> f32;
}

#[quantizable(plain)]
#[derive(Clone, Default)]
pub struct Small {
    by: Option<f32>,
}

impl Sized2 for Small {
    const WIDTH: usize = 4;
    fn scale(&self) -> f32 {
        self.by.unwrap_or(1.0)
    }
}

#[quantizable]
pub struct Unit {
    conv: Conv2d,
    bn: BatchNorm2d,
    down: Option<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl Unit {
    pub fn new(inner: usize, outer: usize) -> Self {
        let down = (inner != outer)
            .then(|| (Conv2d::new(inner, outer, 1), BatchNorm2d::new(outer)));
        Self { conv: Conv2d::new(inner, outer, 3).padding(1), bn: BatchNorm2d::new(outer), down }
    }

    pub fn forward(&self, x: Tensor) -> Tensor {
        let identity = match &self.down {
            Some((conv, bn)) => bn.forward(conv.forward(&x)),
            None => x.clone(),
        };
        let y = self.bn.forward(self.conv.forward(x));
        F::relu(y + identity)
    }
}

#[quantizable]
pub struct Pyramid<const N: usize> {
    units: [Unit; N],
    pool: MaxPool2d,
    head: Linear,
    sized: Small,
    last: Identity,
}

#[quantizable]
impl<const N: usize> Pyramid<N> {
    const LIMIT: usize = 3;

    pub fn forward(&self, (x, extra): (Tensor, Option<Tensor>), depth: usize) -> (Tensor, Vec<Tensor>) {
        let mut levels = Vec::new();
        let mut y = x;
        for (i, unit) in self.units.iter().enumerate().take(depth) {
            y = unit.forward(y);
            if i < Self::LIMIT && y.size(-1) >= Small::WIDTH {
                levels.push(y.clone());
                y = self.pool.forward(&y);
            }
        }
        let Some(top) = levels.last() else {
            return (y, levels);
        };
        let [n, c] = [top.size(0), top.size(1)];
        let scale = self.sized.scale() * if n > c { 2.0 } else { 0.5 };
        let pooled = F::adaptive_avg_pool2d(&y, 1).reshape([n as isize, -1]);
        let logits = self.scored(&pooled, scale);
        let logits = match extra {
            Some(extra) if extra.dim() == logits.dim() => logits + extra,
            Some(_) | None => logits,
        };
        let best = logits.argmax();
        debug_assert!(best < 10, "{best}");
        (self.last.forward(logits), levels)
    }

    fn scored(&self, x: &Tensor, scale: f32) -> Tensor {
        let y = self.head.forward(x);
        y * scale
    }
}

pub fn run(model: &Pyramid<2>, x: Tensor) -> Tensor {
    let (y, _levels) = model.forward((x, None), 2);
    y
}
