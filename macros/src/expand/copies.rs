//! The copies of the user's functions that [`checked`](super::checked) asks for.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    BinOp, Block, Expr, ExprAsync, ExprBinary, ExprBlock, ExprClosure, ExprParen, ExprReference,
    ExprReturn, ExprUnary, ExprUnsafe, Ident, Item, Path, ReturnType, Stmt, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    names,
    question::{Question, first, last},
};
use crate::{
    attr::{Strip, allowed},
    parse::{Method, Param},
    rustc::{
        Copied, asks, end, fits_a_closure, returns_nothing, returns_owned, unevaluated,
        unreachable_end,
    },
};

/// A copy of a function, for instance of `fn forward(&self, x: Tensor) -> Tensor { … }`:
///
/// ```text
/// fn __check_forward(&self) -> __private::Copied<(), impl Sized> {
///     let _ = |x: Tensor| -> Tensor { … };
///     __private::Copied { result: (), opaque: () }
/// }
/// ```
///
/// Or of `fn pick(&self, x: &Tensor) -> &Conv2d { &self.conv }`:
///
/// ```text
/// fn __check_pick(&self, x: &Tensor) -> __private::Copied<&Conv2d, impl Sized> {
///     __private::Copied { result: &self.conv, opaque: () }
/// }
/// ```
pub fn copy(krate: &Path, method: &Method, copied: Copied) -> TokenStream {
    let lints = method.item.attrs.iter().filter_map(allowed).chain(unreachable_end(method));
    let function = match copied {
        Copied::Closure => closure(krate, method),
        Copied::Function => function(krate, method),
    };
    // By this lint rustc decides how to word another error (E0133); it is not allowed in the original.
    quote! {
        #[doc(hidden)]
        #[deny(unsafe_op_in_unsafe_fn)]
        #(#lints)*
        #function
    }
}

fn closure(krate: &Path, method: &Method) -> TokenStream {
    let name = names::check(method.ident());
    let params = method.params.iter().map(|Param { pat, written, .. }| quote!(#pat: #written));
    let output = output(method);
    let mut body = body(method);
    let imports = asks(method).then(|| {
        Trying::new(krate, &output, is_try(method)).visit_block_mut(&mut body);
        imports(krate)
    });
    // What `self` is in the user's code is only what the user called so.
    let receiver = match method.item.sig.receiver() {
        Some(receiver) => quote!(#receiver),
        None => quote!(_: &Self),
    };
    quote! {
        fn #name(#receiver) -> #krate::__private::Copied<(), impl ::core::marker::Sized> {
            #imports
            let _ = |#(#params),*| -> #output #body;
            #krate::__private::Copied { result: (), opaque: () }
        }
    }
}

fn function(krate: &Path, method: &Method) -> TokenStream {
    let sig = &method.item.sig;
    // Behind it rustc suggests lifetimes.
    let mut name = names::check(method.ident());
    name.set_span(method.ident().span());
    let (generics, inputs, output) = (&sig.generics, &sig.inputs, output(method));
    let (mut body, imports) = (body(method), imports(krate));
    Trying::new(krate, &output, false).visit_block_mut(&mut body);
    let returned = match method {
        _ if returns_owned(method) => Returned::Owned(&output),
        _ if fits_a_closure(method) => Returned::OfSelf,
        _ => Returned::OfArguments,
    };
    let (returns_nothing, place) = (returns_nothing(method), method.ident().span());
    let leaves = &mut Leaves { krate, returned, returns_nothing, place };
    let original = last_of(&mut body).cloned();
    leaves.visit_block_mut(&mut body);
    leaves.end(&mut body, original.as_ref());
    let stmts = &body.stmts;
    quote! {
        fn #name #generics(#inputs) -> #krate::__private::Copied<#output, impl ::core::marker::Sized> {
            #imports
            // If nothing else is returned.
            if false {
                return #krate::__private::Copied { result: #krate::__private::any(), opaque: () };
            }
            #(#stmts)*
        }
    }
}

/// The traits of what stands for `?`.
fn imports(krate: &Path) -> TokenStream {
    quote!(use #krate::__private::{Attempt as _, Unattempted as _, Unreturned as _};)
}

fn output(method: &Method) -> TokenStream {
    match &method.item.sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => quote!(#ty),
    }
}

fn body(method: &Method) -> Block {
    let mut body = method.item.block.clone();
    body.stmts.extend(end(method));
    Strip.visit_block_mut(&mut body);
    Unevaluated.visit_block_mut(&mut body);
    body
}

/// Whether a function returns what it says by the name of something that `?` can be in, or of an alias
/// of that.
fn is_try(method: &Method) -> bool {
    let ReturnType::Type(_, ty) = &method.item.sig.output else { return false };
    let Type::Path(path) = &**ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let name = last.ident.to_string();
    ["ControlFlow", "Option", "Result"].iter().any(|end| name.ends_with(end))
}

/// Evaluates nothing.
struct Unevaluated;

impl VisitMut for Unevaluated {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        unevaluated(stmt);
        visit_mut::visit_stmt_mut(self, stmt);
    }
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// `?` written out.
struct Trying<'a>(Question<'a>);

impl<'a> Trying<'a> {
    fn new(krate: &Path, output: &'a TokenStream, again: bool) -> Self {
        let q = quote!(#krate::__private);
        let again = again.then(|| quote!(<#output as #q::Trying>::of));
        Trying(Question { q, output, again })
    }
}

impl VisitMut for Trying<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Try(attempt) = expr {
            *expr = self.0.written_out(attempt, |value| quote!(return #value));
        }
    }
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// `Copied { result: …, opaque: () }` for all that a function returns.
struct Leaves<'a> {
    krate: &'a Path,
    returned: Returned<'a>,
    /// Whether the function returns `()`.
    returns_nothing: bool,
    /// Where nothing is moved.
    place: Span,
}

/// What a function returns.
#[derive(Clone, Copy)]
enum Returned<'a> {
    /// Something of this type, in which nothing is borrowed.
    Owned(&'a TokenStream),
    /// Something borrowed of `self`, for as long in every branch.
    OfSelf,
    /// Something borrowed of arguments: how long rustc says of each branch.
    OfArguments,
}

impl Leaves<'_> {
    /// What a function ends with, and what that was: also if it says nothing, where nothing is returned.
    fn end(&self, body: &mut Block, original: Option<&Expr>) {
        if let (Some(last), Some(original)) = (last_of(body), original) {
            self.leaf(last, original);
        } else if self.returns_nothing {
            let mut nothing = parse_quote!(());
            self.branches(&mut nothing);
            body.stmts.push(Stmt::Expr(nothing, None));
        }
    }

    /// An expression whose value is returned, and what it was before what is in it was made anew.
    fn leaf(&self, expr: &mut Expr, original: &Expr) {
        let ends = Ends::of(original);
        match self.returned {
            _ if matches!(expr, Expr::Return(_)) => {}
            Returned::Owned(output) if ends.are_values => {
                self.branches(expr);
                if ends.have_types {
                    let unreached = unreached(output, original);
                    *expr = Expr::Verbatim(quote!({ #unreached #expr }));
                }
            }
            Returned::OfArguments => self.branches(expr),
            Returned::Owned(_) | Returned::OfSelf => *expr = Expr::Verbatim(self.wrapped(expr)),
        }
    }

    /// Each expression that it ends with.
    fn branches(&self, expr: &mut Expr) {
        match expr {
            Expr::Return(_) => {}
            Expr::If(branch) if branch.else_branch.is_some() => {
                last_of(&mut branch.then_branch).into_iter().for_each(|last| self.branches(last));
                if let Some((_, other)) = &mut branch.else_branch {
                    self.branches(other);
                }
            }
            Expr::Match(of) if matches!(self.returned, Returned::Owned(_)) => {
                of.arms.iter_mut().for_each(|arm| self.branches(&mut arm.body));
            }
            Expr::Block(ExprBlock { block, label: None, .. })
            | Expr::Unsafe(ExprUnsafe { block, .. }) => {
                last_of(block).into_iter().for_each(|last| self.branches(last));
            }
            _ => *expr = Expr::Verbatim(self.value(expr)),
        }
    }

    /// From the first token of an expression to the last: that is where what goes wrong in the
    /// return of it goes wrong.
    fn wrapped(&self, expr: &Expr) -> TokenStream {
        let krate = self.krate;
        let path = at(first(expr), quote!(#krate::__private::Copied));
        let fields = at(last(expr), quote!({ result: #expr, opaque: () }));
        quote!(#path #fields)
    }

    /// A value that is returned. Where rustc says as what it has to be, it is returned from a closure.
    fn value(&self, expr: &Expr) -> TokenStream {
        let (krate, Returned::Owned(output)) = (self.krate, self.returned) else {
            return self.wrapped(expr);
        };
        let (leaf, value) = (Ident::new("_leaf", first(expr)), Ident::new("value", last(expr)));
        let bound = Ident::new("_leaf", self.place.resolved_at(leaf.span()));
        let returned = (!has_a_type(expr)).then(|| unreached(output, &quote!(#leaf.#value)));
        let block = quote! {{
            let #bound = #krate::__private::Leaf { value: #expr };
            #returned
            #krate::__private::Copied { result: #krate::__private::any(), opaque: () }
        }};
        at(last(expr), block)
    }
}

/// The expression that a block ends with.
fn last_of(block: &mut Block) -> Option<&mut Expr> {
    if let Some(Stmt::Macro(mac)) = block.stmts.last()
        && mac.semi_token.is_none()
    {
        let expr = Expr::Verbatim(mac.to_token_stream());
        block.stmts.pop();
        block.stmts.push(Stmt::Expr(expr, None));
    }
    match block.stmts.last_mut() {
        Some(Stmt::Expr(expr, None)) => Some(expr),
        _ => None,
    }
}

/// A closure that returns a value, where nothing can be borrowed or moved.
fn unreached(output: &TokenStream, value: &impl ToTokens) -> TokenStream {
    quote! {
        #[allow(unused)]
        if false {
            loop {}
            let _ = || -> #output {
                loop {}
                #value
            };
        }
    }
}

/// What an expression ends with.
struct Ends {
    /// Whether all of its branches end in values, and none in a statement.
    are_values: bool,
    /// Whether rustc has words of its own for what is wrong with the type of one.
    have_types: bool,
}

impl Ends {
    const STATEMENT: Self = Ends { are_values: false, have_types: false };

    fn of(expr: &Expr) -> Self {
        match expr {
            Expr::If(branch) => {
                let other = branch.else_branch.as_ref();
                let other = other.map_or(Ends::STATEMENT, |(_, other)| Ends::of(other));
                Ends::of_block(&branch.then_branch).and(&other)
            }
            Expr::Match(of) => {
                let value = Ends { are_values: true, have_types: true };
                of.arms.iter().fold(value, |ends, arm| ends.and(&Ends::of(&arm.body)))
            }
            Expr::Block(ExprBlock { block, .. }) | Expr::Unsafe(ExprUnsafe { block, .. }) => {
                Ends::of_block(block)
            }
            _ => Ends { are_values: true, have_types: has_a_type(expr) },
        }
    }

    fn of_block(block: &Block) -> Self {
        match block.stmts.last() {
            Some(Stmt::Expr(last, None)) => Ends::of(last),
            Some(Stmt::Macro(mac)) if mac.semi_token.is_none() => {
                Ends { are_values: true, have_types: false }
            }
            _ => Ends::STATEMENT,
        }
    }

    fn and(self, other: &Self) -> Self {
        Ends {
            are_values: self.are_values && other.are_values,
            have_types: self.have_types || other.have_types,
        }
    }
}

/// Whether an expression has a type by itself, and not by what is done with it.
fn has_a_type(expr: &Expr) -> bool {
    let is_literal = |expr: &Expr| matches!(expr, Expr::Lit(_));
    match expr {
        Expr::Cast(_) | Expr::Field(_) | Expr::ForLoop(_) | Expr::Index(_) | Expr::While(_) => true,
        Expr::Paren(ExprParen { expr, .. })
        | Expr::Reference(ExprReference { expr, .. })
        | Expr::Unary(ExprUnary { expr, .. }) => has_a_type(expr),
        // A literal has the type of what is on the other side, but for one that is shifted.
        Expr::Binary(ExprBinary { left, op, right, .. }) => {
            let is_shift = matches!(op, BinOp::Shl(_) | BinOp::Shr(_));
            has_a_type(left) && (has_a_type(right) || is_literal(right))
                || is_literal(left) && has_a_type(right) && !is_shift
        }
        _ => false,
    }
}

/// Tokens, all of them at a place, but for what is in brackets.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|mut token| {
        token.set_span(place);
        token
    });
    located.collect()
}

impl VisitMut for Leaves<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let original = match expr {
            Expr::Return(ExprReturn { expr, .. }) if self.returns_nothing => {
                Some(expr.get_or_insert_with(|| parse_quote!(())).clone())
            }
            Expr::Return(returned) => returned.expr.clone(),
            _ => None,
        };
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Return(ExprReturn { expr: Some(value), .. }) = expr
            && let Some(original) = original
        {
            self.leaf(value, &original);
        }
    }
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
}
