use quantizable::quantizable;

#[quantizable]
struct Net {
    stem: Linear,
    convs: [Conv2d; 2],
    pool: Option<MaxPool2d>,
    pair: (Encoder, usize),
    weight: Tensor,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Vec<Tensor> {
        let x = self.stem.forward(x);
        vec![self.helper(&self.stem, x)]
    }

    fn helper(&self, layer: &Linear, x: Tensor) -> Tensor {
        layer.forward(x)
    }
}

fn main() {}
