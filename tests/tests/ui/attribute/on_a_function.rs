use quantizable::quantizable;

#[quantizable]
fn forward() {}

fn main() {}
