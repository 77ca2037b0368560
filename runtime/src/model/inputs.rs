//! The call sites of what a model is given.

use crate::path::Path;

/// A call site for each place of the input that had a tensor. A place is the argument's number, if there
/// are several, and those of items in lists and tuples: what is left out of one call, or a list that has
/// another length, does not move what comes behind.
#[derive(Debug)]
pub struct InputSites<S>(Vec<(Place, S)>);

/// Indices, from the outside in.
pub(super) type Place = Box<[usize]>;

impl<S> Default for InputSites<S> {
    fn default() -> Self {
        InputSites(Vec::new())
    }
}

impl<S> FromIterator<(Place, S)> for InputSites<S> {
    fn from_iter<I: IntoIterator<Item = (Place, S)>>(sites: I) -> Self {
        InputSites(sites.into_iter().collect())
    }
}

impl<S> InputSites<S> {
    /// The number of the one at a place, likely `guess`.
    fn index(&self, at: &Path<'_>, guess: usize) -> Option<usize> {
        let is_there = |i: &usize| self.0.get(*i).is_some_and(|(place, _)| at.is_at(place));
        Some(guess).filter(is_there).or_else(|| (0..self.0.len()).find(is_there))
    }

    /// The one at a place.
    pub(super) fn find(&self, at: &Path<'_>, guess: usize) -> Option<&S> {
        self.index(at, guess).map(|index| &self.0[index].1)
    }

    /// The one at a place, made if there is none.
    pub(super) fn at(&mut self, at: &Path<'_>, guess: usize, new: impl FnOnce() -> S) -> &S {
        let index = self.index(at, guess).unwrap_or(self.0.len());
        if index == self.0.len() {
            self.0.push((at.indices().into(), new()));
        }
        &self.0[index].1
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.0.iter().map(|(place, _)| place)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &S> {
        self.0.iter().map(|(_, site)| site)
    }

    /// The only one.
    pub(super) fn single(&self) -> Option<&S> {
        match &*self.0 {
            [(_, site)] => Some(site),
            _ => None,
        }
    }

    /// The same places with other call sites.
    pub(super) fn map<T>(&self, mut to: impl FnMut(&S) -> T) -> InputSites<T> {
        self.0.iter().map(|(place, site)| (place.clone(), to(site))).collect()
    }
}
