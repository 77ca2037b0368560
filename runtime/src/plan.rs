//! What the macro found in a model's `forward`: plain constants, so that a program can print them
//! and a `const` assertion can rely on them.
//!
//! With the feature `serde`, which is on by default, the types are `Serialize` and
//! [`Plan::to_json`] writes them as JSON.

mod graph;

use std::fmt;

/// A model's operations, what was fused, and what was nearly fused.
///
/// `Model::PLAN` is a constant of this type:
///
/// ```
/// # use quantizable::{quantizable, nn::Linear, Model, Tensor};
/// # #[quantizable]
/// # struct Net { fc: Linear }
/// # #[quantizable]
/// # impl Net {
/// #     fn forward(&self, x: Tensor) -> Tensor { self.fc.forward(x) }
/// # }
/// println!("{}", Net::PLAN);
/// const _: () = assert!(Net::PLAN.float_ops() == 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Plan {
    /// The model's name.
    pub model: &'static str,
    /// The file of its `forward`.
    pub file: &'static str,
    /// Its operations: those of `forward` in the order of their evaluation, then those of the
    /// methods that it calls.
    pub ops: &'static [Op],
    /// The operations that run as one.
    pub groups: &'static [Group],
    /// The operations that would run as one, were it not for something.
    pub misses: &'static [Miss],
    /// For each site the operation whose output it observes: the last one of a group.
    pub sites: &'static [usize],
    /// Whether all that `forward` does is to run operations, and which of them depends on the model
    /// alone: not on values, nor on how many images there are. Then
    /// [`Quantized::forward`](crate::Quantized::forward) runs a large batch in parts. (Nested models
    /// have plans of their own.)
    pub per_image: bool,
}

/// One call of an operation in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Op {
    /// The operation by PyTorch's functional name: `conv2d`, `relu`, `reshape`. All of a nested
    /// model is `forward` (its own plan says what is in it), a region in f32 is `float`, and what
    /// reads numbers out of a tensor has the method's name: `item`, `mean_value`.
    pub name: &'static str,
    /// The layer or model that it runs, as a path of fields: `conv1`, `block.conv1`, `convs[]`.
    pub layer: Option<&'static str>,
    /// The expression in the source.
    pub expr: &'static str,
    /// Its file.
    pub file: &'static str,
    /// Its line.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
    /// The site that observes its output; all operations of a group name the same one.
    pub site: Option<usize>,
    /// The group that it belongs to.
    pub group: Option<usize>,
    /// Whether it runs in f32 between dequantize and quantize.
    pub float: bool,
    /// Whether it runs while the operation before it stores its output.
    pub in_store: bool,
    /// The operations that its operands come from, as far as that is known at compile time.
    pub inputs: &'static [usize],
}

/// Operations that run as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Group {
    /// Their names joined by `+`: `conv2d+batch_norm+relu`.
    pub pattern: &'static str,
    /// The operations, first to last.
    pub ops: &'static [usize],
}

/// Operations that would run as one, were it not for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Miss {
    /// What they would be fused into.
    pub pattern: &'static str,
    /// The operations, first to last.
    pub ops: &'static [usize],
    /// What stands in the way.
    pub reason: MissReason,
    /// The line of what stands in the way.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
    /// What stands in the way and what to change, in words.
    pub note: &'static str,
}

/// What stands in the way of a fusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MissReason {
    /// The value between the two operations is used elsewhere too.
    UsedTwice,
    /// The second operation is in another block, so it may run less or more often.
    OtherBlock,
    /// The variable between them may hold another value.
    Reassigned,
    /// There is an operation between them.
    OpBetween,
    /// A layer runs at several places, so batch norm cannot be folded into its weights.
    LayerShared,
    /// A layer is reached through a variable, so batch norm cannot be folded into its weights.
    NotAField,
    /// One of the two operations is in a helper that the other's function calls.
    OtherFunction,
}

impl Plan {
    /// Of a model that the macro has not seen.
    pub(crate) const NOTHING: Plan = Plan {
        model: "",
        file: "",
        ops: &[],
        groups: &[],
        misses: &[],
        sites: &[],
        per_image: false,
    };

    /// The names of the operations, in order.
    pub fn op_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.ops.iter().map(|op| op.name)
    }

    /// How many operations of this model's own functions run in f32 however it is quantized; a nested
    /// model has a plan of its own.
    pub const fn float_ops(&self) -> usize {
        let (mut n, mut i) = (0, 0);
        while i < self.ops.len() {
            n += self.ops[i].float as usize;
            i += 1;
        }
        n
    }

    /// How many groups run as one operation.
    pub const fn fused_groups(&self) -> usize {
        self.groups.len()
    }

    /// How many fusions something stands in the way of.
    pub const fn missed_fusions(&self) -> usize {
        self.misses.len()
    }

    /// Whether an operation of this name is in the model.
    pub const fn has_op(&self, name: &str) -> bool {
        let mut i = 0;
        while i < self.ops.len() {
            if same(self.ops[i].name, name) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The operation at the root of a site: the one that does the work, such as the convolution
    /// of `conv2d+batch_norm+relu`.
    pub const fn root(&self, site: usize) -> Option<&'static Op> {
        match self.last(site) {
            Some(Op { group: Some(group), .. }) => Some(&self.ops[self.groups[*group].ops[0]]),
            last => last,
        }
    }

    /// The operation whose output a site observes.
    pub const fn last(&self, site: usize) -> Option<&'static Op> {
        if site < self.sites.len() { Some(&self.ops[self.sites[site]]) } else { None }
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The call site as errors name it: `` `F::relu(x)` at src/net.rs:12:17 ``.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` at {}:{}:{}", self.expr, self.file, self.line, self.column)
    }
}

impl MissReason {
    /// The reason in a word, as it is written in lint reports.
    pub const fn name(self) -> &'static str {
        match self {
            MissReason::UsedTwice => "used twice",
            MissReason::OtherBlock => "other block",
            MissReason::Reassigned => "reassigned",
            MissReason::OpBetween => "operation between",
            MissReason::LayerShared => "layer shared",
            MissReason::NotAField => "not a field",
            MissReason::OtherFunction => "other function",
        }
    }
}

impl fmt::Display for MissReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A table of the operations, then the groups, then the near misses.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ops, groups) = (self.ops.len(), self.groups.len());
        writeln!(
            f,
            "{} ({}): {ops} op{}, {groups} fused group{}",
            self.model,
            self.file,
            if ops == 1 { "" } else { "s" },
            if groups == 1 { "" } else { "s" },
        )?;
        let width = |text: fn(&Op) -> usize| self.ops.iter().map(text).max().unwrap_or(0);
        let name = width(|op| op.name.len());
        let layer = width(|op| op.layer.map_or(0, str::len));
        let place = width(|op| digits(op.line) + 1 + digits(op.column));
        for (i, op) in self.ops.iter().enumerate() {
            let at = format!("{}:{}", op.line, op.column);
            let line = format!(
                "{i:>4}  {:name$}  {:layer$}  {at:>place$}  {}  {}",
                op.name,
                op.layer.unwrap_or(""),
                self.mark(i, op),
                op.expr,
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        for (i, group) in self.groups.iter().enumerate() {
            writeln!(f, "fused {i}: {} = ops {}", group.pattern, list(group.ops))?;
        }
        for miss in self.misses {
            let Miss { pattern, ops, reason, line, column, note } = miss;
            writeln!(
                f,
                "missed: {pattern} of ops {}, {reason} ({line}:{column}): {note}",
                list(ops)
            )?;
        }
        Ok(())
    }
}

impl Plan {
    /// How the table marks an operation: first, middle and last of a group, in f32, or alone.
    fn mark(&self, i: usize, op: &Op) -> char {
        let Some(group) = op.group.and_then(|g| self.groups.get(g)) else {
            return match (op.float, op.in_store) {
                (true, _) => 'f',
                (_, true) => '┘',
                _ => ' ',
            };
        };
        match group.ops {
            [first, ..] if *first == i => '┐',
            [.., last] if *last == i => '┘',
            _ => '│',
        }
    }
}

fn digits(n: u32) -> usize {
    n.checked_ilog10().unwrap_or(0) as usize + 1
}

fn list(ops: &[usize]) -> String {
    ops.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn op(name: &'static str, layer: Option<&'static str>, line: u32) -> Op {
        Op {
            name,
            layer,
            expr: "…",
            file: "src/net.rs",
            line,
            column: 17,
            site: None,
            group: None,
            float: false,
            in_store: false,
            inputs: &[],
        }
    }

    pub(super) const PLAN: Plan = Plan {
        model: "Net",
        file: "src/net.rs",
        ops: &[
            Op { site: Some(0), group: Some(0), ..op("conv2d", Some("conv1"), 9) },
            Op { site: Some(0), group: Some(0), inputs: &[0], ..op("relu", None, 9) },
            Op { float: true, inputs: &[1], ..op("float", None, 10) },
        ],
        groups: &[Group { pattern: "conv2d+relu", ops: &[0, 1] }],
        misses: &[],
        sites: &[1],
        per_image: true,
    };

    const _: () = assert!(PLAN.float_ops() == 1 && PLAN.fused_groups() == 1);
    const _: () = assert!(PLAN.has_op("relu") && !PLAN.has_op("rel"));

    #[test]
    fn sites_know_root_and_last() {
        assert_eq!(PLAN.root(0).map(|op| op.name), Some("conv2d"));
        assert_eq!(PLAN.last(0).map(|op| op.name), Some("relu"));
        assert_eq!(PLAN.root(1), None);
    }

    #[test]
    fn prints_as_a_table() {
        assert_eq!(
            PLAN.to_string(),
            "\
Net (src/net.rs): 3 ops, 1 fused group
   0  conv2d  conv1   9:17  ┐  …
   1  relu            9:17  ┘  …
   2  float          10:17  f  …
fused 0: conv2d+relu = ops 0 1
"
        );
    }
}
