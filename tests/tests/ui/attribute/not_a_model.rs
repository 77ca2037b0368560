use quantizable::{Model, QConfigMapping, nn::Conv2d};

struct Net {
    conv: Conv2d,
}

fn deploy<M: Model>(model: &M) {
    let _ = model.prepare(&QConfigMapping::default());
}

fn main() {
    deploy(&Net { conv: Conv2d::new(1, 1, 3) });
}
