//! The functions of a generated model.

use super::{
    fields::Fields,
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
    /// How many more operations there may be.
    pub budget: usize,
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
    lines: Vec<String>,
    indent: usize,
    names: usize,
    helpers: Vec<Helper>,
    in_helper: bool,
}

struct Helper {
    form: HelperForm,
    name: String,
    lines: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HelperForm {
    /// `fn step(&self, x: Tensor, k: f32) -> Tensor`
    Owned,
    /// `fn twice(&self, x: &Tensor, times: usize) -> Tensor`
    Borrowed,
    /// `fn mix(a: Tensor, b: &Tensor) -> Tensor`
    Plain,
    /// `fn both(&self, x: &Tensor) -> (Tensor, Tensor)`
    Both,
}

impl<'a> Body<'a> {
    pub fn new(rng: &'a mut Rng, part: Option<&'a str>, budget: usize, apart: bool) -> Self {
        Body {
            rng,
            fields: Fields::default(),
            scope: Scope::default(),
            part,
            budget,
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
            helpers: Vec::new(),
            in_helper: false,
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

    /// A number: a literal, a field or a local.
    pub fn number(&mut self) -> String {
        match self.rng.below(4) {
            0 if !self.plain => self.fields.number(self.rng),
            1 if !self.numbers.is_empty() => {
                let at = self.rng.below(self.numbers.len());
                self.numbers[at].clone()
            }
            _ => self.rng.pick(NUMBERS).into(),
        }
    }

    pub fn may_call_helpers(&self) -> bool {
        !self.in_helper && !self.plain
    }

    /// A call of a helper that returns an image.
    pub fn helper(&mut self, depth: usize) -> super::expr::Code {
        let forms = [HelperForm::Owned, HelperForm::Borrowed, HelperForm::Plain];
        let form = self.rng.pick(&forms);
        let name = self.helper_of(form);
        let text = match form {
            HelperForm::Owned => {
                let x = self.owned(Kind::Image, depth);
                format!("self.{name}({x}, {})", self.number())
            }
            HelperForm::Borrowed => {
                let x = self.by_ref(Kind::Image, depth);
                format!("self.{name}({x}, {})", self.rng.pick(&["1", "2"]))
            }
            _ => {
                let a = self.owned(Kind::Image, depth);
                format!("Self::{name}({a}, {})", self.by_ref(Kind::Image, 0))
            }
        };
        super::expr::Code { text, form: super::expr::Form::Value }
    }

    /// The name of the helper that returns two images.
    pub fn helper_of_two(&mut self) -> String {
        self.helper_of(HelperForm::Both)
    }

    /// The helper of a form, written if it is not there yet.
    fn helper_of(&mut self, form: HelperForm) -> String {
        if let Some(helper) = self.helpers.iter().find(|helper| helper.form == form) {
            return helper.name.clone();
        }
        let (name, signature) = match form {
            HelperForm::Owned => ("step", "fn step(&self, x: Tensor, k: f32) -> Tensor"),
            HelperForm::Borrowed => {
                ("twice", "fn twice(&self, x: &Tensor, times: usize) -> Tensor")
            }
            HelperForm::Plain => ("mix", "fn mix(a: Tensor, b: &Tensor) -> Tensor"),
            HelperForm::Both => ("both", "fn both(&self, x: &Tensor) -> (Tensor, Tensor)"),
        };
        let outer = (
            std::mem::take(&mut self.scope),
            std::mem::take(&mut self.lines),
            std::mem::take(&mut self.numbers),
            std::mem::replace(&mut self.indent, 1),
            std::mem::replace(&mut self.budget, 8),
            std::mem::replace(&mut self.result, Kind::Image),
        );
        self.in_helper = true;
        self.plain = form == HelperForm::Plain;
        self.function(signature, |this| this.helper_body(form));
        self.in_helper = false;
        self.plain = false;
        let lines;
        (self.scope, lines, self.numbers, self.indent, self.budget, self.result) = (
            outer.0,
            std::mem::replace(&mut self.lines, outer.1),
            outer.2,
            outer.3,
            outer.4,
            outer.5,
        );
        self.helpers.push(Helper { form, name: name.into(), lines });
        name.into()
    }

    fn helper_body(&mut self, form: HelperForm) {
        let image = |this: &mut Self, name: &str, reference| {
            this.scope.declare(name, Kind::Image, false, reference);
        };
        match form {
            HelperForm::Owned => {
                image(self, "x", false);
                self.numbers.push("k".into());
                self.statements(1);
                self.finish();
            }
            HelperForm::Borrowed => {
                image(self, "x", true);
                self.line("let mut y = x.clone();");
                self.scope.declare("y", Kind::Image, true, false);
                self.line("for _ in 0..times {");
                self.repeated(|this| this.reassign("y"));
                self.line("}");
                self.line("y");
            }
            HelperForm::Plain => {
                image(self, "a", false);
                image(self, "b", true);
                self.finish();
            }
            HelperForm::Both => {
                image(self, "x", true);
                self.returns = false;
                self.statements(1);
                self.returns = true;
                let a = self.owned(Kind::Image, 2);
                let a = format!("let a = {a};");
                self.line(a);
                let b = self.owned(Kind::Image, 2);
                self.line(format!("(a, {b})"));
            }
        }
    }

    /// The function's last expression.
    pub fn finish(&mut self) {
        let result = self.computed(self.result, 2);
        self.line(result);
    }

    /// What was written: helpers first.
    pub fn into_parts(self) -> (Fields, Vec<String>, bool) {
        let helpers = self.helpers.into_iter().flat_map(|helper| helper.lines);
        (self.fields, helpers.chain(self.lines).collect(), self.steady)
    }
}
