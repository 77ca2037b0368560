use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    heads: Vec<Linear>,
}

#[quantizable]
impl Net {
    fn maps(&self, x: &Tensor) -> Vec<Tensor> {
        let mut maps = Vec::new();
        for head in &self.heads {
            maps.push(head.forward(x));
        }
        maps
    }

    fn forward(&self, x: Tensor) -> Tensor {
        maps[0].clone() + self.maps(&x)[1].clone()
    }
}

fn main() {}
