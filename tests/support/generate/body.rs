//! The functions of a generated model.

use super::{
    fields::Fields,
    helpers::Helpers,
    rng::Rng,
    scope::{Kind, Scope, Ways},
};

pub const NUMBERS: &[&str] = &["0.5", "0.25", "1.5", "-0.5", "0.75"];

/// An impl in the making, and the function that is being written.
pub struct Body<'a> {
    pub rng: &'a mut Rng,
    pub fields: Fields,
    pub scope: Scope,
    /// The nested model, if there is one.
    pub part: Option<&'a str>,
    /// Whether other models call its helpers.
    pub exports: bool,
    /// How many more operations there may be.
    pub budget: usize,
    /// How many products of tensors there may be: a product of products has a range that eight
    /// bits are too few for.
    pub products: usize,
    /// Whether no tensor decides what runs.
    pub steady: bool,
    /// Whether images are kept apart: nothing is read of a whole batch.
    pub apart: bool,
    /// In a function without `self`.
    pub plain: bool,
    /// Whether the next tensor is to be an operation's result.
    pub must_compute: bool,
    /// Variables that hold an f32.
    pub numbers: Vec<String>,
    /// What the function returns.
    pub result: Kind,
    /// Whether `return` may be written.
    pub returns: bool,
    pub lines: Vec<String>,
    pub indent: usize,
    names: usize,
    pub helpers: Helpers,
}

impl<'a> Body<'a> {
    pub fn new(rng: &'a mut Rng, part: Option<&'a str>, budget: usize, apart: bool) -> Self {
        Body {
            rng,
            fields: Fields::default(),
            scope: Scope::default(),
            part,
            exports: false,
            budget,
            products: 0,
            steady: true,
            apart,
            plain: false,
            must_compute: false,
            numbers: Vec::new(),
            result: Kind::Image,
            returns: true,
            lines: Vec::new(),
            indent: 1,
            names: 0,
            helpers: Helpers::default(),
        }
    }

    /// Writes a line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.lines.push(format!("{}{}", "    ".repeat(self.indent), text.as_ref()));
        self.scope.touched.clear();
    }

    /// Writes what is inside of braces.
    pub fn inside<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let (mark, numbers) = (self.scope.mark(), self.numbers.len());
        self.indent += 1;
        self.scope.depth += 1;
        let result = write(self);
        self.scope.depth -= 1;
        self.indent -= 1;
        self.scope.leave(&mark);
        self.numbers.truncate(numbers);
        result
    }

    /// The same, for what may run several times.
    pub fn repeated<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.loops += 1;
        let result = self.inside(write);
        self.scope.loops -= 1;
        result
    }

    /// One of several ways, all of which start from `before` and end in `after`.
    pub fn way(&mut self, before: &Ways, after: &mut Ways, write: impl FnOnce(&mut Self)) {
        self.scope.restore(before);
        self.inside(write);
        self.scope.join(after);
    }

    /// A name that nothing has yet.
    pub fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// A whole function of these lines: the first one opens it.
    pub fn function(&mut self, signature: &str, write: impl FnOnce(&mut Self)) {
        self.line(format!("{signature} {{"));
        self.inside(write);
        self.line("}");
    }

    /// A number: a literal, a field or a local, or what the nested model says.
    pub fn number(&mut self) -> String {
        match self.rng.below(5) {
            0 if !self.plain => self.fields.number(self.rng),
            4 if !self.plain => match self.part {
                Some(part) => format!("{}.level()", self.fields.part(part, self.rng)),
                None => self.fields.number(self.rng),
            },
            1 if !self.numbers.is_empty() => {
                let at = self.rng.below(self.numbers.len());
                self.numbers[at].clone()
            }
            _ => self.rng.pick(NUMBERS).into(),
        }
    }

    /// The function's last expression.
    pub fn finish(&mut self) {
        let result = self.computed(self.result, 2);
        let rest = self.left(self.result);
        self.line(result + &rest);
    }

    /// What was written: helpers first.
    pub fn into_parts(self) -> (Fields, Vec<String>, bool) {
        (self.fields, self.helpers.into_lines().chain(self.lines).collect(), self.steady)
    }
}
