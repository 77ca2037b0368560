//! What keeps rustc from saying everything twice: the lowered functions are only looked at if there is
//! nothing wrong with the user's own.
//!
//! The user's functions are copied into closures in a constant. What rustc says of the copies it has
//! said of the originals, word for word and at the same tokens, and it says it once; but the constant
//! cannot be evaluated then, so it is an error, the types of the lowered functions are errors as they
//! depend on it, and of what has such a type rustc says nothing. Nothing of it is ever run.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, FnArg, GenericArgument, GenericParam, Generics, Ident, Item, Lifetime, Macro,
    PathArguments, ReturnType, Type, TypeImplTrait, TypeParamBound, TypeReference, WherePredicate,
    spanned::Spanned,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

use super::{
    names::Locals,
    rust::{renamed, this},
};
use crate::{
    attr::Strip,
    parse::{Impl, Method, Model, Param, Receiver},
    rustc::{end, is_wrong},
};

/// ```text
/// trait __Check { const CHECKED: bool; }
/// impl Net {
///     impl __Check for Net {
///         const CHECKED: bool = {
///             let _ = |__self: &Self, x: Tensor| -> Tensor { … };
///             true
///         };
///     }
/// }
/// const __CHECKED: bool = <Net as __Check>::CHECKED;
/// ```
///
/// A constant that a type depends on cannot have parameters, so a generic model's is that of an
/// instance, which has the same closures in it:
///
/// ```text
/// struct __Instance<M, const N: usize>(PhantomData<(M,)>);
/// impl<M: Model, const N: usize> __Instance<M, N> {
///     const CHECKED: bool = <Stage<M, N> as __Check>::CHECKED;
/// }
/// const __CHECKED: bool = {
///     use __q::Unchecked as _;    // `true`, if the bounds ask for more than an instance can have
///     <__Instance<__q::StandIn, 1>>::CHECKED
/// };
/// ```
pub fn checked(model: &Model, item: &Impl) -> TokenStream {
    let Some(forward) = item.forward() else { return TokenStream::new() };
    let this = Locals::new(forward.ident().span()).this;
    let copies = item.methods.iter().filter(|method| can_copy(model, item, method));
    let copies = copies.map(|method| copy(&this, method));
    let (params, _, clause) = item.generics.split_for_impl();
    let self_ty = &item.self_ty;
    let constant = match item.generics.params.is_empty() {
        true => quote!(const __CHECKED: bool = <#self_ty as __Check>::CHECKED;),
        false => instance(&item.generics, self_ty),
    };
    quote! {
        trait __Check {
            const CHECKED: bool;
        }
        impl #params __Check for #self_ty #clause {
            const CHECKED: bool = {
                #(#copies)*
                true
            };
        }
        #constant
    }
}

fn instance(generics: &Generics, self_ty: &Type) -> TokenStream {
    let (params, args, clause) = generics.split_for_impl();
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let bare = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_token_stream()),
        GenericParam::Const(param) => {
            let (ident, ty) = (&param.ident, &param.ty);
            Some(quote!(const #ident: #ty))
        }
        GenericParam::Lifetime(_) => None,
    });
    let stand_ins = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(stand_in(generics, &param.ident)),
        GenericParam::Const(param) => Some(value(&param.ty)),
        GenericParam::Lifetime(_) => None,
    });
    quote! {
        struct __Instance<#(#bare),*>(::core::marker::PhantomData<(#(#types,)*)>);
        impl #params __Instance #args #clause {
            const CHECKED: bool = <#self_ty as __Check>::CHECKED;
        }
        const __CHECKED: bool = {
            use __q::Unchecked as _;
            <__Instance<#(#stand_ins),*>>::CHECKED
        };
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
        bounds.iter().find_map(|bound| associated(bound, name)).map_or_else(
            || quote!(__q::Tensor),
            |ty| if names_any(generics, ty) { quote!(__q::Tensor) } else { quote!(#ty) },
        )
    };
    let (input, output) = (bound("Input"), bound("Output"));
    quote!(__q::StandIn<#input, #output>)
}

/// `T` of `Model<Input = T>`.
fn associated<'a>(bound: &'a TypeParamBound, name: &str) -> Option<&'a Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let PathArguments::AngleBracketed(args) = &bound.path.segments.last()?.arguments else {
        return None;
    };
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

/// Some value of a constant parameter's type.
fn value(ty: &Type) -> TokenStream {
    match ty.to_token_stream().to_string().as_str() {
        "bool" => quote!(true),
        "char" => quote!('1'),
        _ => quote!(1),
    }
}

/// Whether a function is one that is lowered, and rustc says the same of it when it is in a closure.
fn can_copy(model: &Model, item: &Impl, method: &Method) -> bool {
    let sig = &method.item.sig;
    let lowered = match method.receiver {
        Receiver::Shared => true,
        Receiver::None => method.has_tensors(),
        Receiver::Other => false,
    };
    let plain = sig.generics.params.is_empty()
        && sig.generics.where_clause.is_none()
        && sig.asyncness.is_none()
        && sig.variadic.is_none()
        && matches!(sig.safety, syn::Safety::Default);
    let mut own = Own(false);
    sig.inputs.iter().for_each(|input| match input {
        FnArg::Receiver(receiver) => own.0 |= !receiver.attrs.is_empty(),
        FnArg::Typed(typed) => {
            own.0 |= !typed.attrs.is_empty();
            own.visit_type(&typed.ty);
        }
    });
    // What is returned by reference is borrowed from what a closure does not say.
    if let ReturnType::Type(_, ty) = &sig.output {
        let mut borrows = Borrows(false);
        borrows.visit_type(ty);
        own.visit_type(ty);
        own.0 |= borrows.0;
    }
    own.visit_block(&method.item.block);
    lowered && plain && !own.0 && !is_wrong(model, item, method)
}

/// Whether there is something that cannot be there twice, or not in a closure.
struct Own(bool);

impl<'ast> Visit<'ast> for Own {
    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.0 = true;
    }
    fn visit_item(&mut self, item: &'ast Item) {
        self.0 |= !matches!(item, Item::Use(_) | Item::Const(_) | Item::Fn(_));
    }
}

struct Borrows(bool);

impl<'ast> Visit<'ast> for Borrows {
    fn visit_type_reference(&mut self, _: &'ast TypeReference) {
        self.0 = true;
    }
    fn visit_lifetime(&mut self, _: &'ast Lifetime) {
        self.0 = true;
    }
}

/// `let _ = |__self: &Self, x: Tensor| -> Tensor { … };`
fn copy(this: &Ident, method: &Method) -> TokenStream {
    let params = method.params.iter().map(|Param { pat, written, .. }| quote!(#pat: #written));
    let params: Vec<_> = params.collect();
    let output = match &method.item.sig.output {
        ReturnType::Default => quote!(-> ()),
        output => quote!(#output),
    };
    let receiver = (method.receiver != Receiver::None).then(|| quote!(#this: &Self,));
    let mut body = method.item.block.clone();
    body.stmts.extend(end(method));
    Renamed(this).visit_block_mut(&mut body);
    quote!(let _ = |#receiver #(#params),*| #output #body;)
}

/// `this` for `self`, where the user wrote it, and none of our attributes.
struct Renamed<'a>(&'a Ident);

impl VisitMut for Renamed<'_> {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        Strip.visit_attributes_mut(attrs);
    }
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) if path.path.is_ident("self") => *expr = this(self.0, path.span()),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }
    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        mac.tokens = renamed(self.0, mac.tokens.clone());
    }
    fn visit_item_mut(&mut self, _: &mut Item) {}
}
