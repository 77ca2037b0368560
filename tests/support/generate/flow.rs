//! Statements that decide what runs.

use super::{
    body::Body,
    scope::{Kind, LayerKind},
};

impl Body<'_> {
    pub fn flow(&mut self) {
        self.budget = self.budget.saturating_sub(1);
        if self.plain {
            return self.block_value();
        }
        match self.rng.below(22) {
            0..=1 => self.if_statement(),
            2..=3 => self.if_value(),
            4 => self.match_number(),
            5..=6 => self.match_option(),
            7 => self.if_let(),
            8..=9 => self.for_layers(),
            10 => self.for_range(),
            11 => self.for_pairs(),
            12 => self.while_(),
            13 => self.loop_value(),
            14 => self.labelled_loops(),
            15 => self.labelled_block(),
            16 => self.early_return(),
            17 => self.let_else(),
            18 => self.block_value(),
            19..=20 => self.attempt(),
            _ => self.assigned_later(),
        }
    }

    /// A condition on a field, which holds or fails for the model once and for all.
    fn fixed(&mut self) -> String {
        match self.rng.below(5) {
            0 => format!("!{}", self.fields.flag(self.rng)),
            1 => format!("{} > 1", self.fields.count(self.rng)),
            2 => format!(
                "{} % 2 == 1 && {}",
                self.fields.count(self.rng),
                self.fields.flag(self.rng)
            ),
            3 => format!("{}.is_some()", self.fields.maybe(self.rng).0),
            _ => self.fields.flag(self.rng),
        }
    }

    /// A condition, which may assign to a tensor before it decides.
    pub fn condition(&mut self) -> String {
        let assignable = self.scope.assignable();
        if self.plain || assignable.is_empty() || !self.rng.chance(15) {
            return self.decision();
        }
        let var = self.rng.pick(&assignable);
        let name = self.scope.vars[var].name.clone();
        if self.rng.chance(30) {
            // What is behind `&&` does not always run.
            let (flag, decision) = (self.fields.flag(self.rng), self.decision());
            return format!("{flag} && {{ {name} = {name}.relu(); {decision} }}");
        }
        let assignment = self.assignment(&name);
        self.scope.touched.clear();
        format!("{{ {assignment} {} }}", self.decision())
    }

    /// A condition, on data or on a field. Those on data hold for some inputs and fail for others,
    /// so that calibration sees both ways.
    fn decision(&mut self) -> String {
        let kind = if self.rng.chance(50) { Kind::Image } else { Kind::Flat };
        let data = !self.apart && !self.scope.readable(kind).is_empty() && self.rng.chance(55);
        if !data {
            return self.fixed();
        }
        self.steady = false;
        let x = self.receiver(kind, 0);
        match self.rng.below(5) {
            0 => format!("{x}.mean_value() > 0.1"),
            1 => format!("{x}.argmax_dim(1)[0] % 2 == 0"),
            2 => format!("{x}.max_value() + {x}.mean_value() < 1.0"),
            _ => format!("{x}.argmax() % 2 == 1"),
        }
    }

    /// A few statements that assign to what is outside of the block.
    fn effects(&mut self) {
        if self.rng.chance(40) {
            self.statements(1);
        }
        self.assign();
    }

    fn if_statement(&mut self) {
        let condition = self.condition();
        let before = self.scope.ways();
        let mut after = before.clone();
        self.line(format!("if {condition} {{"));
        self.way(&before, &mut after, Self::effects);
        if self.rng.chance(30) {
            self.scope.restore(&before);
            let other = self.condition();
            let before = self.scope.ways();
            self.scope.join(&mut after);
            self.line(format!("}} else if {other} {{"));
            self.way(&before, &mut after, Self::effects);
        }
        if self.rng.chance(50) {
            self.line("} else {");
            self.way(&before, &mut after, Self::effects);
        }
        self.line("}");
        self.scope.restore(&after);
    }

    /// Lines of a block that ends in a tensor.
    fn block_of(&mut self, kind: Kind) {
        if self.rng.chance(50) {
            self.statements(1);
        }
        let value = self.owned(kind, 2);
        let rest = self.left(kind);
        self.line(value + &rest);
    }

    /// `let x = HEAD {`, ways, `};`
    fn value_of(&mut self, head: &str, ways: Vec<(String, Option<LayerKind>)>, kind: Kind) {
        let name = self.fresh("v");
        let before = self.scope.ways();
        let mut after = before.clone();
        let matching = head.starts_with("match");
        if matching {
            self.line(format!("let mut {name} = {head} {{"));
        }
        for (i, (open, layer)) in ways.into_iter().enumerate() {
            let open = if i == 0 && !matching { format!("let mut {name} = {open}") } else { open };
            self.line(if matching { format!("    {open}") } else { open });
            self.way(&before, &mut after, |this| {
                this.scope.layers.extend(layer.map(|layer| ("layer".to_string(), layer)));
                match matching {
                    true => this.inside(|this| this.block_of(kind)),
                    false => this.block_of(kind),
                }
            });
            if matching {
                self.line("    }");
            }
        }
        self.line("};");
        self.scope.restore(&after);
        self.scope.declare(&name, kind, true, false);
    }

    fn if_value(&mut self) {
        let (kind, condition) = (self.kind(), self.condition());
        let ways = vec![(format!("if {condition} {{"), None), ("} else {".into(), None)];
        self.value_of("", ways, kind);
    }

    fn match_number(&mut self) {
        let (kind, count) = (self.kind(), self.fields.count(self.rng));
        let ways = match self.rng.below(2) {
            0 => vec!["1 => {", "n if n > 2 => {", "_ => {"],
            _ => vec!["0 | 3 => {", "1..=2 => {", "_ => {"],
        };
        let ways = ways.into_iter().map(|way| (way.to_string(), None)).collect();
        self.value_of(&format!("match {count}"), ways, kind);
    }

    fn match_option(&mut self) {
        let (maybe, _) = self.fields.maybe(self.rng);
        let some = ("Some(layer) => {".to_string(), Some(LayerKind::Conv));
        let none = ("None => {".to_string(), None);
        let ways = if self.rng.chance(50) { vec![some, none] } else { vec![none, some] };
        let kind = self.rng.pick(&[Kind::Image, Kind::Small]);
        self.value_of(&format!("match &{maybe}"), ways, kind);
    }

    fn if_let(&mut self) {
        let (option, layer) = match self.part {
            Some(part) if self.rng.chance(50) => {
                (self.fields.maybe_part(part, self.rng), LayerKind::Part)
            }
            _ => (self.fields.maybe(self.rng).0, LayerKind::Conv),
        };
        let before = self.scope.ways();
        let mut after = before.clone();
        let head = if self.rng.chance(50) {
            format!("if let Some(layer) = &{option} {{")
        } else {
            format!("if let Some(layer) = {option}.as_ref() {{")
        };
        self.line(head);
        self.way(&before, &mut after, |this| {
            this.scope.layers.push(("layer".into(), layer));
            this.effects();
        });
        self.line("}");
        self.scope.restore(&after);
    }

    /// The image that a loop changes.
    fn accumulator(&mut self) -> String {
        let name = self.fresh("acc");
        let init = self.owned(Kind::Image, 1);
        self.line(format!("let mut {name} = {init};"));
        self.scope.declare(&name, Kind::Image, true, false);
        name
    }

    /// The lines of a loop's body.
    fn body(&mut self, acc: &str, layers: &[(&str, LayerKind)]) {
        self.repeated(|this| {
            let layers = layers.iter().map(|(name, kind)| (name.to_string(), *kind));
            this.scope.layers.extend(layers);
            if this.rng.chance(40) {
                this.statements(1);
            }
            // A statement may have hidden or frozen it.
            let free = this.scope.assignable().into_iter().any(|i| this.scope.vars[i].name == acc);
            if free { this.reassign(acc) } else { this.assign() }
        });
    }

    fn for_layers(&mut self) {
        let acc = self.accumulator();
        match (self.rng.below(4), self.part) {
            (0, Some(part)) => {
                let parts = self.fields.parts(part);
                self.line(format!("for layer in &{parts} {{"));
                self.body(&acc, &[("layer", LayerKind::Part)]);
            }
            (1, _) => {
                let pairs = self.fields.pairs();
                self.line(format!("for (conv, norm) in &{pairs} {{"));
                self.body(&acc, &[("conv", LayerKind::Conv), ("norm", LayerKind::Norm)]);
            }
            (2, _) => {
                let convs = self.fields.convs(self.rng);
                self.line(format!("for (i, layer) in {convs}.iter().enumerate() {{"));
                self.body(&acc, &[("layer", LayerKind::Conv)]);
                self.inside(|this| {
                    this.line("if i == 1 {");
                    this.inside(|this| this.line(format!("{acc} = {acc}.relu();")));
                    this.line("}");
                });
            }
            _ => {
                let convs = self.fields.convs(self.rng);
                self.line(format!("for layer in {convs}.iter().rev() {{"));
                self.body(&acc, &[("layer", LayerKind::Conv)]);
            }
        }
        self.line("}");
    }

    fn for_range(&mut self) {
        let (acc, convs) = (self.accumulator(), self.fields.convs(self.rng));
        let i = self.fresh("i");
        let head = match self.rng.below(3) {
            0 => format!("for {i} in 0..{convs}.len() {{"),
            1 => format!("for {i} in (0..{}).rev() {{", self.fields.count(self.rng)),
            _ => format!("for {i} in 1..=2 {{"),
        };
        self.line(head);
        self.body(&acc, &[(&format!("{convs}[{i}]"), LayerKind::Conv)]);
        if self.rng.chance(60) {
            self.inside(|this| this.leave_between(&acc, &i, &convs));
        }
        self.line("}");
    }

    /// Some turns of a loop leave between two operations that would be one.
    fn leave_between(&mut self, acc: &str, i: &str, convs: &str) {
        self.line(format!("{acc} = {convs}[{i}].forward(&{acc});"));
        self.line(format!("if {i} == 1 {{"));
        let leave = if self.rng.chance(50) { "break;" } else { "continue;" };
        self.inside(|this| this.line(leave));
        self.line("}");
        self.line(format!("{acc} = {acc}.relu();"));
    }

    fn for_pairs(&mut self) {
        let (acc, convs) = (self.accumulator(), self.fields.convs(self.rng));
        self.line(format!("for (layer, k) in {convs}.iter().zip([0.5_f32, 0.25, -0.5]) {{"));
        self.numbers.push("k".into());
        self.body(&acc, &[("layer", LayerKind::Conv)]);
        self.numbers.pop();
        self.line("}");
    }

    fn while_(&mut self) {
        let (acc, n) = (self.accumulator(), self.fresh("n"));
        self.line(format!("let mut {n} = 0;"));
        let condition = if !self.apart && self.rng.chance(40) {
            self.steady = false;
            format!("{n} < 2 && {acc}.mean_value() < 10.0")
        } else {
            format!("{n} < {}", self.fields.count(self.rng))
        };
        self.line(format!("while {condition} {{"));
        self.body(&acc, &[]);
        self.inside(|this| this.line(format!("{n} += 1;")));
        self.line("}");
    }

    fn loop_value(&mut self) {
        let (acc, n, result) = (self.accumulator(), self.fresh("n"), self.fresh("v"));
        self.line(format!("let mut {n} = 0;"));
        self.line(format!("let mut {result} = loop {{"));
        self.body(&acc, &[]);
        self.inside(|this| {
            this.line(format!("{n} += 1;"));
            this.line(format!("if {n} >= 2 {{"));
            this.inside(|this| this.line(format!("break {acc}.relu() * 0.5;")));
            this.line("}");
        });
        self.line("};");
        self.scope.declare(&result, Kind::Image, true, false);
    }

    fn labelled_loops(&mut self) {
        let (acc, label, convs) =
            (self.accumulator(), self.fresh("'outer"), self.fields.convs(self.rng));
        self.line(format!("{label}: for i in 0..3 {{"));
        self.repeated(|this| {
            this.line(format!("for layer in &{convs} {{"));
            this.repeated(|this| {
                this.line("if i == 1 {");
                this.inside(|this| this.line(format!("continue {label};")));
                this.line("}");
                this.scope.layers.push(("layer".into(), LayerKind::Conv));
                this.reassign(&acc);
                this.line("if i == 2 {");
                this.inside(|this| this.line(format!("break {label};")));
                this.line("}");
            });
            this.line("}");
        });
        self.line("}");
    }

    fn labelled_block(&mut self) {
        let (name, label, kind) = (self.fresh("v"), self.fresh("'done"), self.kind());
        let condition = self.condition();
        let before = self.scope.ways();
        let mut after = before.clone();
        self.line(format!("let mut {name} = {label}: {{"));
        self.inside(|this| {
            this.line(format!("if {condition} {{"));
            this.way(&before, &mut after, |this| {
                let value = this.owned(kind, 2);
                this.line(format!("break {label} {value};"));
            });
            this.line("}");
            this.scope.restore(&before);
            this.block_of(kind);
        });
        self.scope.join(&mut after);
        self.line("};");
        self.scope.restore(&after);
        self.scope.declare(&name, kind, true, false);
    }

    fn early_return(&mut self) {
        if !self.returns {
            return self.if_value();
        }
        let condition = self.condition();
        let before = self.scope.ways();
        self.line(format!("if {condition} {{"));
        self.inside(|this| {
            let value = this.owned(this.result, 2);
            let rest = this.left(this.result);
            this.line(format!("return {value}{rest};"));
        });
        self.line("}");
        // What the branch moved is gone only for who takes it.
        self.scope.restore(&before);
    }

    fn let_else(&mut self) {
        let (maybe, there) = self.fields.maybe(self.rng);
        if !self.returns || !there {
            return self.if_let();
        }
        let layer = self.fresh("layer");
        let before = self.scope.ways();
        let value = self.owned(self.result, 1);
        self.line(format!("let Some({layer}) = &{maybe} else {{ return {value} }};"));
        self.scope.restore(&before);
        self.scope.layers.push((layer, LayerKind::Conv));
    }

    pub fn block_value(&mut self) {
        let kind = self.kind();
        let name = self.name(kind);
        self.line(format!("let mut {name} = {{"));
        self.inside(|this| this.block_of(kind));
        self.line("};");
        self.scope.declare(&name, kind, true, false);
    }

    fn assigned_later(&mut self) {
        let (name, kind, condition) = (self.fresh("late"), self.kind(), self.condition());
        self.line(format!("let {name};"));
        let before = self.scope.ways();
        let mut after = before.clone();
        self.line(format!("if {condition} {{"));
        for last in [false, true] {
            self.way(&before, &mut after, |this| {
                let value = this.owned(kind, 2);
                this.line(format!("{name} = {value};"));
            });
            self.line(if last { "}" } else { "} else {" });
        }
        self.scope.restore(&after);
        self.scope.declare(&name, kind, false, false);
    }
}
