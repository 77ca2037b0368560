//! Names for types that the user declares.

use std::{collections::HashMap, iter};

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    ExprPath, GenericArgument, Generics, Ident, ImplItem, Item, ItemImpl, Path, PathArguments,
    QSelf, Type, TypePath, parse_quote, parse_str, parse2,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::ungroup::unbracket;
use crate::{
    outline::Alias,
    rustc::{Own, aliases, associated, bounds, is_sure},
    source::{self, relocated},
    ty::Ty,
};

/// Takes a name that is declared beside an impl, as by `type State = (Tensor, Tensor);`, for the type that it
/// stands for, in the functions of the impl; and `B::Output` of a `B: Model<Output = Tensor>`.
pub fn unalias(item: &mut ItemImpl) {
    let mut named = Named(Vec::new());
    item.items.iter().for_each(|item| named.visit_impl_item(item));
    let aliases = aliases::aliases(item.impl_token.span, &named.0);
    let generics = item.generics.clone();
    if aliases.is_empty() && generics.type_params().next().is_none() {
        return;
    }
    for item in &mut item.items {
        let ImplItem::Fn(function) = item else { continue };
        let (mut aliases, mut own) = (aliases.clone(), Own::default());
        own.visit_generics(&generics);
        own.visit_impl_item_fn(function);
        aliases.retain(|name, _| !own.all && !own.names.contains(name));
        Unalias { aliases, generics: &generics }.visit_impl_item_fn_mut(function);
    }
}

/// The names of types that say nothing.
struct Named(Vec<String>);

impl<'ast> Visit<'ast> for Named {
    fn visit_type(&mut self, ty: &'ast Type) {
        if let (Type::Path(path), Ty::Named(name)) = (ty, Ty::of(ty, &[]))
            && path.path.segments.len() == 1
            && !self.0.contains(&name.to_string())
        {
            self.0.push(name.to_string());
        }
        visit::visit_type(self, ty);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if let [of, _] = &path.path.segments.iter().collect::<Vec<_>>()[..]
            && !self.0.contains(&of.ident.to_string())
        {
            self.0.push(of.ident.to_string());
        }
        visit::visit_expr_path(self, path);
    }
}

struct Unalias<'a> {
    aliases: HashMap<String, Alias>,
    generics: &'a Generics,
}

impl VisitMut for Unalias<'_> {
    /// What is in it has names of its own.
    fn visit_item_mut(&mut self, _: &mut Item) {}

    fn visit_type_mut(&mut self, ty: &mut Type) {
        // An alias may be of another one.
        for _ in 0..3 {
            let Some(meant) = self.meant(ty) else { break };
            *ty = meant;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    /// `Features::new` → `Vec::<Tensor>::new`
    fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
        if let (None, [of, _]) = (&path.qself, &path.path.segments.iter().collect::<Vec<_>>()[..])
            && self.aliases.contains_key(&of.ident.to_string())
        {
            let mut ty = parse_quote!(#of);
            self.visit_type_mut(&mut ty);
            let name = path.path.segments.last();
            *path = parse_quote!(<#ty>::#name);
            unbracket(path);
        }
        visit_mut::visit_expr_path_mut(self, path);
    }
}

impl Unalias<'_> {
    fn meant(&self, ty: &Type) -> Option<Type> {
        let Type::Path(TypePath { qself, path, .. }) = ty else { return None };
        let last = path.segments.last()?;
        if qself.is_some() || path.segments.len() > 1 {
            let ty = self.associated(qself.as_ref(), path)?;
            return parse2(relocated(ty.to_token_stream(), path.span())).ok();
        }
        let alias = self.aliases.get(&last.ident.to_string())?;
        let place = last.ident.span();
        let is_other = |name: &str| {
            let is_alias = alias.is_here && self.aliases.contains_key(name);
            is_alias || alias.params.iter().any(|param| param.0 == name)
        };
        // Else rustc would say so at each use as well.
        let here = alias.is_here.then_some(place);
        let defaults = alias.params.iter().filter_map(|(_, default)| default.as_ref());
        // A number is no type.
        let is_sure =
            |text: &String| !parse_str(text).is_ok_and(|ty| !is_sure(&ty, here, &is_other));
        let is_sure = is_sure(&alias.of) && defaults.into_iter().all(is_sure);
        let args = given(alias, &last.arguments, place).filter(|_| is_sure)?;
        // All of it, but for what it is given, is where the name is, and ends where what is given does.
        let tokens = relocated(alias.of.parse().ok()?, place);
        let mut tokens: Vec<TokenTree> = substituted(tokens, &args).into_iter().collect();
        if let Some(end @ TokenTree::Punct(_)) = tokens.last_mut() {
            end.set_span(source::last(ty));
        }
        parse2(tokens.into_iter().collect()).ok()
    }

    /// `T` for `B::Output`, or `<B as Model>::Output`, of a parameter `B: Model<Output = T>`.
    fn associated(&self, qself: Option<&QSelf>, path: &Path) -> Option<&Type> {
        let segments: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
        let (of, name) = match (qself.map(|of| &*of.ty), &segments[..]) {
            (None, [of, name]) => (*of, name),
            (Some(Type::Path(of)), [.., of_trait, name]) if *of_trait == "Model" => {
                (of.path.get_ident()?, name)
            }
            _ => return None,
        };
        let param = self.generics.type_params().find(|param| param.ident == *of)?;
        bounds(self.generics, param).find_map(|bound| associated(bound, &name.to_string()))
    }
}

/// What stands for each parameter of an alias, of lifetimes for `'a`.
fn given(alias: &Alias, args: &PathArguments, place: Span) -> Option<HashMap<String, TokenStream>> {
    let all: Vec<_> = match args {
        PathArguments::None => Vec::new(),
        PathArguments::AngleBracketed(args) => args.args.iter().collect(),
        PathArguments::Parenthesized(_) => return None,
    };
    let lifetimes = all.iter().filter_map(|arg| match arg {
        GenericArgument::Lifetime(lifetime) => Some(lifetime.ident.clone()),
        _ => None,
    });
    let lifetimes = lifetimes.chain(iter::repeat_with(|| Ident::new("_", place)));
    let lifetimes = alias.lifetimes.iter().zip(lifetimes);
    let mut given: HashMap<_, _> =
        lifetimes.map(|(name, given)| (format!("'{name}"), given.into_token_stream())).collect();
    let args = all.iter().filter(|arg| !matches!(arg, GenericArgument::Lifetime(_)));
    let args: Vec<_> = args.collect();
    if args.len() > alias.params.len() {
        return None;
    }
    for (i, (name, default)) in alias.params.iter().enumerate() {
        let tokens = match (args.get(i), default) {
            (Some(arg), _) => arg.to_token_stream(),
            // It may be of those before it.
            (None, default) => {
                substituted(relocated(default.as_ref()?.parse().ok()?, place), &given)
            }
        };
        given.insert(name.clone(), tokens);
    }
    Some(given)
}

/// Tokens with what stands for the names among them, and for the lifetimes.
fn substituted(tokens: TokenStream, given: &HashMap<String, TokenStream>) -> TokenStream {
    let mut is_lifetime = false;
    let tokens = tokens.into_iter().map(|token| {
        let tick = if is_lifetime { "'" } else { "" };
        is_lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        match token {
            TokenTree::Ident(name) => match given.get(&format!("{tick}{name}")) {
                Some(given) => given.clone(),
                None => name.into_token_stream(),
            },
            TokenTree::Group(group) => {
                let mut made = Group::new(group.delimiter(), substituted(group.stream(), given));
                made.set_span(group.span());
                made.into_token_stream()
            }
            token => token.into_token_stream(),
        }
    });
    tokens.collect()
}
