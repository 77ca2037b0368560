//! Plans as pictures and as data.

use std::fmt::Write;

use super::{Op, Plan};

impl Plan {
    /// The operations as a graph in Graphviz's language, with a box around each fused group.
    pub fn to_dot(&self) -> String {
        let mut dot = format!("digraph {} {{\n    node [shape=box];\n", quoted(self.model));
        for (g, group) in self.groups.iter().enumerate() {
            let _ = writeln!(dot, "    subgraph cluster_{g} {{");
            let _ = writeln!(dot, "        label={};", quoted(group.pattern));
            for &op in group.ops {
                let _ = writeln!(dot, "        n{op} [label={}];", quoted(&label(&self.ops[op])));
            }
            dot += "    }\n";
        }
        for (i, op) in self.ops.iter().enumerate().filter(|(_, op)| op.group.is_none()) {
            let _ = writeln!(dot, "    n{i} [label={}];", quoted(&label(op)));
        }
        for (i, op) in self.ops.iter().enumerate() {
            for input in op.inputs {
                let _ = writeln!(dot, "    n{input} -> n{i};");
            }
        }
        dot + "}\n"
    }

    /// The operations as a Mermaid flowchart, with a box around each fused group.
    pub fn to_mermaid(&self) -> String {
        // Mermaid ends a label at a quote and has no escape but the entity.
        let text = |text: &str| text.replace('"', "#quot;");
        let mut chart = String::from("flowchart TD\n");
        for (g, group) in self.groups.iter().enumerate() {
            let _ = writeln!(chart, "    subgraph g{g}[\"{}\"]", text(group.pattern));
            for &op in group.ops {
                let _ = writeln!(chart, "        n{op}[\"{}\"]", text(&label(&self.ops[op])));
            }
            chart += "    end\n";
        }
        for (i, op) in self.ops.iter().enumerate().filter(|(_, op)| op.group.is_none()) {
            let _ = writeln!(chart, "    n{i}[\"{}\"]", text(&label(op)));
        }
        for (i, op) in self.ops.iter().enumerate() {
            for input in op.inputs {
                let _ = writeln!(chart, "    n{input} --> n{i}");
            }
        }
        chart
    }

    /// All of it as JSON: an object of the fields of [`Plan`] and, in those, of [`Op`],
    /// [`Group`](super::Group) and [`Miss`](super::Miss).
    ///
    /// ```
    /// # use quantizable::{quantizable, nn::Linear, Model, Tensor};
    /// # #[quantizable]
    /// # struct Net { fc: Linear }
    /// # #[quantizable]
    /// # impl Net {
    /// #     fn forward(&self, x: Tensor) -> Tensor { self.fc.forward(x).relu() }
    /// # }
    /// let plan: serde_json::Value = serde_json::from_str(&Net::PLAN.to_json())?;
    /// assert_eq!(plan["ops"][0]["layer"], "fc");
    /// assert_eq!(plan["groups"][0]["pattern"], "linear+relu");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[cfg(feature = "serde")]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a plan has no keys but strings")
    }
}

/// What a node says: the operation, its layer and its line.
fn label(op: &Op) -> String {
    match op.layer {
        Some(layer) => format!("{} {layer}:{}", op.name, op.line),
        None => format!("{}:{}", op.name, op.line),
    }
}

/// As a string of Graphviz's.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use crate::plan::tests::PLAN;

    #[test]
    fn graphviz() {
        assert_eq!(
            PLAN.to_dot(),
            r#"digraph "Net" {
    node [shape=box];
    subgraph cluster_0 {
        label="conv2d+relu";
        n0 [label="conv2d conv1:9"];
        n1 [label="relu:9"];
    }
    n2 [label="float:10"];
    n0 -> n1;
    n1 -> n2;
}
"#
        );
    }

    #[test]
    fn mermaid() {
        assert_eq!(
            PLAN.to_mermaid(),
            r#"flowchart TD
    subgraph g0["conv2d+relu"]
        n0["conv2d conv1:9"]
        n1["relu:9"]
    end
    n2["float:10"]
    n0 --> n1
    n1 --> n2
"#
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        use crate::plan::{Miss, MissReason, Plan};
        const MISS: Miss = Miss {
            pattern: "add+relu",
            ops: &[1],
            reason: MissReason::UsedTwice,
            line: 3,
            column: 5,
            note: "\"x\"",
        };
        let plan = Plan { ops: &PLAN.ops[..1], misses: &[MISS], ..PLAN };
        let json: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "model": "Net",
                "file": "src/net.rs",
                "ops": [{
                    "name": "conv2d",
                    "layer": "conv1",
                    "expr": "…",
                    "file": "src/net.rs",
                    "line": 9,
                    "column": 17,
                    "site": 0,
                    "group": 0,
                    "float": false,
                    "in_store": false,
                    "inputs": [],
                }],
                "groups": [{ "pattern": "conv2d+relu", "ops": [0, 1] }],
                "misses": [{
                    "pattern": "add+relu",
                    "ops": [1],
                    "reason": "used_twice",
                    "line": 3,
                    "column": 5,
                    "note": "\"x\"",
                }],
                "sites": [1],
                "per_image": true,
            })
        );
    }
}
