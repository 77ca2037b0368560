//! What decides whether a place is reached.
//!
//! What is behind a condition on fields alone is never reached in a model for which it fails, so
//! calibration does not miss data there. What neither data nor fields decide, calibration cannot
//! see to.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, BinOp, Block, Expr, FieldPat, Lit, Pat, PatTupleStruct, RangeLimits, Stmt, UnOp,
    parse_quote, parse_quote_spanned,
    spanned::Spanned,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

use super::{
    Lowerer,
    known::{Known, is_constant},
    pattern::Bound,
    reads::PURE,
};
use crate::{
    attr::is_cfg,
    ir::{Blind, Unobservable},
    source::{Source, words},
};

/// What is known of whether a branch is taken.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// It is taken only if all of these hold.
    holds: Vec<TokenStream>,
    /// Whether it is taken if they do.
    exact: bool,
    /// Why calibration need not see it.
    blind: Option<Blind>,
}

/// That not all of these hold.
pub fn denied(holds: &[TokenStream]) -> TokenStream {
    quote!(!(#((#holds))&&*))
}

impl Guard {
    /// Nothing stands in the way.
    pub fn always() -> Self {
        Guard { exact: true, ..Guard::default() }
    }

    fn new(known: Known, holds: impl FnOnce(TokenStream) -> TokenStream) -> Self {
        match known {
            Known::Fixed(tokens) => {
                Guard { holds: vec![holds(tokens)], exact: true, blind: None }.decided()
            }
            Known::Outside => Guard { blind: Some(Blind::Outside), ..Guard::default() },
            Known::Data => Guard::default(),
        }
    }

    /// Whether it is known when it is taken.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Notes what it takes no model to know.
    fn decided(mut self) -> Self {
        let never = |condition: &TokenStream| constant(condition) == Some(false);
        if self.holds.iter().any(never) {
            self.blind = Some(Blind::Never);
        }
        self
    }

    /// It is taken only if both are; of the other `forward` only asks if the first is.
    pub fn and(mut self, other: Guard) -> Self {
        let (is_asked, count) = (self.exact, other.holds.len());
        let before = self.holds.len();
        self.holds.extend(other.holds.into_iter().filter(|holds| is_asked || !may_panic(holds)));
        self.exact &= other.exact && self.holds.len() - before == count;
        self.blind = self.blind.or(other.blind);
        self.decided()
    }

    /// The same of a loop, whose body is meant to run.
    pub fn of_loop(mut self) -> Self {
        self.blind = self.blind.filter(|why| *why != Blind::Outside);
        self
    }

    /// That the branch is not taken.
    pub fn fails(&self) -> Guard {
        let holds = match &self.holds[..] {
            [] => &[quote!(true)],
            holds => holds,
        };
        match (self.exact, self.blind) {
            (true, _) => Guard { holds: vec![denied(holds)], exact: true, blind: None }.decided(),
            (_, Some(Blind::Outside)) => Guard { blind: Some(Blind::Outside), ..Guard::default() },
            _ => Guard::default(),
        }
    }
}

/// The pattern with `_` for the names that it binds, as far as they are sure to be no constants: nobody
/// reads them.
fn without_names(pat: &Pat) -> Pat {
    struct Unnamed;
    impl VisitMut for Unnamed {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            visit_mut::visit_pat_mut(self, pat);
            if let Pat::Ident(binding) = pat
                && !is_constant(&binding.ident)
            {
                let inner = binding.subpat.take().map(|(_, inner)| *inner);
                let place = pat.span();
                *pat = inner.unwrap_or_else(|| parse_quote_spanned!(place=> _));
            }
        }
        fn visit_pat_tuple_struct_mut(&mut self, pat: &mut PatTupleStruct) {
            for elem in &mut pat.elems {
                let is_name = matches!(elem, Pat::Ident(_)) && pat.path.get_ident().is_none();
                self.visit_pat_mut(elem);
                if let (true, Pat::Wild(_)) = (is_name, &*elem) {
                    // Of a pattern of nothing but `_` rustc has more to say.
                    let place = elem.span();
                    *elem = Pat::Verbatim(quote_spanned!(place=> (_ | _)));
                }
            }
        }
        fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
            // `Some { name }` is `Some { name: _ }`.
            field.colon_token.get_or_insert_default();
            visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pat = pat.clone();
    Unnamed.visit_pat_mut(&mut pat);
    pat
}

impl Lowerer<'_> {
    /// Whether `if cond` takes its first branch.
    pub(super) fn condition(&self, cond: &Expr) -> Guard {
        match cond {
            Expr::Paren(paren) => self.condition(&paren.expr),
            Expr::Let(let_) => self.matched(&let_.expr, &let_.pat),
            Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
                let mut chain = Vec::new();
                operands(cond, &mut chain);
                self.chain(&chain)
            }
            cond => Guard::new(self.known(cond), |cond| cond),
        }
    }

    /// Whether all of a chain of `&&` hold: what a `let` binds is not what is in scope here, but of what it is
    /// matched with.
    fn chain(&self, operands: &[&Expr]) -> Guard {
        let Some((first, behind)) = operands.split_first() else { return Guard::always() };
        let Expr::Let(let_) = first else { return self.condition(first).and(self.chain(behind)) };
        let end = behind.iter().position(|operand| matches!(operand, Expr::Let(_)));
        let (own, behind) = behind.split_at(end.unwrap_or(behind.len()));
        let named = |operand: &&&Expr| binds_any_of(first, operand);
        let guard = match own.iter().any(|operand| named(&operand)) {
            false => self.matched(&let_.expr, &let_.pat).and(self.chain(own)),
            true => {
                let all = parse_quote!(#((#own))&&*);
                self.matched_if(&let_.expr, &let_.pat, &all)
                    .unwrap_or_else(|| self.matched(&let_.expr, &let_.pat).and(Guard::default()))
            }
        };
        match behind.iter().any(|operand| named(&operand)) {
            true => guard.and(Guard::default()),
            false => guard.and(self.chain(behind)),
        }
    }

    /// Whether `expr` matches `pat`.
    pub(super) fn matched(&self, expr: &Expr, pat: &Pat) -> Guard {
        if let Pat::Guard(guarded) = pat {
            if let Some(guard) = self.matched_if(expr, &guarded.pat, &guarded.guard) {
                return guard;
            }
            return Guard { exact: false, ..self.matched(expr, &guarded.pat) };
        }
        // Of a tuple what is known of each element.
        if let (Expr::Tuple(tuple), Pat::Tuple(pats)) = (expr, pat)
            && tuple.elems.len() == pats.elems.len()
            && !pats.elems.iter().any(|elem| matches!(elem, Pat::Rest(_)))
            && !matches!(self.known(expr), Known::Fixed(_))
        {
            let elems = tuple.elems.iter().zip(&pats.elems);
            return elems.fold(Guard::always(), |guard, (elem, pat)| match pat {
                Pat::Wild(_) => guard,
                pat => guard.and(self.matched(elem, pat)),
            });
        }
        if !self.knows_pattern(pat) || self.reads().is_untyped(expr) {
            return Guard::default();
        }
        Guard::new(self.known(expr), |expr| match pat {
            Pat::Wild(_) => quote!(true),
            pat => {
                let pat = without_names(pat);
                quote!(::core::matches!(#expr, #pat))
            }
        })
    }

    /// Whether `expr` matches `pat` and a condition on what that binds holds, if that is known.
    fn matched_if(&self, expr: &Expr, pat: &Pat, condition: &Expr) -> Option<Guard> {
        if self.reads().is_untyped(expr) {
            return None;
        }
        let condition = self.known_of_parts(pat, condition)?;
        let Known::Fixed(expr) = self.known(expr) else { return None };
        let holds = quote!(::core::matches!(#expr, #pat if #condition));
        Some(Guard::new(Known::Fixed(holds), |holds| holds))
    }

    /// Whether a loop over `expr` runs at all.
    pub(super) fn iterates(&self, expr: &Expr) -> Guard {
        if let Expr::Range(range) = expr
            && let (Some(start), Some(end)) = (&range.start, &range.end)
        {
            let known = self.known(&parse_quote!((#start, #end)));
            return match (known, &range.limits) {
                (Known::Fixed(_), RangeLimits::HalfOpen(_)) => {
                    self.condition(&parse_quote!((#start) < (#end)))
                }
                (Known::Fixed(_), RangeLimits::Closed(_)) => {
                    self.condition(&parse_quote!((#start) <= (#end)))
                }
                (known, _) => Guard::new(known, |known| known),
            };
        }
        Guard::new(self.known(expr), |expr| {
            quote!(::core::iter::Iterator::next(&mut ::core::iter::IntoIterator::into_iter(#expr))
                .is_some())
        })
    }

    /// Walks a branch, and notes if it has operations that calibration need not see.
    pub(super) fn guarded<R>(
        &mut self,
        guard: &Guard,
        source: &Source,
        walk: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let (outer, first) = (self.guards.len(), self.program.ops.len());
        let inexact = self.inexact;
        self.guard_rest(guard);
        let result = walk(self);
        self.guards.truncate(outer);
        self.inexact = inexact;
        self.note_blind(guard.blind, source, first);
        result
    }

    /// From here to the end of the block the place is reached only if `guard` holds.
    pub(super) fn guard_rest(&mut self, guard: &Guard) {
        // What is evaluated for each model may only be what `forward` evaluates too.
        let inexact = self.inexact > 0;
        for holds in guard.holds.iter().filter(|holds| !(inexact && may_panic(holds))) {
            self.hold(holds.clone());
        }
        self.inexact += usize::from(!guard.exact);
    }

    /// Notes that calibration need not see the operations from `first` on.
    pub(super) fn note_blind(&mut self, why: Option<Blind>, source: &Source, first: usize) {
        let Some(why) = why else { return };
        let mut sites = self.program.ops[first..].iter().filter(|op| op.kind.has_site());
        let Some(op) = sites.next() else { return };
        let (op, levels) = (op.source.clone(), self.levels);
        // Those of a branch inside it were noted with that, and of `if` and `else` one is enough.
        let noted = |other: &Unobservable| other.source.is_at(source) || other.op.is_at(&op);
        if !self.program.unobservable.iter().any(noted) {
            let source = source.clone();
            self.program.unobservable.push(Unobservable { source, why, op, levels });
        }
    }
}

/// Whether what has these attributes is in the build, if it is not in all.
pub fn built(attrs: &[Attribute]) -> Option<Guard> {
    let cfgs = attrs.iter().filter(|attr| is_cfg(attr));
    let built: Vec<_> = cfgs.filter_map(|attr| attr.parse_args::<TokenStream>().ok()).collect();
    (!built.is_empty())
        .then(|| Guard::new(Known::Fixed(quote!(#(::core::cfg!(#built))&&*)), |built| built))
}

/// What `&&` is between.
fn operands<'e>(cond: &'e Expr, found: &mut Vec<&'e Expr>) {
    match cond {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            operands(&binary.left, found);
            operands(&binary.right, found);
        }
        cond => found.push(cond),
    }
}

/// Whether patterns in a condition bind a name that `behind` it has.
fn binds_any_of(condition: &Expr, behind: &Expr) -> bool {
    let (mut bound, named) = (Bound::default(), words(behind.to_token_stream()));
    bound.visit_expr(condition);
    bound.0.iter().any(|bound| named.contains(&bound.ident.to_string()))
}

/// Whether a call of a function of the user's is among the tokens, but for methods of the model itself.
pub(super) fn calls_others(tokens: &TokenStream) -> bool {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let is_of_self = |i: usize| {
        let before = i.checked_sub(2).map(|before| &tokens[before]);
        matches!(before, Some(TokenTree::Ident(of)) if of == "self")
    };
    let mut pairs = tokens.windows(2).enumerate();
    pairs.any(|(i, pair)| is_call(pair) && !is_of_self(i))
        || tokens.iter().any(|token| match token {
            TokenTree::Group(group) => calls_others(&group.stream()),
            _ => false,
        })
}

/// `name(…)`, of what may be anything.
fn is_call(tokens: &[TokenTree]) -> bool {
    let [TokenTree::Ident(name), TokenTree::Group(args)] = tokens else { return false };
    let name = name.to_string();
    args.delimiter() == Delimiter::Parenthesis
        && !name.starts_with(char::is_uppercase)
        && [PURE, ITERATING, &["if", "in", "match"]].iter().all(|known| !known.contains(&&*name))
}

/// Whether a condition has an index, a macro's brackets, arithmetic or a call of what may be anything in it.
pub(super) fn may_panic(condition: &TokenStream) -> bool {
    let tokens: Vec<_> = condition.clone().into_iter().collect();
    let is_shift = |tokens: &[TokenTree]| match tokens {
        [TokenTree::Punct(a), TokenTree::Punct(b)] => {
            a.as_char() == b.as_char() && "<>".contains(a.as_char())
        }
        _ => false,
    };
    tokens.windows(2).any(|tokens| is_call(tokens) || is_shift(tokens))
        || tokens.iter().any(|token| match token {
            TokenTree::Group(group) => {
                group.delimiter() == Delimiter::Bracket || may_panic(&group.stream())
            }
            TokenTree::Punct(punct) => "+-*/%".contains(punct.as_char()),
            TokenTree::Ident(ident) => ["abs", "pow", "sum"].iter().any(|name| ident == name),
            TokenTree::Literal(_) => false,
        })
}

/// What conditions on items are asked by.
const ITERATING: &[&str] = &["any", "into_iter", "next"];

/// Whether a block never gets to its end.
pub fn diverges(block: &Block) -> bool {
    block.stmts.iter().any(statement_leaves)
}

/// Whether nothing behind a statement is reached.
pub fn statement_leaves(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr, _) => leaves(expr),
        Stmt::Macro(mac) => panics(&mac.mac),
        Stmt::Local(_) | Stmt::Item(_) => false,
    }
}

/// Whether an expression never evaluates to anything.
pub fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Macro(mac) => panics(&mac.mac),
        Expr::Block(block) => block.label.is_none() && diverges(&block.block),
        Expr::If(conditional) => {
            let otherwise = conditional.else_branch.as_ref();
            diverges(&conditional.then_branch)
                && otherwise.is_some_and(|(_, otherwise)| leaves(otherwise))
        }
        _ => false,
    }
}

pub fn panics(mac: &syn::Macro) -> bool {
    let last = mac.path.segments.last().map(|last| last.ident.to_string());
    matches!(last.as_deref(), Some("panic" | "todo" | "unimplemented" | "unreachable"))
}

/// What can be told of a condition without its model.
fn constant(condition: &TokenStream) -> Option<bool> {
    fn value(expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Bool(literal) => Some(literal.value),
                _ => None,
            },
            Expr::Paren(paren) => value(&paren.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => Some(!value(&unary.expr)?),
            Expr::Binary(binary) => {
                let sides = (value(&binary.left), value(&binary.right));
                match (&binary.op, sides) {
                    (BinOp::And(_), (Some(false), _) | (_, Some(false))) => Some(false),
                    (BinOp::Or(_), (Some(true), _) | (_, Some(true))) => Some(true),
                    (BinOp::And(_) | BinOp::Or(_), (Some(left), Some(_))) => Some(left),
                    (op, _) => compared(op, number(&binary.left)?, number(&binary.right)?),
                }
            }
            _ => None,
        }
    }
    fn number(expr: &Expr) -> Option<u64> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(literal) => literal.base10_parse().ok(),
                _ => None,
            },
            Expr::Paren(paren) => number(&paren.expr),
            _ => None,
        }
    }
    fn compared(op: &BinOp, left: u64, right: u64) -> Option<bool> {
        Some(match op {
            BinOp::Eq(_) => left == right,
            BinOp::Ne(_) => left != right,
            BinOp::Lt(_) => left < right,
            BinOp::Le(_) => left <= right,
            BinOp::Gt(_) => left > right,
            BinOp::Ge(_) => left >= right,
            _ => return None,
        })
    }
    value(&syn::parse2(condition.clone()).ok()?)
}
