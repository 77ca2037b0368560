//! What is fused, and what is nearly fused and why not.

use expect_test::{Expect, expect};

use super::plan;

fn check(body: &str, expected: Expect) {
    expected.assert_eq(&plan(body));
}

#[test]
fn across_nested_calls_statements_and_shadowed_names() {
    check(
        "self.act.forward(self.bn1.forward(self.conv1.forward(x)))",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(x)
        batch_norm   group 0         self.bn1.forward(self.conv1.forward(x))
        relu         group 0 site 0  self.act.forward(self.bn1.forward(self.conv1.forward(x)))
    "#]],
    );
    check(
        "let x = self.conv1.forward(x); let y = self.bn1.forward(x); let x = y; F::relu6(x)",
        expect![[r#"
            conv2d       group 0         self.conv1.forward(x)
            batch_norm   group 0         self.bn1.forward(x)
            relu6        group 0 site 0  F::relu6(x)
        "#]],
    );
    check(
        "self.fc.forward(x).relu()",
        expect![[r#"
        linear       group 0         self.fc.forward(x)
        relu         group 0 site 0  self.fc.forward(x).relu()
    "#]],
    );
}

#[test]
fn residual_additions() {
    check(
        "let y = self.bn1.forward(self.conv1.forward(&x)); (y + x).relu()",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(&x)
        batch_norm   group 0         self.bn1.forward(self.conv1.forward(&x))
        add          group 0         y + x
        relu         group 0 site 0  (y + x).relu()
    "#]],
    );
    check(
        "let y = &x + self.conv1.forward(&x); y.relu()",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(&x)
        add          group 0         &x + self.conv1.forward(&x)
        relu         group 0 site 0  y.relu()
    "#]],
    );
    check(
        "let r = self.conv1.forward(&x); let l = self.conv2.forward(&x); F::relu(l + r)",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(&x)
            conv2d       group 0         self.conv2.forward(&x)
            add          group 0         l + r
            relu         group 0 site 1  F::relu(l + r)
        "#]],
    );
    check(
        "let mut y = self.conv1.forward(&x); y += x; y.relu()",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(&x)
        add          group 0         y += x
        relu         group 0 site 0  y.relu()
    "#]],
    );
}

#[test]
fn used_twice() {
    check(
        "let y = self.conv1.forward(x);\nlet z = y.relu();\nz + y",
        expect![[r#"
        conv2d       site 0          self.conv1.forward(x)
        relu                         y.relu()
        add          site 1          z + y
        missed conv2d+relu (UsedTwice): `self.conv1.forward(x)` is used on line 5 too; compute what is needed there from the fused result, or leave it
        missed conv2d+add (UsedTwice): `self.conv1.forward(x)` is used on line 4 too; compute what is needed there from the fused result, or leave it
    "#]],
    );
    check(
        "let y = self.conv1.forward(x); &y + &y",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(x)
            add          site 1          &y + &y
            missed conv2d+add (UsedTwice): `self.conv1.forward(x)` is used on line 3 too; compute what is needed there from the fused result, or leave it
        "#]],
    );
}

#[test]
fn other_function() {
    let helper = |call: &str, helper: &str| format!("{call} }}\nfn {helper}");
    check(
        &helper(
            "self.activated(self.conv1.forward(x))",
            "activated(&self, y: Tensor) -> Tensor { F::relu(y)",
        ),
        expect![[r#"
            conv2d       site 0          self.conv1.forward(x)
            relu                         F::relu(y)
            missed conv2d+relu (OtherFunction): `relu` follows `self.conv1.forward(x)`, and a call of `activated` is between them; write both in one function
        "#]],
    );
    check(
        &helper(
            "let y = self.body(&x); F::relu(self.bn1.forward(y) + x)",
            "body(&self, x: &Tensor) -> Tensor { self.conv1.forward(x)",
        ),
        expect![[r#"
            batch_norm   site 0          self.bn1.forward(y)
            add          group 0         self.bn1.forward(y) + x
            relu         group 0 site 1  F::relu(self.bn1.forward(y) + x)
            conv2d       site 2          self.conv1.forward(x)
            missed conv2d+batch_norm (OtherFunction): `batch_norm` follows `self.conv1.forward(x)`, and a call of `body` is between them; write both in one function
        "#]],
    );
    // It fuses where it is.
    check(
        &helper(
            "self.body(x).relu6()",
            "body(&self, x: Tensor) -> Tensor { F::relu(self.conv1.forward(x))",
        ),
        expect![[r#"
            relu6                        self.body(x).relu6()
            conv2d       group 0         self.conv1.forward(x)
            relu         group 0 site 0  F::relu(self.conv1.forward(x))
        "#]],
    );
}

#[test]
fn other_block() {
    check(
        "let y = self.conv1.forward(x);\nif self.n > 1 { y.relu() } else { y }",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(x)
            relu                         y.relu()
            missed conv2d+relu (UsedTwice): `self.conv1.forward(x)` goes on without `relu` where another branch is taken (line 4); write all of it in each branch, or leave it
        "#]],
    );
    check(
        "let y = self.conv1.forward(&x);\nfor _ in 0..1 { return y.relu(); }\nx",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(&x)
            relu                         y.relu()
            missed conv2d+relu (OtherBlock): `relu` is in a loop, and `self.conv1.forward(&x)`, which it follows, is before it; run `relu` before the loop
        "#]],
    );
}

#[test]
fn reassigned() {
    check(
        "let mut y = self.conv1.forward(&x);\nif self.n > 1 { y = x; }\ny.relu()",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(&x)
            relu                         y.relu()
            missed conv2d+relu (Reassigned): `relu` runs on `self.conv1.forward(&x)` or on another value, as line 4 decides; run it on each of them where it is made
        "#]],
    );
    check(
        "let mut x = x;\nfor c in &self.convs {\nx = x.relu();\nx = c.forward(x);\n}\nx.relu()",
        expect![[r#"
            relu                         x.relu()
            conv2d       site 0          c.forward(x)
            relu                         x.relu()
            missed conv2d+relu (Reassigned): `relu` runs on `c.forward(x)` or on another value, as line 5 decides, behind the loop that makes it; run the last turn behind the loop, or leave it
        "#]],
    );
}

#[test]
fn operation_between() {
    check(
        "F::relu(self.pool.forward(self.conv1.forward(x)))",
        expect![[r#"
            conv2d       group 0         self.conv1.forward(x)
            max_pool2d   in group 0      self.pool.forward(self.conv1.forward(x))
            relu                         F::relu(self.pool.forward(self.conv1.forward(x)))
            missed conv2d+relu (OpBetween): `max_pool2d` is between them; apply `relu` before it, which gives the same
        "#]],
    );
}

#[test]
fn layer_shared() {
    check(
        "let y = self.bn1.forward(self.conv1.forward(x));\nlet z = self.bn2.forward(self.conv1.forward(y));\nz",
        expect![[r#"
            conv2d       site 0          self.conv1.forward(x)
            batch_norm   site 1          self.bn1.forward(self.conv1.forward(x))
            conv2d       site 2          self.conv1.forward(y)
            batch_norm   site 3          self.bn2.forward(self.conv1.forward(y))
            missed conv2d+batch_norm (LayerShared): `conv1` runs on line 4 too, so batch norm cannot be folded into its weights; give each place its own layer
            missed conv2d+batch_norm (LayerShared): `conv1` runs on line 3 too, so batch norm cannot be folded into its weights; give each place its own layer
        "#]],
    );
}

#[test]
fn lists_in_step() {
    for pairs in [
        "for (c, n) in self.convs.iter().zip(&self.norms) { x = n.forward(c.forward(x)); }",
        "for (c, n) in self.convs.iter().zip(&self.norms).rev() { x = n.forward(c.forward(x)); }",
        "for (i, (c, n)) in self.convs.iter().zip(self.norms.iter()).enumerate() { x = n.forward(c.forward(x)); }",
        "for (i, c) in self.convs.iter().enumerate() { x = self.norms[i].forward(c.forward(x)); }",
        "for (i, c) in self.convs.iter().enumerate().skip(1).rev() { x = self.norms[i].forward(c.forward(x)); }",
        "for i in (1..self.convs.len()).rev() { x = self.norms[i].forward(self.convs[i].forward(x)); }",
        "for pair in self.convs.iter().zip(&self.norms) { x = pair.1.forward(pair.0.forward(x)); }",
    ] {
        let found = plan(&format!("let mut x = x;\n{pairs}\nx"));
        assert!(found.contains("group 0 site 0"), "{pairs}\n{found}");
    }
}

#[test]
fn lists_out_of_step() {
    for pairs in [
        "for (c, n) in self.convs.iter().rev().zip(&self.norms) { x = n.forward(c.forward(x)); }",
        "for (c, n) in self.convs[1..].iter().zip(&self.norms) { x = n.forward(c.forward(x)); }",
        "for (c, n) in self.convs.iter().rev().zip(self.norms.iter().rev()) { x = n.forward(c.forward(x)); }",
        "for (i, c) in self.convs.iter().rev().enumerate() { x = self.norms[i].forward(c.forward(x)); }",
        "let mut c = self.convs.iter();\nc.next();\nfor (c, n) in c.zip(&self.norms) { x = n.forward(c.forward(x)); }",
        "let mut c = self.convs.iter().enumerate();\nfor (j, n) in self.norms.iter().enumerate() { if let Some((i, c)) = c.next() { x = n.forward(c.forward(x)); } }",
        "for (i, c) in (1..3).zip(&self.convs) { x = self.norms[i].forward(c.forward(x)); }",
        "for mut i in 0..3 { x = self.convs[i].forward(x); i = 2 - i; x = self.norms[i].forward(x); }",
        "for i in 0..3 { let j = 2 - i; x = self.norms[j].forward(self.convs[i].forward(x)); }",
        "for i in 0..3 { for j in 0..3 { x = self.norms[j].forward(self.convs[i].forward(x)); } }",
    ] {
        let found = plan(&format!("let mut x = x;\n{pairs}\nx"));
        assert!(found.contains("(NotAField)"), "{pairs}\n{found}");
    }
}

#[test]
fn layers_that_a_local_may_hold() {
    for layers in [
        "let mut c = &self.conv1;\nif x.mean_value() > 0.0 { c = &self.conv2; }",
        "let c;\nif x.mean_value() > 0.0 { c = &self.conv1; } else { c = &self.conv2; }",
        "let mut c = &self.conv1;\nwhile x.mean_value() > 0.0 { x = c.forward(x); c = &self.conv2; }",
        "let mut c = &self.conv1;\nmatch x.argmax() { 0 => c = &self.conv2, _ => {} }",
    ] {
        let body = format!("let mut x = x;\n{layers}\nself.bn1.forward(c.forward(x))");
        let found = plan(&body);
        assert!(found.contains("missed conv2d+batch_norm"), "{body}\n{found}");
    }
    let found = plan("let mut c = &self.conv1;\nc = &self.conv2;\nself.bn1.forward(c.forward(x))");
    assert!(found.contains("group 0 site 0"), "{found}");
}

#[test]
fn not_a_field() {
    check(
        "self.norms[0].forward(self.convs[0].forward(x))",
        expect![[r#"
        conv2d       group 0         self.convs[0].forward(x)
        batch_norm   group 0 site 0  self.norms[0].forward(self.convs[0].forward(x))
    "#]],
    );
}

#[test]
fn pooling_in_the_store() {
    check(
        "let y = F::relu(self.conv1.forward(x)); self.pool.forward(y)",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(x)
        relu         group 0         F::relu(self.conv1.forward(x))
        max_pool2d   in group 0      self.pool.forward(y)
    "#]],
    );
    check(
        "self.conv1.forward(x).max_pool2d(2, 2).relu()",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(x)
        max_pool2d   in group 0      self.conv1.forward(x).max_pool2d(2, 2)
        relu                         self.conv1.forward(x).max_pool2d(2, 2).relu()
        missed conv2d+relu (OpBetween): `max_pool2d` is between them; apply `relu` before it, which gives the same
    "#]],
    );
    check(
        "let y = self.conv1.forward(x).relu(); F::max_pool2d(&y, 2, 2) + y",
        expect![[r#"
        conv2d       group 0         self.conv1.forward(x)
        relu         group 0 site 0  self.conv1.forward(x).relu()
        max_pool2d                   F::max_pool2d(&y, 2, 2)
        add          site 1          F::max_pool2d(&y, 2, 2) + y
    "#]],
    );
}

#[test]
fn plans_list_nested_models_and_what_is_read() {
    check(
        "let y = self.block.forward(&x);\nif y.item() > 0.0 { y.relu() } else { self.block.forward(y) }",
        expect![[r#"
            forward                      self.block.forward(&x)
            item                         y.item()
            relu                         y.relu()
            forward                      self.block.forward(y)
        "#]],
    );
}

#[test]
fn an_addition_in_one_branch() {
    check(
        "let y = self.bn1.forward(self.conv1.forward(&x));\nif self.n > 0 { x + y } else { y }",
        expect![[r#"
            conv2d       group 0         self.conv1.forward(&x)
            batch_norm   group 0 site 0  self.bn1.forward(self.conv1.forward(&x))
            add          site 1          x + y
            missed conv2d+batch_norm+add (UsedTwice): `self.bn1.forward(self.conv1.forward(&x))` goes on without `add` where another branch is taken (line 4); write all of it in each branch, or leave it
        "#]],
    );
}
