//! Findings that are no errors unless the user says so: near misses of fusion, regions in f32,
//! layers that are not used or used at several places, branches that calibration need not see.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Ident, Macro, Member, visit::Visit};

use crate::{
    fuse::{Fusion, exclude_each_other},
    ir::{Blind, Program, Unobservable, Whole},
    ops::OpKind,
    parse::Model,
    source::{line, words},
    ty::Ty,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Allow,
    Warn,
    Deny,
}

impl Level {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "allow" => Some(Level::Allow),
            "warn" => Some(Level::Warn),
            "deny" => Some(Level::Deny),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lint {
    /// A fusion that something stands in the way of.
    MissedFusion,
    /// A region in f32.
    FloatFallback,
    /// A layer that `forward` never runs.
    UnusedLayer,
    /// A layer that runs at several places.
    ReusedLayer,
    /// A branch that calibration data need not get to.
    UnobservableBranch,
}

impl Lint {
    pub const NAMES: &[&str] =
        &["missed_fusion", "float_fallback", "unused_layer", "reused_layer", "unobservable_branch"];

    pub fn named(name: &str) -> Option<Self> {
        use Lint::*;
        let all = [MissedFusion, FloatFallback, UnusedLayer, ReusedLayer, UnobservableBranch];
        all.into_iter().find(|lint| lint.name() == name)
    }

    fn name(self) -> &'static str {
        Lint::NAMES[self as usize]
    }
}

/// The level of each lint. By default only what is never meant is shown.
#[derive(Debug, Clone, Copy)]
pub struct Levels([Level; 5]);

impl Default for Levels {
    fn default() -> Self {
        use Level::*;
        Levels([Allow, Allow, Warn, Allow, Warn])
    }
}

impl Levels {
    /// These, where `changes` says nothing else.
    pub fn with(mut self, changes: &[(Lint, Level)]) -> Self {
        for (lint, level) in changes {
            self.0[*lint as usize] = *level;
        }
        self
    }

    fn of(&self, lint: Lint) -> Level {
        self.0[lint as usize]
    }
}

/// Something found.
pub struct Finding {
    /// The lint's name, or `explain`.
    pub name: &'static str,
    pub level: Level,
    pub span: Span,
    pub text: String,
}

/// Everything found that is not allowed; with `explain` also what was fused and what was not.
pub fn lint(
    model: &Model,
    program: &Program,
    fusion: &Fusion,
    levels: Levels,
    explain: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if explain {
        fused(program, fusion, &mut findings);
        whole(program, &mut findings);
    }
    missed(program, fusion, explain, &mut findings);
    float(program, &mut findings);
    unused(model, program, levels, &mut findings);
    reused(program, &mut findings);
    unobservable(program, &mut findings);
    findings.retain(|finding| finding.level != Level::Allow);
    findings
}

fn fused(program: &Program, fusion: &Fusion, findings: &mut Vec<Finding>) {
    for group in &fusion.groups {
        let Some(last) = group.pool.as_ref().or(group.ops.last()) else { continue };
        let source = &program.op(*last).source;
        let ops: Vec<_> = group.ops.iter().map(|op| program.op(*op).kind.name()).collect();
        let pool = if group.pool.is_some() { ", and the pooling while it stores" } else { "" };
        let text = format!("{} run as one{pool}", ops.join("+"));
        findings.push(Finding { name: "explain", level: Level::Warn, span: source.span, text });
    }
}

fn whole(program: &Program, findings: &mut Vec<Finding>) {
    if let Some(Whole { span, why }) = &program.whole {
        let text = format!("a batch is run as a whole, not in parts that fit the cache: {why}");
        findings.push(Finding { name: "explain", level: Level::Warn, span: *span, text });
    }
}

fn missed(program: &Program, fusion: &Fusion, explain: bool, findings: &mut Vec<Finding>) {
    for miss in &fusion.misses {
        let Some(op) = miss.ops.last().map(|op| program.op(*op)) else { continue };
        let level = op.levels.of(Lint::MissedFusion);
        let (name, level) = match level {
            Level::Allow if explain => ("explain", Level::Warn),
            level => (Lint::MissedFusion.name(), level),
        };
        let text = format!("not fused into {}: {}", miss.pattern, miss.note);
        findings.push(Finding { name, level, span: op.source.span, text });
    }
}

fn float(program: &Program, findings: &mut Vec<Finding>) {
    for op in program.ops.iter().filter(|op| op.kind == OpKind::Float) {
        findings.push(Finding {
            name: Lint::FloatFallback.name(),
            level: op.levels.of(Lint::FloatFallback),
            span: op.source.span,
            text:
                "this runs in f32 between dequantize and quantize, however the model is quantized"
                    .into(),
        });
    }
}

fn unused(model: &Model, program: &Program, levels: Levels, findings: &mut Vec<Finding>) {
    let mut named = FieldNames(HashSet::new());
    program.functions.iter().for_each(|function| named.visit_block(&function.method.item.block));
    let forward = program.functions.first().map(|function| &function.method.lints);
    let levels = forward.map_or(levels, |own| levels.with(own));
    let fields = model.lowered_fields().filter(|field| field.cfgs.is_empty());
    for field in fields.filter(|field| holds_layers(&field.ty)) {
        if !named.0.contains(&field.ident.to_string()) {
            findings.push(Finding {
                name: Lint::UnusedLayer.name(),
                level: levels.of(Lint::UnusedLayer),
                span: field.ident.span(),
                text: format!(
                    "`forward` never runs `{}`; remove it, or put `#[quantizable(skip)]` on it",
                    field.ident
                ),
            });
        }
    }
}

fn holds_layers(ty: &Ty) -> bool {
    match ty {
        Ty::Layer(_) | Ty::Param(_) => true,
        Ty::Seq(inner) | Ty::Option(inner) => holds_layers(inner),
        Ty::Tuple(elems) => elems.iter().any(holds_layers),
        _ => false,
    }
}

/// The names of fields in a function: behind a dot, in a pattern, and any in a macro.
struct FieldNames(HashSet<String>);

impl<'ast> Visit<'ast> for FieldNames {
    fn visit_member(&mut self, member: &'ast Member) {
        if let Member::Named(name) = member {
            self.0.insert(name.to_string());
        }
    }
    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.0.extend(words(mac.tokens.clone()));
    }
}

fn reused(program: &Program, findings: &mut Vec<Finding>) {
    let weighted = |kind| matches!(kind, OpKind::Conv2d | OpKind::Linear | OpKind::BatchNorm);
    for (i, op) in program.ops.iter().enumerate().filter(|(_, op)| weighted(op.kind)) {
        let Some(path) = op.layer.as_ref().and_then(|layer| layer.path.as_ref()) else { continue };
        let mut earlier = program.ops[..i].iter().filter(|other| !exclude_each_other(op, other));
        let first = earlier.find(|earlier| {
            earlier.layer.as_ref().is_some_and(|layer| layer.may_be_at(path, false))
        });
        if let Some(first) = first {
            findings.push(Finding {
                name: Lint::ReusedLayer.name(),
                level: op.levels.of(Lint::ReusedLayer),
                span: op.source.span,
                text: format!(
                    "`{path}` runs on line {} too; its weights have one scale for both places, and \
                     batch norm cannot be folded into them",
                    line(first.source.span)
                ),
            });
        }
    }
}

fn unobservable(program: &Program, findings: &mut Vec<Finding>) {
    for Unobservable { source, why, op, levels } in &program.unobservable {
        let (condition, first, line) = (&source.text, &op.text, op.line());
        let text = match why {
            Blind::Never => format!(
                "`{condition}` decides once and for all that `{first}` (line {line}) never runs, so \
                 calibration cannot see it; remove the branch, or let the inputs or a field decide"
            ),
            Blind::Behind => format!(
                "`{first}` (line {line}) is behind this and never runs, so calibration cannot see it; \
                 remove it"
            ),
            Blind::Outside => format!(
                "neither the inputs nor the model decide `{condition}`, so calibration may miss \
                 `{first}` (line {line}); make it a field of the model, or an input"
            ),
        };
        findings.push(Finding {
            name: Lint::UnobservableBranch.name(),
            level: levels.of(Lint::UnobservableBranch),
            span: source.span,
            text,
        });
    }
}

/// An error, or a warning. A warning on stable Rust is the use of something deprecated, at the
/// user's tokens; of all that can be, a macro is the one that rustc calls by its name alone:
///
/// ```text
/// const _: () = {
///     #[deprecated(note = "…")]
///     macro_rules! missed_fusion { () => { () }; }
///     missed_fusion!()
/// };
/// ```
pub fn report(findings: &[Finding]) -> TokenStream {
    let reports = findings.iter().map(|Finding { name, level, span, text }| match level {
        Level::Deny => {
            let text = format!("{name}: {text}");
            syn::Error::new(*span, text).into_compile_error()
        }
        _ => {
            let text = format!("\n{text}");
            let name = Ident::new(name, *span);
            quote_spanned! {*span=>
                const _: () = {
                    #[deprecated(note = #text)]
                    macro_rules! #name {
                        () => { () };
                    }
                    #name!()
                };
            }
        }
    });
    reports.collect()
}
