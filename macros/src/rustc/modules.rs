//! Where the modules of the user's crate are, as far as paths and files say.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use proc_macro2::Span;

use super::beside::makes_items;
use crate::{
    attr::OURS,
    outline::{Import, Scope, all_scopes, count, scopes, text_of, words},
};

/// How many imports are followed, and aliases.
pub const DEEPEST: usize = 3;

/// A file with a model at a place.
pub struct File {
    pub place: Span,
    pub text: String,
    pub all: Rc<[Rc<Scope>]>,
}

/// The scope of a type, and its name there.
pub type Declared = (Rc<Scope>, String);

impl File {
    /// Where a type is declared that has a path or a name in a scope, if nothing else can be meant.
    pub fn declared(&self, path: &[String], number: usize) -> Option<Declared> {
        match path {
            [name] => self.named(name, number),
            _ => self.at(path, number, 0),
        }
    }

    /// Where a type is declared that has a name in a scope: from the inside out, and by one `*` at last.
    fn named(&self, name: &str, number: usize) -> Option<Declared> {
        let scope = &self.all[number];
        if scope.has_type(name) {
            return Some((scope.clone(), name.to_owned()));
        }
        if let Some(import) = scope.imports(name).next() {
            return self.at(&import.path, number, 1);
        }
        let mut globs =
            scope.imports("*").filter(|all| all.path.first().is_none_or(|first| first != OURS));
        match (globs.next(), self.around(number)) {
            (None, Some(parent)) => self.named(name, parent),
            (Some(all), _) if globs.next().is_none() && !makes_items(&self.text) => {
                let (scope, name) = self.at(&all.of(name).path, number, DEEPEST)?;
                let is_seen = scope.types.contains(&(name.clone(), true));
                is_seen.then_some((scope, name))
            }
            _ => None,
        }
    }

    /// The scope around a block, whose names are known in it.
    fn around(&self, number: usize) -> Option<usize> {
        let scope = &self.all[number];
        scope.parent.filter(|_| scope.module.is_none())
    }

    /// Where a type is declared that has a path in a scope.
    fn at(&self, path: &[String], number: usize, depth: usize) -> Option<Declared> {
        let (name, modules) = path.split_last()?;
        let module = self.module(number);
        // A module in a block hides one of its name outside.
        let in_block = |scope: &Rc<Scope>| {
            scope.module.as_ref() == modules.first()
                && scope.parent.is_some_and(|parent| self.around(parent).is_some())
        };
        if self.all.iter().any(in_block) {
            return None;
        }
        let is_crate = modules.first().is_some_and(|first| first == "crate");
        let inside = match is_crate && !is_root(self.place) {
            true => None,
            false => modules.iter().try_fold(module, |number, name| self.inside(number, name)),
        };
        match inside {
            Some(number) => {
                let scope = &self.all[number];
                if scope.has_type(name) {
                    return Some((scope.clone(), name.clone()));
                }
                let import = scope.imports(name).next().filter(|_| depth < DEEPEST)?;
                self.at(&import.path, number, depth + 1)
            }
            // A path says of another file what it says in a file by itself.
            None if (module == 0 || is_crate) && !self.text.contains("#[path") => {
                self.elsewhere(name, modules)
            }
            None => None,
        }
    }

    /// The module that a scope is in.
    fn module(&self, number: usize) -> usize {
        self.around(number).map_or(number, |around| self.module(around))
    }

    /// The only module of a name in one.
    fn inside(&self, number: usize, name: &str) -> Option<usize> {
        let is_it = |(_, scope): &(usize, &Rc<Scope>)| {
            scope.parent == Some(number) && scope.module.as_deref() == Some(name)
        };
        match name {
            "crate" => Some(0),
            "self" => Some(number),
            "super" => Some(self.module(self.all[number].parent?)),
            _ => {
                let mut found = self.all.iter().enumerate().filter(is_it);
                let (number, _) = found.next().filter(|_| found.next().is_none())?;
                Some(number)
            }
        }
    }

    /// In the only file where it may be.
    fn elsewhere(&self, name: &str, modules: &[String]) -> Option<Declared> {
        let paths: BTreeSet<_> = files(self.place, modules)?.into_iter().collect();
        let mut found = paths.into_iter().filter_map(|path| {
            let text = fs::read_to_string(&path).ok().filter(|text| text.contains(name))?;
            scopes(path, text).first().filter(|scope| scope.has_type(name)).cloned()
        });
        let scope = found.next().filter(|_| found.next().is_none())?;
        Some((scope, name.to_owned()))
    }
}

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
fn is_root(place: Span) -> bool {
    let Some(file) = place.local_file() else { return false };
    let is_named = file.file_stem().is_some_and(|stem| stem == "lib" || stem == "main");
    is_named || !file.ancestors().skip(1).any(has_root)
}

fn has_root(dir: &Path) -> bool {
    ["lib.rs", "main.rs"].iter().any(|name| dir.join(name).exists())
}

/// Where the file of a module may be, as seen from a place. Of a file by itself it is not known whether it is the
/// root of a crate, as tests and examples are.
fn files(place: Span, modules: &[String]) -> Option<Vec<PathBuf>> {
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
