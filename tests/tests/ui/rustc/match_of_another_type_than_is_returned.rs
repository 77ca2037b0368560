use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    scale: Option<f32>,
    name: String,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let groups = self.groups();
        self.conv.forward(x).reshape([groups as isize, -1])
    }

    fn groups(&self) -> usize {
        let base = self.name.clone().len() as f32;
        match self.scale {
            Some(scale) => scale * base,
            None => base,
        }
    }
}

fn main() {}
