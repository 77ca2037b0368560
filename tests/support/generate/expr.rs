//! Expressions that compute a tensor, in all the spellings that there are.

use super::{
    body::{Body, NUMBERS},
    scope::{Kind, LayerKind},
};

/// An expression of a tensor.
pub struct Code {
    pub text: String,
    pub form: Form,
}

/// What an expression is, which decides how it can be used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A variable, by its index in scope.
    Var(usize),
    /// A call.
    Value,
    /// Operands around an operator.
    Sum,
}

pub fn value(text: String) -> Code {
    Code { text, form: Form::Value }
}

fn sum(text: String) -> Code {
    Code { text, form: Form::Sum }
}

impl Body<'_> {
    /// A tensor of this kind, at most `depth` operations deep.
    pub fn tensor(&mut self, kind: Kind, depth: usize) -> Code {
        let readable = self.scope.readable(kind);
        let must = std::mem::take(&mut self.must_compute);
        let stop = depth == 0 || self.budget == 0 || self.rng.chance(15);
        if stop && !must && !readable.is_empty() {
            // Of two the younger one: values are used soon after they are made.
            let var = self.rng.pick(&readable).max(self.rng.pick(&readable));
            return Code { text: self.scope.vars[var].name.clone(), form: Form::Var(var) };
        }
        if self.scope.readable(Kind::Image).is_empty() {
            return self.constant(kind);
        }
        self.budget = self.budget.saturating_sub(1);
        let depth = depth.saturating_sub(1);
        if readable.is_empty() || self.rng.chance(6) {
            return self.convert(kind, depth);
        }
        match (kind, self.rng.below(10)) {
            (_, 0..=1) => self.binary(kind, depth),
            (_, 2) => self.scalar(kind, depth),
            (_, 3..=4) => self.activation(kind, depth),
            (Kind::Flat, 5..=7) => self.linear(depth),
            (Kind::Flat, _) => self.flat_shape(depth),
            (_, 5..=7) => self.convolution(kind, depth),
            (Kind::Image, 8) if self.part.is_some() && !self.plain => self.of_part(depth),
            (Kind::Image, 9) if self.may_call_helpers() => self.helper(depth),
            _ => self.spatial(kind, depth),
        }
    }

    /// A tensor of numbers, where no other is left.
    fn constant(&mut self, kind: Kind) -> Code {
        let shape = match kind {
            Kind::Image => "2, 4, 6, 6",
            Kind::Small => "2, 4, 3, 3",
            Kind::Flat => "2, 6",
        };
        value(format!("Tensor::full(&[{shape}], {})", self.rng.pick(NUMBERS)))
    }

    /// The tensor as an argument of a function.
    pub fn arg(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        self.as_arg(code)
    }

    pub fn as_arg(&mut self, code: Code) -> String {
        let Form::Var(var) = code.form else { return code.text };
        let way = self.rng.below(10);
        if way < 4 && self.scope.movable(var) {
            self.scope.vars[var].moved = true;
        } else if way == 4 {
            return format!("{}.clone()", self.touch(var));
        } else if !self.scope.vars[var].reference {
            return format!("&{}", self.touch(var));
        }
        self.touch(var)
    }

    fn touch(&mut self, var: usize) -> String {
        let name = self.scope.vars[var].name.clone();
        self.scope.touched.push(name.clone());
        name
    }

    /// The tensor in front of `.method()`.
    pub fn receiver(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        match code.form {
            Form::Var(var) => self.touch(var),
            Form::Value => code.text,
            Form::Sum => format!("({})", code.text),
        }
    }

    /// The tensor beside an operator.
    fn operand(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        let sum = code.form == Form::Sum;
        let text = self.as_arg(code);
        if sum { format!("({text})") } else { text }
    }

    /// The tensor by value.
    pub fn owned(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        let Form::Var(var) = code.form else { return code.text };
        if self.scope.movable(var) {
            self.scope.vars[var].moved = true;
            self.touch(var)
        } else {
            format!("{}.clone()", self.touch(var))
        }
    }

    /// The tensor by reference.
    pub fn by_ref(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        match code.form {
            Form::Var(var) if self.scope.vars[var].reference => self.touch(var),
            Form::Var(var) => format!("&{}", self.touch(var)),
            Form::Value => format!("&{}", code.text),
            Form::Sum => format!("&({})", code.text),
        }
    }

    /// The tensor by value, and not a variable as it is.
    pub fn computed(&mut self, kind: Kind, depth: usize) -> String {
        self.must_compute = true;
        self.owned(kind, depth)
    }

    /// The tensor behind `-`, which a method call would take in.
    fn negated(&mut self, kind: Kind, depth: usize) -> String {
        let code = self.tensor(kind, depth);
        match code.form {
            Form::Var(_) => self.as_arg(code),
            _ => format!("({})", code.text),
        }
    }

    fn binary(&mut self, kind: Kind, depth: usize) -> Code {
        // Those in helpers and loops may run several times.
        let once = self.scope.loops == 0 && self.may_call_helpers();
        let ops: &[_] = if once && self.products > 0 { &["+", "-", "*"] } else { &["+", "-"] };
        let op = self.rng.pick(ops);
        self.products -= usize::from(op == "*");
        let name = match op {
            "+" => "add",
            "-" => "sub",
            _ => "mul",
        };
        match self.rng.below(8) {
            0 => {
                let (a, b) = (self.arg(kind, depth), self.arg(kind, depth));
                value(format!("F::{name}({a}, {b})"))
            }
            1 => {
                let (a, b) = (self.receiver(kind, depth), self.arg(kind, depth));
                value(format!("{a}.{name}({b})"))
            }
            2 if kind != Kind::Flat && !self.plain => {
                let (a, b) = (self.by_ref(kind, 0), self.by_ref(kind, depth));
                let join = self.fields.join();
                value(format!("{join}.forward(F::cat([{a}, {b}], 1))"))
            }
            3 => {
                let (a, b) = (self.arg(kind, depth), self.arg(kind, depth));
                value(format!("F::add_with({a}, {b}, 0.5)"))
            }
            4 if kind != Kind::Flat => {
                let (a, b) = (self.operand(kind, depth), self.receiver(kind, depth));
                sum(format!("{a} {op} {b}.mean([1], true)"))
            }
            _ => {
                let (a, b) = (self.operand(kind, depth), self.operand(kind, depth));
                sum(format!("{a} {op} {b}"))
            }
        }
    }

    fn scalar(&mut self, kind: Kind, depth: usize) -> Code {
        let k = self.number();
        match self.rng.below(9) {
            7 => sum(format!("{} / 1.5", self.operand(kind, depth))),
            8 => sum(format!("-{}", self.negated(kind, depth))),
            0 => sum(format!("{k} * {}", self.operand(kind, depth))),
            1 => sum(format!("1.0 - {}", self.operand(kind, depth))),
            2 => sum(format!("{} + {k}", self.operand(kind, depth))),
            3 => sum(format!("{} - {k}", self.operand(kind, depth))),
            4 => value(format!("F::mul_scalar({}, {k})", self.arg(kind, depth))),
            5 => value(format!("{}.add_scalar({k})", self.receiver(kind, depth))),
            _ => sum(format!("{} * {k}", self.operand(kind, depth))),
        }
    }

    fn activation(&mut self, kind: Kind, depth: usize) -> Code {
        match self.rng.below(10) {
            8 => {
                let f = self.rng.pick(&["sigmoid", "tanh", "silu", "gelu", "hardswish"]);
                value(format!("F::{f}({})", self.arg(kind, depth)))
            }
            9 => value(format!("{}.leaky_relu(0.125)", self.receiver(kind, depth))),
            0..=1 => value(format!("F::relu({})", self.arg(kind, depth))),
            2..=3 => value(format!("{}.relu()", self.receiver(kind, depth))),
            4 => value(format!("F::relu6({})", self.arg(kind, depth))),
            5 => value(format!("{}.relu6()", self.receiver(kind, depth))),
            6 if !self.plain => {
                let layer = self.fields.dropout();
                value(format!("{layer}.forward({})", self.arg(kind, depth)))
            }
            _ if self.plain => value(format!("F::relu({})", self.arg(kind, depth))),
            _ => {
                let layer = self.fields.act(self.rng);
                value(format!("{layer}.forward({})", self.arg(kind, depth)))
            }
        }
    }

    /// A layer of a kind: a variable that holds one, or a field.
    pub fn layer(&mut self, kind: LayerKind) -> String {
        let held = self.scope.layers_of(kind);
        if !held.is_empty() && self.rng.chance(70) {
            return held[self.rng.below(held.len())].clone();
        }
        let images = !self.scope.readable(Kind::Image).is_empty();
        if kind == LayerKind::Conv && images && self.may_call_helpers() && self.rng.chance(12) {
            return self.layer_of_a_helper();
        }
        match kind {
            LayerKind::Conv => self.fields.conv(self.rng),
            LayerKind::Norm => self.fields.norm(self.rng),
            LayerKind::Part => self.fields.part(self.part.unwrap_or("Part"), self.rng),
        }
    }

    fn convolution(&mut self, kind: Kind, depth: usize) -> Code {
        if self.plain {
            return value(format!("{}.relu()", self.receiver(kind, depth)));
        }
        let way = self.rng.below(10);
        match way {
            0 => {
                let (kernel, x) = (self.fields.kernel(), self.receiver(kind, depth));
                return value(format!("{x}.conv2d(&{kernel}, None, 1, 0, 1, 1)"));
            }
            1 => {
                let (kernel, x) = (self.fields.kernel(), self.arg(kind, depth));
                return value(format!("F::conv2d({x}, &{kernel}, None, 1, 0, 1, 1)"));
            }
            2 => {
                let norm = self.layer(LayerKind::Norm);
                return value(format!("{norm}.forward({})", self.arg(kind, depth)));
            }
            _ => {}
        }
        let layer = self.layer(LayerKind::Conv);
        let conv = format!("{layer}.forward({})", self.arg(kind, depth));
        match way {
            3 => {
                let norm = self.layer(LayerKind::Norm);
                value(format!("{norm}.forward({conv})"))
            }
            4..=5 => {
                let norm = self.layer(LayerKind::Norm);
                value(format!("F::relu({norm}.forward({conv}))"))
            }
            6 => value(format!("{conv}.relu()")),
            7 => {
                let b = self.operand(kind, 1);
                value(format!("F::relu({conv} + {b})"))
            }
            _ => value(conv),
        }
    }

    /// What keeps the shape of images and computes little.
    fn spatial(&mut self, kind: Kind, depth: usize) -> Code {
        let size = if kind == Kind::Image { 6 } else { 3 };
        match self.rng.below(11) {
            9 => value(format!("F::cat({}.chunk(2, 1), 1)", self.receiver(kind, depth))),
            10 => {
                let x = self.receiver(kind, depth);
                value(format!("F::pad({x}.narrow(-1, 1, {}), [0, 1], 0.0)", size - 1))
            }
            0 if !self.plain => {
                let pool = self.fields.pool();
                value(format!("{pool}.forward({})", self.arg(kind, depth)))
            }
            1 if !self.plain => {
                let pool = self.fields.average();
                value(format!("{pool}.forward({})", self.arg(kind, depth)))
            }
            2 => {
                let x = self.receiver(kind, depth);
                value(format!("{x}.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)"))
            }
            3 => {
                let x = self.arg(kind, depth);
                // A border of what the tensor has: what is outside of its range saturates in int8.
                let edge = if self.apart { "0.0" } else { "inner.max_value() * 0.5" };
                value(format!(
                    "({{ let inner = {x}; let edge = {edge}; \
                     F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }})"
                ))
            }
            4 => value(format!("{}.permute([0, 1, 3, 2])", self.receiver(kind, depth))),
            5 => value(format!("F::transpose({}, 2, 3)", self.arg(kind, depth))),
            6 => {
                let x = self.receiver(kind, depth);
                let rows = size * size;
                let images = self.rng.pick(&["-1", "inner.size(0)"]);
                value(format!(
                    "({{ let inner = {x}.reshape([-1, 4, {rows}]); \
                     inner.view([{images}, 4, {size}, {size}]) }})"
                ))
            }
            7 => value(format!("F::squeeze({}.unsqueeze(1), 1)", self.receiver(kind, depth))),
            _ => {
                let x = self.arg(kind, depth);
                value(format!("F::max_pool2d(F::pad({x}, [1, 1, 1, 1], 0.0), 3, 1)"))
            }
        }
    }

    fn linear(&mut self, depth: usize) -> Code {
        if self.plain {
            return self.flat_shape(depth);
        }
        let fc = self.fields.linear(self.rng);
        let linear = format!("{fc}.forward({})", self.arg(Kind::Flat, depth));
        match self.rng.below(5) {
            0 => value(format!("F::relu({linear})")),
            1 => {
                let norm = self.fields.norm1d();
                value(format!("{norm}.forward({linear}).relu()"))
            }
            _ => value(linear),
        }
    }

    fn flat_shape(&mut self, depth: usize) -> Code {
        match self.rng.below(3) {
            0 => value(format!("F::dropout({}, 0.1)", self.arg(Kind::Flat, depth))),
            1 => {
                let x = self.receiver(Kind::Flat, depth);
                value(format!("{x}.reshape([-1, 3, 2]).flatten(1, 2)"))
            }
            _ => value(format!("{}.relu()", self.receiver(Kind::Flat, depth))),
        }
    }

    /// A tensor made of one of another kind.
    fn convert(&mut self, kind: Kind, depth: usize) -> Code {
        let from = if self.scope.readable(Kind::Small).is_empty() || self.rng.chance(60) {
            Kind::Image
        } else {
            Kind::Small
        };
        match kind {
            Kind::Small => match self.rng.below(3) {
                0 if !self.plain => {
                    let down = self.fields.down();
                    value(format!("{down}.forward({})", self.arg(Kind::Image, depth)))
                }
                1 => {
                    let x = self.arg(Kind::Image, depth);
                    value(format!("F::adaptive_avg_pool2d({x}, 3)"))
                }
                _ => value(format!("{}.max_pool2d(2, 2)", self.receiver(Kind::Image, depth))),
            },
            Kind::Image if self.scope.readable(Kind::Small).is_empty() => {
                value(format!("F::relu({})", self.arg(Kind::Image, depth)))
            }
            Kind::Image => {
                value(format!("F::pad({}, [1, 2, 2, 1], 0.0)", self.arg(Kind::Small, depth)))
            }
            Kind::Flat => {
                let features = if from == Kind::Image { 144 } else { 36 };
                match self.rng.below(3) {
                    _ if self.plain => {
                        let x = self.receiver(from, depth);
                        value(format!("{x}.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)"))
                    }
                    0 => {
                        let head = self.fields.head();
                        let x = self.receiver(from, depth);
                        value(format!("{head}.forward({x}.mean([2, 3], false))"))
                    }
                    1 => {
                        let wide = self.fields.wide(features);
                        let x = self.receiver(from, depth);
                        value(format!("{wide}.forward({x}.reshape([-1, {features}]))"))
                    }
                    _ => {
                        let head = self.fields.head();
                        let x = self.arg(from, depth);
                        let x = format!("F::flatten(F::adaptive_avg_pool2d({x}, 1), 1, -1)");
                        value(format!("{head}.forward({x})"))
                    }
                }
            }
        }
    }

    /// What the variables that end here add to the result: a value that went wrong is to be seen
    /// in it. Some are left out, and with them uses that keep operations from being one.
    pub fn left(&mut self, kind: Kind) -> String {
        self.scope.touched.clear();
        let mut sum = String::new();
        for from in [Kind::Image, Kind::Small, Kind::Flat] {
            for var in self.scope.readable(from) {
                let (depth, mutable) = (self.scope.vars[var].depth, self.scope.vars[var].mutable);
                if depth == self.scope.depth && self.rng.chance(if mutable { 80 } else { 30 }) {
                    sum += &format!(" + {}", self.as_kind(var, kind));
                }
            }
        }
        sum
    }

    /// A variable, made a tensor of this kind by operations that keep its scale.
    fn as_kind(&self, var: usize, kind: Kind) -> String {
        let var = &self.scope.vars[var];
        let name = &var.name;
        match (var.kind, kind) {
            (from, kind) if from == kind && var.reference => name.clone(),
            (from, kind) if from == kind => format!("&{name}"),
            (Kind::Image, Kind::Small) => format!("{name}.max_pool2d(2, 2)"),
            (_, Kind::Flat) => format!("{name}.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)"),
            (Kind::Small, Kind::Image) => format!("F::pad({name}.clone(), [1, 2, 2, 1], 0.0)"),
            _ => format!("{name}.mean([1], true).reshape([-1, 1, 1, 1])"),
        }
    }

    fn of_part(&mut self, depth: usize) -> Code {
        let part = self.layer(LayerKind::Part);
        value(self.nested(&part, depth))
    }
}
