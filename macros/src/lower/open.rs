//! Values whose type the rest of `forward` says: where a model is prepared, conditions on them are copied without
//! that.

use proc_macro2::TokenStream;
use syn::{Block, Expr, Lit, Stmt};

/// Whether what becomes of a value may say of what type it is, where that matters: `None`, and numbers that are
/// too large to compute with whatever they are.
pub fn is_open_value(tokens: &TokenStream) -> bool {
    syn::parse2::<Expr>(tokens.clone()).is_ok_and(|value| is_open(&value))
}

fn is_open(value: &Expr) -> bool {
    const LARGE: u64 = 30_000;
    match value {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(int) => {
                int.suffix().is_empty() && int.base10_parse::<u64>().is_ok_and(|int| int > LARGE)
            }
            _ => false,
        },
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Paren(paren) => is_open(&paren.expr),
        Expr::Reference(reference) => is_open(&reference.expr),
        Expr::Unary(unary) => is_open(&unary.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_open),
        Expr::Array(array) => is_one_open(&array.elems.iter().collect::<Vec<_>>()),
        Expr::Binary(binary) => is_one_open(&[&binary.left, &binary.right]),
        Expr::Range(range) => {
            is_one_open(&range.start.iter().chain(&range.end).map(|end| &**end).collect::<Vec<_>>())
        }
        Expr::Call(call) => call.args.iter().any(is_open),
        Expr::MethodCall(call) if call.method == "then_some" || call.method == "unwrap_or" => {
            is_open(&call.receiver) || call.args.iter().any(is_open)
        }
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => {
            let mut ends = Vec::new();
            ends_of(value, &mut ends);
            is_one_open(&ends)
        }
        _ => false,
    }
}

/// Whether one is, of several values of one type, and none of them says that.
fn is_one_open(values: &[&Expr]) -> bool {
    let is_number = |value: &Expr| matches!(value, Expr::Lit(lit) if matches!(&lit.lit, Lit::Int(int) if int.suffix().is_empty()));
    values.iter().any(|value| is_open(value))
        && values.iter().all(|value| is_open(value) || is_number(value))
}

/// What an expression may evaluate to.
fn ends_of<'e>(value: &'e Expr, ends: &mut Vec<&'e Expr>) {
    let of_block = |block: &'e Block, ends: &mut Vec<&'e Expr>| {
        if let Some(Stmt::Expr(end, None)) = block.stmts.last() {
            ends_of(end, ends);
        }
    };
    match value {
        Expr::If(branch) => {
            of_block(&branch.then_branch, ends);
            branch.else_branch.iter().for_each(|(_, otherwise)| ends_of(otherwise, ends));
        }
        Expr::Match(of) => of.arms.iter().for_each(|arm| ends_of(&arm.body, ends)),
        Expr::Block(block) => of_block(&block.block, ends),
        Expr::Paren(paren) => ends_of(&paren.expr, ends),
        value => ends.push(value),
    }
}
