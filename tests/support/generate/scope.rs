//! What is in scope at a place of the generated code, so that it borrows, moves and assigns only
//! what it may.

/// The shapes that tensors have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `[N, 4, 6, 6]`
    Image,
    /// `[N, 4, 3, 3]`
    Small,
    /// `[N, 6]`
    Flat,
}

/// A local variable that holds a tensor.
#[derive(Debug, Clone)]
pub struct Var {
    pub name: String,
    pub kind: Kind,
    pub mutable: bool,
    /// A reference to a tensor.
    pub reference: bool,
    /// How many loops its declaration is in.
    pub loops: usize,
    /// How many blocks it is in.
    pub depth: usize,
    pub moved: bool,
    /// Borrowed by a variable.
    pub frozen: bool,
}

/// Layers that variables can hold references to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    Conv,
    Norm,
    Part,
}

/// The variables in scope.
#[derive(Debug, Default)]
pub struct Scope {
    pub vars: Vec<Var>,
    pub layers: Vec<(String, LayerKind)>,
    /// How many loops the place is in.
    pub loops: usize,
    /// How many blocks the place is in.
    pub depth: usize,
    /// Variables that the expression at hand uses already.
    pub touched: Vec<String>,
}

/// Where a scope ends.
pub struct Mark(usize, usize);

/// What has been moved or borrowed at a fork in the way.
pub type Ways = Vec<(bool, bool)>;

impl Scope {
    pub fn mark(&self) -> Mark {
        Mark(self.vars.len(), self.layers.len())
    }

    pub fn leave(&mut self, mark: &Mark) {
        self.vars.truncate(mark.0);
        self.layers.truncate(mark.1);
    }

    pub fn declare(&mut self, name: &str, kind: Kind, mutable: bool, reference: bool) {
        let (name, loops, depth) = (name.to_string(), self.loops, self.depth);
        let (moved, frozen) = (false, false);
        self.vars.push(Var { name, kind, mutable, reference, loops, depth, moved, frozen });
    }

    /// The variables that can be read, by index: those that no later one of their name hides.
    fn visible(&self) -> impl Iterator<Item = usize> {
        (0..self.vars.len()).filter(|&i| {
            let var = &self.vars[i];
            !var.moved && !self.vars[i + 1..].iter().any(|later| later.name == var.name)
        })
    }

    /// The variables that hold a layer of a kind and that no later one hides.
    pub fn layers_of(&self, kind: LayerKind) -> Vec<String> {
        let hidden = |i: usize, name: &str| self.layers[i + 1..].iter().any(|(n, _)| n == name);
        let of = self.layers.iter().enumerate();
        let of = of.filter(|(i, (name, of))| *of == kind && !hidden(*i, name));
        of.map(|(_, (name, _))| name.clone()).collect()
    }

    pub fn readable(&self, kind: Kind) -> Vec<usize> {
        self.visible().filter(|&i| self.vars[i].kind == kind).collect()
    }

    pub fn assignable(&self) -> Vec<usize> {
        let free = |var: &Var| var.mutable && !var.frozen && !var.reference;
        self.visible().filter(|&i| free(&self.vars[i])).collect()
    }

    /// Whether a variable may be moved out of. An image that lives as
    /// long stays.
    pub fn movable(&self, index: usize) -> bool {
        let var = &self.vars[index];
        let stays = |i: usize| i != index && self.vars[i].depth <= var.depth;
        let another = self.readable(Kind::Image).into_iter().any(stays);
        !var.reference
            && !var.frozen
            && var.loops == self.loops
            && !self.touched.contains(&var.name)
            && (var.kind != Kind::Image || another)
    }

    pub fn ways(&self) -> Ways {
        self.vars.iter().map(|var| (var.moved, var.frozen)).collect()
    }

    pub fn restore(&mut self, ways: &Ways) {
        for (var, (moved, frozen)) in self.vars.iter_mut().zip(ways) {
            (var.moved, var.frozen) = (*moved, *frozen);
        }
    }

    /// What is gone on either of two ways.
    pub fn join(&self, ways: &mut Ways) {
        for (way, var) in ways.iter_mut().zip(&self.vars) {
            way.0 |= var.moved;
            way.1 |= var.frozen;
        }
    }
}
