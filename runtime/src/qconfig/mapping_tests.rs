use super::*;
use crate::ActivationObserver;

/// A qconfig that is told apart by its number of bins.
fn bins(bins: usize) -> QConfig {
    QConfig::default().activation(ActivationObserver::Histogram { bins })
}

/// What `resolve` found, by its number of bins; 0 for f32.
fn resolved(mapping: &QConfigMapping, module: &str, object_type: &str) -> usize {
    match mapping.compile().unwrap().resolve(module, object_type) {
        None => 0,
        Some(QConfig { activation: ActivationObserver::Histogram { bins }, .. }) => bins,
        Some(other) => panic!("{other:?}"),
    }
}

fn message(result: Result<()>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn precedence_is_name_regex_type_global() {
    let mapping = QConfigMapping::new();
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 0);
    let mapping = mapping.set_global(bins(1));
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 1);
    let mapping = mapping.set_object_type("conv2d", bins(2));
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 2);
    assert_eq!(resolved(&mapping, "a.b", "linear"), 1);
    let mapping = mapping.set_module_name_regex("a", bins(3));
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 3);
    assert_eq!(resolved(&mapping, "b.a", "conv2d"), 2);
    let mapping = mapping.set_module_name("a", bins(4));
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 4);
    let mapping = mapping.set_module_name("a.b", None);
    assert_eq!(resolved(&mapping, "a.b", "conv2d"), 0);
    assert_eq!(resolved(&mapping, "a.bc", "conv2d"), 4);
    assert_eq!(resolved(&mapping, "", "conv2d"), 2);
}

#[test]
fn the_nearest_prefix_wins_in_any_order() {
    let names = [("layer1", 1), ("layer1.0", 2), ("layer1.0.conv1", 3)];
    for rotation in 0..3 {
        let mut mapping = QConfigMapping::default();
        for i in 0..3 {
            let (name, n) = names[(i + rotation) % 3];
            mapping = mapping.set_module_name(name, bins(n));
        }
        for (module, n) in
            [("layer1.1", 1), ("layer1.0.bn", 2), ("layer1.0.conv1", 3), ("layer10", 2048)]
        {
            assert_eq!(resolved(&mapping, module, "conv2d"), n, "{module}");
        }
    }
}

#[test]
fn the_first_regex_wins_and_keeps_its_place() {
    let mapping = QConfigMapping::new()
        .set_module_name_regex(r"^layer[12]\.", bins(1))
        .set_module_name_regex("layer|other", bins(2))
        .set_module_name_regex(r"^layer[12]\.", bins(3));
    assert_eq!(resolved(&mapping, "layer1.0", "add"), 3);
    assert_eq!(resolved(&mapping, "layer3.0", "add"), 2);
    assert_eq!(resolved(&mapping, "my.other", "add"), 0);
}

#[test]
fn classes_and_functions_mean_the_same() {
    for (set, asked) in [
        ("Conv2d", "conv2d"),
        ("relu6", "ReLU6"),
        ("BatchNorm1d", "batch_norm"),
        ("SiLU", "silu"),
        // What plans call the operators of a tensor and a number.
        ("add", "add_scalar"),
        ("div_scalar", "div"),
    ] {
        let mapping = QConfigMapping::new().set_object_type(set, bins(7));
        assert_eq!(resolved(&mapping, "x", asked), 7);
        assert_eq!(resolved(&mapping, "x", "mean"), 0);
    }
    let mapping =
        QConfigMapping::new().set_object_type("Conv2d", bins(1)).set_object_type("conv2d", bins(2));
    assert_eq!(resolved(&mapping, "x", "Conv2d"), 2);
}

#[test]
fn bad_patterns_and_options_are_named_at_once() {
    let mapping = QConfigMapping::new()
        .set_global(bins(0))
        .set_module_name("a", bins(0))
        .set_module_name("b", bins(usize::MAX))
        .set_object_type(
            "add",
            QConfig::default().activation(ActivationObserver::MovingAverageMinMax {
                averaging_constant: f32::NAN,
            }),
        )
        .set_module_name_regex("layer(", None);
    let message = message(mapping.compile().map(drop));
    for part in ["regex `layer(`", "bins, not 0", "from 0 to 1, not NaN", &usize::MAX.to_string()] {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(message.matches("bins, not 0").count(), 1, "{message}");
}

#[test]
fn what_the_model_does_not_have_is_an_error() {
    let modules = ["layer1.0.conv1", "layer1.0", "fc", ""];
    let check = |mapping: QConfigMapping| mapping.compile()?.check(modules, ["linear", "mine"]);
    let fine = QConfigMapping::default()
        .set_module_name("layer1", None)
        .set_module_name("layer1.0.conv1", None)
        .set_module_name_regex("fc$", None)
        .set_object_type("AvgPool2d", None)
        .set_object_type("mine", None);
    check(fine.clone()).unwrap();
    let wrong = fine
        .set_module_name("layer1.0.conv2", None)
        .set_module_name("", None)
        .set_module_name_regex("head", None)
        .set_object_type("conv2", None)
        .set_object_type("lstm", None);
    expect_lines(
        &message(check(wrong)),
        &[
            "qconfig mapping: the model has no module `layer1.0.conv2`; did you mean `layer1.0.conv1`?",
            "the model itself has no module name; use `set_global`",
            "regex `head` matches no module of the model",
            "there is no operation or layer `conv2`; did you mean `conv2d`?",
            "there is no operation or layer `lstm`",
        ],
    );
}

fn expect_lines(message: &str, expected: &[&str]) {
    let lines: Vec<&str> = message.lines().map(str::trim).collect();
    assert_eq!(lines, expected);
}
