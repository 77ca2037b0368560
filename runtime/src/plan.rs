//! Fuse metadata as plain constants.

/// What the macro found in a model's `forward`.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The model's type name.
    pub model: &'static str,
    /// The tensor operations in source order.
    pub ops: &'static [Op],
    /// For each site the op that owns it: the last of its fused group.
    pub sites: &'static [usize],
}

/// A tensor operation in a `forward`.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    /// PyTorch's functional name.
    pub name: &'static str,
    /// The field it calls, such as `conv1`.
    pub layer: Option<&'static str>,
    /// The source text.
    pub expr: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}
