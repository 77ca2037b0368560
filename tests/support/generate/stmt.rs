//! Statements without control flow.

use super::{
    body::Body,
    scope::{Kind, LayerKind},
};

/// One in so many variables takes the name of an older one.
const SHADOWS: usize = 25;

impl Body<'_> {
    /// A few statements.
    pub fn statements(&mut self, count: usize) {
        for _ in 0..count {
            self.statement();
        }
    }

    fn statement(&mut self) {
        if self.budget > 0 && self.rng.chance(55) {
            return self.flow();
        }
        match self.rng.below(16) {
            0..=3 => self.let_(),
            4..=6 => self.assign(),
            7..=8 => self.compound(),
            9 => self.pair(),
            10 => self.reference(),
            11 => self.list(),
            12 => self.shapes(),
            13 => self.float(),
            14 => self.swap(),
            _ => self.batch_norm_later(),
        }
    }

    pub fn kind(&mut self) -> Kind {
        self.rng.pick(&[Kind::Image, Kind::Image, Kind::Image, Kind::Small, Kind::Flat])
    }

    /// A name for a new variable, that of an older one now and then.
    pub fn name(&mut self, kind: Kind) -> String {
        // The lines behind a loop's body still mean the image that it changes.
        let mut readable = self.scope.readable(kind);
        readable.retain(|&var| !self.scope.vars[var].name.starts_with("acc"));
        if !readable.is_empty() && self.rng.chance(SHADOWS) {
            let var = self.rng.pick(&readable);
            return self.scope.vars[var].name.clone();
        }
        self.fresh("t")
    }

    /// `let`, or `let mut`, of a tensor.
    pub fn bind(&mut self, kind: Kind, init: &str) {
        let (name, mutable) = (self.name(kind), self.rng.chance(60));
        let keyword = if mutable { "let mut" } else { "let" };
        let ty = if self.rng.chance(10) { ": Tensor" } else { "" };
        self.line(format!("{keyword} {name}{ty} = {init};"));
        self.scope.declare(&name, kind, mutable, false);
    }

    fn let_(&mut self) {
        let kind = self.kind();
        let init = self.computed(kind, 3);
        self.bind(kind, &init);
    }

    /// Assigns to some variable, or declares one.
    pub fn assign(&mut self) {
        let assignable = self.scope.assignable();
        if assignable.is_empty() {
            return self.let_();
        }
        let var = self.rng.pick(&assignable);
        let name = self.scope.vars[var].name.clone();
        self.reassign(&name);
    }

    /// `name = …;`, mostly of what it was before.
    pub fn reassign(&mut self, name: &str) {
        let assignment = self.assignment(name);
        self.line(assignment);
    }

    pub fn assignment(&mut self, name: &str) -> String {
        let var = self.scope.vars.iter().rposition(|var| var.name == name).expect("a variable");
        let kind = self.scope.vars[var].kind;
        // It may be moved out of, even in a loop: it is assigned right after.
        let loops = std::mem::replace(&mut self.scope.vars[var].loops, self.scope.loops);
        let value = self.computed(kind, 2);
        self.scope.vars[var].moved = false;
        self.scope.vars[var].loops = loops;
        format!("{name} = {value};")
    }

    fn compound(&mut self) {
        let assignable = self.scope.assignable();
        if assignable.is_empty() {
            return self.let_();
        }
        let var = self.rng.pick(&assignable);
        let (name, kind) = (self.scope.vars[var].name.clone(), self.scope.vars[var].kind);
        if self.rng.chance(50) {
            let (op, k) = (self.rng.pick(&["+=", "-=", "*="]), self.number());
            return self.line(format!("{name} {op} {k};"));
        }
        let op = self.rng.pick(&["+=", "-="]);
        self.scope.touched.push(name.clone());
        let moved = std::mem::replace(&mut self.scope.vars[var].moved, true);
        // What is assigned to cannot be read: it is borrowed.
        let other = self.arg(kind, 2);
        self.scope.vars[var].moved = moved;
        self.line(format!("{name} {op} {other};"));
    }

    /// Two tensors at once.
    fn pair(&mut self) {
        let (a, b) = (self.fresh("a"), self.fresh("b"));
        match self.rng.below(4) {
            0 if self.may_call_helpers() => {
                let both = self.two_of_a_helper();
                self.line(format!("let ({a}, mut {b}) = {both};"));
            }
            1 => {
                let (x, y) = (self.owned(Kind::Image, 2), self.owned(Kind::Image, 2));
                let both = self.fresh("both");
                self.line(format!("let {both} = ({x}, {y});"));
                self.line(format!("let {a} = F::relu(&{both}.0);"));
                self.line(format!("let mut {b} = {both}.1;"));
            }
            2 => {
                let (x, y) = (self.owned(Kind::Image, 2), self.owned(Kind::Image, 2));
                self.line(format!("let [{a}, mut {b}] = [{x}, {y}];"));
            }
            _ => {
                let (x, y) = (self.owned(Kind::Image, 2), self.owned(Kind::Image, 2));
                self.line(format!("let ({a}, mut {b}) = ({x}, {y});"));
            }
        }
        self.scope.declare(&a, Kind::Image, false, false);
        self.scope.declare(&b, Kind::Image, true, false);
    }

    /// `let r = &x;`
    fn reference(&mut self) {
        let readable = self.scope.readable(Kind::Image);
        let Some(&var) = readable.last() else { return self.let_() };
        let (name, reference) = (self.scope.vars[var].name.clone(), self.fresh("r"));
        self.scope.vars[var].frozen = true;
        self.line(format!("let {reference} = &{name};"));
        // A reference to a reference is one that methods see through, and functions do not.
        if !self.scope.vars[var].reference {
            self.scope.declare(&reference, Kind::Image, false, true);
        }
    }

    /// A vector of tensors, and what can be done with one.
    fn list(&mut self) {
        let all = self.fresh("all");
        if self.rng.chance(50) || self.plain {
            let (x, y) = (self.owned(Kind::Image, 1), self.owned(Kind::Image, 2));
            self.line(format!("let mut {all} = vec![{x}, {y}];"));
        } else {
            let x = self.owned(Kind::Image, 2);
            let convs = self.fields.convs(self.rng);
            self.line(format!("let mut {all} = Vec::new();"));
            self.line(format!("{all}.push({x});"));
            self.line(format!("for layer in {convs}.iter().take(2) {{"));
            self.repeated(|this| {
                this.scope.layers.push(("layer".into(), LayerKind::Conv));
                let y = this.owned(Kind::Image, 2);
                this.line(format!("{all}.push({y});"));
            });
            self.line("}");
        }
        match self.rng.below(4) {
            0 => {
                let init = format!("F::cat(&{all}, 1).mean([1], true) + &{all}[0]");
                self.bind(Kind::Image, &init);
            }
            1 => {
                let sum = self.fresh("sum");
                self.line(format!("let mut {sum} = {all}.pop().unwrap();"));
                self.line(format!("for each in &{all} {{"));
                self.repeated(|this| this.line(format!("{sum} += each;")));
                self.line("}");
                self.scope.declare(&sum, Kind::Image, true, false);
            }
            2 => {
                let last = self.fresh("t");
                self.line(format!("let mut {last} = {all}[0].clone();"));
                self.line(format!("while let Some(next) = {all}.pop() {{"));
                self.repeated(|this| this.line(format!("{last} = F::relu({last} + next);")));
                self.line("}");
                self.scope.declare(&last, Kind::Image, true, false);
            }
            _ => {
                let init = format!("{all}.swap_remove(0) - {all}.pop().unwrap()");
                self.bind(Kind::Image, &init);
            }
        }
    }

    /// Macros and arithmetic on shapes.
    fn shapes(&mut self) {
        let readable = self.scope.readable(Kind::Image);
        let Some(&var) = readable.first() else { return self.let_() };
        let (x, n) = (self.scope.vars[var].name.clone(), self.fresh("n"));
        let last = if self.apart { "3" } else { "-1" };
        self.line(format!("let {n} = {x}.size(1) * {x}.size({last});"));
        self.line(format!("debug_assert_eq!({x}.dim(), 4);"));
        if !self.apart {
            self.line(format!("assert_eq!({x}.dim(), 4, \"not an image: {{:?}}\", {x}.shape());"));
            self.line(format!("debug_assert!({n} == 24 && {x}.numel() % 144 == 0);"));
        }
        let k = self.fresh("k");
        self.line(format!("let {k} = {n} as f32 / 48.0;"));
        self.numbers.push(k);
    }

    /// A statement in f32.
    fn float(&mut self) {
        let readable = self.scope.readable(Kind::Image);
        let var = readable.into_iter().rfind(|&var| !self.scope.vars[var].reference);
        let Some(var) = var.filter(|_| !self.apart) else { return self.let_() };
        let (x, y) = (self.scope.vars[var].name.clone(), self.fresh("t"));
        self.line("#[quantizable(float)]");
        self.line(format!("let {y} = soften(&{x});"));
        self.scope.declare(&y, Kind::Image, false, false);
    }

    fn swap(&mut self) {
        let mut images = self.scope.assignable();
        images.retain(|&var| self.scope.vars[var].kind == Kind::Image);
        let [.., a, b] = images[..] else { return self.assign() };
        let (a, b) = (self.scope.vars[a].name.clone(), self.scope.vars[b].name.clone());
        self.line(format!("std::mem::swap(&mut {a}, &mut {b});"));
    }

    /// Conv, batch norm and ReLU in statements of their own.
    fn batch_norm_later(&mut self) {
        if self.plain {
            return self.let_();
        }
        let (conv, norm) = (self.layer(LayerKind::Conv), self.layer(LayerKind::Norm));
        let x = self.arg(Kind::Image, 1);
        let y = self.fresh("y");
        self.line(format!("let {y} = {conv}.forward({x});"));
        self.line(format!("let {y} = {norm}.forward({y});"));
        let last = match self.rng.below(4) {
            0 => format!("F::relu({y})"),
            1 => format!("{y}.relu6()"),
            2 => {
                let other = self.arg(Kind::Image, 1);
                format!("F::relu({y} + {other})")
            }
            // Used twice: not to be fused.
            _ => format!("{y}.relu() + &{y}"),
        };
        self.bind(Kind::Image, &last);
    }
}
