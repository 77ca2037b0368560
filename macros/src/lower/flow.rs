//! Statements and control flow.

use proc_macro2::Span;
use quote::quote;
use syn::{
    Attribute, Block, Expr, ExprClosure, ExprForLoop, ExprIf, ExprLet, ExprMacro, ExprMatch, Local,
    Pat, Stmt, StmtMacro, Token, parse_quote, spanned::Spanned, visit::Visit,
};

use super::{
    Closure, Flow, Left, Lowerer,
    assigned::{assigned, borrows_mutably, root},
    float::attributes,
    guard::{self, Guard, leaves},
    macros::matches,
};
use crate::{
    attr::{is_cfg, is_ours},
    ir::{Blind, Hole, Merge, Node, Path},
    source::Source,
    ty::Ty,
};

impl Lowerer<'_> {
    /// Walks a block in no scope of its own, and returns what it evaluates to.
    pub(super) fn body(&mut self, block: &mut Block) -> Flow {
        let named = self.program.functions_named.len();
        let tail = self.stmts(&mut block.stmts);
        // What is named in a block may be an item of the block.
        if block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_))) {
            let names = self.program.functions_named.split_off(named);
            let check = self.program.hole(Node::Named(names));
            block.stmts.insert(0, Stmt::Expr(check, Some(Default::default())));
        }
        tail
    }

    /// Walks statements, and returns what the last one evaluates to.
    fn stmts(&mut self, stmts: &mut [Stmt]) -> Flow {
        let mut tail = Flow::new(Ty::Plain, self.last_span(stmts));
        let (count, guards, inexact) = (stmts.len(), self.guards.len(), self.inexact);
        let guarded_exits = self.guarded_exits;
        // What no statement behind is reached from, and the first operation there.
        let mut left: Option<(Source, usize)> = None;
        // Whether there is an end for each of several builds.
        let mut is_one_of_several = false;
        for (i, stmt) in stmts.iter_mut().enumerate() {
            // With an attribute of ours, a macro is an expression like any other; so is `matches!`.
            if let Stmt::Macro(StmtMacro { attrs, mac, semi_token }) = &*stmt
                && (attrs.iter().any(is_ours) || attrs.is_empty() && matches(mac).is_some())
            {
                let mac = ExprMacro { attrs: attrs.clone(), mac: mac.clone() };
                *stmt = Stmt::Expr(Expr::Macro(mac), *semi_token);
            }
            let (levels, exits) = (self.levels, self.open_exits());
            let leaves = guard::statement_leaves(stmt);
            let mut leaving = leaves.then(|| Source::of(stmt));
            match stmt {
                Stmt::Local(local) => match guard::built(&local.attrs) {
                    Some(built) => self.let_in_some_builds(local, &built),
                    None => self.let_(local),
                },
                Stmt::Item(_) => {}
                Stmt::Expr(expr, semi) => {
                    let built = attributes(expr).and_then(|attrs| guard::built(attrs));
                    let flow = match &built {
                        Some(built) => self.in_some_builds(expr, built),
                        None => self.statement(expr),
                    };
                    if let (Some(built), true) = (&built, leaves) {
                        self.guard_rest(&built.fails());
                        leaving = None;
                    } else if semi.is_none() && built.is_some() {
                        let before = Some(tail).filter(|_| is_one_of_several);
                        is_one_of_several = true;
                        tail = self.result(before.into_iter().chain([flow]).collect(), expr.span());
                    } else if semi.is_none() && i + 1 == count {
                        tail = flow;
                    } else {
                        // A statement's value is dropped: `a.relu();` uses nothing.
                        if semi.is_none() {
                            self.expects_unit(&flow);
                        }
                    }
                }
                Stmt::Macro(mac) => {
                    let is_statement = mac.semi_token.is_some() || i + 1 < count;
                    let (lifted, flow) = self.macro_call(&mac.mac, is_statement, mac.span());
                    let semi = mac.semi_token;
                    if let Some(hole) = lifted {
                        *stmt = Stmt::Expr(with_attributes(&mac.attrs, hole, semi), semi);
                    }
                    if semi.is_none() && i + 1 == count {
                        tail = flow;
                    }
                }
            }
            self.levels = levels;
            // A block needs no semicolon; what takes its place does.
            if i + 1 < count
                && let Stmt::Expr(expr, semi) = stmt
                && Hole::node(expr).is_some()
            {
                semi.get_or_insert_default();
            }
            // What is behind a way out may not be reached.
            self.inexact += usize::from(self.open_exits() > exits);
            if let (None, Some(source)) = (&left, leaving) {
                self.hold(quote!(false));
                left = Some((source, self.program.ops.len()));
            }
        }
        if let Some((source, first)) = left {
            self.note_blind(Some(Blind::Behind), &source, first);
        }
        self.guards.truncate(guards);
        self.inexact = inexact;
        // Behind the block nothing guards.
        self.guarded_exits = guarded_exits;
        tail
    }

    fn last_span(&self, stmts: &[Stmt]) -> Span {
        stmts.last().map_or_else(Span::call_site, Spanned::span)
    }

    fn statement(&mut self, expr: &mut Expr) -> Flow {
        let float = attributes(expr).is_some_and(|attrs| self.is_float(attrs));
        if float { self.float_statement(expr) } else { self.expr(expr) }
    }

    /// A statement that is in some builds only, so that it may not run.
    fn in_some_builds(&mut self, expr: &mut Expr, built: &Guard) -> Flow {
        let (source, names) = (Source::of(expr), assigned(|a| a.visit_expr(expr)));
        let attrs = attributes(expr).cloned().unwrap_or_default();
        let mut fork = self.fork(names);
        self.builds += 1;
        let flow = self.guarded(built, &source, |this| this.branch(|this| this.statement(expr)));
        self.builds -= 1;
        self.end_way(&mut fork);
        self.join(&fork);
        if Hole::node(expr).is_some() {
            let cfgs: Vec<_> = attrs.into_iter().filter(is_cfg).collect();
            *expr = parse_quote!(#(#cfgs)* { #expr });
        }
        flow
    }

    /// A `let` that is in some builds only: its names may be those of an earlier one.
    fn let_in_some_builds(&mut self, local: &mut Local, built: &Guard) {
        let (source, len) = (Source::of(local), self.scope.len());
        self.builds += 1;
        self.guarded(built, &source, |this| this.sometimes(|this| this.let_(local)));
        self.builds -= 1;
        self.merge_with_hidden(len, source.span);
    }

    fn let_(&mut self, local: &mut Local) {
        let Some(init) = &mut local.init else {
            let flow = Flow::unknown(local.pat.span());
            return self.bind_all(&local.pat, flow);
        };
        if self.is_float(&mut local.attrs) {
            let flow = self.float(&mut init.expr, Some(&local.pat));
            if let Some((_, diverge)) = &mut init.diverge {
                self.branch(|this| this.used(diverge));
            }
            return self.bind_let(&local.pat, flow, init.diverge.is_some());
        }
        if borrows_mutably(&local.pat)
            && let Some(name) = root(&init.expr).cloned()
        {
            self.forget(&[name]);
        }
        self.destructure(&mut local.pat, &mut init.expr);
        if init.diverge.is_none() && self.bind_tuple(&local.pat, &mut init.expr) {
            return;
        }
        let known = self.known(&init.expr);
        let matched = init.diverge.as_ref().map(|_| self.matched(&init.expr, &local.pat));
        let source = Source::of(&init.expr);
        let flow = self.expr(&mut init.expr);
        if let (Some((_, diverge)), Some(matched)) = (&mut init.diverge, matched) {
            let walk = |this: &mut Self| this.branch(|this| this.used(diverge));
            let outside = self.open_exits();
            self.guarded(&matched.fails(), &source, walk);
            self.left_for_sure(true, &matched, outside);
            self.guard_rest(&matched);
        }
        if matches!(local.pat, Pat::Wild(_)) {
            return;
        }
        let plain = flow.ty == Ty::Plain;
        self.bind_let(&local.pat, flow, init.diverge.is_some());
        self.remember_parts(&local.pat, &known);
        self.remember(&local.pat, known, plain);
    }

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
    fn result(&mut self, ways: Vec<Flow>, span: Span) -> Flow {
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

    /// A way that always leaves is none that may be taken, where it is known when it is: what is behind it
    /// is guarded. `outside`: the ways out before it.
    fn left_for_sure(&mut self, leaves: bool, guard: &Guard, outside: usize) {
        if leaves && guard.is_exact() {
            self.guarded_exits += self.open_exits() - outside;
        }
    }

    /// How often the walk came by a way out that may have been taken where it is.
    fn open_exits(&self) -> usize {
        self.exits + self.breaks_seen - self.guarded_exits
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

/// What stands for a macro, with the attributes that the statement has.
fn with_attributes(attrs: &[Attribute], hole: Expr, semi: Option<Token![;]>) -> Expr {
    if attrs.is_empty() {
        return hole;
    }
    let stmt = Stmt::Expr(hole, semi);
    parse_quote!(#(#attrs)* { #stmt })
}
