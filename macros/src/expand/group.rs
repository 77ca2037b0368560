//! Operations that run as one: the last of a group runs all of it, the others pass their input on.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Expr, Ident, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{body::Filler, names, plan::option};
use crate::{
    fuse::{Group, Role},
    ir::{Hole, LayerRef, Node, Op, OpId, Operand},
    lower::is_constant,
    ops::OpKind,
};

impl Filler<'_> {
    /// `cx.max_pool2d_args(2, 2)`
    pub(super) fn pooling(&mut self, op: &Op) -> TokenStream {
        let args = self.all(&op.args);
        match (&op.layer, args.as_slice()) {
            (Some(layer), _) => {
                let layer = self.filled(&layer.expr);
                quote!(#layer.args())
            }
            (None, [kernel, stride]) => {
                let cx = &self.locals.cx;
                quote!(#cx.max_pool2d_args(#kernel, #stride))
            }
            (None, args) => quote!(#(#args),*),
        }
    }

    /// The last operation of a group, `id`, runs all of it, on what was passed through.
    pub(super) fn group(
        &mut self,
        id: OpId,
        input: &Operand,
        group: usize,
        pooling: Option<TokenStream>,
    ) -> TokenStream {
        let group = &self.fusion.groups[group];
        // Another operand may take what the input is borrowed from: `conv.forward(&x) + x * 2.0`.
        let (through, op) = (self.through(id), self.program.op(id));
        let others = op.operands.iter().enumerate().filter(|(i, _)| *i != through);
        let takes = others.clone().any(|(_, operand)| !is_read(&operand.expr));
        // What is in front of it is evaluated first.
        let before = others.filter(|(i, operand)| *i < through && !is_read_late(op, operand));
        let before: Vec<_> = before
            .map(|(i, operand)| {
                let (name, value) = (slot(id, i), self.passed(operand));
                quote!(let #name = #value;)
            })
            .collect();
        let input = if takes { self.operand(input) } else { self.group_input(input) };
        let epilogue = self.epilogue(group, id, pooling);
        let root = group.ops.first().copied().unwrap_or(id);
        let root_op = self.program.op(root);
        // A slot is filled on the way to the input, so then that comes first.
        let in_slot = root_op.layer.as_ref().is_some_and(|layer| !stable(&layer.expr));
        let layer = root_op.layer.as_ref().map(|layer| {
            if in_slot { slot(root, 0).into_token_stream() } else { self.layer(layer) }
        });
        let name = self.locals.input.clone();
        let mut operands = vec![if in_slot { quote!(#name) } else { input.clone() }];
        for i in 1..root_op.operands.len() {
            let slot = slot(root, i);
            operands.push(quote!(&#slot));
        }
        let args = root_op.args.iter().enumerate().map(|(i, arg)| {
            if stable(arg) {
                return self.filled(arg);
            }
            let slot = slot(root, ARGS + i);
            Expr::Verbatim(quote!(#slot))
        });
        let args: Vec<_> = args.collect();
        let this = &self.locals.this;
        let tail = quote!(&#this.__sites, #epilogue);
        let call = self.run(root, root_op, layer, quote!(#(#operands,)*), &args, Some(tail));
        match (in_slot, before.is_empty()) {
            (true, _) => quote!({ #(#before)* let #name = #input; #call }),
            (false, false) => quote!({ #(#before)* #call }),
            (false, true) => call,
        }
    }

    /// By which operand an operation has joined its group.
    fn through(&self, op: OpId) -> usize {
        match self.fusion.roles[op.0] {
            Role::Absorbed { through, .. } | Role::Last { through, .. } => through,
            Role::Alone { .. } | Role::Pool { .. } => 0,
        }
    }

    /// An operand, to be kept: `__q::pass(x)`, unless it is made where it stands.
    fn passed(&mut self, operand: &Operand) -> TokenStream {
        let (tensor, tokens) = (self.types.under.tensor(Span::call_site()), self.operand(operand));
        match Hole::node(&operand.expr) {
            Some(_) => tokens,
            None => quote!(__q::pass::<#tensor>(#tokens)),
        }
    }

    /// What a group runs on, where its last operation is: what the absorbed operations in the same
    /// expression would pass through need not be passed.
    fn group_input(&mut self, operand: &Operand) -> TokenStream {
        let program = self.program;
        if let Some(Node::Op(id)) = Hole::node(&operand.expr).and_then(|n| program.nodes.get(n.0))
            && let Role::Absorbed { through, .. } = self.fusion.roles[id.0]
        {
            let op = program.op(*id);
            let layer = op.layer.as_ref().is_none_or(|layer| stable(&layer.expr));
            if layer && op.operands.len() == 1 && op.args.iter().all(stable) {
                return self.group_input(&op.operands[through]);
            }
        }
        self.operand(operand)
    }

    /// What the members of a group after its first do:
    ///
    /// ```text
    /// __q::Epilogue {
    ///     batch_norm: Some(&self.bn1), add: Some(&b), activation: __q::Activation::Relu, max_pool: None,
    /// }
    /// ```
    fn epilogue(&mut self, group: &Group, last: OpId, pooling: Option<TokenStream>) -> TokenStream {
        let (mut norm, mut add, mut activation) = (quote!(__q::None), None, quote!(None));
        for member in group.ops.get(1..).unwrap_or_default() {
            let op = self.program.op(*member);
            match (op.kind, &op.layer) {
                (OpKind::BatchNorm, Some(LayerRef { optional: Some(field), .. }))
                    if group.optional == Some(*member) =>
                {
                    let this = &self.locals.this;
                    norm = quote!(#this.#field.as_ref());
                }
                (OpKind::BatchNorm, layer) => {
                    norm = option(layer.as_ref().map(|layer| self.layer(layer)));
                }
                (OpKind::Add, _) => add = Some(self.added(*member, op, last)),
                (OpKind::Relu6, _) => activation = quote!(Relu6),
                _ => activation = quote!(Relu),
            }
        }
        let (add, pooling) = (option(add), option(pooling));
        quote! {
            __q::Epilogue {
                batch_norm: #norm,
                add: #add,
                activation: __q::Activation::#activation,
                max_pool: #pooling,
            }
        }
    }

    /// The tensor that a member of a group adds.
    fn added(&mut self, member: OpId, op: &Op, last: OpId) -> TokenStream {
        let through = self.through(member);
        let other = 1 - through.min(1);
        if member == last && (other > through || is_read_late(op, &op.operands[other])) {
            let operand = self.operand(&op.operands[other]);
            let tensor = self.types.under.tensor(Span::call_site());
            quote!(__q::by_ref::<#tensor>(&#operand))
        } else {
            let slot = slot(member, other);
            quote!(&#slot)
        }
    }

    /// An absorbed operation passes its input through. What else it names is put aside for the
    /// operation that runs the group, in a slot in front of the statement:
    ///
    /// ```text
    /// let mut slot0;
    /// let y = { slot0 = &self.convs[i]; let input = __q::pass(x); input };
    /// ```
    pub(super) fn absorbed(&mut self, id: OpId, op: &Op, through: usize) -> TokenStream {
        let is_optional = self.fusion.groups.iter().any(|group| group.optional == Some(id));
        let layer = op.layer.as_ref().filter(|layer| !is_optional && !stable(&layer.expr));
        // Like what is in front of the input it is evaluated before that.
        let mut before: Vec<_> =
            layer.map(|layer| (slot(id, 0), self.put_aside(layer))).into_iter().collect();
        let tensor = self.types.under.tensor(Span::call_site());
        let mut input = self.operand(&op.operands[through]);
        if !self.is_absorbed(&op.operands[through].expr) {
            input = quote!(__q::pass::<#tensor>(#input));
        }
        let mut aside = Vec::new();
        for (i, operand) in op.operands.iter().enumerate().filter(|(i, _)| *i != through) {
            let put = (slot(id, i), self.passed(operand));
            // What is in front of it is evaluated first, unless it is only looked at.
            let first = i < through && !is_read_late(op, operand);
            if first { before.push(put) } else { aside.push(put) }
        }
        for (i, arg) in op.args.iter().enumerate().filter(|(_, arg)| !stable(arg)) {
            let mut arg = arg.clone();
            let mut temporaries = Temporaries { slot: slot(id, ARGS + i), found: Vec::new() };
            temporaries.visit_expr_mut(&mut arg);
            let Temporaries { slot, found } = temporaries;
            for (name, value) in found {
                aside.push((name, self.filled(&value).into_token_stream()));
            }
            aside.push((slot, self.filled(&arg).into_token_stream()));
        }
        if aside.is_empty() && before.is_empty() {
            return input;
        }
        let (first, firsts): (Vec<_>, Vec<_>) = before.into_iter().unzip();
        let (slots, values): (Vec<_>, Vec<_>) = aside.into_iter().unzip();
        self.declared.extend(first.iter().chain(&slots).cloned());
        let name = &self.locals.input;
        quote!({
            #(#first = #firsts;)*
            let #name = #input;
            #(#slots = #values;)*
            #name
        })
    }

    /// A layer for later: a local that refers to it may refer to another one by then, and what a call gives
    /// is a reference.
    fn put_aside(&mut self, layer: &LayerRef) -> TokenStream {
        match &layer.expr {
            Expr::Path(local) => quote!(#local.__borrow_layer()),
            expr if is_place(expr) || Hole::node(expr).is_some() => self.layer(layer),
            expr => {
                let expr = self.filled(expr);
                quote!((#expr).__borrow_layer())
            }
        }
    }

    /// Whether `expr` is the hole of an operation that passes its input through.
    fn is_absorbed(&self, expr: &Expr) -> bool {
        let Some(Node::Op(op)) = Hole::node(expr).and_then(|node| self.program.nodes.get(node.0))
        else {
            return false;
        };
        matches!(self.fusion.roles[op.0], Role::Absorbed { .. })
    }
}

/// What an argument borrows that ends with its statement, or is a local's and may be another's by then, each put
/// aside in a slot of its own: `&a.b()` becomes `&slot`, and so does `&w`, of a clone.
struct Temporaries {
    /// Of the argument.
    slot: Ident,
    found: Vec<(Ident, Expr)>,
}

impl VisitMut for Temporaries {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Reference(reference)
                if !is_place(&reference.expr) || is_of_local(&reference.expr) =>
            {
                let name = format_ident!("{}_{}", self.slot, self.found.len());
                let value = std::mem::replace(&mut *reference.expr, parse_quote!(#name));
                let is_place = is_place(&value);
                let value = if is_place { parse_quote!((#value).clone()) } else { value };
                self.found.push((name, value));
            }
            Expr::Reference(_)
            | Expr::Call(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Paren(_) => {
                visit_mut::visit_expr_mut(self, expr);
            }
            _ => {}
        }
    }
}

/// Whether an expression is of a local, or an item of it.
fn is_of_local(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_of_local(&paren.expr),
        Expr::Index(index) => !matches!(&*index.index, Expr::Range(_)) && is_of_local(&index.expr),
        Expr::Path(path) => {
            path.path.get_ident().is_some_and(|name| name != "self" && !is_constant(name))
        }
        _ => false,
    }
}

/// Whether an expression is a place, or a value that is one for ever.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)) && is_place(&unary.expr),
        _ => matches!(expr, Expr::Path(_)) || stable(expr),
    }
}

/// Whether nothing is taken by an operand.
fn is_read(operand: &Expr) -> bool {
    match operand {
        Expr::Reference(reference) => is_place(&reference.expr),
        operand => is_place(operand),
    }
}

/// Whether an operand may be looked at behind those that come after it: nothing is taken by it, and no block
/// of theirs can give its name to something else.
fn is_read_late(op: &Op, operand: &Operand) -> bool {
    is_read(&operand.expr) && !op.source.text.contains('{')
}

/// Where the slots of arguments start; those before are of a layer and of operands.
const ARGS: usize = 100;

fn slot(op: OpId, index: usize) -> Ident {
    names::Locals::slot(op.0 * 1000 + index)
}

/// Whether `expr` is the same wherever in the function it is evaluated: a field of the model, or a
/// literal.
fn stable(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Lit(_) => true,
        Expr::Field(field) => stable(&field.base),
        Expr::Index(index) => stable(&index.expr) && matches!(&*index.index, Expr::Lit(_)),
        Expr::Reference(reference) => reference.mutability.is_none() && stable(&reference.expr),
        Expr::Paren(paren) => stable(&paren.expr),
        Expr::Group(group) => stable(&group.expr),
        Expr::Array(array) => array.elems.iter().all(stable),
        Expr::Tuple(tuple) => tuple.elems.iter().all(stable),
        Expr::Unary(unary) => !matches!(unary.op, syn::UnOp::Deref(_)) && stable(&unary.expr),
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some"))
                && call.args.iter().all(stable)
        }
        _ => false,
    }
}
