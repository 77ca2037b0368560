//! Where the modules of the user's crate are, as far as paths and files say.

use std::{
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use proc_macro2::Span;

use crate::outline::{Import, Scope, all_scopes, count, scopes, text_of, words};

/// The scopes of each file where what is imported at a place may be declared, if its text gives reason to
/// look: that of the place, if it has the module, or those where its path says that it is.
pub fn imported<'a>(
    place: Span,
    import: &Import,
    is_reason: &'a dyn Fn(&str) -> bool,
) -> Option<impl Iterator<Item = Rc<[Rc<Scope>]>> + use<'a>> {
    let (_, modules) = import.path.split_last()?;
    let text = text_of(place)?;
    if !is_own(&text, modules.first()?) {
        return None;
    }
    let is_here = modules.last().is_some_and(|last| has_module(&text, last)) && is_reason(&text);
    let here = is_here.then(|| all_scopes(place)).flatten();
    let files = if here.is_some() { Vec::new() } else { files(place, modules)? };
    let elsewhere = files.into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok().filter(|text| is_reason(text))?;
        Some(scopes(path, text))
    });
    Some(here.into_iter().chain(elsewhere))
}

/// Whether a path begins in the crate that a file is of.
pub fn is_own(text: &str, first: &str) -> bool {
    ["crate", "self", "super"].contains(&first) || count(text, "mod", first) > 0
}

/// Whether a text has all of a module, or may be that of it itself.
fn has_module(text: &str, name: &str) -> bool {
    let is_body = |after: &str| {
        after.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('{'))
    };
    ["crate", "self", "super"].contains(&name) || words(text, "mod").any(is_body)
}

/// Whether a file is the root of a crate, as far as the files around it say.
pub fn is_root(place: Span) -> bool {
    let Some(file) = place.local_file() else { return false };
    let is_named = file.file_stem().is_some_and(|stem| stem == "lib" || stem == "main");
    is_named || !file.ancestors().skip(1).any(has_root)
}

fn has_root(dir: &Path) -> bool {
    ["lib.rs", "main.rs"].iter().any(|name| dir.join(name).exists())
}

/// Where the file of a module may be, as seen from a place. Of a file by itself it is not known whether it is the
/// root of a crate, as tests and examples are.
pub fn files(place: Span, modules: &[String]) -> Option<Vec<PathBuf>> {
    let file = place.local_file()?;
    let dir = file.parent()?;
    let own = [dir.join(file.file_stem()?), dir.to_owned()];
    let root = dir.ancestors().find(|dir| has_root(dir)).unwrap_or(dir);
    let paths = own.iter().filter_map(|own| {
        modules.iter().try_fold(own.clone(), |path, module| match module.as_str() {
            "crate" => Some(root.to_owned()),
            "super" => path.parent().map(Path::to_owned),
            "self" => Some(path),
            module => Some(path.join(module)),
        })
    });
    let files = paths.flat_map(|path| {
        let inside = ["mod.rs", "lib.rs", "main.rs"].map(|name| path.join(name));
        [path.with_extension("rs")].into_iter().chain(inside)
    });
    Some(files.collect())
}
