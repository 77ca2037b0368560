//! What fills the holes of a body.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprField, Ident, Member, spanned::Spanned, visit_mut::VisitMut};

use super::{
    names,
    plan::option,
    types::{Types, names_models},
};
use crate::{
    fuse::{Fusion, Role},
    ir::{
        Call, Hole, LayerRef, MacroArgs, MacroCall, Node, NodeId, Op, OpId, Operand, Program,
        Region,
    },
    ops::OpKind,
    parse::{Impl, Model},
    ty::Ty,
};

/// Fills the holes of one function.
pub struct Filler<'a> {
    pub model: &'a Model,
    pub item: &'a Impl,
    pub program: &'a Program,
    pub fusion: &'a Fusion,
    pub locals: &'a names::Locals,
    pub types: Types<'a>,
    /// What the function returned in f32.
    pub output: &'a Ty,
    /// Whether it is lowered, so that it returns a `Result`.
    pub lowered: bool,
    /// How many closures the walk is in.
    pub closures: usize,
    /// How many regions in f32 the walk is in.
    pub regions: usize,
    /// Slots to declare in front of the statement that the walk is in.
    pub declared: Vec<Ident>,
}

impl Filler<'_> {
    /// Whether `return` and `?` leave the function.
    pub fn returns(&self) -> bool {
        self.lowered && self.closures == 0
    }

    /// `self.block`, a model, at the place of its type in the struct: if that cannot be lowered rustc
    /// says so there already, and says it once.
    pub fn model_field(&self, expr: &Expr) -> Option<TokenStream> {
        let Expr::Field(ExprField { base, member: Member::Named(name), .. }) = expr else {
            return None;
        };
        let Expr::Path(base) = &**base else { return None };
        let field = self.model.fields.iter().find(|field| field.ident == *name)?;
        if !base.path.is_ident("self") || !names_models(&field.ty) {
            return None;
        }
        // The struct came through a macro, and its tokens say so; the impl's do not.
        let span = field.written.span().resolved_at(name.span());
        let (mut this, mut name) = (self.locals.this.clone(), name.clone());
        this.set_span(this.span().located_at(span));
        name.set_span(span);
        Some(quote_spanned!(span=> #this.#name))
    }

    fn filled(&mut self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        self.visit_expr_mut(&mut expr);
        expr
    }

    fn all(&mut self, exprs: &[Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.filled(expr)).collect()
    }

    pub fn node(&mut self, node: NodeId) -> TokenStream {
        let program = self.program;
        match program.nodes.get(node.0) {
            Some(Node::Op(op)) => self.op(*op),
            Some(Node::Call(call)) => self.call(call),
            Some(Node::Macro(call)) => self.macro_call(call),
            None => TokenStream::new(),
        }
    }

    /// `self.stem(x)` → `__q::ok!(Self::__lowered_stem(self, cx, x))`
    fn call(&mut self, Call { name, lowered, args }: &Call) -> TokenStream {
        let args = self.all(args);
        let names::Locals { this, cx, backend, .. } = self.locals;
        let name = names::method(name);
        if *lowered {
            quote!(__q::ok!(Self::#name(#this, #cx, #(#args,)*)))
        } else {
            quote!(Self::#name::<#backend>(#this, #(#args,)*))
        }
    }

    /// `self.block.forward(x)` → `__q::ok!(__q::call(&self.block, cx, (x,)))`
    fn nested(&mut self, model: &LayerRef, args: &[Operand]) -> TokenStream {
        let args: Vec<_> = args.iter().map(|operand| self.operand(operand)).collect();
        let of = self.filled(&model.expr);
        let cx = &self.locals.cx;
        let Some(ty) = &model.param else {
            return quote!(__q::ok!(__q::call(&#of, #cx, (#(#args,)*))));
        };
        let ty = self.argument(ty);
        let input = match args.as_slice() {
            [one] => quote!(#one),
            args => quote!((#(#args,)*)),
        };
        quote!(__q::ok!(<#ty as __q::Model>::forward_lowered(&#of, #cx, #input)))
    }

    /// What the impl has for a type parameter of the struct: `T` in `impl<T> Stage<T>`.
    fn argument(&self, param: &Ident) -> TokenStream {
        let args = self.item.path.segments.last().map(|last| &last.arguments);
        let Some(syn::PathArguments::AngleBracketed(args)) = args else { return quote!(#param) };
        let params = self.model.generics.params.iter();
        let mut pairs = params.zip(&args.args);
        let found = pairs.find_map(|(declared, argument)| match declared {
            syn::GenericParam::Type(declared) if declared.ident == *param => Some(argument),
            _ => None,
        });
        found.map_or_else(|| quote!(#param), |argument| quote!(#argument))
    }

    fn macro_call(&mut self, call: &MacroCall) -> TokenStream {
        let args = self.all(&call.args);
        let path = &call.path;
        match (call.separator, args.as_slice()) {
            (MacroArgs::Repeat, [value, count]) => quote!(#path![#value; #count]),
            _ if path.is_ident("vec") => quote!(#path![#(#args),*]),
            _ => quote!(#path!(#(#args),*)),
        }
    }

    fn op(&mut self, id: OpId) -> TokenStream {
        let op = self.program.op(id);
        if let Some(region) = &op.region {
            return self.region(id, region);
        }
        match self.fusion.roles[id.0] {
            Role::Alone { site } => self.alone(id, op, site),
            Role::Absorbed { through, .. } => self.absorbed(id, op, through),
            Role::Last { group, through, .. } => self.group(id, &op.operands[through], group, None),
            Role::Pool { group, .. } => match op.operands.first() {
                Some(input) => {
                    let pooling = self.pooling(op);
                    self.group(id, input, group, Some(pooling))
                }
                None => TokenStream::new(),
            },
        }
    }

    /// `__q::functional::MaxPool2dArgs::new(2).stride(2)`
    fn pooling(&mut self, op: &Op) -> TokenStream {
        let args = self.all(&op.args);
        match (&op.layer, args.as_slice()) {
            (Some(layer), _) => {
                let layer = self.filled(&layer.expr);
                quote!(#layer.args())
            }
            (None, [kernel, stride]) => {
                quote!(__q::functional::MaxPool2dArgs::new(#kernel).stride(#stride))
            }
            (None, args) => quote!(#(#args),*),
        }
    }

    /// ```text
    /// __q::ok!(__q::layers::conv2d(
    ///     __q::At { cx, ops: __OPS, op: 0 }, &self.conv1, x, &self.__sites, __q::Epilogue::NONE,
    /// ))
    /// ```
    fn alone(&mut self, id: OpId, op: &Op, site: Option<usize>) -> TokenStream {
        if let (OpKind::Forward, Some(model)) = (op.kind, &op.layer) {
            return self.nested(model, &op.operands);
        }
        let layer = op.layer.as_ref().map(|layer| self.layer(layer));
        let operands: Vec<_> = op.operands.iter().map(|operand| self.operand(operand)).collect();
        let args = self.all(&op.args);
        let this = &self.locals.this;
        let sites = site.map(|_| quote!(&#this.__sites, __q::Epilogue::NONE));
        self.run(id, op, layer, quote!(#(#operands,)*), &args, sites)
    }

    /// The last operation of a group, `id`, runs all of it, on what was passed through.
    fn group(
        &mut self,
        id: OpId,
        input: &Operand,
        group: usize,
        pooling: Option<TokenStream>,
    ) -> TokenStream {
        let group = &self.fusion.groups[group];
        let input = self.group_input(input);
        let epilogue = self.epilogue(group.ops.get(1..).unwrap_or_default(), id, pooling);
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
        if in_slot { quote!({ let #name = #input; #call }) } else { call }
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
    fn epilogue(
        &mut self,
        members: &[OpId],
        last: OpId,
        pooling: Option<TokenStream>,
    ) -> TokenStream {
        let (mut norm, mut add, mut activation) = (None, None, quote!(None));
        for member in members {
            let op = self.program.op(*member);
            match op.kind {
                OpKind::BatchNorm => norm = op.layer.as_ref().map(|layer| self.layer(layer)),
                OpKind::Add => add = Some(self.added(*member, op, last)),
                OpKind::Relu6 => activation = quote!(Relu6),
                _ => activation = quote!(Relu),
            }
        }
        let (norm, add, pooling) = (option(norm), option(add), option(pooling));
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
        let through = match self.fusion.roles[member.0] {
            Role::Absorbed { through, .. } | Role::Last { through, .. } => through,
            Role::Alone { .. } | Role::Pool { .. } => 0,
        };
        let other = 1 - through.min(1);
        if member == last {
            let operand = self.operand(&op.operands[other]);
            let backend = &self.locals.backend;
            quote!(__q::by_ref::<#backend::Tensor>(&#operand))
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
    /// let y = { let input = __q::pass(x); slot0 = &self.convs[i]; input };
    /// ```
    fn absorbed(&mut self, id: OpId, op: &Op, through: usize) -> TokenStream {
        let layer = op.layer.as_ref().filter(|layer| !stable(&layer.expr));
        let layer = layer.map(|layer| (slot(id, 0), self.layer(layer)));
        let backend = self.locals.backend.clone();
        let mut input = self.operand(&op.operands[through]);
        if !self.is_absorbed(&op.operands[through].expr) {
            input = quote!(__q::pass::<#backend::Tensor>(#input));
        }
        let mut aside = Vec::from_iter(layer);
        for (i, operand) in op.operands.iter().enumerate().filter(|(i, _)| *i != through) {
            let tokens = self.operand(operand);
            let owned = Hole::node(&operand.expr).is_some();
            let value = if owned { tokens } else { quote!(__q::pass::<#backend::Tensor>(#tokens)) };
            aside.push((slot(id, i), value));
        }
        for (i, arg) in op.args.iter().enumerate().filter(|(_, arg)| !stable(arg)) {
            let arg = self.filled(arg);
            aside.push((slot(id, ARGS + i), quote!(#arg)));
        }
        if aside.is_empty() {
            return input;
        }
        let (slots, values): (Vec<_>, Vec<_>) = aside.into_iter().unzip();
        self.declared.extend(slots.iter().cloned());
        let name = &self.locals.input;
        quote!({
            let #name = #input;
            #(#slots = #values;)*
            #name
        })
    }

    /// ```text
    /// __q::ok!({
    ///     let f32_0 = __q::ok!(__q::Backend::to_f32(cx, x.by_ref()));
    ///     let x = __q::Held(&x, &f32_0).held();
    ///     __q::Value::enter::<__B>(softmax(x), &mut __q::Region {
    ///         at: __q::At { cx, ops: __OPS, op: 7 }, sites: &__self.__sites,
    ///     })
    /// })
    /// ```
    fn region(&mut self, id: OpId, region: &Region) -> TokenStream {
        let (at, this) = (self.at(id), self.locals.this.clone());
        let (cx, backend) = (self.locals.cx.clone(), self.locals.backend.clone());
        let locals = &region.locals;
        let (names, fields): (Vec<_>, Vec<_>) = region.fields.iter().cloned().unzip();
        let fields = self.all(&fields);
        self.regions += 1;
        let body = self.filled(&region.body);
        self.regions -= 1;
        let values: Vec<_> = (0..locals.len()).map(names::Locals::value).collect();
        quote!(__q::ok!({
            #(
                let #values = __q::ok!(__q::Backend::to_f32(#cx, #locals.by_ref()));
                let #locals = __q::Held(&#locals, &#values).held();
            )*
            #(let #names = __q::ok!(__q::Backend::to_f32(#cx, &#fields));)*
            __q::Value::enter::<#backend>(
                #body,
                &mut __q::Region { at: #at, sites: &#this.__sites },
            )
        }))
    }

    fn run(
        &self,
        id: OpId,
        op: &Op,
        layer: Option<TokenStream>,
        operands: TokenStream,
        args: &[Expr],
        sites: Option<TokenStream>,
    ) -> TokenStream {
        let function = Ident::new(op.function, proc_macro2::Span::call_site());
        let (module, layer) = match layer {
            Some(layer) => (quote!(layers), quote!(#layer,)),
            None if op.kind == OpKind::Read => (quote!(read), quote!()),
            None => (quote!(ops), quote!()),
        };
        let at = self.at(id);
        let inputs = match op.kind {
            // The one that takes its number first, as `1.0 - x` has it.
            OpKind::RsubScalar => quote!(#(#args,)* #operands),
            _ => quote!(#operands #(#args,)*),
        };
        quote!(__q::ok!(__q::#module::#function(#at, #layer #inputs #sites)))
    }

    fn layer(&mut self, layer: &LayerRef) -> TokenStream {
        let expr = self.filled(&layer.expr);
        quote!(&#expr)
    }

    /// `__q::At { cx, ops: __OPS, op: 3 }`
    fn at(&self, id: OpId) -> TokenStream {
        let (cx, index) = (&self.locals.cx, id.0);
        quote!(__q::At { cx: #cx, ops: __OPS, op: #index })
    }

    /// A tensor, passed as the user wrote it.
    fn operand(&mut self, operand: &Operand) -> TokenStream {
        if operand.receiver {
            self.borrowed(&operand.expr)
        } else {
            let expr = self.filled(&operand.expr);
            quote!(#expr)
        }
    }

    /// The receiver of a method: what was just made is passed on, all else is borrowed.
    fn borrowed(&mut self, receiver: &Expr) -> TokenStream {
        let expr = self.filled(receiver);
        match Hole::node(receiver) {
            Some(_) => quote!(#expr),
            None => quote!(#expr.by_ref()),
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
