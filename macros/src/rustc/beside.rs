//! What is beside an item in its file, where rustc or the macro itself would stumble over it.

use proc_macro2::Span;
use syn::{Ident, ItemImpl, Type, parse_str};

use crate::{
    attr::OURS,
    outline::{Item, Kind, count, scope, text_of, type_text, words},
    parse::Model,
    suggest,
    ty::PLAIN,
};

/// How often something is declared under one name in one scope, which rustc reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Once,
    /// It is the first that has our attribute.
    First,
    /// It is another.
    Again,
}

impl Declared {
    /// The one that is at a place, of all in its scope.
    fn of<'a>(at: Span, all: impl Iterator<Item = &'a Item>) -> Self {
        let all: Vec<_> = all.filter(|item| item.is_always).collect();
        let mut ours = all.iter().filter(|item| item.is_ours);
        match ours.position(|item| item.place == at.start()) {
            Some(0) if all.len() > 1 => Declared::First,
            Some(0) | None => Declared::Once,
            Some(_) => Declared::Again,
        }
    }
}

/// How often a struct is.
pub fn structs(ident: &Ident) -> Declared {
    let (place, ident) = (ident.span(), ident.to_string());
    let scope = scope(place, |text| count(text, "struct", &ident) > 1);
    let is_it = |item: &&Item| matches!(&item.kind, Kind::Struct { name, .. } if *name == ident);
    let structs = scope.iter().flat_map(|scope| scope.items.iter().filter(is_it));
    Declared::of(place, structs)
}

/// How often the `forward` of an impl's type is.
pub fn forwards(item: &ItemImpl) -> Declared {
    let Some(name) = name(&item.self_ty) else { return Declared::Once };
    let has_forward = |body: &&str| body.contains("fn forward");
    let several = |text: &str| impls(text, &name).filter(has_forward).count() > 1;
    let (place, ty) = (item.impl_token.span, type_text(&item.self_ty));
    let scope = scope(place, several);
    let is_it =
        |item: &&Item| matches!(&item.kind, Kind::Impl { of, has_forward: true, .. } if *of == ty);
    let impls = scope.iter().flat_map(|scope| scope.items.iter().filter(is_it));
    Declared::of(place, impls)
}

/// Whether one of the impls of a type beside the one at `place` has a `forward`.
pub fn has_forward(ty: &Type, place: Span) -> bool {
    let ty = type_text(ty);
    let is_it =
        |item: &Item| matches!(&item.kind, Kind::Impl { of, has_forward: true, .. } if *of == ty);
    scope(place, |_| true).is_none_or(|scope| scope.items.iter().any(is_it))
}

/// Whether an impl is of an alias of its struct.
pub fn is_of_alias(item: &ItemImpl) -> bool {
    let Some(alias) = name(&item.self_ty) else { return false };
    let scope = scope(item.impl_token.span, |text| count(text, "type", &alias) > 0);
    scope.is_some_and(|scope| {
        let mut items = scope.items.iter().filter(|item| item.is_always);
        items.any(|item| matches!(&item.kind, Kind::Alias(of) if of.name == alias))
    })
}

/// Whether an impl is one of a trait, and its type's own `forward` is beside it.
pub fn has_own_forward(item: &ItemImpl) -> bool {
    let ty = type_text(&item.self_ty);
    let is_it = |item: &Item| {
        item.is_ours && matches!(&item.kind, Kind::Impl { of, has_forward: true, .. } if *of == ty)
    };
    let scope = item.trait_.as_ref().and_then(|_| scope(item.impl_token.span, |_| true));
    scope.is_some_and(|scope| scope.items.iter().any(is_it))
}

/// Whether a struct beside the struct `of` asks something of what it is given at this place.
pub fn asks_of_argument(name: &Ident, number: usize, of: &Ident) -> bool {
    let name = name.to_string();
    let scope = scope(of.span(), |text| count(text, "struct", &name) > 0);
    let asks = |item: &Item| {
        matches!(&item.kind, Kind::Struct { name: of, bounded, .. }
        if *of == name && bounded.get(number) == Some(&true))
    };
    scope.is_some_and(|scope| scope.items.iter().any(|item| item.is_always && asks(item)))
}

/// How many lifetimes a type beside the struct or impl at a place has.
pub fn lifetimes(name: &Ident, place: Span) -> usize {
    let name = name.to_string();
    let declares = |text: &str| {
        words(text, &name).any(|after| {
            after.trim_start().strip_prefix('<').is_some_and(|of| of.trim_start().starts_with('\''))
        })
    };
    let scope = scope(place, declares);
    let mut all = scope.iter().flat_map(|scope| &scope.lifetimes);
    all.find(|(of, _)| *of == name).map_or(0, |(_, count)| *count)
}

/// Whether a model's `forward` runs models, of whose types its impl says nothing: `impl<B> Stage<B>`.
pub fn has_unbounded_impl(model: &Model) -> bool {
    let Some(text) = text_of(model.ident.span()) else { return false };
    let params: Vec<_> =
        model.generics.type_params().map(|param| param.ident.to_string()).collect();
    let all_params = params.len() == model.generics.params.len();
    let header = format!("impl<{0}> {1}<{0}> {{", params.join(", "), model.ident);
    let body = text.split_once(&header).map(|(_, body)| body);
    all_params && body.is_some_and(|body| body.contains(".forward("))
}

/// Whether a struct is that of a model by its impl.
pub fn has_model_impl(ident: &Ident) -> bool {
    let of = ident.to_string();
    let scope = scope(ident.span(), |text| impls(text, &of).next().is_some());
    let is_it = |item: &Item| forward_of(item) == Some(&of) && item.is_ours && item.is_always;
    scope.is_some_and(|scope| scope.items.iter().any(is_it))
}

/// The name of a type without its arguments, of an impl that has its `forward`.
pub(super) fn forward_of(item: &Item) -> Option<&str> {
    match &item.kind {
        Kind::Impl { of, has_forward: true, .. } => of.split('<').next().map(str::trim_end),
        _ => None,
    }
}

/// The impl of a struct, if its attribute is ours but for a letter, and is not imported either, or if it is
/// missing and a method has one.
pub fn misspelt_impl(ident: &Ident) -> Option<ItemImpl> {
    let of = ident.to_string();
    let is_misspelt = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.match_indices("#[quanti").any(|(at, _)| {
            let attr = &text[at..];
            !attr.starts_with("#[quantizable") || attr.starts_with("#[quantizable(export)")
        })
    };
    let scope = scope(ident.span(), is_misspelt)?;
    let is_it = |item: &&Item| matches!(&item.kind, Kind::Impl { of: ty, .. } if *ty == of);
    let mut meant = scope.items.iter().filter(is_it).filter_map(|item| item.meant.as_ref());
    let (attr, item) = meant.find(|(attr, _)| !attr.is_empty())?;
    let text = text_of(ident.span())?;
    let is_imported = imports(&text).any(|import| words(import, attr).next().is_some());
    (!is_imported || attr == OURS).then(|| parse_str(item).ok())?
}

/// The impl of a struct with its `forward`, if it has no attribute, and no other has.
pub fn bare_impl(ident: &Ident) -> Option<ItemImpl> {
    let of = ident.to_string();
    let scope = scope(ident.span(), |text| impls(text, &of).next().is_some())?;
    let mut impls = scope.items.iter().filter(|item| forward_of(item) == Some(&of));
    let bare = impls.next().filter(|item| item.is_always && item.is_plain && !item.is_ours)?;
    let (attr, text) = bare.meant.as_ref()?;
    (attr.is_empty() && impls.next().is_none()).then(|| parse_str(text).ok())?
}

/// Whether a struct has no impl in its file, but beside it is one of a type that is nowhere and called almost
/// as it is.
pub fn has_misnamed_impl(ident: &Ident) -> bool {
    let Some(text) = text_of(ident.span()) else { return false };
    let named = ident.to_string();
    let is_nowhere = |name: &str| {
        !declares(&text, &["struct", "enum", "union", "type"], name)
            && !may_import(&text, name)
            && !makes_items(&text)
    };
    let is_misnamed = |item: &Item| {
        let of = forward_of(item).filter(|_| item.is_ours);
        of.is_some_and(|of| suggest::nearest(of, [&*named]).is_some() && is_nowhere(of))
    };
    scope(ident.span(), |text| impls(text, &named).next().is_none())
        .is_some_and(|scope| scope.items.iter().any(is_misnamed))
}

/// Whether the attribute of an impl's struct is ours but for a letter.
pub fn has_misspelt_attribute(item: &ItemImpl) -> bool {
    let Some(of) = name(&item.self_ty) else { return false };
    let is_it = |item: &Item| {
        item.is_almost_ours && matches!(&item.kind, Kind::Struct { name, .. } if *name == of)
    };
    let scope = scope(item.impl_token.span, |_| true);
    scope.is_some_and(|scope| scope.items.iter().any(is_it))
}

/// Whether a file has or imports a function of this name that is not one of its `own` methods, or makes some by
/// macros.
pub fn may_be_a_function(name: &str, own: usize, of: &Ident) -> bool {
    const KINDS: &[&str] = &["const", "enum", "mod", "static", "struct"];
    text_of(of.span()).is_none_or(|text| {
        let text = text.replace("static mut ", "static ");
        let is_declared = declares(&text, KINDS, name) || count(&text, "fn", name) > own;
        is_declared || may_import(&text, name) || makes_items(&text) || name == "drop"
    })
}

/// Whether what is called by a name is a function that is declared beside an impl, or imported there.
pub fn is_function(name: &str, place: Span) -> bool {
    let scope = scope(place, |text| words(text, name).next().is_some());
    let is_it = |item: &Item| matches!(&item.kind, Kind::Function { name: of } if of == name);
    scope.is_some_and(|scope| scope.items.iter().any(is_it)) || is_imported(name, place)
}

/// Whether a name is imported beside an item at a place, and not from the standard library.
pub fn is_imported(name: &str, place: Span) -> bool {
    let scope = scope(place, |text| words(text, name).next().is_some());
    let is_it = |item: &Item| {
        matches!(&item.kind, Kind::Imports(imports)
        if imports.iter().any(|import| import.name == name))
    };
    scope.is_some_and(|scope| scope.items.iter().any(is_it))
}

/// With how many parts a tuple struct, a variant or a function of a type is called, that is beside an item at a
/// place, if there is but one of its name.
pub fn count_of(path: &str, place: Span) -> Option<usize> {
    let first = path.split("::").next()?;
    let scope = scope(place, |text| declares(text, &["enum", "impl", "struct"], first))?;
    let mut counts = scope.counts.iter().filter(|(name, _)| name == path);
    let (_, count) = counts.next()?;
    counts.next().is_none().then_some(*count)
}

/// Whether a file implements a trait for options.
pub fn has_options_trait(place: &Ident) -> bool {
    text_of(place.span()).is_none_or(|text| count(&text, "for", "Option") > 0)
}

/// Whether a word is in a file.
pub fn mentions(word: &str, place: Span) -> bool {
    text_of(place).is_none_or(|text| words(&text, word).next().is_some())
}

/// Whether a file has a function of this name.
pub fn has_function(name: &Ident) -> bool {
    text_of(name.span()).is_some_and(|text| count(&text, "fn", &name.to_string()) > 0)
}

/// Whether a file imports something of this crate under another name.
pub fn imports_as(name: &str, alias: &Ident) -> bool {
    let renamed = format!("{name} as {alias}");
    let is_it = |import: &str| import.contains(&renamed) && import.contains("quantizable");
    text_of(alias.span()).is_some_and(|text| imports(&text).any(is_it))
}

/// Whether a module is `nn`, which a file imports of this crate.
pub fn is_of_layers(module: &Ident) -> bool {
    let imported = |import: &str| {
        let is_itself = |after: &str| {
            let inside =
                after.strip_prefix("::{").and_then(|of| of.trim_start().strip_prefix("self"));
            match inside {
                Some(after) => !after.trim_start().starts_with("as "),
                None => !after.starts_with("::"),
            }
        };
        import.trim_start().starts_with("quantizable") && words(import, "nn").any(is_itself)
    };
    let is_it = |text: String| {
        imports(&text).any(imported) && ["as", "mod"].iter().all(|of| count(&text, of, "nn") == 0)
    };
    module == "nn" && text_of(module.span()).is_some_and(is_it)
}

/// Whether a file has a struct or an enum of this name.
pub fn is_own_type(name: &Ident) -> bool {
    let named = name.to_string();
    text_of(name.span()).is_some_and(|text| declares(&text, &["enum", "struct"], &named))
}

/// Whether a text declares something of one of these kinds by a name.
pub(super) fn declares(text: &str, kinds: &[&str], name: &str) -> bool {
    kinds.iter().any(|kind| count(text, kind, name) > 0)
}

/// Whether a file has or imports a type of this name, as far as its text says.
pub fn is_there(name: &Ident) -> bool {
    let named = name.to_string();
    let is_imported =
        |text: String| imports(&text).any(|import| words(import, &named).next().is_some());
    is_own_type(name) || text_of(name.span()).is_some_and(is_imported)
}

/// Of which `*` brings nothing that a file does not show, and that has the name of something else.
const KNOWN_ROOTS: &[&str] = &["alloc", "core", "quantizable", "std", "super"];

/// Whether what has a name in a file may be another thing than these crates have.
pub fn may_be_another(name: &str, place: Span, of: &[&str]) -> bool {
    text_of(place).is_some_and(|text| {
        let is_other = |import: &str| {
            let path = import.trim_start_matches([' ', ':']);
            let is_of = |roots: &[&str]| roots.iter().any(|root| path.starts_with(root));
            let is_any = path.contains('*') && !is_of(KNOWN_ROOTS);
            match is_of(of) {
                true => count(path, "as", name) > 0,
                false => is_any || words(path, name).next().is_some(),
            }
        };
        declares(&text, &["enum", "struct", "type", "union"], name) || imports(&text).any(is_other)
    })
}

/// Whether a file may have a type or a constant of this name. One of a single letter, as parameters are
/// called, is not taken to come from a macro or another crate.
pub fn may_be_declared(name: &Ident) -> bool {
    let name_text = name.to_string();
    let is_letter = name_text.len() == 1;
    text_of(name.span()).is_none_or(|text| {
        declares(&text, &["struct", "enum", "union", "type", "static", "trait"], &name_text)
            || is_constant(&text, &name_text)
            || imports(&text).any(|import| {
                let is_of_any = import.contains('*') && (!is_letter || !is_of_others(import));
                is_of_any || words(import, &name_text).next().is_some()
            })
            || !is_letter && makes_items(&text)
    })
}

/// Whether an import is of a crate that has no names of one letter.
fn is_of_others(import: &str) -> bool {
    ["core", "quantizable", "std"].iter().any(|name| import.trim_start().starts_with(name))
}

/// Whether a file has a constant of this name.
pub fn has_constant(name: &Ident) -> bool {
    text_of(name.span()).is_some_and(|text| is_constant(&text, &name.to_string()))
}

/// Whether a text has a constant of this name: a parameter is behind `<` or a comma.
fn is_constant(text: &str, name: &str) -> bool {
    let declared = format!("const {name}:");
    let mut declared = text.match_indices(&declared).map(|(at, _)| at);
    declared.any(|at| !text[..at].trim_end().ends_with(['<', ',']))
}

/// What is derived above an item, whose attributes are gone where those below them are expanded.
pub fn derives_above(item: &Ident) -> Vec<String> {
    let Some(text) = text_of(item.span()) else { return Vec::new() };
    let lines: Vec<_> = text.lines().take(item.span().start().line - 1).collect();
    let above =
        lines.into_iter().rev().map(str::trim).take_while(|line| line.starts_with(['#', '/']));
    let derives = above.filter_map(|line| line.strip_prefix("#[derive(")?.strip_suffix(")]"));
    derives.flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect()
}

/// Whether a type has an implementation of `Clone` by hand in its file.
pub fn implements_clone(ident: &Ident) -> bool {
    let (name, text) = (ident.to_string(), text_of(ident.span()).unwrap_or_default());
    words(&text, "Clone").any(|after| {
        after.trim_start().strip_prefix("for").is_some_and(|rest| {
            words(rest.split('{').next().unwrap_or_default(), &name).next().is_some()
        })
    })
}

/// Whether no other constant of its name can be meant in its file.
pub fn is_only_constant(constant: &Ident) -> bool {
    let name = constant.to_string();
    let is_only = |text: &str| {
        let declared = count(text, "const", &name) + count(text, "static", &name);
        // Macros may declare others.
        let made = makes_items(text) || text.contains(&format!("!({name}"));
        declared == 1 && !made && !may_import(text, &name)
    };
    text_of(constant.span()).is_some_and(|text| is_only(&text))
}

/// Whether a constant of a file is a number, and no other one can be meant.
pub fn is_number(constant: &Ident) -> bool {
    let name = constant.to_string();
    let is_it = |after: &str| {
        let ty = after.trim_start().strip_prefix(&name).and_then(|rest| rest.strip_prefix(": "));
        let ty = ty.and_then(|ty| ty.split_whitespace().next());
        ty.is_some_and(|ty| PLAIN.contains(&ty) && !["str", "String"].contains(&ty))
    };
    is_only_constant(constant)
        && text_of(constant.span()).is_some_and(|text| words(&text, "const").any(is_it))
}

/// The struct of an impl.
pub enum Struct {
    /// It has our attribute, and is before the impl in this line.
    In {
        line: usize,
    },
    WithoutAttribute,
}

/// The struct of an impl, if it is in the impl's scope, and the file has others of its name, or may import some:
/// rustc takes it for ambiguous in imports where one of those is visible, from further out or by `*`.
pub fn one_of_several(item: &ItemImpl) -> Option<Struct> {
    let of = name(&item.self_ty)?;
    let place = item.impl_token.span;
    let scope = scope(place, |text| count(text, "struct", &of) > 1 || may_import(text, &of))?;
    let is_it = |item: &&Item| {
        item.is_always && matches!(&item.kind, Kind::Struct { name, .. } if *name == of)
    };
    match scope.items.iter().find(is_it)? {
        found if found.is_plain => Some(Struct::WithoutAttribute),
        found if found.is_ours && found.place < place.start() => {
            Some(Struct::In { line: found.place.line })
        }
        _ => None,
    }
}

/// Whether an import in a text may bring something of that name.
pub(super) fn may_import(text: &str, name: &str) -> bool {
    let is_named = |import: &str| words(import, name).next().is_some();
    imports(text).any(|import| is_named(import) || brings_more(import, name))
}

/// Whether a text imports all of something by `*` that is neither a crate's nor of the module around: of an enum, say.
pub fn imports_all_of_own(text: &str) -> bool {
    const OTHERS: [&str; 7] = ["alloc", "core", "crate", "quantizable", "self", "std", "super"];
    imports(text).any(|import| {
        let first = import.trim_start();
        import.contains('*') && !OTHERS.iter().any(|other| first.starts_with(other))
    })
}

/// Whether an import brings more than it names, and that may be something of this name: of `nn` it is layers.
fn brings_more(import: &str, name: &str) -> bool {
    let mut all = import.match_indices('*').map(|(at, _)| &import[..at]);
    let is_ours = import.trim_start().starts_with("quantizable");
    all.any(|before| {
        let of_layers = is_ours && before.trim_end().ends_with("nn::");
        !of_layers || name.starts_with(char::is_uppercase)
    })
}

/// What is behind each `use` of a text, to the semicolon.
pub(super) fn imports(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').filter_map(|part| words(part, "use").next())
}

/// What is behind the brace of each impl in a text that names a type.
pub(super) fn impls<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    words(text, "impl").filter_map(move |after| {
        let (header, body) = after.split_once('{')?;
        words(header, name).next().map(|_| body)
    })
}

/// Whether macros may make more items than a text shows.
pub(super) fn makes_items(text: &str) -> bool {
    ["include!", "macro_rules!"].iter().any(|made| text.contains(made))
}

/// The name of a type that is no path.
fn name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) if path.path.segments.len() == 1 => {
            Some(path.path.segments[0].ident.to_string())
        }
        _ => None,
    }
}
