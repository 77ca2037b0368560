use quantizable::quantizable;

#[quantizable]
enum Mode {
    Train,
    Eval,
}

fn main() {}
