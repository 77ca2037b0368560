//! Names that are no operations. If there is nothing of that name rustc says so, in the user's own
//! code and with what is spelt alike, and one error is enough; if there is, the error is ours.
//! Which of the two it is only rustc knows, so the error is one of types.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Expr, Ident, ItemImpl, Path, Type,
    visit::{self, Visit},
};

use crate::{lower::is_list, ops::Layer};

/// What is wrong with a name if there is something of that name.
pub struct Probe {
    pub name: Name,
    pub what: String,
    pub help: String,
}

/// What may not be there.
pub enum Name {
    Function(Path, Vec<Expr>),
    Method { of: Receiver, name: Ident, args: Vec<Expr> },
}

pub enum Receiver {
    Tensor,
    Layer(Layer),
    Model,
}

/// For `x.rleu(2)`:
///
/// ```text
/// const _: () = {
///     #[diagnostic::on_unimplemented(message = "`rleu` is not an operation …", note = "…")]
///     trait __Operation { fn __operation(self); }
///     fn __probe(of: __q::Tensor) { __Operation::__operation(of.rleu(2)) }
/// };
/// ```
///
/// If there is no `rleu`, what rustc says is word for word what it says of the user's own code, and
/// it says it once.
pub fn check(probe: &Probe, item: &ItemImpl) -> TokenStream {
    let Probe { name, what, help } = probe;
    let (of, params, clause) = match name {
        Name::Method { of: Receiver::Model, .. } => {
            let (params, _, clause) = item.generics.split_for_impl();
            let ty = &item.self_ty;
            (quote!(&#ty), quote!(#params), quote!(#clause))
        }
        Name::Method { of: Receiver::Layer(layer), .. } => {
            let layer = Ident::new(layer.name, Span::call_site());
            (quote!(__q::nn::#layer), quote!(), quote!())
        }
        _ => (quote!(__q::Tensor), quote!(), quote!()),
    };
    let span = match name {
        Name::Function(path, _) => path.segments.last().map(|last| last.ident.span()),
        Name::Method { name, .. } => Some(name.span()),
    };
    let span = Span::call_site().located_at(span.unwrap_or_else(Span::call_site));
    let (callee, args) = match name {
        Name::Function(path, args) => (quote!(#path), args),
        Name::Method { name, args, .. } => (quote_spanned!(span=> of.#name), args),
    };
    let args = args.iter().map(given);
    let call = quote_spanned!(span=> __Operation::__operation(#callee(#(#args),*)));
    quote! {
        const _: () = {
            #[diagnostic::on_unimplemented(message = #what, label = "this cannot be quantized", note = #help)]
            trait __Operation {
                fn __operation(self);
            }
            enum __Never {}
            impl __Operation for __Never {
                fn __operation(self) {}
            }
            fn __probe #params (of: #of) #clause { #call }
        };
    }
}

/// What is not a literal may name a local; a value that is never made fits everywhere.
fn given(arg: &Expr) -> TokenStream {
    match arg {
        Expr::Lit(_) => quote!(#arg),
        _ => quote!(loop {}),
    }
}

/// Whether names may mean something in a function that they do not mean outside: it has items or
/// imports of its own, or bounds.
pub fn has_names_of_its_own(function: &syn::ImplItemFn) -> bool {
    struct Items(bool);
    impl<'ast> Visit<'ast> for Items {
        fn visit_item(&mut self, _: &'ast syn::Item) {
            self.0 = true;
        }
        fn visit_stmt_macro(&mut self, mac: &'ast syn::StmtMacro) {
            self.0 |= !is_list(&mac.mac.path);
            visit::visit_stmt_macro(self, mac);
        }
    }
    let mut items = Items(false);
    items.visit_block(&function.block);
    let bounded = |ty: &Type| matches!(ty, Type::ImplTrait(_));
    items.0
        || !function.sig.generics.params.is_empty()
        || function.sig.inputs.iter().any(|input| match input {
            syn::FnArg::Typed(typed) => bounded(&typed.ty),
            syn::FnArg::Receiver(_) => false,
        })
}
