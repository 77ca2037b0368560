use quantizable::{Model, QConfigMapping, nn::Conv2d};

struct Net {
    conv: Conv2d,
}

fn main() {
    let net = Net { conv: Conv2d::new(1, 1, 3) };
    let _ = net.prepare(&QConfigMapping::default());
}
