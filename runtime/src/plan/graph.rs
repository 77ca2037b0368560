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

    /// All of it as JSON.
    pub fn to_json(&self) -> String {
        let ops = self.ops.iter().map(|op| {
            serde_json::json!({
                "name": op.name,
                "layer": op.layer,
                "expr": op.expr,
                "file": op.file,
                "line": op.line,
                "column": op.column,
                "site": op.site,
                "group": op.group,
                "float": op.float,
                "in_store": op.in_store,
                "inputs": op.inputs,
            })
        });
        let groups = self.groups.iter();
        let groups = groups.map(|g| serde_json::json!({ "pattern": g.pattern, "ops": g.ops }));
        let misses = self.misses.iter().map(|miss| {
            serde_json::json!({
                "pattern": miss.pattern,
                "ops": miss.ops,
                "reason": miss.reason.name(),
                "line": miss.line,
                "column": miss.column,
                "note": miss.note,
            })
        });
        let plan = serde_json::json!({
            "model": self.model,
            "file": self.file,
            "ops": ops.collect::<Vec<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "misses": misses.collect::<Vec<_>>(),
            "sites": self.sites,
        });
        format!("{plan:#}")
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

    #[test]
    fn json() {
        let json: serde_json::Value = serde_json::from_str(&PLAN.to_json()).unwrap();
        assert_eq!(json["ops"][0]["layer"], "conv1");
        assert_eq!(json["groups"][0]["ops"], serde_json::json!([0, 1]));
        assert_eq!(json["sites"], serde_json::json!([1]));
    }
}
