//! Items, signatures and types that are no Rust, as they are meant: rustc has said what is wrong, and reads on much
//! like this.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{FnArg, Pat, Type, parse::Parser};

use crate::{rustc::is_sure, ty::PLAIN};

/// As rustc reads on after it has reported something: `<const N: usize>` for `<const N>`,
/// `fn forward() -> Tensor` for `fn forward(): Tensor`, `mask: Option<Tensor>` for `mask: Option<Tensor> = None`.
pub fn mended(item: TokenStream) -> TokenStream {
    let mut mended: Vec<TokenTree> = Vec::new();
    for token in item {
        match mended.as_slice() {
            [.., TokenTree::Ident(keyword), TokenTree::Ident(_)]
                if *keyword == "const" && is_one_of(&token, ",>") =>
            {
                mended.extend(quote!(: usize #token));
            }
            [.., TokenTree::Group(args)]
                if args.delimiter() == Delimiter::Parenthesis && is_one_of(&token, ":") =>
            {
                mended.extend(quote!(->));
            }
            _ => mended.push(without_defaults(token)),
        }
    }
    mended.into_iter().collect()
}

/// Parameters without what is behind `=`.
fn without_defaults(token: TokenTree) -> TokenTree {
    let TokenTree::Group(params) = &token else { return token };
    let has_defaults = || params.stream().into_iter().any(|token| is_one_of(&token, "="));
    if params.delimiter() != Delimiter::Parenthesis || !has_defaults() {
        return token;
    }
    let mut in_default = false;
    let kept = params.stream().into_iter().filter(|token| {
        in_default = is_one_of(token, "=") || in_default && !is_one_of(token, ",");
        !in_default
    });
    Group::new(Delimiter::Parenthesis, kept.collect()).into()
}

/// A function without its body, of which what can be read is kept:
///
/// ```text
/// fn forward(&self x: &Tensor; k Option<f32>, ..) Tensor, usize
/// fn forward(&self, x: &Tensor, k: Option<f32>) -> (Tensor, usize)
/// ```
pub fn signature(function: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = function.into_iter().collect();
    let found = tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            Some((at, group.stream()))
        }
        _ => None,
    });
    let Some((at, written)) = found else { return tokens.into_iter().collect() };
    let (head, params) = (&tokens[..at], params(&written.into_iter().collect::<Vec<_>>()));
    let output = output(&tokens[at + 1..]).map(|ty| quote!(-> #ty));
    quote!(#(#head)* (#(#params),*) #output)
}

/// What is in front of a `:` begins a parameter, whatever is in front of that.
fn params(tokens: &[TokenTree]) -> Vec<FnArg> {
    let is_at = |at: usize, c: &str| tokens.get(at).is_some_and(|token| is_one_of(token, c));
    let is_colon =
        |at: &usize| is_at(*at, ":") && !is_at(at + 1, ":") && !(*at > 0 && is_at(at - 1, ":"));
    let colons: Vec<usize> = (1..tokens.len()).filter(is_colon).collect();
    let begins: Vec<usize> = colons
        .iter()
        .map(|colon| match colon.checked_sub(2) {
            Some(before) if is_named(&tokens[before], &["mut"]) => before,
            _ => colon - 1,
        })
        .collect();
    let first = begins.first().copied().unwrap_or(tokens.len());
    let mut params: Vec<FnArg> = receiver(&tokens[..first]).into_iter().collect();
    let ends = begins.iter().skip(1).copied().chain([tokens.len()]);
    for ((begin, colon), end) in begins.iter().zip(&colons).zip(ends) {
        let default = (colon + 1..end).find(|at| is_at(*at, "="));
        let types = &tokens[colon + 1..default.unwrap_or(end)];
        let (pat, types) = (&tokens[*begin..*colon], pieces(types));
        let Some((first, others)) = types.split_first() else { continue };
        params.extend(ty(first).map(|ty| param(pat, ty)));
        params.extend(others.iter().filter_map(|piece| without_colon(piece)));
    }
    params
}

fn receiver(tokens: &[TokenTree]) -> Option<FnArg> {
    let written = tokens.iter().filter(|token| !is_one_of(token, ",;")).cloned().collect();
    let has_self = tokens.iter().any(|token| is_named(token, &["self"]));
    let read = syn::parse2(written).or_else(|_| syn::parse2(quote!(&self)));
    has_self.then(|| read.ok())?
}

fn param(pat: &[TokenTree], ty: Type) -> FnArg {
    let pat = Pat::parse_single.parse2(pat.iter().cloned().collect());
    let pat = pat.unwrap_or_else(|_| Pat::Verbatim(quote!(_)));
    syn::parse_quote!(#pat: #ty)
}

/// `k Option<f32>`, and `f32 k`, as other languages have it.
fn without_colon(piece: &[TokenTree]) -> Option<FnArg> {
    let is_type = |token: &TokenTree| match token {
        TokenTree::Ident(name) => {
            let name = name.to_string();
            name.starts_with(char::is_uppercase) || PLAIN.contains(&name.as_str())
        }
        _ => false,
    };
    match piece {
        [of, name] if is_type(of) && !is_type(name) => {
            ty(&piece[..1]).map(|ty| param(&piece[1..], ty))
        }
        [TokenTree::Ident(_), types @ ..] => ty(types).map(|ty| param(&piece[..1], ty)),
        _ => None,
    }
}

/// `-> Tensor`, `=> Tensor`, `Tensor` or several, up to a clause.
fn output(tokens: &[TokenTree]) -> Option<Type> {
    let arrow = tokens.iter().take_while(|token| is_one_of(token, "-=>:")).count();
    let end = tokens.iter().position(|token| is_named(token, &["where"])).unwrap_or(tokens.len());
    let written = tokens.get(arrow..end)?;
    ty(written).or_else(|| {
        let types: Option<Vec<Type>> = pieces(written).into_iter().map(ty).collect();
        match &types?[..] {
            [] => None,
            [ty] => Some(ty.clone()),
            types => Some(syn::parse_quote!((#(#types),*))),
        }
    })
}

/// What is between commas, and semicolons, that are outside of angle brackets.
fn pieces(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut depth = 0;
    let pieces = tokens.split(|token| {
        depth += i32::from(is_one_of(token, "<")) - i32::from(is_one_of(token, ">"));
        depth <= 0 && is_one_of(token, ",;")
    });
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// A type: `(Tensor f32)` with a comma, `Option<f32` closed, `Vec<f32>>` without what is too much, `Option[f32]` and
/// `Option(f32)` with angle brackets.
fn ty(tokens: &[TokenTree]) -> Option<Type> {
    // `Tensor +` would be one of traits.
    let is_bare = |ty: &Type| matches!(ty, Type::TraitObject(of) if of.dyn_token.is_none());
    let parse = |tokens: TokenStream| syn::parse2::<Type>(tokens).ok().filter(|ty| !is_bare(ty));
    let written: TokenStream = tokens.iter().cloned().collect();
    let (last, before) = tokens.split_last()?;
    // What is made of it is to be a type.
    let mend =
        |tokens: TokenStream| parse(tokens).filter(|ty| is_sure(ty, Some(last.span()), &|_| false));
    parse(written.clone())
        .or_else(|| mend(with_commas(written.clone())))
        .or_else(|| mend(quote!(#written >)))
        .or_else(|| mend(quote!(#written >>)))
        .or_else(|| is_one_of(last, ">").then(|| mend(before.iter().cloned().collect()))?)
        .or_else(|| mend(with_angles(written)))
}

/// With a comma between names that stand beside each other.
pub fn with_commas(tokens: TokenStream) -> TokenStream {
    let mut made: Vec<TokenTree> = Vec::new();
    for token in tokens {
        if let (Some(TokenTree::Ident(before)), TokenTree::Ident(_)) = (made.last(), &token)
            && !is_named(&before.clone().into(), &["const", "dyn", "impl", "mut", "pub", "type"])
        {
            made.extend(quote!(,));
        }
        made.push(match &token {
            TokenTree::Group(group) => {
                let mut made = Group::new(group.delimiter(), with_commas(group.stream()));
                made.set_span(group.span());
                made.into()
            }
            _ => token,
        });
    }
    made.into_iter().collect()
}

fn with_angles(tokens: TokenStream) -> TokenStream {
    let mut made = TokenStream::new();
    let mut is_behind_a_name = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group)
                if group.delimiter() != Delimiter::Brace && is_behind_a_name =>
            {
                let inner = with_angles(group.stream());
                made.extend(quote!(<#inner>));
            }
            _ => made.extend([token.clone()]),
        }
        is_behind_a_name = matches!(token, TokenTree::Ident(_));
    }
    made
}

fn is_named(token: &TokenTree, names: &[&str]) -> bool {
    matches!(token, TokenTree::Ident(ident) if names.iter().any(|name| ident == name))
}

/// Whether it is one of these.
pub fn is_one_of(token: &TokenTree, punctuation: &str) -> bool {
    matches!(token, TokenTree::Punct(punct) if punctuation.contains(punct.as_char()))
}

#[cfg(test)]
mod tests {
    use super::{TokenStream, signature};

    fn mended(params: &str, output: &str) -> String {
        let text = format!("pub fn forward({params}) {output}");
        let tokens: TokenStream = text.parse().expect("tokens");
        let all = signature(tokens).to_string().replace(' ', "");
        all.strip_prefix("pubfnforward").map(str::to_owned).expect("its beginning")
    }

    #[test]
    fn parameters_are_read() {
        let read = |params: &str| mended(params, "-> Tensor");
        let right = "(&self,x:&Tensor,k:Option<f32>)->Tensor";
        assert_eq!(read("&self, x: &Tensor k: Option<f32>"), right);
        assert_eq!(read("&self x: &Tensor, k: Option<f32>"), right);
        assert_eq!(read("&self; x: &Tensor; k: Option<f32>"), right);
        assert_eq!(read("&self, x: &Tensor, k Option<f32>"), right);
        assert_eq!(read("&self, x: &Tensor, k: Option<f32"), right);
        assert_eq!(read("&self, x: &Tensor, k: Option<f32>>"), right);
        assert_eq!(read("&self, x: &Tensor, k: Option[f32]"), right);
        assert_eq!(read("&self, x: &Tensor, k: Option(f32)"), right);
        assert_eq!(read("&self, x: &Tensor, k: Option<f32> = None"), right);
        assert_eq!(read("self&, x: &Tensor, k: Option<f32>,,"), right);
        assert_eq!(read("&self, x: &Tensor, ..,"), "(&self,x:&Tensor)->Tensor");
        assert_eq!(read("&self, x: Tensor, f32 k"), "(&self,x:Tensor,k:f32)->Tensor");
        assert_eq!(read("&self, *x: q::Tensor"), "(&self,x:q::Tensor)->Tensor");
        assert_eq!(
            read("&self, mut x: Tensor (a, b): (u8, u8)"),
            "(&self,mutx:Tensor,(a,b):(u8,u8))->Tensor"
        );
        assert_eq!(read("x: Tensor y: Tensor"), "(x:Tensor,y:Tensor)->Tensor");
    }

    #[test]
    fn outputs_are_read() {
        let read = |output: &str| mended("&self", output);
        assert_eq!(read("(Tensor, f32)"), "(&self)->(Tensor,f32)");
        assert_eq!(read("=> Tensor"), "(&self)->Tensor");
        assert_eq!(read("-> Tensor,"), "(&self)->Tensor");
        assert_eq!(read("-> Tensor, f32"), "(&self)->(Tensor,f32)");
        assert_eq!(read("-> (Tensor f32)"), "(&self)->(Tensor,f32)");
        assert_eq!(read("-> Result<Tensor, String"), "(&self)->Result<Tensor,String>");
        assert_eq!(read("-> Result<Tensor String>"), "(&self)->Result<Tensor,String>");
        assert_eq!(read("-> Option<Vec<Tensor"), "(&self)->Option<Vec<Tensor>>");
        assert_eq!(read("-> Tensor where T: Copy"), "(&self)->Tensor");
        assert_eq!(read("->"), "(&self)");
    }
}
