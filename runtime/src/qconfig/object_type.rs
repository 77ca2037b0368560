//! The names of operations and layers.

/// Operations by PyTorch's functional names, each with the classes and other functions that mean
/// the same.
const OBJECT_TYPES: &[(&str, &[&str])] = &[
    ("conv2d", &["Conv2d"]),
    ("linear", &["Linear"]),
    ("batch_norm", &["BatchNorm2d", "BatchNorm1d"]),
    ("relu", &["ReLU"]),
    ("relu6", &["ReLU6"]),
    ("sigmoid", &["Sigmoid"]),
    ("tanh", &["Tanh"]),
    ("silu", &["SiLU"]),
    ("gelu", &["GELU"]),
    ("hardswish", &["Hardswish"]),
    ("hardsigmoid", &["Hardsigmoid"]),
    ("leaky_relu", &["LeakyReLU"]),
    ("elu", &["ELU"]),
    ("max_pool2d", &["MaxPool2d"]),
    ("avg_pool2d", &["AvgPool2d"]),
    ("adaptive_avg_pool2d", &["AdaptiveAvgPool2d"]),
    ("add", &["add_scalar"]),
    ("sub", &["sub_scalar", "rsub_scalar"]),
    ("mul", &["mul_scalar"]),
    ("div", &["div_scalar"]),
    ("cat", &[]),
    ("flatten", &["Flatten"]),
    ("reshape", &["view"]),
    ("permute", &["transpose"]),
    ("squeeze", &[]),
    ("unsqueeze", &[]),
    ("pad", &[]),
    ("narrow", &[]),
    ("select", &[]),
    ("split", &[]),
    ("chunk", &[]),
    ("mean", &[]),
    ("dropout", &["Dropout"]),
    ("identity", &["Identity"]),
];

/// The functional name that `name` stands for: `conv2d` for `Conv2d`; `name` itself if it is not
/// known.
pub(super) fn canonical(name: &str) -> &str {
    let known = OBJECT_TYPES.iter().find(|(op, aliases)| *op == name || aliases.contains(&name));
    known.map_or(name, |(op, _)| op)
}

/// Every name that is known.
pub(super) fn names<'a>() -> impl Iterator<Item = &'a str> {
    OBJECT_TYPES
        .iter()
        .flat_map(|(op, aliases)| std::iter::once(*op).chain(aliases.iter().copied()))
}
