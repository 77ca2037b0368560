//! Control flow.

use proc_macro2::Span;
use syn::{
    Block, Expr, ExprClosure, ExprForLoop, ExprIf, ExprLet, ExprMatch, Pat, parse_quote,
    spanned::Spanned, visit::Visit,
};

use super::{
    Closure, Flow, Left, Lowerer,
    assigned::assigned,
    guard::{self, Guard, leaves},
};
use crate::{
    ir::{Merge, Path},
    source::Source,
    ty::Ty,
};

impl Lowerer<'_> {
    /// A block that runs whenever what surrounds it does. Values that are made in it are in a
    /// stretch of their own all the same: its locals are gone where it ends.
    fn block(&mut self, block: &mut Block) -> Flow {
        self.branch(|this| this.body(block))
    }

    /// Expressions that decide what runs.
    pub(super) fn control(&mut self, expr: &mut Expr) -> Flow {
        let span = expr.span();
        match expr {
            Expr::Block(block) if block.label.is_none() => self.block(&mut block.block),
            Expr::Block(block) => {
                let names = assigned(|a| a.visit_block(&block.block));
                self.forget(&names);
                self.breaks.push(Left::new(block.label.clone(), false));
                let flow = self.leavable(&names, |this| this.block(&mut block.block));
                self.forget(&names);
                let mut left = self.left();
                if !guard::diverges(&block.block) {
                    left.push(flow);
                }
                self.result(left, span)
            }
            Expr::Unsafe(block) => {
                self.needs_whole(span, "unsafe code may do anything");
                self.block(&mut block.block)
            }
            Expr::If(conditional) => self.if_(conditional),
            Expr::Match(match_) => self.match_(match_),
            Expr::ForLoop(for_) => self.for_(for_),
            Expr::While(while_) => {
                let names = assigned(|a| a.visit_expr_while(while_));
                let guard = self.condition(&while_.cond).of_loop();
                let source = Source::of(&while_.cond);
                self.forget(&names);
                let turn = |this: &mut Self| {
                    this.used(&mut while_.cond);
                    this.leave(span);
                    let each = this.guarded(&guard, &source, |this| this.block(&mut while_.body));
                    this.expects_unit(&each);
                    this.forget(&names);
                };
                self.leavable(&names, |this| this.turns(turn));
                self.forget(&names);
                Flow::new(Ty::Plain, span)
            }
            Expr::Loop(loop_) => {
                let names = assigned(|a| a.visit_block(&loop_.body));
                self.forget(&names);
                self.breaks.push(Left::new(loop_.label.clone(), true));
                let turn = |this: &mut Self| {
                    let each = this.block(&mut loop_.body);
                    this.expects_unit(&each);
                    this.forget(&names);
                };
                self.leavable(&names, |this| this.turns(turn));
                self.forget(&names);
                let left = self.left();
                self.result(left, span)
            }
            Expr::Let(let_) => self.condition_let(let_),
            Expr::Closure(closure) => {
                self.closure(closure, &[], false);
                Flow::unknown(span)
            }
            Expr::Return(return_) => {
                self.exits += 1;
                if let Some(value) = &mut return_.expr {
                    self.is_value = matches!(**value, Expr::Macro(_));
                    self.used(value);
                }
                Flow::unknown(span)
            }
            Expr::Break(break_) => {
                if let Some(value) = &mut break_.expr {
                    let flow = self.expr(value);
                    let is_left = |of: &&mut Left| match &break_.label {
                        Some(label) => of.label.as_ref().is_some_and(|of| of.name == *label),
                        None => of.is_loop,
                    };
                    match self.breaks.iter_mut().rev().find(is_left) {
                        Some(left) => left.values.push(flow),
                        None => self.escape(&flow),
                    }
                }
                self.left_by(break_.label.is_some());
                self.leave(span);
                Flow::unknown(span)
            }
            Expr::Continue(continue_) => {
                self.left_by(continue_.label.is_some());
                self.leave(span);
                Flow::unknown(span)
            }
            _ => {
                self.calls_unseen(span);
                Flow::unknown(span)
            }
        }
    }

    /// What several ways, of which one is taken, evaluate to: one of `ways`.
    pub(super) fn result(&mut self, ways: Vec<Flow>, span: Span) -> Flow {
        let ty = ways.iter().fold(Ty::Unknown, |ty, way| ty.join(way.ty.clone()));
        let values: Option<Vec<_>> = ways.iter().map(|way| way.value).collect();
        let value = match values.as_deref() {
            Some([value]) if ty == Ty::Tensor => {
                return Flow { ty, value: Some(*value), path: None, span };
            }
            Some(values) if ty == Ty::Tensor && !values.is_empty() => {
                let of = values.to_vec();
                Some(self.program.merge(Merge { of, span, is_result: true }))
            }
            // It is not known which of several it is.
            _ => {
                ways.iter().for_each(|way| self.escape(way));
                self.opaque(&ty)
            }
        };
        Flow { ty, value, path: None, span }
    }

    /// What the innermost loop or block is left with.
    fn left(&mut self) -> Vec<Flow> {
        self.breaks.pop().map(|left| left.values).unwrap_or_default()
    }

    fn if_(&mut self, conditional: &mut ExprIf) -> Flow {
        let span = conditional.span();
        let guard = self.condition(&conditional.cond);
        let source = Source::of(&conditional.cond);
        let left = (
            guard::diverges(&conditional.then_branch),
            conditional.else_branch.as_ref().is_some_and(|(_, otherwise)| leaves(otherwise)),
        );
        let names = assigned(|a| a.visit_expr_if(conditional));
        // Names of `if let` are in scope in the first branch only.
        let len = self.scope.len();
        let cond = self.expr(&mut conditional.cond);
        self.escape(&cond);
        // Not before: the condition may assign too.
        let mut fork = self.fork(names);
        let outside = self.open_exits();
        let then = self.guarded(&guard, &source, |this| this.block(&mut conditional.then_branch));
        self.left_for_sure(left.0, &guard, outside);
        self.scope.truncate(len);
        self.end_way(&mut fork);
        let mut ways = Vec::new();
        match &mut conditional.else_branch {
            Some((_, otherwise)) => {
                let walk = |this: &mut Self| this.branch(|this| this.expr(otherwise));
                let outside = self.open_exits();
                let otherwise = self.guarded(&guard.fails(), &source, walk);
                self.left_for_sure(left.1, &guard, outside);
                self.end_way(&mut fork);
                ways.extend((!left.0).then_some(then));
                ways.extend((!left.1).then_some(otherwise));
            }
            None => {
                if !left.0 {
                    self.expects_unit(&then);
                }
                self.escape(&then);
                ways.push(Flow::new(Ty::Plain, span));
            }
        }
        self.join(&fork);
        match left {
            (true, false) => self.guard_rest(&guard.fails()),
            (false, true) => self.guard_rest(&guard),
            _ => {}
        }
        self.result(ways, span)
    }

    /// `(&self.merge, x.dim())`: of its type even where the tensor's is an error, or none of what the tuple is
    /// matched with has one.
    fn typed_dimensions(&self, scrutinee: &mut Expr) {
        let Expr::Tuple(tuple) = scrutinee else { return };
        for elem in &mut tuple.elems {
            let Expr::MethodCall(call) = &*elem else { continue };
            let Expr::Path(of) = &*call.receiver else { continue };
            let local = of.path.get_ident().and_then(|name| self.scope.get(name));
            let is_tensor = local.is_some_and(|local| local.ty == Ty::Tensor);
            if is_tensor && ["dim", "numel"].iter().any(|name| call.method == name) {
                *elem = parse_quote!(__q::same::<::core::primitive::usize>(#elem));
            }
        }
    }

    fn match_(&mut self, match_: &mut ExprMatch) -> Flow {
        let span = match_.span();
        // An arm is taken if it matches and none before it does.
        let mut before = Guard::always();
        let guards: Vec<_> = match_
            .arms
            .iter()
            .map(|arm| {
                // What is in some builds only may be of a type that is in those.
                let matched = match guard::built(&arm.attrs) {
                    Some(built) => built.and(Guard::default()),
                    None => self.matched(&match_.expr, &arm.pat),
                };
                let guard = before.clone().and(matched.clone());
                before = before.clone().and(matched.fails());
                guard
            })
            .collect();
        let left: Vec<_> = match_.arms.iter().map(|arm| leaves(&arm.body)).collect();
        let source = Source::of(&match_.expr);
        let names = assigned(|a| a.visit_expr_match(match_));
        let in_guards = assigned(|a| match_.arms.iter().for_each(|arm| a.visit_pat(&arm.pat)));
        let scrutinee = self.scrutinee(&mut match_.expr);
        self.typed_dimensions(&mut match_.expr);
        self.forget(&in_guards);
        let mut fork = self.fork(names);
        let mut ways = Vec::new();
        for ((arm, guard), left) in match_.arms.iter_mut().zip(&guards).zip(&left) {
            let way = |this: &mut Self| {
                this.bind_scrutinee(&arm.pat, &scrutinee);
                let is_built = usize::from(guard::built(&arm.attrs).is_some());
                this.builds += is_built;
                if let Pat::Guard(guard) = &mut arm.pat {
                    this.used(&mut guard.guard);
                    this.used_elsewhere(&in_guards, span);
                }
                let flow = this.expr(&mut arm.body);
                this.builds -= is_built;
                flow
            };
            let outside = self.open_exits();
            let flow = self.guarded(guard, &source, |this| this.branch(way));
            self.left_for_sure(*left, guard, outside);
            self.end_way(&mut fork);
            ways.extend((!left).then_some(flow));
        }
        self.join(&fork);
        for (guard, _) in guards.iter().zip(left).filter(|(_, left)| *left) {
            self.guard_rest(&guard.fails());
        }
        self.result(ways, span)
    }

    /// `if let` and `while let`: the names stay in scope until the caller ends it.
    fn condition_let(&mut self, let_: &mut ExprLet) -> Flow {
        let span = let_.span();
        let known = self.known(&let_.expr);
        let scrutinee = self.scrutinee(&mut let_.expr);
        self.bind_scrutinee(&let_.pat, &scrutinee);
        self.remember_parts(&let_.pat, &known);
        Flow::new(Ty::Plain, span)
    }

    fn for_(&mut self, for_: &mut ExprForLoop) -> Flow {
        let span = for_.span();
        let names = assigned(|a| a.visit_block(&for_.body));
        let guard = self.iterates(&for_.expr).of_loop();
        let source = Source::of(&for_.expr);
        let known = self.known(&for_.expr);
        let iterated = self.expr(&mut for_.expr);
        self.escape_tensors(&iterated);
        self.forget(&names);
        let iteration = |this: &mut Self| {
            let each = this.program.each();
            let flow = Flow {
                ty: iterated.ty.inner(),
                value: None,
                path: iterated.path.as_ref().map(|path: &Path| path.then(each)),
                span: iterated.span,
            };
            this.bind(&for_.pat, flow);
            let each = this.with_turns(for_, known, Self::body);
            this.expects_unit(&each);
            this.forget(&names);
        };
        let turns = |this: &mut Self| this.turns(iteration);
        self.guarded(&guard, &source, |this| this.leavable(&names, turns));
        self.forget(&names);
        Flow::new(Ty::Plain, span)
    }

    /// Iterating over layers or taking them out of an option does not use them; their `forward`s
    /// then do.
    pub(super) fn escape_tensors(&mut self, flow: &Flow) {
        if flow.path.is_none() {
            self.escape(flow);
        }
    }

    /// Walks a closure whose parameters have the types `params`, and returns what it returns.
    pub(super) fn closure(
        &mut self,
        closure: &mut ExprClosure,
        params: &[Ty],
        of_option: bool,
    ) -> Ty {
        let names = assigned(|a| a.visit_expr(&closure.body));
        self.forget(&names);
        let span = closure.span();
        let outer = self.closure.replace(Closure { span, of_option, reported: false });
        let ty = self.turns(|this| {
            for (i, pat) in closure.inputs.iter().enumerate() {
                let ty = params.get(i).cloned().unwrap_or(Ty::Unknown);
                this.bind(pat, Flow::new(ty, span));
            }
            this.used(&mut closure.body)
        });
        self.closure = outer;
        self.forget(&names);
        ty
    }
}
