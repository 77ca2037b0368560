//! Random models: Rust source of `#[quantizable]` structs and their `forward`s, which a seed
//! decides. Tests check that the compiler treats them as rustc does.
//!
//! A generated model takes images `[N, 4, 6, 6]`; the tensors in it have one of three shapes, and
//! `scope` keeps account of what can be read, moved and assigned, so that all of it compiles.

mod body;
mod expr;
mod fields;
mod flow;
mod helpers;
mod rng;
mod scope;
mod stmt;

use body::Body;
use rng::Rng;
use scope::Kind;

/// What regions in f32 call.
const SOFTEN: &str = "fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

";

/// The source of the model that a seed makes, with a test of it.
pub fn source(seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut structs = Vec::new();
    let mut steady = true;
    let apart = rng.chance(40);
    let part = rng.chance(60).then_some("Part");
    if let Some(name) = part {
        let budget = 4 + rng.below(6);
        steady &= model(&mut rng, name, (None, budget, apart), &mut structs);
    }
    let budget = 12 + rng.below(24);
    steady &= model(&mut rng, "Net", (part, budget, apart), &mut structs);
    let calls_soften = structs.iter().any(|line| line.contains("soften("));
    let soften = if calls_soften { SOFTEN } else { "" };
    format!(
        "//! A random model: seed {seed} of `tests/support/generate`. Not to be edited.\n\n\
         use quantizable::{{functional as F, nn::*, quantizable, Tensor}};\n\n\
         {soften}{}\n#[test]\nfn agrees() {{\n    \
         quantizable_tests::random::check(Net::new(), {steady});\n}}\n",
        structs.join("\n")
    )
}

/// The module of the models of these seeds.
pub fn module(seeds: impl Iterator<Item = u64>) -> String {
    let modules = seeds.map(|seed| format!("#[rustfmt::skip]\nmod model_{seed};\n"));
    format!("//! Random models of `tests/support/generate`.\n\n{}", modules.collect::<String>())
}

/// Writes a model. Returns whether no tensor decides what runs in it.
fn model(
    rng: &mut Rng,
    name: &str,
    (part, budget, apart): (Option<&str>, usize, bool),
    lines: &mut Vec<String>,
) -> bool {
    let mut body = Body::new(rng, part, budget, apart);
    // A nested model keeps the shape.
    // A nested model may run several times.
    body.products = usize::from(name == "Net") * 2;
    body.exports = name != "Net";
    body.result = if name == "Net" { body.kind() } else { Kind::Image };
    let statements = 3 + budget / 4;
    body.function("fn forward(&self, x: Tensor) -> Tensor", |body| {
        body.scope.declare("x", Kind::Image, false, false);
        body.statements(statements);
        body.finish();
    });
    if name != "Net" {
        body.export();
    }
    let (fields, functions, steady) = body.into_parts();
    // That a part is a model is not told by a call without tensors.
    let said = functions.iter().any(|line| line.contains(".level()"));
    let (types, values) = fields.declarations(said);
    lines.push(format!("#[quantizable]\nstruct {name} {{"));
    lines.extend(types.iter().map(|line| format!("    {line}")));
    lines.push(format!("}}\n\n#[quantizable]\nimpl {name} {{\n    fn new() -> Self {{"));
    lines.push(format!("        {name} {{"));
    lines.extend(values.iter().map(|line| format!("            {line}")));
    lines.push("        }\n    }\n".into());
    lines.extend(functions);
    lines.push("}\n".into());
    steady
}
