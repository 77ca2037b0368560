use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};
#[quantizable(plain)]
#[derive(Clone)]
pub struct Config {
    pub heads: usize,
    pub scale: Option<f32>,
    pub name: String,
}
impl Config {
    pub fn width(&self, of: usize) -> usize {
        of / self.heads
    }
}
#[quantizable]
pub struct Block {
    conv: Conv2d,
    bn: BatchNorm2d,
    down: Option<Conv2d>,
    cfg: Config,
}
#[quantizable]
impl Block {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.bn.forward(self.conv.forward(x.clone())));
        let skip = match &self.down {
            Some(down) => down.forward(x),
            None => x,
        };
        if self.cfg.heads > 2 { F::relu(y + skip) } else { y }
    }
    #[quantizable(export)]
    pub fn stem(&self, x: Tensor) -> (Tensor, Tensor) {
        let y = self.conv.forward(x.clone());
        (y, x)
    }
}
#[quantizable]
pub struct Net {
    blocks: Vec<Block>,
    fc: Linear,
    cfg: Config,
    flags: [bool; 2],
}
#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for (i, block) in self.blocks.iter().enumerate() {
            x = block.forward(x);
            if i == 1 && self.flags[0] {
                x = F::max_pool2d(&x, 2, 2);
            }
        }
        let (a, b) = self.blocks[0].stem(x);
        let x = self.merge(a, b, self.scale());
        let mut parts = Vec::new();
        while parts.len() < self.cfg.heads {
            parts.push(x.clone());
        }
        let x = F::cat(&parts, 1);
        let x = F::adaptive_avg_pool2d(&x, 1);
        self.fc.forward(F::flatten(&x, 1, 1))
    }
    fn merge(&self, a: Tensor, b: Tensor, scale: f32) -> Tensor {
        let Some(limit) = self.cfg.scale else { return a + b };
        if a.mean_value() > limit * scale { a.relu() } else { F::relu6(b) }
    }
    fn scale(&self) -> f32 {
        let base = self.cfg.width(8) as f32;
        match self.cfg.scale {
            Some(s) => s * base,
            None => base,
        }
    }
}
