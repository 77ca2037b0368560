use quantizable::{Tensor, nn::Linear, quantizable};
#[quantizable]
pub struct Net {
    fc: Linear,
    s: String,
    n: f32,
    b: Tensor,
    v: Vec<f32>,
    o: Option<Linear>,
}
#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let _ = self.name();
        let _ = self.num();
        let _ = self.both(&x, true);
        let _ = self.vals();
        let _ = self.opt();
        let _ = self.loc(&x);
        self.fc.forward(x)
    }
    fn name(&self) -> &str {
        self.s
    }
    fn num(&self) -> &f32 {
        self.n
    }
    fn both(&self, x: &Tensor, c: bool) -> &Tensor {
        if c {
            return self.b;
        }
        self.fc.forward(x)
    }
    fn vals(&self) -> &[f32] {
        self.v
    }
    fn opt(&self) -> Option<&Linear> {
        self.o
    }
    fn loc(&self, x: &Tensor) -> &Tensor {
        let y = self.fc.forward(x);
        &y
    }
}

fn main() {}
