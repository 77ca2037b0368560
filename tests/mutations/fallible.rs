use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear, MaxPool2d, ReLU},
    quantizable,
};
const SCALE: f32 = 0.5;
#[derive(Debug)]
pub enum Failure {
    Small(usize),
    Empty,
}
#[quantizable]
pub struct Enc<const N: usize> {
    convs: [Conv2d; N],
    bn: BatchNorm2d,
    act: ReLU,
}
#[quantizable]
impl<const N: usize> Enc<N> {
    pub fn forward(&self, x: Tensor) -> Result<Tensor, Failure> {
        if x.size(2) < N {
            return Err(Failure::Small(x.size(2)));
        }
        let mut y = x;
        for conv in &self.convs {
            y = conv.forward(y);
        }
        Ok(self.act.forward(self.bn.forward(y)))
    }
}
#[quantizable]
pub struct Net {
    enc: Enc<2>,
    heads: Vec<(Linear, bool)>,
    pool: Option<MaxPool2d>,
    names: Vec<String>,
    w: Tensor,
}
#[quantizable]
impl Net {
    pub fn new(n: usize) -> Self {
        let heads = (0..n).map(|i| (Linear::new(8, 4), i % 2 == 0)).collect();
        let convs = [Conv2d::new(3, 8, 3), Conv2d::new(8, 8, 3)];
        let enc = Enc { convs, bn: BatchNorm2d::new(8), act: ReLU };
        Net { enc, heads, pool: None, names: vec!["a".to_string(); n], w: Tensor::ones(&[4]) }
    }
    pub fn forward(&self, x: Tensor) -> Result<Tensor, Failure> {
        let y = self.enc.forward(x)?;
        let y = match &self.pool {
            Some(pool) if y.size(2) > 4 => pool.forward(y),
            _ => y,
        };
        let y = F::flatten(F::adaptive_avg_pool2d(y, 1), 1, 3);
        let mut outs = Vec::new();
        for (head, act) in &self.heads {
            let z = head.forward(&y);
            outs.push(if *act { z.relu() } else { z * SCALE });
        }
        let named = self.names.iter().filter(|name| name.len() > 1).count();
        let total = self.total(&outs)?;
        let last = if named > 3 { y } else { outs.last().unwrap().clone() };
        assert_eq!(total.dim(), 2, "rank of {:?}", total.shape());
        Ok(if last.item() > 0.0 { total + last } else { self.weighted(total, 1.0 - SCALE) })
    }
    fn total(&self, outs: &[Tensor]) -> Result<Tensor, Failure> {
        let [first, rest @ ..] = outs else { return Err(Failure::Empty) };
        let mut sum = first.clone();
        for out in rest {
            sum += out;
        }
        Ok(sum)
    }
    fn weighted(&self, x: Tensor, by: f32) -> Tensor {
        let x = x * self.w.clone();
        let n = self.names.len() as f32;
        x * (by / n)
    }
}
