use quantizable::{
    Model, Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};
#[quantizable]
pub struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
    inner: M,
    proj: Linear,
    depth: usize,
}
#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.inner.forward(x.clone());
        for i in 0..self.depth {
            if i % 2 == 0 {
                y = y + x.clone();
            }
            y = self.proj.forward(y);
        }
        y
    }
}
#[quantizable]
pub struct Net {
    a: Conv2d,
    b: Conv2d,
    out: Option<Linear>,
    act: bool,
    limit: f32,
    list: Vec<Linear>,
}
#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, mask: Option<Tensor>) -> Vec<Tensor> {
        let (n, c) = (x.size(0), x.size(1));
        let y = self.block(&x, n > 1 && c != 3);
        let y = if let Some(mask) = mask { y * mask } else { y };
        let mut outs = vec![y.clone()];
        let mut z = F::flatten(&y, 1, 3);
        for layer in &self.list {
            z = F::relu(layer.forward(z));
            outs.push(z.clone());
        }
        loop {
            if z.mean_value() < self.limit {
                break;
            }
            z = z * 0.5;
        }
        if let Some(out) = &self.out {
            outs.push(out.forward(z));
        }
        outs
    }
    fn block(&self, x: &Tensor, both: bool) -> Tensor {
        let y = self.a.forward(x.clone());
        let z = if both { self.b.forward(x.clone()) } else { y.clone() };
        let sum = y + z;
        if !self.act {
            return sum;
        }
        sum.relu()
    }
    fn pick(&self, i: usize) -> Option<&Linear> {
        self.list.get(i)
    }
}
