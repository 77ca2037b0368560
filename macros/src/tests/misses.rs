//! Near misses behind control flow, and what is said of them.

use expect_test::{Expect, expect};

use super::plan;

/// Checks the lines about misses, without those about operations.
fn check(body: &str, expected: Expect) {
    let found = plan(body);
    let misses = found.lines().filter(|line| line.starts_with("missed"));
    expected.assert_eq(&misses.map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn what_branches_evaluate_to() {
    check(
        "let y = if x.dim() > 3 {\nself.conv1.forward(x)\n} else {\nself.conv2.forward(x)\n};\nF::relu(y)",
        expect![[r#"
            missed conv2d+relu (Reassigned): `relu` runs on `self.conv1.forward(x)` or on another value, as line 3 decides; run it on each of them where it is made
        "#]],
    );
    check(
        "let y = match self.n {\n0 => self.conv1.forward(x),\n_ => x,\n};\nself.bn1.forward(y)",
        expect![[r#"
            missed conv2d+batch_norm (Reassigned): `batch_norm` runs on `self.conv1.forward(x)` or on another value, as line 3 decides; run it on each of them where it is made
        "#]],
    );
    check(
        "let y = if x.dim() > 3 {\nself.conv1.forward(x)\n} else {\nreturn x;\n};\nF::relu(y)",
        expect![[r#"
            missed conv2d+relu (OtherBlock): `self.conv1.forward(x)` is in a block of its own; run `relu`, which follows it, in that block
        "#]],
    );
    check(
        "let y = {\nself.conv1.forward(x)\n};\nF::relu(y)",
        expect![[r#"
        missed conv2d+relu (OtherBlock): `self.conv1.forward(x)` is in a block of its own; run `relu`, which follows it, in that block
    "#]],
    );
    check(
        "let y = loop {\nif x.dim() > 3 { break self.conv1.forward(x); }\nbreak x;\n};\nF::relu(y)",
        expect![[r#"
            missed conv2d+relu (Reassigned): `relu` runs on `self.conv1.forward(x)` or on another value, as line 3 decides; run it on each of them where it is made
        "#]],
    );
    check(
        "let y = if x.dim() > 3 { self.conv1.forward(x) } else { x };\nF::relu(&y) + y",
        expect![[r#"
            missed conv2d+relu (Reassigned): `relu` runs on `self.conv1.forward(x)` or on another value, as line 3 decides, and what it runs on is used on line 4 too; leave it
            missed conv2d+add (Reassigned): `add` runs on `self.conv1.forward(x)` or on another value, as line 3 decides, and what it runs on is used on line 4 too; leave it
        "#]],
    );
}

#[test]
fn turns_of_a_loop() {
    check(
        "let mut x = x;\nfor c in &self.convs { x = c.forward(x); }\nF::relu(x)",
        expect![[r#"
        missed conv2d+relu (Reassigned): `relu` runs on `c.forward(x)` or on another value, as line 4 decides, behind the loop that makes it; run the last turn behind the loop, or leave it
    "#]],
    );
    check("let mut x = x;\nfor c in &self.convs { x = c.forward(F::relu(x)); }\nx", expect![[""]]);
    check(
        "let y = self.conv1.forward(x);\nlet mut all = vec![];\nfor c in &self.convs {\nall.push(c.forward(F::relu(&y)));\n}\nF::cat(all, 1)",
        expect![[r#"
            missed conv2d+relu (OtherBlock): `relu` is in a loop, and `self.conv1.forward(x)`, which it follows, is before it; run `relu` before the loop
        "#]],
    );
    check(
        "let y = self.conv1.forward(x);\nif self.n > 0 {\nreturn F::relu(y);\n}\nself.conv2.forward(y)",
        expect![[r#"
            missed conv2d+relu (UsedTwice): `self.conv1.forward(x)` is used on line 7 too; compute what is needed there from the fused result, or leave it
        "#]],
    );
    check(
        "let y = self.conv1.forward(&x);\nif self.n > 0 {\nreturn F::relu(y);\n}\nx",
        expect![[r#"
            missed conv2d+relu (OtherBlock): `relu` is in another block than `self.conv1.forward(&x)`, which it follows; move `self.conv1.forward(&x)` into that block
        "#]],
    );
}

#[test]
fn what_is_between() {
    check(
        "F::relu(F::dropout(self.conv1.forward(x), 0.1))",
        expect![[r#"
        missed conv2d+relu (OpBetween): `dropout` is between them and does nothing but in training; leave it out
    "#]],
    );
    check(
        "self.bn1.forward(F::dropout(self.conv1.forward(x), 0.1))",
        expect![[r#"
        missed conv2d+batch_norm (OpBetween): `dropout` is between them and does nothing but in training; leave it out
    "#]],
    );
    check(
        "F::relu(F::dropout(self.conv1.forward(x), 0.1).flatten(1, -1))",
        expect![[r#"
        missed conv2d+relu (OpBetween): `flatten` is between them; apply `relu` before it, which gives the same
    "#]],
    );
    check(
        "F::relu(F::max_pool2d(self.bn1.forward(self.conv1.forward(x)), 2, 2))",
        expect![[r#"
        missed conv2d+batch_norm+relu (OpBetween): `max_pool2d` is between them; apply `relu` before it, which gives the same
    "#]],
    );
    // The other way round it would be something else.
    check("F::relu(F::avg_pool2d(self.conv1.forward(x), 2, 2))", expect![[""]]);
    check(
        "let y = F::max_pool2d(self.conv1.forward(x), 2, 2);\nF::cat([F::relu(&y), y], 1)",
        expect![[""]],
    );
    check(
        "let y = self.conv1.forward(x);\nF::relu(F::max_pool2d(&y, 2, 2)) + y.flatten(1, -1)",
        expect![[""]],
    );
    check("let y = {\nself.conv1.forward(x).flatten(1, -1)\n};\nF::relu(y)", expect![[""]]);
}

#[test]
fn layers_in_other_places() {
    let misses = |rest: &str| {
        let of = "self.norms[0].forward(self.convs[0].forward(x))";
        plan(&format!("let mut x = {of};\nfor c in {rest} {{ x = c.forward(x); }}\nx"))
            .contains("missed")
    };
    // The first one is none of the others.
    for rest in ["&self.convs[1..]", "self.convs.iter().skip(1)", "self.convs[1..].iter().rev()"] {
        assert!(!misses(rest), "{rest}");
    }
    // It may be one of these.
    for rest in [
        "self.convs.iter().rev().skip(1)",
        "self.convs.iter().rev()",
        "&self.convs[self.n..]",
        "&self.convs[..1]",
        "&self.convs[0..]",
    ] {
        assert!(misses(rest), "{rest}");
    }
    let helper = "act(conv: &Conv2d, x: Tensor) -> Tensor { F::relu(conv.forward(x))";
    let of = "self.bn1.forward(self.conv1.forward(x))";
    check(&format!("Self::act(&self.conv2, {of}) }}\nfn {helper}"), expect![[""]]);
    check(
        &format!("Self::act(&self.conv1, {of}) }}\nfn {helper}"),
        expect![[r#"
        missed conv2d+batch_norm (LayerShared): `conv1` may run on line 4 too, as `conv.forward(x)`, so batch norm cannot be folded into its weights; give each place its own layer
    "#]],
    );
    check(
        &format!("let c = [&self.conv2][0];\nSelf::act(c, {of}) }}\nfn {helper}"),
        expect![[r#"
        missed conv2d+batch_norm (LayerShared): `conv1` may run on line 5 too, as `conv.forward(x)`, so batch norm cannot be folded into its weights; give each place its own layer
    "#]],
    );
    check(
        &format!(
            "Self::each(&self.convs, {of}) }}\nfn each(convs: &[Conv2d], x: Tensor) -> Tensor {{ let mut x = x;\nfor c in convs {{ x = c.forward(x); }}\nx"
        ),
        expect![[""]],
    );
}
