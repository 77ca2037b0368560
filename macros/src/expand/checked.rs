//! What keeps rustc from saying everything twice: the lowered functions are only looked at if there is
//! nothing wrong with the user's own.
//!
//! The user's functions are copied into functions that return an opaque type. What rustc says of the
//! copies it has said of the originals, word for word and at the same tokens, and rustc, cargo and
//! editors show that once; but then nobody can tell the opaque type. So a constant that asks for its
//! size is an error, the types of the lowered functions are errors as they depend on it, and of what has
//! such a type rustc says nothing. Nothing of it is ever run.
//!
//! A function whose copy might not be right where the original is has none.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Block, Expr, ExprAsync, ExprClosure, ExprReturn, GenericArgument, GenericParam, Generics,
    Ident, Item, PathArguments, ReturnType, Type, TypeParamBound, WherePredicate, parse_quote,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

use super::{names, rust::question};
use crate::{
    attr::{Strip, allowed},
    ir::Program,
    parse::{Impl, Method, Model, Param},
    rustc::{Copied, asks, copied, end},
};

/// ```text
/// impl Net {
///     fn __check_forward(&self) -> impl Sized {
///         let _ = |x: Tensor| -> Tensor { … };
///     }
/// }
/// const __CHECKED: bool = {
///     ::quantizable::__private::checked1(<Net>::__check_forward);
///     true
/// };
/// ```
///
/// Or, as [`Copied`] says, `fn __check_forward(&self, x: Tensor) -> impl Sized { let _: Tensor = { … }; }`.
///
/// A constant that a type depends on cannot have parameters, so a generic model's is that of an
/// instance, whose copies are the same:
///
/// ```text
/// struct __Instance<M, const N: usize>(PhantomData<(M,)>);
/// impl<M: Model, const N: usize> __Instance<M, N> {
///     const CHECKED: bool = { … };
/// }
/// const __CHECKED: bool = {
///     use ::quantizable::__private::{self as __q, Unchecked as _};
///     // `true`, if the bounds ask for more than an instance can have.
///     <__Instance<__q::StandIn<Tensor, Tensor>, { <usize as __q::Constant>::VALUE }>>::CHECKED
/// };
/// ```
pub fn checked(krate: &syn::Path, model: &Model, item: &Impl, program: &Program) -> TokenStream {
    let (self_ty, lints) = (&item.self_ty, &item.lints);
    let reached = program.functions.iter().map(|function| &function.method);
    let copies = reached.filter_map(|method| Some((method, copied(model, item, method)?)));
    let copies: Vec<_> = copies.collect();
    let functions = copies.iter().map(|(method, copied)| match copied {
        Copied::Closure => closure(krate, method),
        Copied::Block => block(krate, method),
    });
    let checks = copies.iter().map(|(method, copied)| {
        let params = match copied {
            Copied::Closure => 1,
            Copied::Block => method.item.sig.inputs.len(),
        };
        let (name, checked) = (names::check(method.ident()), format_ident!("checked{params}"));
        quote!(#krate::__private::#checked(<#self_ty>::#name);)
    });
    let value = quote!({
        #(#checks)*
        true
    });
    let (params, _, clause) = item.generics.split_for_impl();
    let constant = if item.generics.params.is_empty() {
        quote!(const __CHECKED: ::core::primitive::bool = #value;)
    } else {
        instance(krate, &item.generics, &value)
    };
    quote! {
        #(#lints)*
        impl #params #self_ty #clause {
            #(#functions)*
        }
        #constant
    }
}

/// `fn __check_forward(&self) -> impl Sized { let _ = |x: Tensor| -> Tensor { … }; }`
fn closure(krate: &syn::Path, method: &Method) -> TokenStream {
    let params = method.params.iter().map(|Param { pat, written, .. }| quote!(#pat: #written));
    let (output, body) = (output(method), body(krate, method));
    // What `self` is in the user's code is only what the user called so.
    let receiver = match method.item.sig.receiver() {
        Some(receiver) => quote!(#receiver),
        None => quote!(_: &Self),
    };
    function(method, &receiver, &quote!(let _ = |#(#params),*| -> #output #body;))
}

/// `fn __check_forward(&self, x: Tensor) -> impl Sized { let _: Tensor = '__checked: { … }; }`
fn block(krate: &syn::Path, method: &Method) -> TokenStream {
    let inputs = method.item.sig.inputs.to_token_stream();
    let (output, mut body) = (output(method), body(krate, method));
    Leaving.visit_block_mut(&mut body);
    function(method, &inputs, &quote!(let _: #output = '__checked: #body;))
}

fn output(method: &Method) -> TokenStream {
    match &method.item.sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => quote!(#ty),
    }
}

fn body(krate: &syn::Path, method: &Method) -> Block {
    let mut body = method.item.block.clone();
    body.stmts.extend(end(method));
    Strip.visit_block_mut(&mut body);
    if asks(method) {
        Trying { krate, output: output(method) }.visit_block_mut(&mut body);
    }
    body
}

/// As in the lowered functions, for `?`.
struct Trying<'a> {
    krate: &'a syn::Path,
    output: TokenStream,
}

impl VisitMut for Trying<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Try(attempt) = expr {
            let Trying { krate, output } = self;
            let asked = question(&attempt.expr, output, |value| quote!(return #value));
            *expr = parse_quote!({
                use #krate::__private::{self as __q, Unreturned as _, Untried as _};
                #asked
            });
        }
    }
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn function(method: &Method, inputs: &TokenStream, body: &TokenStream) -> TokenStream {
    let lints = method.item.attrs.iter().filter_map(allowed);
    let name = names::check(method.ident());
    // By this lint rustc decides how to word another error (E0133); it is not allowed in the original.
    quote! {
        #[doc(hidden)]
        #[deny(unsafe_op_in_unsafe_fn)]
        #(#lints)*
        fn #name(#inputs) -> impl ::core::marker::Sized {
            #body
        }
    }
}

/// `break '__checked` for `return`.
struct Leaving;

impl VisitMut for Leaving {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Return(ExprReturn { expr: value, .. }) = expr {
            *expr = Expr::Verbatim(quote!(break '__checked #value));
        }
    }
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn instance(krate: &syn::Path, generics: &Generics, value: &TokenStream) -> TokenStream {
    let (params, _, clause) = generics.split_for_impl();
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let mut own = Own(false);
    own.visit_generics(generics);
    if own.0 {
        return quote!(
            const __CHECKED: ::core::primitive::bool = true;
        );
    }
    let (mut declared, mut args, mut stand_ins) = (Vec::new(), Vec::new(), Vec::new());
    for param in &generics.params {
        match param {
            GenericParam::Type(param) => {
                let ident = &param.ident;
                declared.push(quote!(#ident));
                args.push(ident);
                stand_ins.push(stand_in(generics, ident));
            }
            GenericParam::Const(param) => {
                let (ident, ty) = (&param.ident, &param.ty);
                declared.push(quote!(const #ident: #ty));
                args.push(ident);
                stand_ins.push(quote!({ <#ty as __q::Constant>::VALUE }));
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    quote! {
        struct __Instance<#(#declared),*>(::core::marker::PhantomData<(#(#types,)*)>);
        impl #params __Instance<#(#args),*> #clause {
            const CHECKED: ::core::primitive::bool = #value;
        }
        const __CHECKED: ::core::primitive::bool = {
            use #krate::__private::{self as __q, Unchecked as _};
            <__Instance<#(#stand_ins),*>>::CHECKED
        };
    }
}

/// Whether bounds name what an instance does not have: lifetimes, `Self`.
struct Own(bool);

impl<'ast> Visit<'ast> for Own {
    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        self.0 |= lifetime.ident != "static";
    }
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.0 |= ident == "Self";
    }
}

/// `__q::StandIn<I, O>` for `M: Model<Input = I, Output = O>`.
fn stand_in(generics: &Generics, param: &Ident) -> TokenStream {
    let inline = generics.type_params().filter(|of| of.ident == *param);
    let inline = inline.flat_map(|of| &of.bounds);
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(of) => matches!(&of.bounded_ty, Type::Path(path)
            if path.path.is_ident(param))
        .then_some(&of.bounds),
        _ => None,
    });
    let bounds: Vec<_> = inline.chain(clauses.flatten()).collect();
    let bound = |name| {
        let ty = bounds.iter().find_map(|bound| associated(bound, name));
        match ty.filter(|ty| !names_any(generics, ty)) {
            Some(ty) => quote!(#ty),
            None => quote!(__q::Tensor),
        }
    };
    let (input, output) = (bound("Input"), bound("Output"));
    quote!(__q::StandIn<#input, #output>)
}

/// `T` of `Model<Input = T>`.
fn associated<'a>(bound: &'a TypeParamBound, name: &str) -> Option<&'a Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Model")?;
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    args.args.iter().find_map(|arg| match arg {
        GenericArgument::AssocType(ty) if ty.ident == name => Some(&ty.ty),
        _ => None,
    })
}

/// Whether a type depends on parameters.
fn names_any(generics: &Generics, ty: &Type) -> bool {
    struct Names<'a>(&'a Generics, bool);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_ident(&mut self, ident: &'ast Ident) {
            self.1 |= self.0.params.iter().any(|param| match param {
                GenericParam::Type(param) => param.ident == *ident,
                GenericParam::Const(param) => param.ident == *ident,
                GenericParam::Lifetime(_) => false,
            });
        }
    }
    let mut names = Names(generics, false);
    names.visit_type(ty);
    names.1
}
