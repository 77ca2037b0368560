//! Mistakes and what the compiler says about them; a file a mistake, named after it.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
