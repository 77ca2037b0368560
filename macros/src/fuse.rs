//! Which operations run as one.
//!
//! An operation joins the group that its operand comes from if a pattern has it next, and if
//! nothing else sees the value between them: one use, in the same straight-line stretch. The
//! statements stay where they are; the operations before the last one pass their input through.

mod miss;
mod optional;
mod shared;

use crate::{
    ir::{Def, Op, OpId, Path, Program, Use, User, ValueId},
    ops::OpKind,
};

pub use miss::Miss;
pub use shared::{exclude_each_other, other_runs};

/// What operations may follow each other in a group. Every prefix of a pattern is one too, and
/// wherever `Relu` is, `Relu6` may be.
const PATTERNS: &[&[OpKind]] = {
    use OpKind::{Add, BatchNorm, Conv2d, Linear, Mul, Relu};
    &[
        &[Conv2d, BatchNorm, Add, Relu],
        &[Conv2d, BatchNorm, Relu],
        &[Conv2d, Add, Relu],
        &[Conv2d, Relu],
        &[Linear, BatchNorm, Relu],
        &[Linear, Relu],
        &[BatchNorm, Relu],
        &[Add, Relu],
        &[Mul, Relu],
    ]
};

/// What was fused.
pub struct Fusion {
    pub groups: Vec<Group>,
    pub misses: Vec<Miss>,
    /// For each operation what part it has.
    pub roles: Vec<Role>,
    /// For each site the operation whose output it observes.
    pub sites: Vec<OpId>,
}

/// Operations that run as one, first to last. One operation alone is a group only to execute it
/// with the pooling that follows.
pub struct Group {
    pub ops: Vec<OpId>,
    /// The batch norm among them, if it is in an option of the model, and runs where there is one.
    pub optional: Option<OpId>,
    /// Max pooling that is done while the last operation stores its output: a matter of execution,
    /// no part of the pattern.
    pub pool: Option<OpId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// In no group, with this site.
    Alone { site: Option<usize> },
    /// Passes its operand of this index through.
    Absorbed { group: usize, through: usize },
    /// Runs the group, on its operand of this index.
    Last { group: usize, through: usize, site: usize },
    /// Max pooling that runs the group before it.
    Pool { group: usize, site: usize },
}

impl Group {
    fn of(op: OpId) -> Self {
        Group { ops: vec![op], optional: None, pool: None }
    }

    /// The operation that runs all of it: the last one that always runs.
    pub fn runner(&self) -> Option<OpId> {
        self.ops.iter().copied().rfind(|op| self.optional != Some(*op))
    }

    /// `conv2d+batch_norm+relu`.
    pub fn pattern(&self, program: &Program) -> String {
        pattern(program, &self.ops)
    }
}

pub fn pattern(program: &Program, ops: &[OpId]) -> String {
    ops.iter().map(|op| program.op(*op).kind.name()).collect::<Vec<_>>().join("+")
}

/// Finds the groups.
pub fn fuse(program: &Program) -> Fusion {
    let mut fuser = Fuser { program, groups: Vec::new(), member: vec![None; program.ops.len()] };
    let mut misses = Vec::new();
    for (i, op) in program.ops.iter().enumerate() {
        fuser.op(OpId(i), op, &mut misses);
    }
    program.ops.iter().enumerate().for_each(|(i, op)| fuser.across(OpId(i), op, &mut misses));
    fuser.pool_in_store();
    fuser.finish(misses)
}

struct Fuser<'a> {
    program: &'a Program,
    groups: Vec<Group>,
    /// The group of an operation, and the operand by which it joined.
    member: Vec<Option<(usize, usize)>>,
}

impl Fuser<'_> {
    /// Lets an operation join the group of one of its operands, the first that it can.
    fn op(&mut self, id: OpId, op: &Op, misses: &mut Vec<Miss>) {
        let mut missed = Vec::new();
        for (i, operand) in op.operands.iter().enumerate() {
            let Some(value) = operand.value else { continue };
            match self.program.values[value.0].def.clone() {
                Def::Op(producer) => {
                    let chain = self.chain(producer);
                    if !self.fits(&chain, op) {
                        missed.extend(self.across_ops(producer, id));
                        continue;
                    }
                    if optional::runs_if_there(self.program, &chain, id)
                        && self.unfoldable(&chain, id).is_none()
                    {
                        self.join(producer, id, i);
                        let group = self.member[id.0].map(|(group, _)| &mut self.groups[group]);
                        return group.into_iter().for_each(|group| group.optional = Some(id));
                    }
                    match self.obstacle(producer, &chain, id) {
                        None => return self.join(producer, id, i),
                        Some(miss) => missed.push(miss),
                    }
                }
                Def::Merge(merge) => {
                    if let Some(group) = self.optional_group(value, id) {
                        return self.join_group(group, id, i);
                    }
                    // One of those that it may run on stands for all.
                    let origins = self.program.origins(value).into_iter();
                    let mut chains = origins.map(|origin| self.chain(origin));
                    if let Some(chain) = chains.find(|chain| self.fits(chain, op)) {
                        let other = self.other_use_of(value, id).map(|used| used.span);
                        missed.push(miss::reassigned(self.program, &chain, id, (&merge, other)));
                    }
                }
                Def::Other => {}
            }
        }
        missed.dedup_by(|a, b| a.pattern == b.pattern && a.ops == b.ops);
        misses.append(&mut missed);
    }

    /// An operation that would join a group, if what is between them came later, or not at all.
    fn across_ops(&self, between: OpId, id: OpId) -> Option<Miss> {
        let (program, op) = (self.program, self.program.op(id));
        let mut last = between;
        loop {
            let passed = program.op(last);
            let commutes = miss::commutes(passed.kind) && miss::is_activation(op.kind);
            let is_used_once = program.values[passed.value.0].uses.len() == 1;
            if !(commutes || miss::does_nothing(passed.kind))
                || !is_used_once
                || passed.block != op.block
            {
                return None;
            }
            last = program.producer(passed.operands.first()?.value?)?;
            let chain = self.chain(last);
            let is_beside = program.op(last).block == op.block
                && program.values[program.op(last).value.0].uses.len() == 1;
            if is_beside && chain.last() == Some(&last) && self.fits(&chain, op) {
                return Some(miss::op_between(program, &chain, id, between));
            }
        }
    }

    /// Where else a value is used than by `op`, once.
    fn other_use_of(&self, value: ValueId, op: OpId) -> Option<Use> {
        let uses = &self.program.values[value.0].uses;
        let mut other = uses.iter().filter(|used| !matches!(used.by, User::Op(by, _) if by == op));
        other.next_back().or_else(|| uses.get(1)).copied()
    }

    /// Whether a value is used so where it is not by `op`: in another branch.
    fn is_instead_of(&self, used: Use, op: OpId) -> bool {
        let program = self.program;
        let block = program.op(op).block;
        match used.by {
            User::Merge(_) => true,
            User::Op(by, _) => {
                let other = program.op(by).block;
                program.turns_in(block, other).is_none() && program.turns_in(other, block).is_none()
            }
            User::Other => false,
        }
    }

    /// Notes the groups that a call of a helper takes apart.
    fn across(&self, id: OpId, op: &Op, misses: &mut Vec<Miss>) {
        let follows = |(group, _): (usize, usize)| self.groups[group].ops.first() != Some(&id);
        if self.member[id.0].is_some_and(follows) {
            return;
        }
        for value in op.operands.iter().filter_map(|operand| operand.value) {
            for (producer, called) in self.program.elsewhere(value) {
                let chain = self.chain(producer);
                let used_once = |value: ValueId| {
                    let uses = self.program.values[value.0].uses.iter();
                    uses.filter(|used| !matches!(used.by, User::Merge(_))).count() == 1
                };
                if !used_once(value) || !used_once(self.program.op(producer).value) {
                    continue;
                }
                if chain.last() == Some(&producer) && self.fits(&chain, op) {
                    misses.push(miss::other_function(self.program, &chain, id, called));
                }
            }
        }
    }

    /// The operations that end in `op` and run as one so far.
    fn chain(&self, op: OpId) -> Vec<OpId> {
        match self.member[op.0] {
            Some((group, _)) => self.groups[group].ops.clone(),
            None => vec![op],
        }
    }

    /// Whether a pattern has `op` after `chain`.
    fn fits(&self, chain: &[OpId], op: &Op) -> bool {
        fits(self.program, chain, op)
    }

    /// What keeps `op` from joining the `chain` that ends in `producer`.
    fn obstacle(&self, producer: OpId, chain: &[OpId], op: OpId) -> Option<Miss> {
        let program = self.program;
        if chain.last() != Some(&producer) {
            // The value in the middle of a group has but one use, and that is in the group.
            return None;
        }
        if let Some(other) = self.other_use_of(program.op(producer).value, op) {
            return Some(match self.is_instead_of(other, op) {
                true => miss::other_branch(program, chain, op, other.span),
                false => miss::used_twice(program, chain, op, other.span),
            });
        }
        if program.op(producer).block != program.op(op).block {
            return Some(miss::other_block(program, chain, op));
        }
        if program.op(op).kind == OpKind::BatchNorm {
            return self.unfoldable(chain, op);
        }
        None
    }

    /// What keeps a batch norm from being folded into the weights of the layer before it.
    fn unfoldable(&self, chain: &[OpId], op: OpId) -> Option<Miss> {
        let program = self.program;
        let mut paths = Vec::new();
        for id in [chain[0], op] {
            let layer = program.op(id).layer.as_ref();
            let Some(path) = layer.and_then(|layer| layer.path.as_ref()) else {
                return Some(miss::not_a_field(program, chain, op, id));
            };
            if !path.is_own_field() {
                return Some(miss::not_a_field(program, chain, op, id));
            }
            if let Some(other) = self.other_use(path, id) {
                return Some(miss::layer_shared(program, chain, op, id, other));
            }
            paths.push(path);
        }
        let in_step = paths[0].shared(paths[1]).is_some();
        (!in_step).then(|| miss::not_in_step(program, chain, op))
    }

    /// Another use of a layer than by `op` in the same instance of the model: by an operation, or in an
    /// unknown way.
    fn other_use(&self, path: &Path, op: OpId) -> Option<Option<OpId>> {
        let program = self.program;
        let beside = |other: &OpId| !exclude_each_other(program.op(op), program.op(*other));
        if let Some(other) = other_runs(program, path, op).find(beside) {
            return Some(Some(other));
        }
        program.escaped.iter().any(|escaped| escaped.overlaps(path)).then_some(None)
    }

    /// The group that does this pooling.
    fn pooled(&self, pool: OpId) -> Option<usize> {
        self.groups.iter().position(|group| group.pool == Some(pool))
    }

    fn join(&mut self, producer: OpId, op: OpId, operand: usize) {
        let group = match self.member[producer.0] {
            Some((group, _)) => group,
            None => {
                self.groups.push(Group::of(producer));
                let group = self.groups.len() - 1;
                self.member[producer.0] = Some((group, 0));
                group
            }
        };
        self.join_group(group, op, operand);
    }

    fn join_group(&mut self, group: usize, op: OpId, operand: usize) {
        self.groups[group].ops.push(op);
        self.member[op.0] = Some((group, operand));
    }

    /// The group that `value` comes from and that `op` can join, if the last of the group is a batch norm
    /// that there may be.
    fn optional_group(&self, value: ValueId, op: OpId) -> Option<usize> {
        let program = self.program;
        let norm = optional::norm_of(program, value)?;
        let (group, _) = self.member[norm.0]?;
        let Group { ops, optional, .. } = &self.groups[group];
        let is_last = *optional == Some(norm) && ops.last() == Some(&norm);
        let is_beside = program.op(*ops.first()?).block == program.op(op).block;
        let joins = is_last && is_beside && self.fits(ops, program.op(op));
        (joins && self.other_use_of(value, op).is_none()).then_some(group)
    }

    /// Lets convolutions do the max pooling that follows them.
    fn pool_in_store(&mut self) {
        let program = self.program;
        for (i, op) in program.ops.iter().enumerate() {
            if op.kind != OpKind::MaxPool2d {
                continue;
            }
            let value = op.operands.first().and_then(|operand| operand.value);
            let Some((value, last)) = value.and_then(|v| Some((v, program.producer(v)?))) else {
                continue;
            };
            let chain = self.chain(last);
            let conv = program.op(chain[0]).kind == OpKind::Conv2d && chain.last() == Some(&last);
            let once = program.values[value.0].uses.len() == 1;
            if !conv || !once || program.op(last).block != op.block {
                continue;
            }
            let group = match self.member[last.0] {
                Some((group, _)) => group,
                None => {
                    self.groups.push(Group::of(last));
                    self.member[last.0] = Some((self.groups.len() - 1, 0));
                    self.groups.len() - 1
                }
            };
            self.groups[group].pool = Some(OpId(i));
        }
    }

    /// Gives out the sites, in the order of the operations that own them.
    fn finish(self, misses: Vec<Miss>) -> Fusion {
        let mut sites = Vec::new();
        let roles = self.program.ops.iter().enumerate().map(|(i, op)| {
            let id = OpId(i);
            match self.member[i] {
                Some((group, through)) if self.groups[group].runner() == Some(id) => {
                    sites.push(id);
                    match self.groups[group].pool {
                        Some(_) => Role::Absorbed { group, through },
                        None => Role::Last { group, through, site: sites.len() - 1 },
                    }
                }
                Some((group, through)) => Role::Absorbed { group, through },
                None => {
                    if let Some(group) = self.pooled(id) {
                        let last = self.groups[group].runner();
                        let site = sites.iter().position(|site| Some(*site) == last);
                        return Role::Pool { group, site: site.unwrap_or_default() };
                    }
                    let site = op.kind.has_site().then(|| {
                        sites.push(id);
                        sites.len() - 1
                    });
                    Role::Alone { site }
                }
            }
        });
        let roles = roles.collect();
        Fusion { groups: self.groups, misses, roles, sites }
    }
}

/// Whether a pattern has `op` after `chain`.
fn fits(program: &Program, chain: &[OpId], op: &Op) -> bool {
    let plain = |kind| if kind == OpKind::Relu6 { OpKind::Relu } else { kind };
    // A batch norm without a layer has nothing to fold; `add` scaled by a factor is not `add`.
    let absorbable = match op.kind {
        OpKind::BatchNorm => {
            op.layer.is_some() && chain.iter().all(|op| program.op(*op).layer.is_some())
        }
        _ => op.function != "add_with",
    };
    absorbable
        && PATTERNS.iter().any(|pattern| {
            pattern.len() > chain.len()
                && chain.iter().zip(*pattern).all(|(op, kind)| plain(program.op(*op).kind) == *kind)
                && pattern[chain.len()] == plain(op.kind)
        })
}
