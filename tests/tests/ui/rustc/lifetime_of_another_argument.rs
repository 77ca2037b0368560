use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    other: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        Self::first(&self.convs, &self.other).forward(x)
    }

    fn first<'a>(convs: &'a [Conv2d], other: &Conv2d) -> &'a Conv2d {
        match convs.first() {
            Some(conv) => conv,
            None => other,
        }
    }
}

fn main() {}
