//! The models of `examples/models` have torchvision's names and shapes, so that its state dicts
//! load.

use std::{collections::BTreeSet, fs, path::Path};

use quantizable::nn::Parameters;
use quantizable_examples::{mobilenet_v2::MobileNetV2, resnet18::ResNet18};

#[test]
fn resnet18() {
    assert_same(ours(&ResNet18::new()), torchvision("resnet18"));
}

#[test]
fn mobilenet_v2() {
    assert_same(ours(&MobileNetV2::new()), torchvision("mobilenet_v2"));
}

/// Lines of a name and a shape.
fn ours(model: &impl Parameters) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    model.visit("", &mut |name, tensor| {
        let line = format!("{name} {:?}", tensor.shape());
        assert!(lines.insert(line.clone()), "two tensors are `{line}`");
    });
    lines
}

/// The lines that `tests/vectors` has of torchvision's model, without the counters that only
/// training uses.
fn torchvision(model: &str) -> BTreeSet<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/torchvision");
    let lines = fs::read_to_string(dir.join(model).with_extension("txt")).unwrap();
    let lines = lines.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| !line.contains("num_batches_tracked")).map(String::from).collect()
}

fn assert_same(ours: BTreeSet<String>, torchvision: BTreeSet<String>) {
    assert!(!torchvision.is_empty());
    let missing: Vec<_> = torchvision.difference(&ours).collect();
    let unexpected: Vec<_> = ours.difference(&torchvision).collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "missing {missing:#?}, unexpected {unexpected:#?}"
    );
}
