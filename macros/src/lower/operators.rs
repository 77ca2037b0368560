//! Operators.

use syn::{
    BinOp, Expr, ExprAssign, ExprBinary, ExprUnary, Ident, UnOp, parse_quote, spanned::Spanned,
    visit::Visit,
};

use super::{
    Flow, Lowerer,
    assigned::{assigned, is_assigning, root},
    expr::nothing,
    place::{Place, Taken, borrowed},
};
use crate::{errors, ops::OpKind, source::Source, ty::Ty};

impl Lowerer<'_> {
    pub(super) fn unary(&mut self, expr: &mut Expr) -> Flow {
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

    pub(super) fn binary(&mut self, expr: &mut Expr) -> Flow {
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
        let mut left = self.expr(&mut binary.left);
        let right = self.expr(&mut binary.right);
        // Nothing else takes one: `*entry.get_mut() += y`.
        let is_open = left.ty == Ty::Unknown || left.ty == Ty::Plain && root(&written.0).is_none();
        if assigning && is_open && right.ty == Ty::Tensor {
            left.ty = Ty::Tensor;
        }
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
                if !is_number(unknown) && !divides && self.closure.is_none() {
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
        let taken = match assigning {
            true => Taken::of(&written.0, &written.1),
            false => Taken::Nothing,
        };
        self.arithmetic(expr, kind, (left, right), taken, source)
    }

    /// `a + b` and its like, where at least one is a tensor. Of what is assigned to, some is `taken` first.
    fn arithmetic(
        &mut self,
        expr: &mut Expr,
        kind: OpKind,
        (left, right): (Flow, Flow),
        taken: Taken,
        source: Source,
    ) -> Flow {
        let span = left.span;
        let Expr::Binary(ExprBinary { left: left_expr, op, right: right_expr, .. }) =
            std::mem::replace(expr, nothing())
        else {
            return Flow::unknown(span);
        };
        let assigning = is_assigning(&op);
        let place = Place::new(*left_expr, taken);
        let first = place.expr.clone();
        let first = if assigning { borrowed(first, None) } else { first };
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
        match &place.expr {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                if let Some(name) = path.path.get_ident() {
                    self.assign(name, flow);
                }
            }
            _ => self.escape(&flow),
        }
        let assigned = assignment(place.expr.clone(), hole);
        *expr = place.with(assigned);
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
pub(super) fn is_in_capitals(name: &Ident) -> bool {
    name.to_string().chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
}

/// The type of what is written, if that is not known, and is a number.
fn number_or(ty: Ty, written: &Expr) -> Ty {
    if ty == Ty::Unknown && is_number(written) { Ty::Plain } else { ty }
}

/// `place = value`, built by hand: what is parsed from tokens loses its holes.
fn assignment(place: Expr, value: Expr) -> Expr {
    Expr::Assign(ExprAssign {
        attrs: Vec::new(),
        left: Box::new(place),
        eq_token: Default::default(),
        right: Box::new(value),
    })
}
