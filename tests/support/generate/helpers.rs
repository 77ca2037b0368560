//! Helper functions of a generated model: each form is written when the code first calls it.

use super::{
    body::Body,
    expr::{Code, value},
    scope::Kind,
};

/// What has been written.
#[derive(Default)]
pub struct Helpers {
    /// Each form with its lines.
    written: Vec<(Form, Vec<String>)>,
    /// Whether one is being written: it calls no other.
    writing: bool,
}

impl Helpers {
    pub fn into_lines(self) -> impl Iterator<Item = String> {
        self.written.into_iter().flat_map(|(_, lines)| lines)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Step,
    Twice,
    Mix,
    Both,
    Pick,
    Attempt,
    Limited,
    Level,
    /// What [`Form::Limited`] asks.
    Limit,
}

impl Form {
    fn signature(self) -> &'static str {
        match self {
            Form::Step => "fn step(&self, x: Tensor, k: f32) -> Tensor",
            Form::Twice => "fn twice(&self, x: &Tensor, times: usize) -> Tensor",
            Form::Mix => "fn mix(a: Tensor, b: &Tensor) -> Tensor",
            Form::Both => "fn both(&self, x: &Tensor) -> (Tensor, Tensor)",
            Form::Pick => "fn pick(&self, x: &Tensor) -> &Conv2d",
            Form::Attempt => "fn attempt(&self, x: &Tensor) -> Option<Tensor>",
            Form::Limited => "fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String>",
            Form::Level => "fn level(&self) -> f32",
            Form::Limit => "fn limit(times: usize) -> Result<usize, String>",
        }
    }
}

/// The forms that nested models export.
const EXPORTED: &[Form] = &[Form::Step, Form::Twice, Form::Both, Form::Level];

impl Body<'_> {
    pub fn may_call_helpers(&self) -> bool {
        !self.helpers.writing && !self.plain
    }

    /// Writes what other models call.
    pub fn export(&mut self) {
        EXPORTED.iter().for_each(|form| self.write(*form));
    }

    /// A call of a nested model: of its `forward`, or of what it exports.
    pub fn nested(&mut self, part: &str, depth: usize) -> String {
        match self.rng.below(6) {
            0 => {
                let x = self.owned(Kind::Image, depth);
                format!("{part}.step({x}, {})", self.number())
            }
            1 => format!("{part}.twice({}, 2)", self.by_ref(Kind::Image, depth)),
            2 => format!("{part}.both({}).1", self.by_ref(Kind::Image, depth)),
            _ => format!("{part}.forward({})", self.owned(Kind::Image, depth)),
        }
    }

    /// A call of a helper that returns an image.
    pub fn helper(&mut self, depth: usize) -> Code {
        let form = self.rng.pick(&[Form::Step, Form::Twice, Form::Mix, Form::Limited]);
        self.write(form);
        if form == Form::Limited {
            self.write(Form::Limit);
        }
        value(match form {
            Form::Step => {
                let x = self.owned(Kind::Image, depth);
                format!("self.step({x}, {})", self.number())
            }
            Form::Twice => {
                let x = self.by_ref(Kind::Image, depth);
                format!("self.twice({x}, {})", self.rng.pick(&["1", "2"]))
            }
            Form::Limited => {
                let x = self.owned(Kind::Image, depth);
                format!("self.limited({x}, {}).unwrap()", self.rng.pick(&["1", "2"]))
            }
            _ => {
                let a = self.owned(Kind::Image, depth);
                format!("Self::mix({a}, {})", self.by_ref(Kind::Image, 0))
            }
        })
    }

    /// A call of the helper that returns two images.
    pub fn two_of_a_helper(&mut self) -> String {
        self.write(Form::Both);
        format!("self.both({})", self.by_ref(Kind::Image, 1))
    }

    /// A call of the helper that returns a layer.
    pub fn layer_of_a_helper(&mut self) -> String {
        self.write(Form::Pick);
        format!("self.pick({})", self.by_ref(Kind::Image, 0))
    }

    /// Declares what a helper returns that may return nothing.
    pub fn attempt(&mut self) {
        if !self.may_call_helpers() || self.scope.readable(Kind::Image).is_empty() {
            return self.block_value();
        }
        self.write(Form::Attempt);
        let (name, x) = (self.fresh("v"), self.by_ref(Kind::Image, 1));
        let call = format!("self.attempt({x})");
        let other = self.rng.pick(&self.scope.readable(Kind::Image));
        let other = format!("{}.clone()", self.scope.vars[other].name);
        match self.rng.below(3) {
            0 => self.line(format!("let mut {name} = {call}.unwrap_or({other});")),
            1 => {
                self.line(format!("let mut {name} = match {call} {{"));
                self.inside(|this| {
                    this.line("Some(found) => found,");
                    this.line(format!("None => {other},"));
                });
                self.line("};");
            }
            _ => self.line(format!(
                "let mut {name} = if let Some(found) = {call} {{ found }} else {{ {other} }};"
            )),
        }
        self.scope.declare(&name, Kind::Image, true, false);
    }

    /// Writes the helper of a form, if it is not there yet.
    fn write(&mut self, form: Form) {
        if self.helpers.written.iter().any(|(written, _)| *written == form) {
            return;
        }
        let outer = (
            std::mem::take(&mut self.scope),
            std::mem::take(&mut self.lines),
            std::mem::take(&mut self.numbers),
            std::mem::replace(&mut self.indent, 1),
            std::mem::replace(&mut self.budget, 8),
            std::mem::replace(&mut self.result, Kind::Image),
        );
        self.helpers.writing = true;
        self.plain = matches!(form, Form::Mix | Form::Limit);
        if self.exports && EXPORTED.contains(&form) {
            self.line("#[quantizable(export)]");
        }
        self.function(form.signature(), |this| this.helper_body(form));
        self.helpers.writing = false;
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
        self.helpers.written.push((form, lines));
    }

    fn helper_body(&mut self, form: Form) {
        if form == Form::Limit {
            let err = "Err(format!(\"{times} times\"))";
            return self.line(format!("if times < 3 {{ Ok(times) }} else {{ {err} }}"));
        }
        if form == Form::Level {
            let level = self.fields.number(self.rng);
            return self.line(format!("{level} * 1.25"));
        }
        let by_ref = !matches!(form, Form::Step | Form::Mix | Form::Limited);
        let x = if form == Form::Mix { "a" } else { "x" };
        self.scope.declare(x, Kind::Image, false, by_ref);
        match form {
            Form::Step => {
                self.numbers.push("k".into());
                self.statements(1);
                self.finish();
            }
            Form::Twice => {
                self.line("let mut y = x.clone();");
                self.scope.declare("y", Kind::Image, true, false);
                self.line("for _ in 0..times {");
                self.repeated(|this| this.reassign("y"));
                self.line("}");
                self.line("y");
            }
            Form::Mix => {
                self.scope.declare("b", Kind::Image, false, true);
                self.finish();
            }
            Form::Both => {
                self.without_returns(|this| this.statements(1));
                let a = self.owned(Kind::Image, 2);
                self.line(format!("let a = {a};"));
                let b = self.owned(Kind::Image, 2);
                self.line(format!("(a, {b})"));
            }
            Form::Pick => self.pick_body(),
            Form::Attempt => self.attempt_body(),
            Form::Limit | Form::Level => {}
            Form::Limited => {
                self.line("let times = Self::limit(times)?;");
                self.line("let mut y = x;");
                self.scope.vars.clear();
                self.scope.declare("y", Kind::Image, true, false);
                self.line("for _ in 0..times {");
                self.repeated(|this| this.reassign("y"));
                self.line("}");
                self.line("Ok(y)");
            }
        }
    }

    fn pick_body(&mut self) {
        let (a, b) = (self.fields.conv(self.rng), self.fields.conv(self.rng));
        match self.rng.below(4) {
            0 => {
                let maybe = self.fields.maybe(self.rng).0;
                self.line(format!("{maybe}.as_ref().unwrap_or(&{a})"));
            }
            1 => {
                let maybe = self.fields.maybe(self.rng).0;
                self.line(format!("match &{maybe} {{"));
                self.inside(|this| {
                    this.line("Some(layer) => layer,");
                    this.line(format!("None => &{a},"));
                });
                self.line("}");
            }
            2 => {
                let condition = self.condition();
                self.line(format!("if {condition} {{"));
                self.inside(|this| this.line(format!("return &{a};")));
                self.line("}");
                self.line(format!("&{b}"));
            }
            _ => {
                let condition = self.condition();
                self.line(format!("if {condition} {{ &{a} }} else {{ &{b} }}"));
            }
        }
    }

    fn attempt_body(&mut self) {
        if !self.apart && self.rng.chance(50) {
            let condition = self.condition();
            self.line(format!("if {condition} {{"));
            self.inside(|this| this.line("return None;"));
            self.line("}");
        }
        self.without_returns(|this| this.statements(1));
        let value = self.computed(Kind::Image, 2);
        self.line(format!("let y = {value};"));
        // Behind it there is nothing that would not run.
        let maybe = self.fields.maybe(self.rng).0;
        self.line(format!("let _ = {maybe}.as_ref()?;"));
        self.line("Some(y)");
    }

    fn without_returns(&mut self, write: impl FnOnce(&mut Self)) {
        let returns = std::mem::replace(&mut self.returns, false);
        write(self);
        self.returns = returns;
    }
}
