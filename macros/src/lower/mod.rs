//! The user's functions → [`ir`](crate::ir).
//!
//! The walk follows the order of evaluation. It knows, for every local, what type it has and which
//! value it holds, and so which calls are operations on tensors and where their operands come
//! from. What it does not know it leaves as it is, unless a tensor goes in: then it is an error.

mod assigned;
mod batch;
mod builds;
mod call;
mod expr;
mod float;
mod flow;
mod guard;
mod helpers;
mod infer;
mod known;
mod macros;
mod method;
mod nested;
mod open;
mod operation;
mod operators;
mod own_names;
mod pattern;
mod place;
mod pure;
mod reads;
mod scope;
mod stmts;
mod sure;
mod turns;

use std::collections::HashMap;

use proc_macro2::Span;
use quote::{ToTokens, format_ident};
use syn::{Expr, Ident, Label, Pat, Stmt, visit::Visit};

use crate::{
    attr::is_cfg,
    diag::Diag,
    errors,
    ir::{BlockId, Def, Function, HelperCall, Path, Program, Step, Stretch, Use, User, ValueId},
    lint::Levels,
    parse::{Impl, Method, Model, Receiver},
    rustc::{
        end, ends_in_data, forgets_self, has_no_output, is_miscounted, is_misused, is_wrong,
        returns_nothing,
    },
    ty::Ty,
};
pub use assigned::is_assigning;
pub use guard::{denied, panics};
use helpers::{find_given, guard_helpers, resolve_params};
use known::Known;
pub use known::is_constant;
pub use macros::{arguments, format_text, is_list};
use own_names::OwnNames;
use scope::Scope;
use turns::{Holds, Turns};

/// Lowers `forward`, what other models call, and all methods that these call.
pub fn lower(diag: &Diag, model: &Model, item: &Impl, levels: Levels) -> Program {
    let mut lowerer = Lowerer {
        diag,
        model,
        item,
        program: Program::default(),
        scope: Scope::default(),
        block: BlockId(0),
        guards: Vec::new(),
        turns_around: Vec::new(),
        loops_known: 0,
        is_misspelt: false,
        inexact: 0,
        exits: 0,
        guarded_exits: 0,
        breaks_seen: 0,
        builds: 0,
        loops: Vec::new(),
        irrefutable: false,
        closure: None,
        plain: None,
        own_names: OwnNames::default(),
        function: format_ident!("forward"),
        output: Ty::Unknown,
        declared: Vec::new(),
        is_value: false,
        parts: HashMap::new(),
        levels,
        breaks: Vec::new(),
        queue: item.forward().into_iter().chain(item.exported()).cloned().collect(),
        missing: Vec::new(),
    };
    let mut next = 0;
    let mut ends = Vec::new();
    while let Some(method) = lowerer.queue.get(next).cloned() {
        lowerer.function(method);
        ends.push(lowerer.program.ops.len());
        next += 1;
    }
    let mut program = lowerer.program;
    let Program { models, errors_of_models, .. } = &mut program;
    models.extend(model.known_models());
    models.extend([model.ident.to_string(), "Self".into()]);
    errors_of_models.retain(|of| of.unless.as_ref().is_none_or(|name| !models.contains(name)));
    resolve_params(&mut program, &ends);
    guard_helpers(&mut program, &ends);
    find_given(&mut program, &ends);
    if item.exported().next().is_some() {
        find_entries(&mut program, &ends);
    }
    program.whole = program.whole.take().or_else(|| batch::whole(&program));
    program
}

/// Notes for each operation which methods called from outside lead to it.
fn find_entries(program: &mut Program, ends: &[usize]) {
    let functions = program.functions.iter().map(|function| &function.method);
    let entries: Vec<_> = functions.filter(|method| method.is_entry()).collect();
    let reached = entries.into_iter().map(|entry| {
        let mut reached = vec![entry.ident().clone()];
        let mut next = 0;
        while let Some(caller) = reached.get(next).cloned() {
            let callees = program.calls.iter().filter(|call| call.caller == caller);
            for HelperCall { callee, .. } in callees {
                if !reached.contains(callee) {
                    reached.push(callee.clone());
                }
            }
            next += 1;
        }
        (entry.ident().clone(), reached)
    });
    let reached: Vec<_> = reached.collect();
    for (i, end) in ends.iter().enumerate() {
        let start = i.checked_sub(1).map_or(0, |before| ends[before]);
        let name = program.functions[i].method.ident();
        let entries = reached.iter().filter(|(_, reached)| reached.contains(name));
        let entries: Vec<_> = entries.map(|(entry, _)| entry.clone()).collect();
        for op in &mut program.ops[start..*end] {
            op.entries.clone_from(&entries);
        }
    }
}

struct Lowerer<'a> {
    diag: &'a Diag,
    model: &'a Model,
    item: &'a Impl,
    program: Program,
    scope: Scope,
    /// The straight-line stretch that the walk is in.
    block: BlockId,
    /// Conditions on the model's own fields without which the walk's place is never reached.
    guards: Vec<Holds>,
    /// The loops over what the model has that the walk is in.
    turns_around: Vec<Turns>,
    /// How many of those there were.
    loops_known: usize,
    /// Whether the statement that is to be walked has an option that is none, which was reported.
    is_misspelt: bool,
    /// How many decisions other than `guards` it takes to get to where the walk is.
    inexact: usize,
    /// How often the walk came by a way out of the function that may be taken.
    exits: usize,
    /// How many of these ways are guarded against where the walk is.
    guarded_exits: usize,
    /// Ways out of a loop, or on to its next turn.
    breaks_seen: usize,
    /// In how much that is in some builds only the walk is.
    builds: usize,
    /// What is assigned in each loop and labelled block that the walk is in.
    loops: Vec<Vec<Ident>>,
    /// Whether patterns are those of a `let` or of parameters, where each name is one.
    irrefutable: bool,
    /// The closure that the walk is in, once reported not again.
    closure: Option<Closure>,
    /// The function that the walk is in, if it neither takes nor returns tensors.
    plain: Option<Ident>,
    /// The function that the walk is in.
    function: Ident,
    /// What it returns.
    output: Ty,
    /// The parameters that are declared as tensors.
    declared: Vec<ValueId>,
    /// Whether the macro that the walk comes to next is a value that is returned, or that `?` is of.
    is_value: bool,
    /// Values of the tuples that nested models return, and the locals that they were given to first.
    parts: HashMap<ValueId, Ident>,
    /// Whether names may mean something in the function that the walk is in that they do not outside.
    own_names: OwnNames,
    /// What to say of the operations of the statement that the walk is in.
    levels: Levels,
    /// The loops and labelled blocks that the walk is in.
    breaks: Vec<Left>,
    /// The functions to lower: those done, then those to do.
    queue: Vec<Method>,
    /// Methods that are called and not in the impl, or not exported by another model; once reported not again.
    missing: Vec<Ident>,
}

#[derive(Clone, Copy)]
struct Closure {
    span: Span,
    /// Whether it is given to a method of an option or a result.
    of_option: bool,
    reported: bool,
}

/// What an expression evaluates to.
struct Flow {
    ty: Ty,
    /// Which tensor it is, if it is one.
    value: Option<ValueId>,
    /// Which field of the model it is, or is in.
    path: Option<Path>,
    span: Span,
}

/// What is left by `break`.
struct Left {
    label: Option<Label>,
    is_loop: bool,
    /// What it evaluates to, each time that it is left with a value.
    values: Vec<Flow>,
}

impl Left {
    fn new(label: Option<Label>, is_loop: bool) -> Self {
        Left { label, is_loop, values: Vec::new() }
    }
}

impl Flow {
    fn new(ty: Ty, span: Span) -> Self {
        Flow { ty, value: None, path: None, span }
    }

    fn unknown(span: Span) -> Self {
        Flow::new(Ty::Unknown, span)
    }
}

impl Lowerer<'_> {
    fn function(&mut self, method: Method) {
        self.scope = Scope::default();
        self.closure = None;
        self.block = self.new_block(None, false);
        self.is_one_of_several(&method);
        let lowered = method.has_tensors();
        self.plain = (!lowered && method.ident() != "forward").then(|| method.ident().clone());
        self.function = method.ident().clone();
        self.output = method.output.clone();
        self.own_names = OwnNames::of(&method.item);
        let levels = self.levels;
        self.levels = levels.with(&method.lints);
        for (i, param) in method.params.iter().enumerate() {
            let path = param.ty.has_layer().then(|| Path(vec![Step::Given(i)]));
            let flow = Flow { path, ..Flow::new(param.ty.clone(), method.ident().span()) };
            self.bind_all(&param.pat, flow);
            // Of an option it may be known whether it is there.
            if matches!(param.ty, Ty::Plain | Ty::Option(_)) && !method.is_entry() {
                let known = helpers::param(method.ident(), i);
                self.remember(&param.pat, Known::Fixed(known.to_token_stream()), true);
            }
        }
        let params = method.params.iter().map(|param| match &param.pat {
            Pat::Ident(name) => self.scope.get(&name.ident)?.value,
            _ => None,
        });
        let params: Vec<_> = params.collect();
        let written = method.params.iter().zip(&params);
        let tensors = written.filter(|(param, _)| param.ty == Ty::Tensor);
        self.declared = tensors.filter_map(|(_, value)| *value).collect();
        let mut body = method.item.block.clone();
        let tail = self.body(&mut body);
        if returns_nothing(&method) {
            self.expects_unit(&tail);
        }
        self.escape(&tail);
        let (tail_ty, last) = (tail.ty, tail.value);
        body.stmts.extend(end(&method));
        let is_read = matches!(body.stmts.last(), Some(Stmt::Expr(end, None)) if self.is_read(end));
        if returns_nothing(&method) && (is_read || ends_in_data(&method.item.block))
            || is_wrong(&method)
            || is_miscounted(self.item, &method)
            || forgets_self(self.model, self.item, &method)
            || is_misused(self.model, self.item, &method)
            || has_no_output(self.model, self.item, &method)
        {
            self.diag.left_to_rustc();
        }
        float::Misplaced(self.diag).visit_block(&body);
        self.levels = levels;
        let returns_alias = tail_ty.has_tensor() && !method.output.has_tensor();
        self.program.functions.push(Function {
            method,
            body,
            lowered,
            returns_alias,
            params,
            end: last,
        });
    }

    /// Which of the methods of one name there is `#[cfg]` decides, later; without it, all of them are.
    fn is_one_of_several(&self, method: &Method) {
        let named = self.item.methods.iter().filter(|other| other.ident() == method.ident());
        let named: Vec<_> = named.collect();
        let [_, other, ..] = named.as_slice() else { return };
        if named.iter().any(|method| method.item.attrs.iter().any(is_cfg)) {
            self.diag.error(errors::declared_twice(other.ident()));
        } else {
            self.diag.left_to_rustc();
        }
    }

    /// Notes that `name`, a method of the impl, is called, and so is to be lowered.
    fn enqueue(&mut self, name: &Ident) -> Option<Method> {
        let method = self.item.method(&name.to_string())?.clone();
        if method.receiver == Receiver::None && !method.has_tensors() {
            return Some(method);
        }
        if !self.queue.iter().any(|queued| queued.ident() == name) {
            self.queue.push(method.clone());
        }
        Some(method)
    }

    fn new_block(&mut self, around: Option<BlockId>, turns: bool) -> BlockId {
        self.program.stretches.push(Stretch { around, turns });
        BlockId(self.program.stretches.len() - 1)
    }

    /// The value leaves what the compiler follows: it is returned, stored, or compared.
    fn escape(&mut self, flow: &Flow) {
        if let Some(value) = flow.value {
            self.program.values[value.0].uses.push(Use { by: User::Other, span: flow.span });
        }
        if let (Ty::Layer(_) | Ty::Seq(_) | Ty::Tuple(_) | Ty::Option(_), Some(path)) =
            (&flow.ty, &flow.path)
        {
            self.program.escaped.push(path.clone());
        }
    }

    /// Walks an expression whose value goes to the user's Rust.
    fn used(&mut self, expr: &mut Expr) -> Ty {
        let flow = self.expr(expr);
        self.escape(&flow);
        flow.ty
    }

    /// A new value of unknown origin for a tensor-typed flow that has none.
    fn opaque(&mut self, ty: &Ty) -> Option<ValueId> {
        (*ty == Ty::Tensor).then(|| self.program.value(Def::Other))
    }
}
