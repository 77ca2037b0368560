use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, nn::Linear, quantizable};

struct Activated(Conv2d);

#[quantizable]
struct Pooling<const R: usize> {
    branches: [Activated; R],
    image: Box<Activated>,
    fc: [Linear; R],
}

#[quantizable]
impl<const R: usize> Pooling<R> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc[0].forward(x)
    }
}

#[quantizable]
struct Net {
    pooling: Pooling<3>,
    head: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.head.forward(self.pooling.forward(x))
    }
}

fn run(net: &Net, x: Tensor) -> quantizable::Result<Tensor> {
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(x.clone())?;
    prepared.convert()?.forward(x)
}

fn main() {
    let _ = run;
}
