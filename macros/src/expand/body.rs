//! What fills the holes of a body.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Expr, GenericArgument, GenericParam, Ident, ReturnType, Type, parse_quote, spanned::Spanned,
    visit_mut::VisitMut,
};

use super::{
    exported::key,
    known::known,
    model::is_pointer,
    names,
    program::resolved,
    question::parenthesized,
    types::{Types, names_models},
};
use crate::{
    fuse::{Fusion, Role},
    ir::{
        Call, Gives, Hole, LayerRef, Node, NodeId, Op, OpId, Operand, PlainCall, Program, Region,
    },
    ops::OpKind,
    parse::{Impl, Model},
    source::{Source, first, last},
};

/// Fills the holes of one function.
pub struct Filler<'a> {
    pub model: &'a Model,
    pub item: &'a Impl,
    pub program: &'a Program,
    pub fusion: &'a Fusion,
    pub locals: &'a names::Locals,
    pub types: Types<'a>,
    /// What the function would return if it could not fail for its operations.
    pub returned: TokenStream,
    /// Whether that is `()`.
    pub returns_nothing: bool,
    /// Whether it is lowered, so that it returns a `Result`.
    pub lowered: bool,
    /// Whether operations panic, as in the user's f32, where their errors cannot be returned.
    pub panics: bool,
    /// How many closures the walk is in.
    pub closures: usize,
    /// How many regions in f32 the walk is in.
    pub regions: usize,
    /// The types and traits that the function declares.
    pub items: HashSet<String>,
    /// The names that it binds.
    pub bound: HashSet<String>,
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
        let (field, name) = self.model.field_of(expr)?;
        let may_fail = names_models(&field.ty) || is_pointer(field);
        if !may_fail {
            return None;
        }
        // The struct came through a macro, and its tokens say so; the impl's do not.
        let span = field.written.span().resolved_at(name.span());
        let (mut this, mut name) = (self.locals.this.clone(), name.clone());
        this.set_span(this.span().located_at(span));
        name.set_span(span);
        Some(quote_spanned!(span=> #this.#name))
    }

    pub(super) fn filled(&mut self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        self.visit_expr_mut(&mut expr);
        expr
    }

    pub(super) fn all(&mut self, exprs: &[Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.filled(expr)).collect()
    }

    pub fn node(&mut self, node: NodeId) -> TokenStream {
        let program = self.program;
        match program.nodes.get(node.0) {
            Some(Node::Op(op)) => self.op(*op),
            Some(Node::Call(call)) => self.call(call),
            Some(Node::Plain(call)) => self.plain_call(call),
            Some(Node::Macro(call)) => self.macro_call(call),
            Some(Node::Named(names)) => {
                let resolved = resolved(names);
                quote!({ #resolved })
            }
            None => TokenStream::new(),
        }
    }

    /// `self.stem(x)` → `__q::ok!(__self.callee(Self::__lowered_stem::<__B>)(__self, cx, x), __Checked<_>)`
    fn call(&mut self, Call { name, generics, lowered, args }: &Call) -> TokenStream {
        let args = self.all(args);
        // Its own parameters are inferred; the backend is not, out of types that depend on a constant.
        let method = self.item.method(&name.to_string());
        let own = method.into_iter().flat_map(|method| &method.item.sig.generics.params);
        let own = own.filter(|param| !matches!(param, GenericParam::Lifetime(_)));
        let mut own: Vec<GenericArgument> = own.map(|_| parse_quote!(_)).collect();
        let given = generics.iter().filter(|arg| !matches!(arg, GenericArgument::Lifetime(_)));
        for (own, given) in own.iter_mut().zip(given) {
            own.clone_from(given);
            self.visit_generic_argument_mut(own);
        }
        let names::Locals { this, cx, backend, .. } = self.locals;
        let name = names::method(name);
        let function = quote!(#this.callee(Self::#name::<#(#own,)* #backend>));
        if *lowered {
            self.ok(quote!(#function(#this, #cx, #(#args,)*)))
        } else {
            quote!(#function(#this, #(#args,)*))
        }
    }

    /// `self.block.forward(x)` → `__q::ok!(__q::call(&self.block, cx, (x,)), __Checked<_>)`, and for another
    /// method `__q::ok!(__q::exporter(&self.block).call::<KEY, _>(cx, (x,)), __Checked<_>)`
    fn nested(&mut self, model: &LayerRef, args: &[Operand], at: Span) -> TokenStream {
        let args: Vec<_> = args.iter().map(|operand| self.operand(operand)).collect();
        let Some(ty) = &model.param else {
            let (of, cx) = (self.filled(&model.expr), &self.locals.cx);
            // What rustc says of the model's type, it says where the user wrote the model.
            let span = Span::call_site().located_at(at);
            let call = match &model.method {
                None => quote_spanned!(span=> __q::call(&#of, #cx, (#(#args,)*))),
                Some(method) => {
                    let (key, name) = (key(method), Ident::new("call", method.span()));
                    let model = quote_spanned!(span=> __q::exporter(&#of));
                    quote!(#model.#name::<#key, _>(#cx, (#(#args,)*)))
                }
            };
            return self.ok(call);
        };
        let (ty, of, cx) = (self.argument(ty), self.layer(model), &self.locals.cx);
        let input = match args.as_slice() {
            [one] => quote!(#one),
            args => quote!((#(#args,)*)),
        };
        self.ok(quote!(<#ty as __q::Model>::forward_lowered(#of, #cx, #input)))
    }

    /// `block.gain(2)` → `block.__exporter().plain::<KEY, _>((2,))`, if it is of a model.
    fn plain_call(&mut self, PlainCall { call, of }: &PlainCall) -> TokenStream {
        if !self.program.models.contains(of) {
            let call = self.filled(&Expr::MethodCall(call.clone()));
            return quote!(#call);
        }
        let (model, key) = (self.filled(&call.receiver), key(&call.method));
        let args = call.args.iter().map(|arg| self.filled(arg));
        let args: Vec<_> = args.collect();
        let plain = Ident::new("plain", call.method.span());
        quote!(#model.__exporter().#plain::<#key, _>((#(#args,)*)))
    }

    /// What the impl has for a type parameter of the struct: `T` in `impl<T> Stage<T>`.
    fn argument(&self, param: &Ident) -> TokenStream {
        let args = self.item.path.segments.last().map(|last| &last.arguments);
        let Some(syn::PathArguments::AngleBracketed(args)) = args else { return quote!(#param) };
        let params = self.model.generics.params.iter();
        let mut pairs = params.zip(&args.args);
        let found = pairs.find_map(|(declared, argument)| match declared {
            GenericParam::Type(declared) if declared.ident == *param => Some(argument),
            _ => None,
        });
        found.map_or_else(|| quote!(#param), |argument| quote!(#argument))
    }

    /// The value of an operation, and what is done with its error.
    fn ok(&self, result: TokenStream) -> TokenStream {
        let name = if self.panics { quote!(or_panic) } else { quote!(ok) };
        quote!(__q::#name!(#result, __Checked<_>))
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

    /// ```text
    /// __q::ok!(cx.layers(__OPS, 0).conv2d(&self.conv1, x, &self.__sites, __q::Epilogue::NONE), __Checked<_>)
    /// ```
    fn alone(&mut self, id: OpId, op: &Op, site: Option<usize>) -> TokenStream {
        if let (OpKind::Forward, Some(model)) = (op.kind, &op.layer) {
            return self.nested(model, &op.operands, op.source.span);
        }
        let layer = op.layer.as_ref().map(|layer| self.layer(layer));
        let operands: Vec<_> = op.operands.iter().map(|operand| self.operand(operand)).collect();
        let args = self.all(&op.args);
        let this = &self.locals.this;
        let sites = site.map(|_| quote!(&#this.__sites, __q::Epilogue::NONE));
        self.run(id, op, layer, quote!(#(#operands,)*), &args, sites)
    }

    /// ```text
    /// __q::ok!({
    ///     let f32_0 = __q::ok!(__q::Backend::to_f32(cx, x.by_ref()), __Checked<_>);
    ///     let x = cx.local(&x, &f32_0).held();
    ///     __q::region(__q::At { cx, ops: __OPS, op: 7 }, &__self.__sites, softmax(x))
    /// }, __Checked<_>)
    /// ```
    fn region(&mut self, id: OpId, region: &Region) -> TokenStream {
        let names::Locals { this, cx, .. } = self.locals;
        let (id, locals, lists) = (id.0, &region.locals, &region.lists);
        let (names, fields): (Vec<_>, Vec<_>) = region.fields.iter().cloned().unzip();
        let fields = self.all(&fields);
        self.regions += 1;
        let body = self.filled(&region.body);
        self.regions -= 1;
        let (ty, body) = match &region.gives {
            Gives::Said(ty) => {
                let said = Ident::new("said", Span::mixed_site());
                (quote!(::<_, #ty>), quote!({ let #said: __Checked<#ty> = #body; #said }))
            }
            Gives::Taken(_) => {
                // All of it where the expression is: what is asked twice rustc says once.
                let (first, last) = (first(&region.body), last(&region.body));
                let taken = at(first, quote!(__q::TakenForTensor::<{ __CHECKED }>::));
                (quote!(), quote_spanned!(last=> #taken tensor(#body)))
            }
            Gives::Any => (quote!(), quote!(#body)),
        };
        let values: Vec<_> = (0..locals.len()).map(names::Locals::value).collect();
        let listed = (0..lists.len()).map(|i| names::Locals::value(locals.len() + i));
        let listed: Vec<_> = listed.collect();
        // What is no list after all rustc reports where it is read.
        let borrowed = lists.iter().map(|list| quote_spanned!(list.span()=> &#list));
        quote!(__q::ok!({
            #(
                let #values = __q::ok!(__q::Backend::to_f32(#cx, #locals.by_ref()), __Checked<_>);
                let #locals = #cx.local(&#locals, &#values).held();
            )*
            #(
                let #listed = __q::ok!(__q::list_to_f32(#cx, #borrowed), __Checked<_>);
                let #lists = __q::HeldList(&#lists, &#listed).held();
            )*
            #(let #names = __q::ok!(__q::Backend::to_f32(#cx, &#fields), __Checked<_>);)*
            __q::region #ty(__q::At { cx: #cx, ops: __OPS, op: #id }, &#this.__sites, #body)
        }, __Checked<_>))
    }

    pub(super) fn run(
        &self,
        id: OpId,
        op: &Op,
        layer: Option<TokenStream>,
        operands: TokenStream,
        args: &[Expr],
        sites: Option<TokenStream>,
    ) -> TokenStream {
        let function = Ident::new(op.function, Span::call_site());
        let (of, layer) = match layer {
            Some(layer) => (quote!(layers), quote!(#layer,)),
            None if op.kind == OpKind::Read => (quote!(reads), quote!()),
            None => (quote!(ops), quote!()),
        };
        let (cx, id) = (&self.locals.cx, id.0);
        let inputs = match op.function {
            // Those that take their number first, as `1.0 - x` has it.
            "radd_number" | "rsub_number" | "rmul_number" => quote!(#(#args,)* #operands),
            _ => quote!(#operands #(#args,)*),
        };
        let run = self.ok(quote!(#cx.#of(__OPS, #id).#function(#layer #inputs #sites)));
        match op.kind {
            OpKind::Read => known(run, &op.source),
            _ => run,
        }
    }

    pub(super) fn layer(&mut self, layer: &LayerRef) -> TokenStream {
        let expr = self.filled(&layer.expr);
        if self.is_reference(&layer.expr) {
            quote!(#expr)
        } else if has_branches(&layer.expr) {
            quote!((#expr).__borrow_layer())
        } else {
            quote!(&#expr)
        }
    }

    /// Whether it is a call of a helper that returns a reference.
    fn is_reference(&self, expr: &Expr) -> bool {
        let node = Hole::node(expr).and_then(|node| self.program.nodes.get(node.0));
        let Some(Node::Call(Call { name, .. })) = node else { return false };
        let helper = self.item.method(&name.to_string());
        let output = helper.map(|helper| &helper.item.sig.output);
        matches!(output, Some(ReturnType::Type(_, ty)) if matches!(**ty, Type::Reference(_)))
    }

    /// A tensor, passed as the user wrote it.
    pub(super) fn operand(&mut self, operand: &Operand) -> TokenStream {
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
}

/// Whether it is an expression whose branches would all have to be of the type that is asked for.
fn has_branches(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => has_branches(&paren.expr),
        _ => matches!(
            expr,
            Expr::Block(_)
                | Expr::If(_)
                | Expr::Loop(_)
                | Expr::Match(_)
                | Expr::Try(_)
                | Expr::Unsafe(_)
        ),
    }
}

/// A call where an expression is in the source, from the first token to the last.
pub fn placed(function: TokenStream, args: TokenStream, source: &Source) -> TokenStream {
    let function = at(source.span, function);
    let args = parenthesized(args, source.last);
    quote!(#function #args)
}

/// Tokens, all of them at a place, but for what is in brackets.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|mut token| {
        token.set_span(place);
        token
    });
    located.collect()
}
