//! Expressions.

use proc_macro2::Span;
use syn::{
    BinOp, Expr, ExprAssign, ExprBinary, ExprField, ExprIndex, ExprLit, ExprPath, ExprReference,
    ExprUnary, Ident, Lit, Member, UnOp, parse_quote,
    spanned::Spanned,
    visit::{self, Visit},
};

use super::{
    Flow, Lowerer,
    assigned::{assigned, is_assigning, root, several},
    builds::attributes,
    guard::built,
};
use crate::{
    errors,
    ir::{Hole, NodeId, Path, Step},
    ops::OpKind,
    source::Source,
    ty::Ty,
};

/// An expression that stands in for one that was taken out of the tree.
pub fn nothing() -> Expr {
    Hole::expr(NodeId(usize::MAX))
}

impl Lowerer<'_> {
    /// Walks an expression, and leaves holes where operations were.
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Flow {
        match attributes(expr).and_then(|attrs| built(attrs)) {
            Some(built) => self.in_some_builds(expr, &built, Self::in_every_build),
            None => self.in_every_build(expr),
        }
    }

    fn in_every_build(&mut self, expr: &mut Expr) -> Flow {
        let span = expr.span();
        match expr {
            Expr::Path(path) => self.path(path, span),
            Expr::Paren(paren) => self.expr(&mut paren.expr),
            Expr::Group(group) => self.expr(&mut group.expr),
            Expr::Lit(_) => Flow::new(Ty::Plain, span),
            Expr::Reference(reference) => {
                let flow = self.place(&mut reference.expr);
                if reference.mutability.is_some()
                    && let Some(name) = root(&reference.expr).cloned()
                {
                    self.forget(&[name]);
                }
                flow
            }
            Expr::Unary(_) => self.unary(expr),
            Expr::Field(field) => self.field(field, span, false),
            Expr::Index(index) => self.index(index, span),
            Expr::Call(_) => self.call(expr),
            Expr::MethodCall(_) => self.method_call(expr),
            Expr::Binary(_) => self.binary(expr),
            Expr::Assign(assign) => {
                let flow = self.expr(&mut assign.right);
                match &*assign.left {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        if let Some(name) = path.path.get_ident().cloned() {
                            self.assign(&name, flow);
                        }
                    }
                    left => {
                        let several = several(left, &flow.ty);
                        self.escape(&flow);
                        self.used(&mut assign.left);
                        let names = assigned(|a| a.visit_expr_assign(assign));
                        self.forget(&names);
                        for (name, ty) in several {
                            self.assign(&name, Flow::new(ty, span));
                        }
                        if let Expr::Index(item) = &*assign.left {
                            self.holds(&item.expr, flow.ty);
                        }
                    }
                }
                Flow::new(Ty::Plain, span)
            }
            Expr::Tuple(tuple) => {
                let types = tuple.elems.iter_mut().map(|elem| self.used(elem)).collect::<Vec<_>>();
                Flow::new(if types.is_empty() { Ty::Plain } else { Ty::Tuple(types) }, span)
            }
            Expr::Array(array) => {
                let elems = array.elems.iter_mut().map(|elem| self.used(elem)).collect();
                Flow::new(Ty::list_of(elems), span)
            }
            Expr::Repeat(repeat) => {
                let ty = self.used(&mut repeat.expr);
                Flow::new(Ty::Seq(Box::new(ty)), span)
            }
            Expr::Cast(cast) => {
                // rustc has more to say of the value that it would make.
                let flow = self.expr(&mut cast.expr);
                self.escape(&flow);
                if self.is_surely_a_tensor(&flow) {
                    self.diag.left_to_rustc();
                }
                Flow::new(Ty::Plain, span)
            }
            Expr::Range(range) => {
                for end in [&mut range.start, &mut range.end].into_iter().flatten() {
                    self.used(end);
                }
                let path = Some(Path::range(self.program.reordered(0)));
                Flow { path, ..Flow::new(Ty::Seq(Box::new(Ty::Plain)), span) }
            }
            Expr::Struct(literal) => {
                let mut holds_tensor = false;
                for field in &mut literal.fields {
                    holds_tensor |= self.used(&mut field.expr).has_tensor();
                }
                if let Some(rest) = &mut literal.rest {
                    self.used(rest);
                }
                if holds_tensor {
                    self.diag.tensor_in_struct(&literal.path);
                    return Flow::new(Ty::Error, span);
                }
                let name = literal.path.segments.last().map(|last| last.ident.clone());
                Flow::new(name.map_or(Ty::Unknown, Ty::Named), span)
            }
            Expr::Try(attempt) => {
                self.exits += 1;
                self.is_value = matches!(*attempt.expr, Expr::Macro(_));
                let flow = self.expr(&mut attempt.expr);
                // What is given no tensor has none in it either.
                let ty = if flow.ty == Ty::Plain { Ty::Plain } else { flow.ty.inner() };
                let value = flow.value.filter(|_| self.is_of_a_model(&flow));
                Flow { ty, value, ..flow }
            }
            Expr::Macro(_) => self.macro_expr(expr, span),
            // What is only of `async` code and generators rustc refuses.
            Expr::Await(_) | Expr::Yield(_) => Flow::unknown(span),
            Expr::Async(_) | Expr::TryBlock(_) => {
                self.diag.error(errors::unsupported_syntax(expr));
                Flow::unknown(span)
            }
            _ => self.control(expr),
        }
    }

    /// What is borrowed.
    pub(super) fn place(&mut self, expr: &mut Expr) -> Flow {
        let span = expr.span();
        match expr {
            Expr::Field(field) => self.field(field, span, true),
            expr => self.expr(expr),
        }
    }

    fn unary(&mut self, expr: &mut Expr) -> Flow {
        let (source, span) = (Source::of(expr), expr.span());
        let Expr::Unary(unary) = expr else { return Flow::unknown(span) };
        let flow = self.expr(&mut unary.expr);
        match unary.op {
            UnOp::Deref(_) => flow,
            UnOp::Neg(_) if flow.ty == Ty::Tensor => {
                let operand = std::mem::replace(&mut *unary.expr, nothing());
                let (kind, by) = (OpKind::MulScalar, parse_quote!(-1.0f32));
                let operands = vec![(operand, flow)];
                let (hole, flow) = self.operation(kind, operator(kind), operands, vec![by], source);
                *expr = hole;
                flow
            }
            op if flow.ty == Ty::Tensor => {
                self.diag.unless_rustc(errors::unknown_operator(&op, None));
                Flow::new(Ty::Error, span)
            }
            _ => {
                self.escape(&flow);
                Flow::new(flow.ty, span)
            }
        }
    }

    fn path(&mut self, path: &ExprPath, span: Span) -> Flow {
        if path.path.is_ident("self") {
            return Flow { ty: Ty::Model, value: None, path: Some(Path(Vec::new())), span };
        }
        let local = path.path.get_ident().and_then(|name| self.local(name, span));
        local.unwrap_or_else(|| match path.path.segments.last() {
            Some(last) if is_function(&last.ident) => Flow::new(Ty::Function, span),
            Some(last) if is_in_capitals(&last.ident) => Flow::new(Ty::Plain, span),
            Some(last) if last.ident == "None" => {
                Flow::new(Ty::Option(Box::new(Ty::Unknown)), span)
            }
            _ => Flow::unknown(span),
        })
    }

    fn field(&mut self, field: &mut ExprField, span: Span, borrowed: bool) -> Flow {
        let base = self.expr(&mut field.base);
        let name = match &field.member {
            Member::Named(name) => name.to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let ty = match (&base.ty, &field.member) {
            (Ty::Model, Member::Named(name)) => {
                match self.model.fields.iter().find(|field| field.ident == *name) {
                    Some(known) => {
                        if known.skip {
                            self.diag.error_once(errors::skipped_field(name));
                        } else if !known.cfgs.is_empty() && known.ty.is_lowered() {
                            self.diag.error(errors::field_of_some_builds(name));
                        }
                        known.ty.clone()
                    }
                    None => {
                        self.diag.unless_rustc(errors::foreign_field(name));
                        Ty::Error
                    }
                }
            }
            (Ty::Tuple(types), Member::Unnamed(index)) => {
                types.get(index.index as usize).cloned().unwrap_or(Ty::Unknown)
            }
            (Ty::Tensor, Member::Unnamed(_)) => Ty::Tensor,
            (Ty::Error, _) => Ty::Error,
            // A number of a configuration: a tensor of a nested model could not be moved out.
            (Ty::Named(_), Member::Named(_)) if !borrowed => Ty::Plain,
            (Ty::Plain, _) => Ty::Plain,
            _ => Ty::Unknown,
        };
        let value = self.opaque(&ty);
        Flow { ty, value, path: base.path.and_then(|path| path.field(name)), span }
    }

    fn index(&mut self, index: &mut ExprIndex, span: Span) -> Flow {
        let base = self.expr(&mut index.expr);
        let at = self.expr(&mut index.index);
        self.escape(&at);
        let (ty, step) = match &*index.index {
            Expr::Range(range) => {
                let from = first_index(range.start.as_deref());
                (base.ty.clone(), self.program.reordered(from))
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => {
                    let step = int.base10_parse().map_or(Step::Opaque, Step::Index);
                    (base.ty.inner(), step)
                }
                _ => (Ty::Unknown, Step::Opaque),
            },
            _ => {
                let index = at.path.and_then(|path| path.as_index());
                (base.ty.inner(), index.unwrap_or(Step::Opaque))
            }
        };
        let ty = match base.ty {
            // What holds no tensors has none to give.
            Ty::Plain => Ty::Plain,
            Ty::Map(value) => *value,
            _ => ty,
        };
        let value = self.opaque(&ty);
        Flow { ty, value, path: base.path.map(|path| path.then(step)), span }
    }

    fn binary(&mut self, expr: &mut Expr) -> Flow {
        let source = Source::of(expr);
        let Expr::Binary(binary) = expr else { return Flow::unknown(expr.span()) };
        let span = binary.span();
        if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            self.used(&mut binary.left);
            let mut fork = self.fork(assigned(|a| a.visit_expr(&binary.right)));
            // What a `let` binds there is in scope behind the condition.
            self.sometimes(|this| this.used(&mut binary.right));
            self.end_way(&mut fork);
            self.join(&fork);
            return Flow::new(Ty::Plain, span);
        }
        let assigning = is_assigning(&binary.op);
        let written = (binary.left.clone(), binary.right.clone());
        let left = self.expr(&mut binary.left);
        let right = self.expr(&mut binary.right);
        let tensors = (left.ty == Ty::Tensor, right.ty == Ty::Tensor);
        let known = |flow: &Flow| flow.ty != Ty::Unknown;
        // Nothing can be assigned to what is no local: rustc says so where it is written.
        if left.ty == Ty::Error || right.ty == Ty::Error || assigning && left.ty == Ty::Function {
            return Flow::new(Ty::Error, span);
        }
        match tensors {
            (true, false) | (false, true) if !(known(&left) && known(&right)) => {
                let unknown = if tensors.0 { &written.1 } else { &written.0 };
                // Tensors are divided by numbers alone.
                let divides = matches!(binary.op, BinOp::Div(_) | BinOp::DivAssign(_)) && tensors.0;
                // In a closure there can be no operation at all, which is said of it.
                let is_number = is_number(unknown) && !(assigning && tensors.1);
                if !is_number && !divides && self.closure.is_none() {
                    self.diag.unless_rustc(errors::unknown_operand(unknown, &binary.op));
                }
            }
            _ => {}
        }
        let kind = match (&binary.op, tensors) {
            (_, (false, false)) => None,
            (BinOp::Add(_) | BinOp::AddAssign(_), (true, true)) => Some(OpKind::Add),
            (BinOp::Sub(_) | BinOp::SubAssign(_), (true, true)) => Some(OpKind::Sub),
            (BinOp::Mul(_) | BinOp::MulAssign(_), (true, true)) => Some(OpKind::Mul),
            (BinOp::Add(_) | BinOp::AddAssign(_), _) => Some(OpKind::AddScalar),
            (BinOp::Sub(_) | BinOp::SubAssign(_), (true, false)) => Some(OpKind::SubScalar),
            (BinOp::Sub(_), (false, true)) => Some(OpKind::RsubScalar),
            (BinOp::Mul(_) | BinOp::MulAssign(_), (true, false) | (false, true)) => {
                Some(OpKind::MulScalar)
            }
            (BinOp::Div(_) | BinOp::DivAssign(_), (true, false)) => Some(OpKind::DivScalar),
            // `Tensor` has no such operator but for types of the user's.
            _ => {
                let taken = self.taken(&left).or(self.taken(&right)).cloned();
                self.diag.unless_rustc(errors::unknown_operator(&binary.op, taken.as_ref()));
                // What it is wanted for is the same elsewhere.
                if let Some(local) = taken.and_then(|taken| self.scope.get_mut(&taken)) {
                    local.ty = Ty::Error;
                }
                return Flow::new(Ty::Error, span);
            }
        };
        if assigning && kind.is_some() && has_effects(&written.0) {
            self.diag.error(errors::place_with_effects(&written.0));
        }
        let Some(kind) = kind else {
            self.escape(&left);
            self.escape(&right);
            for (side, written) in [(&left, &written.0), (&right, &written.1)] {
                if let Ty::Named(_) = side.ty {
                    let error = errors::model_compared(written);
                    self.error_of_model(side.path.as_ref(), (true, None), error);
                }
            }
            if assigning && let Some(name) = root(&binary.left).cloned() {
                self.forget(&[name]);
            }
            let ty = match binary.op {
                BinOp::Eq(_)
                | BinOp::Ne(_)
                | BinOp::Lt(_)
                | BinOp::Le(_)
                | BinOp::Gt(_)
                | BinOp::Ge(_) => Ty::Plain,
                _ if assigning => left.ty,
                _ => number_or(left.ty, &written.0).join(number_or(right.ty, &written.1)),
            };
            return Flow::new(ty, span);
        };
        self.arithmetic(expr, kind, (left, right), source)
    }

    /// `a + b` and its like, where at least one is a tensor.
    fn arithmetic(
        &mut self,
        expr: &mut Expr,
        kind: OpKind,
        (left, right): (Flow, Flow),
        source: Source,
    ) -> Flow {
        let span = left.span;
        let Expr::Binary(ExprBinary { left: left_expr, op, right: right_expr, .. }) =
            std::mem::replace(expr, nothing())
        else {
            return Flow::unknown(span);
        };
        let assigning = is_assigning(&op);
        let place = (*left_expr).clone();
        let first = if assigning { borrowed(*left_expr) } else { *left_expr };
        let mut function = operator(kind);
        let (operands, args) = match kind {
            OpKind::Add | OpKind::Sub | OpKind::Mul => {
                (vec![(first, left), (*right_expr, right)], vec![])
            }
            _ if left.ty == Ty::Tensor => {
                self.escape(&right);
                (vec![(first, left)], vec![*right_expr])
            }
            _ => {
                self.escape(&left);
                function = number_first(kind, &first);
                (vec![(*right_expr, right)], vec![first])
            }
        };
        let (hole, flow) = self.operation(kind, function, operands, args, source);
        if !assigning {
            *expr = hole;
            return flow;
        }
        match &place {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                if let Some(name) = path.path.get_ident() {
                    self.assign(name, flow);
                }
            }
            _ => self.escape(&flow),
        }
        *expr = assignment(place, hole);
        Flow::new(Ty::Plain, span)
    }
}

/// The function of an operator.
fn operator(kind: OpKind) -> &'static str {
    match kind {
        OpKind::AddScalar => "add_number",
        OpKind::SubScalar => "sub_number",
        OpKind::RsubScalar => "rsub_number",
        OpKind::MulScalar => "mul_number",
        OpKind::DivScalar => "div_number",
        kind => kind.name(),
    }
}

/// The same of a number in front, which is evaluated first.
fn number_first(kind: OpKind, number: &Expr) -> &'static str {
    match kind {
        _ if matches!(number, Expr::Lit(_)) => operator(kind),
        OpKind::AddScalar => "radd_number",
        OpKind::MulScalar => "rmul_number",
        _ => operator(kind),
    }
}

/// Whether what has this name, and is no local, is a function: constants and types have capitals.
fn is_function(name: &Ident) -> bool {
    name.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// Whether it can be nothing but a number: a literal, or a name in capitals.
fn is_number(expr: &Expr) -> bool {
    match expr {
        // `self.config.scale.unwrap_or(1.0)`
        Expr::MethodCall(call) if call.method == "unwrap_or" => {
            matches!(call.args.first(), Some(Expr::Lit(_)))
        }
        Expr::Lit(_) | Expr::Cast(_) => true,
        Expr::Paren(paren) => is_number(&paren.expr),
        // No tensor can be moved out of what is borrowed.
        Expr::Unary(ExprUnary { op: UnOp::Deref(_), .. }) => true,
        Expr::Unary(unary) => is_number(&unary.expr),
        Expr::Path(path) => {
            path.path.segments.last().is_some_and(|last| is_in_capitals(&last.ident))
        }
        _ => false,
    }
}

/// Whether it is a constant by its name: a tensor can be none.
fn is_in_capitals(name: &Ident) -> bool {
    name.to_string().chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
}

/// The type of what is written, if that is not known, and is a number.
fn number_or(ty: Ty, written: &Expr) -> Ty {
    if ty == Ty::Unknown && is_number(written) { Ty::Plain } else { ty }
}

// These two are built by hand: what is parsed from tokens loses its holes.

fn borrowed(expr: Expr) -> Expr {
    Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: Default::default(),
        mutability: None,
        expr: Box::new(expr),
    })
}

fn assignment(place: Expr, value: Expr) -> Expr {
    Expr::Assign(ExprAssign {
        attrs: Vec::new(),
        left: Box::new(place),
        eq_token: Default::default(),
        right: Box::new(value),
    })
}

/// The least index from `start` on, if it is said.
pub(super) fn first_index(start: Option<&Expr>) -> usize {
    match start {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(start), .. })) => {
            start.base10_parse().unwrap_or_default()
        }
        _ => 0,
    }
}

/// Whether a place is another one when it is evaluated again.
fn has_effects(place: &Expr) -> bool {
    struct Effects(bool);
    impl<'ast> Visit<'ast> for Effects {
        fn visit_expr_assign(&mut self, _: &'ast ExprAssign) {
            self.0 = true;
        }
        fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
            self.0 |= is_assigning(&binary.op);
            visit::visit_expr_binary(self, binary);
        }
    }
    let mut effects = Effects(false);
    effects.visit_expr(place);
    effects.0
}
