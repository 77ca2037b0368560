//! The operations and layers that the compiler knows.

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpKind {
    Conv2d,
    Linear,
    BatchNorm,
    Relu,
    Relu6,
    /// Another function of each element, by its name.
    Pointwise(&'static str),
    MaxPool2d,
    AvgPool2d,
    AdaptiveAvgPool2d,
    Add,
    Sub,
    Mul,
    AddScalar,
    SubScalar,
    RsubScalar,
    MulScalar,
    DivScalar,
    Cat,
    Flatten,
    Reshape,
    View,
    Permute,
    Transpose,
    Squeeze,
    Unsqueeze,
    Pad,
    Narrow,
    Select,
    /// Several tensors: parts of one.
    Parts(&'static str),
    Mean,
    Dropout,
    Identity,
    /// A region in f32.
    Float,
    /// A tensor that is made of numbers.
    Constant,
    /// All of another model.
    Forward,
    /// Numbers that are read out of a tensor; which is the name of the operation's function.
    Read,
}

impl OpKind {
    /// PyTorch's functional name, as plans have it.
    pub fn name(self) -> &'static str {
        match self {
            OpKind::Conv2d => "conv2d",
            OpKind::Linear => "linear",
            OpKind::BatchNorm => "batch_norm",
            OpKind::Relu => "relu",
            OpKind::Relu6 => "relu6",
            OpKind::Pointwise(name) => name,
            OpKind::MaxPool2d => "max_pool2d",
            OpKind::AvgPool2d => "avg_pool2d",
            OpKind::AdaptiveAvgPool2d => "adaptive_avg_pool2d",
            OpKind::Add => "add",
            OpKind::Sub => "sub",
            OpKind::Mul => "mul",
            OpKind::AddScalar => "add_scalar",
            OpKind::SubScalar => "sub_scalar",
            OpKind::RsubScalar => "rsub_scalar",
            OpKind::MulScalar => "mul_scalar",
            OpKind::DivScalar => "div_scalar",
            OpKind::Cat => "cat",
            OpKind::Flatten => "flatten",
            OpKind::Reshape => "reshape",
            OpKind::View => "view",
            OpKind::Permute => "permute",
            OpKind::Transpose => "transpose",
            OpKind::Squeeze => "squeeze",
            OpKind::Unsqueeze => "unsqueeze",
            OpKind::Pad => "pad",
            OpKind::Narrow => "narrow",
            OpKind::Select => "select",
            OpKind::Parts(name) => name,
            OpKind::Mean => "mean",
            OpKind::Dropout => "dropout",
            OpKind::Identity => "identity",
            OpKind::Float => "float",
            OpKind::Constant => "constant",
            OpKind::Forward => "forward",
            OpKind::Read => "read",
        }
    }

    /// Whether its output has a scale of its own, and so an observer. The others keep the scale
    /// of their input.
    pub fn has_site(self) -> bool {
        use OpKind::*;
        matches!(
            self,
            Conv2d
                | Linear
                | BatchNorm
                | Pointwise(_)
                | Add
                | Sub
                | Mul
                | AddScalar
                | SubScalar
                | RsubScalar
                | Cat
                | Float
                | Constant
        )
    }
}

/// What tensors a function takes in front of its other arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tensors {
    One,
    Two,
    /// A slice, vector or array of them.
    List,
}

/// A function of `quantizable::functional`, or a method of `Tensor`.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    /// How many arguments it takes, the tensors among them.
    pub args: usize,
    pub kind: OpKind,
    pub tensors: Tensors,
}

/// The functions of `quantizable::functional`. Those on one or two tensors are methods too.
pub const FUNCTIONS: &[Function] = &[
    Function::one("conv2d", 7, OpKind::Conv2d),
    Function::one("conv2d_with", 4, OpKind::Conv2d),
    Function::one("linear", 3, OpKind::Linear),
    Function::one("batch_norm", 6, OpKind::BatchNorm),
    Function::one("relu", 1, OpKind::Relu),
    Function::one("relu6", 1, OpKind::Relu6),
    Function::pointwise("sigmoid", 1),
    Function::pointwise("tanh", 1),
    Function::pointwise("silu", 1),
    Function::pointwise("gelu", 1),
    Function::pointwise("hardswish", 1),
    Function::pointwise("hardsigmoid", 1),
    Function::pointwise("leaky_relu", 2),
    Function::pointwise("elu", 2),
    Function::one("dropout", 2, OpKind::Dropout),
    Function::one("max_pool2d", 3, OpKind::MaxPool2d),
    Function::one("max_pool2d_with", 2, OpKind::MaxPool2d),
    Function::one("avg_pool2d", 3, OpKind::AvgPool2d),
    Function::one("avg_pool2d_with", 2, OpKind::AvgPool2d),
    Function::one("adaptive_avg_pool2d", 2, OpKind::AdaptiveAvgPool2d),
    Function::two("add", 2, OpKind::Add),
    Function::two("add_with", 3, OpKind::Add),
    Function::two("sub", 2, OpKind::Sub),
    Function::two("mul", 2, OpKind::Mul),
    Function::one("add_scalar", 2, OpKind::AddScalar),
    Function::one("mul_scalar", 2, OpKind::MulScalar),
    Function::one("div_scalar", 2, OpKind::DivScalar),
    Function::one("mean", 3, OpKind::Mean),
    Function::one("reshape", 2, OpKind::Reshape),
    Function::one("view", 2, OpKind::View),
    Function::one("flatten", 3, OpKind::Flatten),
    Function::one("permute", 2, OpKind::Permute),
    Function::one("transpose", 3, OpKind::Transpose),
    Function::one("squeeze", 2, OpKind::Squeeze),
    Function::one("unsqueeze", 2, OpKind::Unsqueeze),
    Function::one("pad", 3, OpKind::Pad),
    Function::one("narrow", 4, OpKind::Narrow),
    Function::one("select", 3, OpKind::Select),
    Function::one("split", 3, OpKind::Parts("split")),
    Function::one("chunk", 3, OpKind::Parts("chunk")),
    Function { name: "cat", args: 2, kind: OpKind::Cat, tensors: Tensors::List },
];

impl Function {
    const fn one(name: &'static str, args: usize, kind: OpKind) -> Self {
        Function { name, args, kind, tensors: Tensors::One }
    }

    const fn pointwise(name: &'static str, args: usize) -> Self {
        Self::one(name, args, OpKind::Pointwise(name))
    }

    const fn two(name: &'static str, args: usize, kind: OpKind) -> Self {
        Function { name, args, kind, tensors: Tensors::Two }
    }

    pub fn named(name: &str) -> Option<Self> {
        FUNCTIONS.iter().copied().find(|function| function.name == name)
    }

    /// Whether other types are as likely to have a method of that name.
    pub fn is_of_others(self) -> bool {
        matches!(
            self.kind,
            OpKind::Pointwise(_) | OpKind::Parts(_) | OpKind::Narrow | OpKind::Select
        ) || ["add", "sub", "mul"].contains(&self.name)
    }

    pub fn method(name: &str) -> Option<Self> {
        Self::named(name).filter(|function| function.tensors != Tensors::List)
    }
}

/// What is read out of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    Value,
    Index,
    Indices,
}

/// A method of `Tensor` that reads numbers out of it, which dequantizes in int8.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    pub name: &'static str,
    /// How many arguments it takes, the tensor among them.
    pub args: usize,
    pub gives: Numbers,
}

impl Read {
    const fn new(name: &'static str, args: usize, gives: Numbers) -> Self {
        Read { name, args, gives }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        READS.iter().find(|read| read.name == name)
    }
}

pub const READS: &[Read] = &[
    Read::new("size", 2, Numbers::Index),
    Read::new("item", 1, Numbers::Value),
    Read::new("sum_value", 1, Numbers::Value),
    Read::new("mean_value", 1, Numbers::Value),
    Read::new("max_value", 1, Numbers::Value),
    Read::new("argmax", 1, Numbers::Index),
    Read::new("argmax_dim", 2, Numbers::Indices),
];

/// Methods of `Tensor` that every backend's tensor has.
pub const INSPECTIONS: &[&str] = &["shape", "dim", "numel", "clone"];

/// A layer of `quantizable::nn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// The type's name.
    pub name: &'static str,
    /// What its `forward` does.
    pub kind: OpKind,
}

pub const LAYERS: &[Layer] = &[
    Layer { name: "Conv2d", kind: OpKind::Conv2d },
    Layer { name: "Linear", kind: OpKind::Linear },
    Layer { name: "BatchNorm2d", kind: OpKind::BatchNorm },
    Layer { name: "BatchNorm1d", kind: OpKind::BatchNorm },
    Layer { name: "ReLU", kind: OpKind::Relu },
    Layer { name: "ReLU6", kind: OpKind::Relu6 },
    Layer { name: "Sigmoid", kind: OpKind::Pointwise("sigmoid") },
    Layer { name: "Tanh", kind: OpKind::Pointwise("tanh") },
    Layer { name: "SiLU", kind: OpKind::Pointwise("silu") },
    Layer { name: "GELU", kind: OpKind::Pointwise("gelu") },
    Layer { name: "Hardswish", kind: OpKind::Pointwise("hardswish") },
    Layer { name: "Hardsigmoid", kind: OpKind::Pointwise("hardsigmoid") },
    Layer { name: "LeakyReLU", kind: OpKind::Pointwise("leaky_relu") },
    Layer { name: "ELU", kind: OpKind::Pointwise("elu") },
    Layer { name: "MaxPool2d", kind: OpKind::MaxPool2d },
    Layer { name: "AvgPool2d", kind: OpKind::AvgPool2d },
    Layer { name: "AdaptiveAvgPool2d", kind: OpKind::AdaptiveAvgPool2d },
    Layer { name: "Flatten", kind: OpKind::Flatten },
    Layer { name: "Dropout", kind: OpKind::Dropout },
    Layer { name: "Identity", kind: OpKind::Identity },
];

impl Layer {
    pub fn named(name: &str) -> Option<Self> {
        LAYERS.iter().copied().find(|layer| layer.name == name)
    }

    /// By the name of its operation: what `#[quantizable(conv2d)]` on a field says.
    pub fn of_kind(name: &str) -> Option<Self> {
        LAYERS.iter().copied().find(|layer| layer.kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;

    /// What the runtime compares a user's functions with: `relu(Tensor);`.
    const SIGNATURES: &str = include_str!("../../runtime/src/meeting/is.rs");

    #[test]
    fn functions_take_what_they_are_said_to_take() {
        for function in FUNCTIONS {
            let start = format!("\n    {}(", function.name);
            let (_, rest) = SIGNATURES.split_once(&start).expect(function.name);
            let (args, _) = rest.split_once(");\n").expect(function.name);
            assert_eq!(args.split(", ").count(), function.args, "{}", function.name);
        }
    }
}
