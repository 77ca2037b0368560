//! What a function returns, in the [copy](super::copies) of it: what it is, so that rustc says of its type
//! what it says of the original, and an opaque type beside it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    BinOp, Block, Expr, ExprAsync, ExprBinary, ExprBlock, ExprClosure, ExprParen, ExprReference,
    ExprReturn, ExprUnary, ExprUnsafe, Ident, Item, Path, Stmt, TypeInfer, parse_quote,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

use super::question::{first, is_asked, last};
use crate::rustc::are_values;

/// `Copied { result: …, opaque: () }` for all that a function returns.
pub struct Leaves<'a> {
    pub krate: &'a Path,
    pub returned: Returned<'a>,
    /// What stands for something in which nothing is borrowed, once it is known what it is.
    pub value: &'a TokenStream,
    /// Whether the function returns `()`.
    pub returns_nothing: bool,
    /// Where nothing is moved.
    pub place: Span,
}

/// What a function returns.
#[derive(Clone, Copy)]
pub enum Returned<'a> {
    /// Something of this type, in which nothing is borrowed.
    Owned(&'a TokenStream),
    /// Something borrowed of `self`, for as long in every branch.
    OfSelf,
    /// Something borrowed of arguments: how long rustc says of each branch.
    OfArguments,
}

impl Leaves<'_> {
    /// What a function ends with, and what that was: also if it says nothing, where nothing is returned.
    pub fn end(&self, body: &mut Block, original: Option<&Expr>) {
        if let (Some(last), Some(original)) = (last_of(body), original) {
            self.leaf(last, original);
        } else if self.returns_nothing {
            let mut nothing = parse_quote!(());
            self.leaf(&mut nothing, &parse_quote!(()));
            body.stmts.push(Stmt::Expr(nothing, None));
        }
    }

    /// An expression whose value is returned, and what it was before what is in it was made anew:
    ///
    /// ```text
    /// {
    ///     let __leaf0: Leaf<_> = any();
    ///     let copied = match self.scale {
    ///         Some(s) => { let _leaf = Leaf { value: half(s) }; alike(&__leaf0, &_leaf); Copied { … } }
    ///         None => { let _leaf = Leaf { value: self.base }; Copied { … } }
    ///     };
    ///     if false {
    ///         loop {}
    ///         let _ = || -> f32 {
    ///             loop {}
    ///             match self.scale { Some(s) => __leaf0.value, None => self.base }
    ///         };
    ///     }
    ///     copied
    /// }
    /// ```
    fn leaf(&self, expr: &mut Expr, original: &Expr) {
        match self.returned {
            _ if matches!(expr, Expr::Return(_)) => {}
            Returned::Owned(output) if are_values(original) => {
                let (mut returned, mut held) = (original.clone(), Vec::new());
                // What it depends on may have its type by what is returned.
                match conditions(original).into_iter().any(is_asked) {
                    true => self.held(expr, &mut returned, &mut held),
                    false => self.branches(expr, &mut returned, &mut held),
                }
                let unreached = unreached(output, &returned);
                // Not the user's of that name, which may be in the closure.
                let copied = Ident::new("copied", Span::mixed_site());
                *expr = Expr::Verbatim(quote!({
                    #(#held)*
                    let #copied = #expr;
                    #unreached
                    #copied
                }));
            }
            Returned::OfArguments => self.branches(expr, &mut original.clone(), &mut Vec::new()),
            Returned::Owned(_) | Returned::OfSelf => *expr = Expr::Verbatim(self.wrapped(expr)),
        }
    }

    /// Each expression that it ends with, and what is returned for it from a closure.
    fn branches(&self, expr: &mut Expr, returned: &mut Expr, held: &mut Vec<TokenStream>) {
        match (&mut *expr, &mut *returned) {
            (Expr::Return(_), _) => {}
            (Expr::If(branch), Expr::If(returned)) if branch.else_branch.is_some() => {
                self.end_of(&mut branch.then_branch, &mut returned.then_branch, held);
                if let (Some((_, other)), Some((_, returned))) =
                    (&mut branch.else_branch, &mut returned.else_branch)
                {
                    self.branches(other, returned, held);
                }
            }
            (Expr::Match(of), Expr::Match(returned))
                if matches!(self.returned, Returned::Owned(_)) =>
            {
                for (arm, returned) in of.arms.iter_mut().zip(&mut returned.arms) {
                    self.branches(&mut arm.body, &mut returned.body, held);
                }
            }
            (Expr::Block(ExprBlock { block, label: None, .. }), Expr::Block(returned)) => {
                self.end_of(block, &mut returned.block, held);
            }
            (Expr::Unsafe(ExprUnsafe { block, .. }), Expr::Unsafe(returned)) => {
                self.end_of(block, &mut returned.block, held);
            }
            _ => self.held(expr, returned, held),
        }
    }

    fn end_of(&self, block: &mut Block, returned: &mut Block, held: &mut Vec<TokenStream>) {
        if let (Some(last), Some(returned)) = (last_of(block), last_of(returned)) {
            self.branches(last, returned, held);
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

    /// A value that is returned.
    fn held(&self, expr: &mut Expr, returned: &mut Expr, held: &mut Vec<TokenStream>) {
        if !matches!(self.returned, Returned::Owned(_)) {
            *expr = Expr::Verbatim(self.wrapped(expr));
            return;
        }
        let (value, mut parts) = (self.value, Vec::new());
        self.parts(expr, returned, held, &mut parts);
        let block = quote!({ #(#parts)* #value });
        *expr = Expr::Verbatim(at(last(expr), block));
    }

    /// The values that are made for it. What has no type by itself has that of what a closure returns for
    /// it, and what is in a tuple or in `Ok(…)` that of what is there.
    fn parts(
        &self,
        expr: &Expr,
        returned: &mut Expr,
        held: &mut Vec<TokenStream>,
        parts: &mut Vec<TokenStream>,
    ) {
        // What is inferred needs all of it.
        let apart = !is_inferred(expr);
        let (exprs, inner) = match (expr, &mut *returned) {
            (Expr::Tuple(tuple), Expr::Tuple(returned)) if apart => {
                (&tuple.elems, &mut returned.elems)
            }
            (Expr::Call(call), Expr::Call(returned)) if apart && is_variant(&call.func) => {
                (&call.args, &mut returned.args)
            }
            // Of that type in the closure alone.
            _ if casts_to_any(expr) => return,
            _ => {
                let krate = self.krate;
                let bound = Ident::new("_leaf", self.place);
                parts.push(quote!(let #bound = #krate::__private::Leaf { value: #expr };));
                if !has_a_type(expr) {
                    // What is borrowed without need rustc calls by its name.
                    let (of, alike, and) = match (expr, &*returned) {
                        (
                            Expr::Reference(ExprReference { mutability: None, expr, .. }),
                            Expr::Reference(ExprReference { and_token, .. }),
                        ) => (&**expr, quote!(alike_borrowed), Some(and_token)),
                        _ => (expr, quote!(alike), None),
                    };
                    let name = format!("__leaf{}", held.len());
                    let declared = Ident::new(&name, self.place.resolved_at(first(expr)));
                    let (leaf, value) =
                        (Ident::new(&name, first(of)), Ident::new("value", last(of)));
                    held.push(quote! {
                        let #declared: #krate::__private::Leaf<_> = #krate::__private::any();
                    });
                    parts.push(quote!(#krate::__private::#alike(&#declared, &#bound);));
                    *returned = Expr::Verbatim(quote!(#and #leaf.#value));
                }
                return;
            }
        };
        for (expr, returned) in exprs.iter().zip(inner) {
            self.parts(expr, returned, held, parts);
        }
    }
}

/// Whether the type of something in an expression depends on what becomes of it: of a value that is left
/// behind by `?`, and of a cast to `_`.
fn is_inferred(expr: &Expr) -> bool {
    struct Inferred(bool);
    impl<'ast> Visit<'ast> for Inferred {
        fn visit_expr_return(&mut self, _: &'ast ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }
    let mut inferred = Inferred(false);
    inferred.visit_expr(expr);
    inferred.0 || casts_to_any(expr)
}

fn casts_to_any(expr: &Expr) -> bool {
    struct Casts(bool);
    impl<'ast> Visit<'ast> for Casts {
        fn visit_type_infer(&mut self, _: &'ast TypeInfer) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
        fn visit_item(&mut self, _: &'ast Item) {}
    }
    let mut casts = Casts(false);
    casts.visit_expr(expr);
    casts.0
}

/// Whether a function is a variant of `Option` or `Result`.
fn is_variant(function: &Expr) -> bool {
    let names = ["Ok", "Err", "Some"];
    matches!(function, Expr::Path(path) if names.iter().any(|name| path.path.is_ident(name)))
}

/// The expression that a block ends with.
pub fn last_of(block: &mut Block) -> Option<&mut Expr> {
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

/// What decides which branch an expression ends with.
fn conditions(expr: &Expr) -> Vec<&Expr> {
    let (condition, ends) = match expr {
        Expr::If(branch) => {
            let other = branch.else_branch.as_ref().map(|(_, other)| &**other);
            (Some(&*branch.cond), end_of(&branch.then_branch).into_iter().chain(other).collect())
        }
        Expr::Match(of) => (Some(&*of.expr), of.arms.iter().map(|arm| &*arm.body).collect()),
        Expr::Block(ExprBlock { block, .. }) | Expr::Unsafe(ExprUnsafe { block, .. }) => {
            (None, end_of(block).into_iter().collect())
        }
        _ => (None, Vec::new()),
    };
    condition.into_iter().chain(ends.into_iter().flat_map(conditions)).collect()
}

fn end_of(block: &Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(Stmt::Expr(last, None)) => Some(last),
        _ => None,
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
pub fn at(place: Span, tokens: TokenStream) -> TokenStream {
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
