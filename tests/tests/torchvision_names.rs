//! The models of `examples/models` have torchvision's names and shapes, so that its state dicts
//! load.

use std::{collections::BTreeSet, fs, path::Path};

use quantizable::nn::Parameters;
use quantizable_examples::{mobilenet_v2::MobileNetV2, resnet18::ResNet18};

#[test]
fn resnet18() {
    assert_same(ours(&ResNet18::new(), str::to_string), torchvision("resnet18"));
}

#[test]
fn mobilenet_v2() {
    assert_same(ours(&MobileNetV2::new(), mobilenet_v2_name), torchvision("mobilenet_v2"));
}

/// torchvision numbers the stem, the blocks and the head in one list of layers of several types.
fn mobilenet_v2_name(name: &str) -> String {
    let (field, rest) = name.split_once('.').expect("a layer and its tensor");
    match (field, rest.split_once('.')) {
        ("stem", _) => format!("features.0.{rest}"),
        ("first", _) => format!("features.1.{rest}"),
        ("blocks", Some((i, rest))) => {
            format!("features.{}.{rest}", i.parse::<usize>().expect("an index") + 2)
        }
        ("head", _) => format!("features.18.{rest}"),
        _ => name.to_string(),
    }
}

/// Lines of a name and a shape.
fn ours(model: &impl Parameters, torchvision: fn(&str) -> String) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    model.visit("", &mut |name, tensor| {
        let line = format!("{} {:?}", torchvision(name), tensor.shape());
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
