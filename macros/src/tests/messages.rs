//! Messages that need no rustc to be seen.

use expect_test::{Expect, expect};

use super::plan;

fn check(body: &str, expected: Expect) {
    expected.assert_eq(&plan(body));
}

#[test]
fn unknown_operations() {
    check(
        "F::rleu(x)",
        expect![[r#"
            unless rustc has one: `F::rleu` is not an operation that can be quantized

            help: make it a method of this `impl`, which is lowered with it, or put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize
        "#]],
    );
    check(
        "x.max_pool2(2, 2)",
        expect![[r#"
            unless rustc has one: `max_pool2` is not an operation that can be quantized

            help: put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize
        "#]],
    );
    check(
        "my::softmax(x)",
        expect![[r#"
            unless rustc has one: `my::softmax` is not an operation that can be quantized

            help: make it a method of this `impl`, which is lowered with it, or put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize
        "#]],
    );
    check(
        "x % 2.0",
        expect![[r#"
            unless rustc has one: `%` on tensors is not an operation that can be quantized

            help: tensors have `+`, `-`, `*`, and `/` by a number; or put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize
        "#]],
    );
}

#[test]
fn places_without_a_backend() {
    check(
        "let xs = vec![x];\nxs.iter().map(|x| x.relu().relu6()).next().unwrap()",
        expect![[r#"
            unless rustc has one: `relu` runs inside a closure (line 4), out of which its errors cannot return

            help: use a `for` loop, `for x in xs { out.push(…); }`; what is called by its name, make a method of this `impl`
        "#]],
    );
    check(
        "self.helper(x)",
        expect![[r#"
            unless rustc has one: `helper` is not a method of this `impl`

            help: move the method into this `impl`, so that it is lowered with `forward`
        "#]],
    );
}

#[test]
fn unknown_types() {
    check(
        "let y = x.iter_something(); y",
        expect![[r#"
            unless rustc has one: `iter_something` is not an operation that can be quantized

            help: put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize
        "#]],
    );
    check(
        "let f = |a| a; let y = f(x.clone()); x + y",
        expect![[r#"
            unless rustc has one: it is not known whether `y` is a tensor or a number, which `+` depends on

            help: give it a name with a type first: `let k: f32 = …;` or `let y: Tensor = …;`
        "#]],
    );
}
