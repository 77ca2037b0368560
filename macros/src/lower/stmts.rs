//! Statements.

use proc_macro2::Span;
use quote::quote;
use syn::{
    Attribute, Block, Expr, ExprMacro, Local, Pat, Stmt, StmtMacro, Token, parse_quote,
    spanned::Spanned,
};

use super::{
    Flow, Lowerer,
    assigned::{borrows_mutably, root},
    builds::attributes,
    guard::{self, Guard},
    macros::matches,
};
use crate::{
    attr::is_ours,
    ir::{Blind, Hole, Node},
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
                        Some(built) => self.in_some_builds(expr, built, Self::statement),
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
        match float {
            true => self.in_region(|this| this.float_statement(expr)),
            false => self.expr(expr),
        }
    }

    pub(super) fn let_(&mut self, local: &mut Local) {
        let Some(init) = &mut local.init else {
            let flow = Flow::unknown(local.pat.span());
            return self.bind_all(&local.pat, flow);
        };
        if self.is_float(&mut local.attrs) {
            let flow = self.in_region(|this| this.float(&mut init.expr, Some(&local.pat)));
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

    /// A way that always leaves is none that may be taken, where it is known when it is: what is behind it
    /// is guarded. `outside`: the ways out before it.
    pub(super) fn left_for_sure(&mut self, leaves: bool, guard: &Guard, outside: usize) {
        if leaves && guard.is_exact() {
            self.guarded_exits += self.open_exits() - outside;
        }
    }

    /// How often the walk came by a way out that may have been taken where it is.
    pub(super) fn open_exits(&self) -> usize {
        self.exits + self.breaks_seen - self.guarded_exits
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
