//! The copies of the user's functions that [`checked`](super::checked) asks for.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Block, Item, Lifetime, ParenthesizedGenericArguments, Path, ReturnType, Signature, Stmt,
    TraitBound, Type, TypeFnPtr, TypePath, TypeReference, TypeTraitObject, VisRestricted,
    Visibility, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::names;
use crate::{
    attr::{Strip, allowed},
    parse::{Impl, Method, Receiver},
    rustc::{beside, can_copy, declared_in, implements_elsewhere, unevaluated, unreachable_end},
    source::{first, has_attributes, last},
    ty::held_mut,
};

/// A copy of a function, if it is sure to be right where the function is, for instance of
/// `fn forward(&self, x: Tensor) -> Result<Tensor> { … }`:
///
/// ```text
/// fn __check_forward(&self, x: Tensor) -> Result<impl __private::Opaque> {
///     let true = true else {
///         let known: Result<Tensor> = __private::any();
///         return known;
///     };
///     …
/// }
/// ```
///
/// All that rustc points at is where the user wrote it.
pub fn copy(krate: &Path, item: &Impl, method: &Method) -> Option<TokenStream> {
    let q = quote!(#krate::__private);
    let Signature { fn_token, ident, generics, inputs, output, .. } = &method.item.sig;
    if !can_copy(item, method) {
        return None;
    }
    let (written, output) = match output {
        ReturnType::Default => (quote!(()), quote!(-> impl #q::Opaque)),
        ReturnType::Type(arrow, ty) => {
            let opaque = Part { q: &q, of_self: method.receiver != Receiver::None }.opaque(ty)?;
            (ty.to_token_stream(), quote!(#arrow #opaque))
        }
    };
    let lints = method.item.attrs.iter().filter_map(allowed).chain(unreachable_end(method));
    // Behind it rustc suggests lifetimes.
    let mut name = names::check(ident);
    name.set_span(ident.span());
    // Where rustc points at a function it points at its visibility too.
    let private = match &method.item.vis {
        Visibility::Public(public) => Some(quote!(#public(self))),
        Visibility::Restricted(VisRestricted { pub_token, .. }) => Some(quote!(#pub_token(self))),
        Visibility::Inherited => None,
    };
    let mut body = method.item.block.clone();
    Strip.visit_block_mut(&mut body);
    Once(declared_in(&body)).visit_block_mut(&mut body);
    if let (ReturnType::Type(_, ty), Some(Stmt::Expr(end, None))) =
        (&method.item.sig.output, body.stmts.last_mut())
        && matches!(**ty, Type::Reference(_))
        // A statement may have attributes, and what is returned may not.
        && !has_attributes(end)
    {
        // Of another value rustc has more to say where it is an end.
        *end = parse_quote!(return #end);
    }
    let mut stmts = Group::new(Delimiter::Brace, {
        let stmts = &body.stmts;
        quote! {
            let true = true else {
                let known: #written = #q::any();
                return known;
            };
            #(#stmts)*
        }
    });
    stmts.set_span(body.brace_token.span.join());
    // By this lint rustc decides how to word another error (E0133); it is not allowed in the original.
    Some(quote! {
        #[doc(hidden)]
        #[deny(unsafe_op_in_unsafe_fn)]
        #[allow(impl_trait_overcaptures)]
        #(#lints)*
        #private #fn_token #name #generics(#inputs) #output #stmts
    })
}

/// What nobody can tell of a type that a function returns but who looks into the function.
struct Part<'a> {
    q: &'a TokenStream,
    /// Whether it may be borrowed from `self`, though the type does not say so.
    of_self: bool,
}

impl Part<'_> {
    /// The type with such a part: what is borrowed is for as long, and errors that are returned are of their
    /// type.
    fn opaque(&self, ty: &Type) -> Option<TokenStream> {
        match ty {
            Type::Paren(paren) => self.opaque(&paren.elem),
            Type::Group(group) => self.opaque(&group.elem),
            Type::Reference(TypeReference { and_token, lifetime, mutability, elem, .. }) => {
                let elem = match &**elem {
                    Type::TraitObject(_) => return None,
                    Type::Array(_) | Type::Path(_) | Type::Slice(_) | Type::Tuple(_) => {
                        let part = self.part(elem)?;
                        let mut any_size = Group::new(
                            Delimiter::Parenthesis,
                            quote!(#part + ?::core::marker::Sized),
                        );
                        any_size.set_span(last(elem));
                        any_size.to_token_stream()
                    }
                    elem => self.opaque(elem)?,
                };
                Some(quote!(#and_token #lifetime #mutability #elem))
            }
            Type::Path(TypePath { qself: None, .. }) => {
                self.held(ty).map(Type::into_token_stream).or_else(|| self.part(ty))
            }
            Type::Array(_) | Type::Tuple(_) => self.part(ty),
            _ => None,
        }
    }

    /// `Result<impl Opaque, Error>`
    fn held(&self, ty: &Type) -> Option<Type> {
        let mut ty = ty.clone();
        let (name, held) = held_mut(&mut ty)?;
        // The user's own may ask for something that is not opaque.
        if !["Option", "Result"].iter().any(|known| name == known) || beside::is_own_type(name) {
            return None;
        }
        *held = Type::Verbatim(self.opaque(held)?);
        Some(ty)
    }

    /// `impl Captures<'_> + Opaque`, from the first token of a type to the last.
    fn part(&self, ty: &Type) -> Option<TokenStream> {
        let (q, mut lifetimes) = (self.q, Lifetimes { found: BTreeSet::new(), objects: false });
        lifetimes.visit_type(ty);
        if self.of_self {
            lifetimes.found.insert(Lifetime::new("'_", Span::call_site()));
        }
        let captures = lifetimes.found.iter().map(|lifetime| quote!(#q::Captures<#lifetime> +));
        let (begin, end) = (quote_spanned!(first(ty)=> impl), quote_spanned!(last(ty)=> Opaque));
        // How long such a thing lives depends on where it is.
        (!lifetimes.objects).then(|| quote!(#begin #(#captures)* #q::#end))
    }
}

/// The lifetimes in a type. What is opaque has those that it names, before edition 2024.
struct Lifetimes {
    found: BTreeSet<Lifetime>,
    /// Whether there is a `dyn Trait`.
    objects: bool,
}

impl<'ast> Visit<'ast> for Lifetimes {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.found.insert(lifetime.clone());
    }
    // What it declares is known in the bound alone.
    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        if bound.lifetimes.is_none() {
            visit::visit_trait_bound(self, bound);
        }
    }
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.lifetime.is_none() {
            self.found.insert(Lifetime::new("'_", Span::call_site()));
        }
        visit::visit_type_reference(self, reference);
    }
    fn visit_type_trait_object(&mut self, object: &'ast TypeTraitObject) {
        self.objects = true;
        visit::visit_type_trait_object(self, object);
    }
    // Its own are declared there.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}
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
