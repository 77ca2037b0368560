//! What the user's file declares, scope by scope. A macro is given one item; what is beside it is read from
//! the file, if its text gives reason to.

mod named;
mod readable;
mod stub;

use std::{cell::RefCell, collections::HashMap, fs, path::PathBuf, rc::Rc};

use proc_macro2::{LineColumn, Span, fallback};
use quote::ToTokens;
use syn::{
    Attribute, Block, File, GenericParam, ImplItem, ItemMod, Path, ReturnType, Stmt, Token, Type,
    TypeParamBound, Visibility,
    punctuated::Punctuated,
    visit::{self, Visit},
};

use named::{alias, counts, imported, lifetimes};
use readable::readable;
use stub::stub;

use crate::{
    attr::{OURS, is_cfg, is_ours},
    rustc::bounds,
    source,
};

/// A module or a block.
pub struct Scope {
    pub items: Vec<Item>,
    /// The structs, enums, unions and aliases that are declared in it, and whether others see them.
    pub types: Vec<(String, bool)>,
    /// The name of a module in a file; a block and a file have none.
    pub module: Option<String>,
    /// The number of the scope around it.
    pub parent: Option<usize>,
    /// Whether it is there in every build.
    pub is_always: bool,
    /// Tuple structs, variants and functions of types, `Act::Leaky`, with how many parts each is called.
    pub counts: Vec<(String, usize)>,
    /// Structs, enums and aliases with lifetimes, and how many each has.
    pub lifetimes: Vec<(String, usize)>,
}

/// An item that matters to others.
pub struct Item {
    pub kind: Kind,
    /// A struct's name, or the `impl` of an impl.
    pub place: LineColumn,
    /// Whether it has our attribute.
    pub is_ours: bool,
    /// Whether it has none that may be ours by another name.
    pub is_plain: bool,
    /// Whether it has one that is ours but for a letter, or as a derive.
    pub is_almost_ours: bool,
    /// The name of the attribute and the item, if that is so, or it is missing and a method has it, and it
    /// is an impl with a `forward`; of one without any attribute of ours the name is empty.
    pub meant: Option<(String, String)>,
    /// Whether it is there in every build.
    pub is_always: bool,
}

pub enum Kind {
    Struct {
        name: String,
        /// Whether anything is asked of each parameter, lifetimes left out.
        bounded: Vec<bool>,
    },
    /// Whether a `forward` is among a type's own functions in it.
    Impl {
        of: String,
        has_forward: bool,
        /// Of its functions, by their names: what each returns, as text, that other models may call.
        outputs: Vec<(String, Option<String>)>,
    },
    /// Of a trait, by the last part of its name, for a type; without parameters.
    Implementation {
        name: String,
        of: String,
    },
    Alias(Alias),
    Trait {
        name: String,
        supertraits: Vec<String>,
        /// What an impl of it has to have, if that can be told.
        stub: Option<String>,
    },
    /// That is no method.
    Function {
        name: String,
    },
    /// What is imported by name or by `*`, but for the standard library.
    Imports(Vec<Import>),
}

/// What a type is called too.
#[derive(Clone)]
pub struct Alias {
    pub name: String,
    /// Of types and constants, each with the default that it may have.
    pub params: Vec<(String, Option<String>)>,
    pub lifetimes: Vec<String>,
    /// As text, like [`Item::meant`].
    pub of: String,
    /// Whether it is declared where it is used, so that all that is in it can be named there.
    pub is_here: bool,
}

/// A name or `*`, and what of.
pub struct Import {
    pub name: String,
    pub path: Vec<String>,
}

impl Import {
    /// Of `*`, the import of one name.
    pub fn of(&self, name: &str) -> Import {
        let modules = self.path.iter().take(self.path.len() - 1).cloned();
        Import { name: name.to_owned(), path: modules.chain([name.to_owned()]).collect() }
    }
}

impl Scope {
    /// What is imported in every build, by a name or by `*`.
    pub fn imports<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Import> {
        let imports = self.items.iter().filter_map(|item| match &item.kind {
            Kind::Imports(imports) if item.is_always => Some(imports),
            _ => None,
        });
        imports.flatten().filter(move |import| import.name == name)
    }

    /// Whether a type of this name is declared in it.
    pub fn has_type(&self, name: &str) -> bool {
        self.types.iter().any(|(of, _)| of == name)
    }
}

/// The text of a file and what is in it.
type Read = (String, Rc<[Rc<Scope>]>);

thread_local! {
    static FILES: RefCell<HashMap<PathBuf, Read>> = RefCell::default();
}

/// The scope of the struct or impl that is at a place, if there is reason to look.
pub fn scope(place: Span, is_reason: impl FnOnce(&str) -> bool) -> Option<Rc<Scope>> {
    text_of(place).filter(|text| is_reason(text))?;
    let (all, number) = scopes_at(place)?;
    Some(all[number].clone())
}

/// All scopes of the file of a place, and the number of that with the struct or impl that is there.
pub fn scopes_at(place: Span) -> Option<(Rc<[Rc<Scope>]>, usize)> {
    let all = all_scopes(place)?;
    let is_there = |scope: &Rc<Scope>| scope.items.iter().any(|item| item.place == place.start());
    let number = all.iter().position(is_there)?;
    Some((all, number))
}

/// All scopes of the file of a place.
pub fn all_scopes(place: Span) -> Option<Rc<[Rc<Scope>]>> {
    Some(scopes(place.local_file()?, text_of(place)?))
}

/// The text of the file of a place.
pub fn text_of(place: Span) -> Option<String> {
    fs::read_to_string(place.local_file()?).ok()
}

/// All scopes of a file with a text.
pub fn scopes(path: PathBuf, text: String) -> Rc<[Rc<Scope>]> {
    FILES.with_borrow_mut(|files| match files.get(&path) {
        Some((known, scopes)) if *known == text => scopes.clone(),
        _ => {
            let scopes = read(&text);
            files.insert(path, (text, scopes.clone()));
            scopes
        }
    })
}

/// What is in a text of Rust.
fn read(text: &str) -> Rc<[Rc<Scope>]> {
    let mut scopes = Scopes::default();
    // Tokens of rustc's do not know where in a text they are.
    fallback::force();
    let file = syn::parse_file(text).ok().or_else(|| readable(text));
    file.iter().for_each(|file| scopes.visit_file(file));
    fallback::unforce();
    scopes.all.into()
}

/// A text without its comments, in which anything may be; and without what is behind `//` in others.
pub fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut parts = text.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once("*/").map_or("", |(_, rest)| rest));
    rest.fold(first, |text, rest| text + " " + rest)
}

/// What is behind each `word` of a text.
pub fn words<'a>(text: &'a str, word: &str) -> impl Iterator<Item = &'a str> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).filter_map(move |(start, word)| {
        let (before, after) = (&text[..start], &text[start + word.len()..]);
        (!before.ends_with(is_of_word) && !after.starts_with(is_of_word)).then_some(after)
    })
}

/// How often a text has this word before that one.
pub fn count(text: &str, keyword: &str, name: &str) -> usize {
    let is_before = |after: &&str| {
        let after = after.trim_start();
        words(after, name).next().is_some_and(|rest| after.len() == name.len() + rest.len())
    };
    words(text, keyword).filter(is_before).count()
}

#[derive(Default)]
struct Scopes {
    all: Vec<Rc<Scope>>,
    /// The number of the one that the walk is in.
    within: Option<usize>,
}

impl Scopes {
    fn add<'ast>(
        &mut self,
        items: impl Iterator<Item = &'ast syn::Item> + Clone,
        module: Option<&ItemMod>,
        walk: impl FnOnce(&mut Self),
    ) {
        let parent = self.within.replace(self.all.len());
        let outer = parent.is_none_or(|parent| self.all[parent].is_always);
        self.all.push(Rc::new(Scope {
            counts: items.clone().flat_map(counts).collect(),
            lifetimes: items.clone().filter_map(lifetimes).collect(),
            types: items.clone().filter_map(type_name).collect(),
            items: items.filter_map(item).collect(),
            module: module.map(|module| module.ident.to_string()),
            parent,
            is_always: outer && module.is_none_or(|module| is_always(&module.attrs)),
        }));
        walk(self);
        self.within = parent;
    }
}

impl<'ast> Visit<'ast> for Scopes {
    fn visit_file(&mut self, file: &'ast File) {
        self.add(file.items.iter(), None, |this| visit::visit_file(this, file));
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        // One without a body is in another file.
        if let Some((_, items)) = &module.content {
            self.add(items.iter(), Some(module), |this| visit::visit_item_mod(this, module));
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let items = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        self.add(items, None, |this| visit::visit_block(this, block));
    }
}

/// See [`Scope::types`].
fn type_name(item: &syn::Item) -> Option<(String, bool)> {
    let (name, vis) = match item {
        syn::Item::Enum(item) => (&item.ident, &item.vis),
        syn::Item::Struct(item) => (&item.ident, &item.vis),
        syn::Item::Type(item) => (&item.ident, &item.vis),
        syn::Item::Union(item) => (&item.ident, &item.vis),
        _ => return None,
    };
    Some((name.to_string(), !matches!(vis, Visibility::Inherited)))
}

fn item(item: &syn::Item) -> Option<Item> {
    let (kind, place, attrs) = match item {
        syn::Item::Struct(item) => {
            let (name, generics) = (item.ident.to_string(), &item.generics);
            let bounded = generics.params.iter().filter_map(|param| match param {
                GenericParam::Type(param) => Some(bounds(generics, param).next().is_some()),
                GenericParam::Const(_) => Some(false),
                GenericParam::Lifetime(_) => None,
            });
            let kind = Kind::Struct { name, bounded: bounded.collect() };
            (kind, item.ident.span(), &item.attrs)
        }
        syn::Item::Impl(item) => {
            let of = type_text(&item.self_ty);
            let kind = match &item.trait_ {
                Some((name, _)) if item.generics.params.is_empty() => {
                    let name = name.segments.last().map(|last| last.ident.to_string());
                    Kind::Implementation { name: name.unwrap_or_default(), of }
                }
                name => {
                    let has_forward = name.is_none() && item.items.iter().any(is_forward);
                    let outputs = item.items.iter().filter_map(output).collect();
                    Kind::Impl { of, has_forward, outputs }
                }
            };
            (kind, item.impl_token.span, &item.attrs)
        }
        syn::Item::Type(item) => (Kind::Alias(alias(item)), item.ident.span(), &item.attrs),
        syn::Item::Fn(item) => {
            let name = item.sig.ident.to_string();
            (Kind::Function { name }, item.sig.ident.span(), &item.attrs)
        }
        syn::Item::Use(item) => {
            let mut imports = Vec::new();
            imported(&item.tree, &mut Vec::new(), &mut imports);
            (Kind::Imports(imports), item.use_token.span, &item.attrs)
        }
        // What is asked in a clause may be of it too.
        syn::Item::Trait(item) if item.generics.where_clause.is_none() => {
            let supertraits = item.supertraits.iter().filter_map(|bound| match bound {
                TypeParamBound::Trait(bound) => bound.path.segments.last(),
                _ => None,
            });
            let supertraits = supertraits.map(|last| last.ident.to_string()).collect();
            let (name, stub) = (item.ident.to_string(), stub(item));
            (Kind::Trait { name, supertraits, stub }, item.ident.span(), &item.attrs)
        }
        _ => return None,
    };
    Some(Item {
        kind,
        place: place.start(),
        is_ours: attrs.iter().any(is_ours),
        is_plain: attrs.iter().all(|attr| INERT.iter().any(|name| attr.path().is_ident(name))),
        is_almost_ours: attrs.iter().any(is_almost_ours),
        meant: meant(item),
        is_always: is_always(attrs),
    })
}

/// See [`Item::meant`]. As text: what is parsed here cannot be among rustc's tokens.
fn meant(item: &syn::Item) -> Option<(String, String)> {
    let syn::Item::Impl(item) = item else { return None };
    let is_it = item.trait_.is_none()
        && item.items.iter().any(is_forward)
        && !item.attrs.iter().any(is_ours);
    let attr = item.attrs.iter().find(|attr| is_almost_ours(attr));
    let text = item.to_token_stream().to_string();
    let name = match attr {
        Some(attr) => attr.path().get_ident()?.to_string(),
        // Of what has it in the impl it is said that it cannot.
        None if text.contains(OURS) => OURS.to_owned(),
        None => String::new(),
    };
    is_it.then_some((name, text))
}

/// `#[quantize]`, `#[derive(quantizable)]`: rustc says that there is none, if that is so.
fn is_almost_ours(attr: &Attribute) -> bool {
    let begins = |path: &Path| {
        let last = path.segments.last().map(|last| last.ident.to_string().to_lowercase());
        last.is_some_and(|last| last.starts_with("quanti"))
    };
    let list = Punctuated::<Path, Token![,]>::parse_terminated;
    let derived =
        |attr: &Attribute| attr.parse_args_with(list).is_ok_and(|all| all.iter().any(begins));
    !is_ours(attr) && begins(attr.path()) || attr.path().is_ident("derive") && derived(attr)
}

/// Attributes that make no model.
const INERT: &[&str] =
    &["allow", "deny", "derive", "doc", "expect", "must_use", "non_exhaustive", "repr", "warn"];

/// How a type is written.
pub fn type_text(ty: &Type) -> String {
    source::text(ty.to_token_stream())
}

/// See [`Kind::Impl`].
fn output(item: &ImplItem) -> Option<(String, Option<String>)> {
    let ImplItem::Fn(function) = item else { return None };
    if !is_always(&function.attrs) {
        return None;
    }
    let is_called = is_forward(item) || function.attrs.iter().any(is_ours);
    let text = match &function.sig.output {
        ReturnType::Default => "()".into(),
        ReturnType::Type(_, ty) => type_text(ty),
    };
    Some((function.sig.ident.to_string(), is_called.then_some(text)))
}

fn is_forward(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == "forward" && is_always(&function.attrs))
}

/// Whether an item is there, and has the attributes that it has, in all builds.
fn is_always(attrs: &[Attribute]) -> bool {
    !attrs.iter().any(|attr| is_cfg(attr) || attr.path().is_ident("cfg_attr"))
}
