//! The copies of the user's functions that [`checked`](super::checked) asks for.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Block, Expr, ExprAsync, ExprClosure, Item, Lifetime, Path, ReturnType, Stmt, Type,
    TypeParamBound, TypeReference, TypeTraitObject,
    visit_mut::{self, VisitMut},
};

use super::{
    leaves::{Leaves, Returned, last_of},
    names,
    question::Question,
};
use crate::{
    attr::{Strip, allowed},
    parse::{Method, Param},
    rustc::{
        Copied, asks, declared_in, end, ends_in_values, fits_a_closure, implements_elsewhere,
        returns_nothing, returns_owned, unevaluated, unreachable_end, with_opaque,
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
///     __private::Copied { result: &self.conv, opaque: () }    // see `leaves`
/// }
/// ```
///
/// Or, if a macro returns, of `fn forward(&self, x: Tensor) -> Result<Tensor> { ensure!(…); Ok(x) }`:
///
/// ```text
/// fn __check_forward(&self, x: Tensor) -> Result<impl Sized> {
///     ensure!(…);
///     { let _leaf = Leaf { value: x }; any::<Result<Tensor>>() }
/// }
/// ```
pub fn copy(krate: &Path, method: &Method, copied: Copied) -> TokenStream {
    let lints = method.item.attrs.iter().filter_map(allowed).chain(unreachable_end(method));
    let function = match copied {
        Copied::Closure => closure(krate, method),
        Copied::Function | Copied::Returning => function(krate, method, copied),
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
    let output = output_of_closure(method);
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

fn function(krate: &Path, method: &Method, copied: Copied) -> TokenStream {
    let sig = &method.item.sig;
    // Behind it rustc suggests lifetimes.
    let mut name = names::check(method.ident());
    name.set_span(method.ident().span());
    let (generics, inputs, output) = (&sig.generics, &sig.inputs, output(method));
    let (mut body, imports) = (body(method), imports(krate));
    Trying::new(krate, &output, false).visit_block_mut(&mut body);
    let (returns_nothing, place) = (returns_nothing(method), method.ident().span());
    let original = last_of(&mut body).cloned();
    let returned = match method {
        _ if (returns_owned(method) || returns_a_name(method))
            && (returns_nothing || ends_in_values(&body)) =>
        {
            Returned::Owned(&output)
        }
        _ if fits_a_closure(method) => Returned::OfSelf,
        _ => Returned::OfArguments,
    };
    let q = quote!(#krate::__private);
    let opaque = quote!(impl ::core::marker::Sized);
    let (copies, value) = match (copied, returned) {
        (Copied::Returning, _) => {
            (with_opaque(method, &opaque).to_token_stream(), quote!(#q::any::<#output>()))
        }
        (_, Returned::Owned(_)) => {
            (quote!(#q::Copied<(), #opaque>), quote!(#q::Copied { result: #q::any(), opaque: () }))
        }
        (_, Returned::OfSelf | Returned::OfArguments) => (
            quote!(#q::Copied<#output, #opaque>),
            quote!(#q::Copied { result: #q::any(), opaque: () }),
        ),
    };
    let leaves = &mut Leaves { krate, returned, value: &value, returns_nothing, place };
    leaves.visit_block_mut(&mut body);
    leaves.end(&mut body, original.as_ref());
    let stmts = &body.stmts;
    quote! {
        fn #name #generics(#inputs) -> #copies {
            #imports
            // If nothing else is returned.
            if false {
                return #value;
            }
            #(#stmts)*
        }
    }
}

/// Whether a function returns what is only a name, which may be none: as an argument of another type rustc
/// says more of it.
fn returns_a_name(method: &Method) -> bool {
    matches!(&method.item.sig.output, ReturnType::Type(_, ty)
        if matches!(&**ty, Type::Path(path) if path.path.get_ident().is_some()))
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

/// The same for a closure: how long something behind `dyn` lives rustc infers there, if it is not said.
fn output_of_closure(method: &Method) -> TokenStream {
    struct Said;
    impl VisitMut for Said {
        fn visit_type_trait_object_mut(&mut self, object: &mut TypeTraitObject) {
            let is_lifetime = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(_));
            if !object.bounds.iter().any(is_lifetime) {
                object
                    .bounds
                    .push(TypeParamBound::Lifetime(Lifetime::new("'static", Span::call_site())));
            }
        }
        // What is behind a reference lives as long as that.
        fn visit_type_reference_mut(&mut self, _: &mut TypeReference) {}
    }
    let ReturnType::Type(_, ty) = &method.item.sig.output else { return output(method) };
    let mut ty = (**ty).clone();
    Said.visit_type_mut(&mut ty);
    quote!(#ty)
}

fn body(method: &Method) -> Block {
    let mut body = method.item.block.clone();
    body.stmts.extend(end(method));
    Strip.visit_block_mut(&mut body);
    Once(declared_in(&body)).visit_block_mut(&mut body);
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

/// Evaluates nothing and implements nothing again, but what is declared in the function.
struct Once(HashSet<String>);

impl VisitMut for Once {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|stmt| !implements_elsewhere(stmt, &self.0));
        visit_mut::visit_block_mut(self, block);
    }
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
