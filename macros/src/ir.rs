//! The intermediate representation: the user's Rust with the tensor operations lifted out of it,
//! and the flow of tensors between those.
//!
//! A function's body stays a syn tree, in which each operation leaves a [`Hole`]. What belongs in
//! the hole is a [`Node`] of the [`Program`], decided by the later stages.

use std::collections::HashSet;

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use syn::{Block, Expr, ExprMethodCall, Ident, Token};

mod op;
mod path;

pub use op::{Given, Gives, LayerRef, Op, Operand, Region, op_name};
pub use path::{Path, Step, Turn};

use crate::{lint::Levels, parse::Method, source::Source};

/// Declares an index into one of the program's tables.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);
    )*};
}

ids! {
    /// A [`Node`].
    NodeId
    /// An [`Op`].
    OpId
    /// A [`Value`].
    ValueId
    /// A straight-line stretch of the source: all of it runs, or none.
    BlockId
}

/// A lowered impl.
#[derive(Default)]
pub struct Program {
    /// `forward` first.
    pub functions: Vec<Function>,
    pub nodes: Vec<Node>,
    /// In order of evaluation, a function after the other.
    pub ops: Vec<Op>,
    pub values: Vec<Value>,
    /// Those outside of blocks that have items of their own.
    pub functions_named: Vec<NamedFunction>,
    /// By their [`BlockId`]s.
    pub stretches: Vec<Stretch>,
    /// How many loops' variables there are.
    pub loops: usize,
    /// Layers that are used otherwise than by their `forward`.
    pub escaped: Vec<Path>,
    pub unobservable: Vec<Unobservable>,
    /// Calls of methods of the impl.
    pub calls: Vec<HelperCall>,
    /// The names of types that are sure to be models.
    pub models: HashSet<String>,
    pub errors_of_models: Vec<OfModel>,
    /// Why a batch cannot be run in parts, if it cannot.
    pub whole: Option<Whole>,
}

/// A straight-line stretch of the source.
pub struct Stretch {
    /// The one around it, in the same function.
    pub around: Option<BlockId>,
    /// Whether it may run several times for one time that the one around it does.
    pub turns: bool,
}

/// What may depend on all images of a batch.
pub struct Whole {
    pub span: Span,
    pub why: &'static str,
}

/// Where a method of the impl is called.
pub struct HelperCall {
    pub caller: Ident,
    pub callee: Ident,
    /// The tensors that it is given, each for a parameter, and the one that it returns.
    pub args: Vec<Option<ValueId>>,
    /// The layers, likewise.
    pub layers: Vec<Option<Path>>,
    /// What is known of each argument: what it is of the model's fields.
    pub known: Vec<Option<TokenStream>>,
    pub value: Option<ValueId>,
    /// As in [`Op`].
    pub guards: Vec<TokenStream>,
    pub inexact: usize,
}

/// An error if a type is a struct with the attribute, or if it is no model.
pub struct OfModel {
    /// The type's among the named ones.
    pub number: usize,
    /// Which of both.
    pub if_struct: bool,
    /// The type's name, if it is no error of what is known to be a model.
    pub unless: Option<String>,
    pub error: syn::Error,
}

/// Operations that calibration need not see.
pub struct Unobservable {
    /// What decides whether they run.
    pub source: Source,
    pub why: Blind,
    /// The first of them.
    pub op: Source,
    pub levels: Levels,
}

/// Why calibration need not see a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    /// It is never taken.
    Never,
    /// It is behind what never gets any further.
    Behind,
    /// Neither the inputs nor the model decide.
    Outside,
}

/// A lowered function.
pub struct Function {
    pub method: Method,
    /// With holes.
    pub body: Block,
    /// Whether it takes and returns tensors; if not, it is copied for the use of those that do.
    pub lowered: bool,
    /// Whether tensors are in what it returns, whose type does not say so: it is an alias then.
    pub returns_alias: bool,
    /// The tensors that its parameters are, and the one that it ends with.
    pub params: Vec<Option<ValueId>>,
    pub end: Option<ValueId>,
}

/// What fills a hole.
pub enum Node {
    Op(OpId),
    Call(Call),
    Plain(PlainCall),
    Macro(MacroCall),
    Named(Vec<NamedFunction>),
}

/// A function as the user wrote it, and whose it must turn out to be.
pub type NamedFunction = (syn::Path, &'static str);

/// A call of a method of the impl: `self.stem(x)` or `Self::stem(x)`.
pub struct Call {
    pub name: Ident,
    /// Its own generic arguments, if they are given.
    pub generics: Vec<syn::GenericArgument>,
    /// As in [`Function`]; then it gets the backend, and may fail.
    pub lowered: bool,
    pub args: Vec<Expr>,
}

/// A call of a method without tensors, of a value whose type has this name.
pub struct PlainCall {
    pub call: ExprMethodCall,
    pub of: String,
}

/// A call of a macro that has nodes among its arguments. (In the tree its arguments would be
/// tokens, and the holes lost.)
pub struct MacroCall {
    pub path: syn::Path,
    /// The parentheses and what is in them.
    pub place: Span,
    pub args: Vec<Expr>,
    pub separator: MacroArgs,
    /// Whether the function returns an error out of it.
    pub leaves: Option<Leaving>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// `bail!`
    Always,
    /// `ensure!`, by its first argument.
    Unless,
    /// `ensure_eq!`
    Perhaps,
}

/// What is between a macro's arguments.
#[derive(Debug, Clone)]
pub enum MacroArgs {
    /// `(a, b)`: the commas.
    List(Vec<Token![,]>),
    /// `[value; count]`
    Repeat(Token![;]),
}

/// A tensor at run time.
#[derive(Debug)]
pub struct Value {
    pub def: Def,
    pub uses: Vec<Use>,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum Def {
    Op(OpId),
    /// One of these, depending on what ran.
    Merge(Merge),
    /// A parameter, a field, or something that the user's Rust made.
    Other,
}

/// One of several values.
#[derive(Debug, Clone)]
pub struct Merge {
    pub of: Vec<ValueId>,
    /// Where it is decided which.
    pub span: Span,
    /// Whether that is what an expression evaluates to, not what a variable holds.
    pub is_result: bool,
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    pub by: User,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// An operand of the operation, by its index.
    Op(OpId, usize),
    /// A merge of it with others.
    Merge(ValueId),
    Other,
}

/// The place that a node was lifted out of.
///
/// In the tree it is a verbatim expression of one literal, which syn's parser never makes.
pub struct Hole;

impl Hole {
    pub fn expr(node: NodeId) -> Expr {
        Expr::Verbatim(TokenStream::from(TokenTree::from(Literal::usize_unsuffixed(node.0))))
    }

    /// The node, if `expr` is a hole.
    pub fn node(expr: &Expr) -> Option<NodeId> {
        match expr {
            Expr::Verbatim(tokens) => tokens.to_string().parse().ok().map(NodeId),
            _ => None,
        }
    }
}

impl Program {
    pub fn hole(&mut self, node: Node) -> Expr {
        self.nodes.push(node);
        Hole::expr(NodeId(self.nodes.len() - 1))
    }

    /// A step to each item of a container in turn.
    pub fn each(&mut self) -> Step {
        self.loops += 1;
        Step::Each(Turn { number: (self.loops, self.loops), from: 0 })
    }

    /// A step to the items of a container in another order, all of these indices or greater ones.
    pub fn reordered(&mut self, from: usize) -> Step {
        self.loops += 1;
        Step::Reordered(Turn { number: (self.loops, 0), from })
    }

    pub fn value(&mut self, def: Def) -> ValueId {
        self.values.push(Value { def, uses: Vec::new() });
        ValueId(self.values.len() - 1)
    }

    /// One of several values, of which each is used by that.
    pub fn merge(&mut self, merge: Merge) -> ValueId {
        let (of, span) = (merge.of.clone(), merge.span);
        let merged = self.value(Def::Merge(merge));
        for value in of {
            self.values[value.0].uses.push(Use { by: User::Merge(merged), span });
        }
        merged
    }

    pub fn op(&self, id: OpId) -> &Op {
        &self.ops[id.0]
    }

    /// Whether `inner` may run several times for one time that `outer` does, if it is in that.
    pub fn turns_in(&self, inner: BlockId, outer: BlockId) -> Option<bool> {
        let (mut block, mut turns) = (inner, false);
        while block != outer {
            let stretch = &self.stretches[block.0];
            turns |= stretch.turns;
            block = stretch.around?;
        }
        Some(turns)
    }

    /// The operation that made `value`, if one did.
    pub fn producer(&self, value: ValueId) -> Option<OpId> {
        match self.values[value.0].def {
            Def::Op(op) => Some(op),
            _ => None,
        }
    }

    /// The operations in other functions of the impl that `value` may come from, and the function that is
    /// called between.
    pub fn elsewhere(&self, value: ValueId) -> Vec<(OpId, &Ident)> {
        let named =
            |name| self.functions.iter().find(move |function| function.method.ident() == name);
        let returned =
            self.calls.iter().filter(|call| call.value == Some(value)).filter_map(|call| {
                let end = named(&call.callee)?.end?;
                Some((self.producer(end)?, &call.callee))
            });
        let given = self.functions.iter().flat_map(|function| {
            let place = function.params.iter().position(|param| *param == Some(value));
            let name = function.method.ident();
            let calls = self.calls.iter().filter(move |call| call.callee == *name);
            let args = calls.filter_map(move |call| *call.args.get(place?)?);
            args.filter_map(move |arg| Some((self.producer(arg)?, name)))
        });
        returned.chain(given).collect()
    }

    /// The operations that `value` may come from.
    pub fn origins(&self, value: ValueId) -> Vec<OpId> {
        match &self.values[value.0].def {
            Def::Op(op) => vec![*op],
            Def::Merge(merge) => merge.of.iter().flat_map(|v| self.origins(*v)).collect(),
            Def::Other => Vec::new(),
        }
    }
}
