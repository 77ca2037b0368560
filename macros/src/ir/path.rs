//! Where in the model something is.

/// The place of a field under `self`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

/// A step from a value into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Field(String),
    /// A literal index.
    Index(usize),
    /// Every index in turn, as a loop's variable: those of one number are the same index.
    Each(Turn),
    /// The items in another order or from another one on: what [`Step::Each`] then takes is known by
    /// this number, not by the loop's.
    Reordered(Turn),
    /// A parameter of a helper, by its number: what that is given.
    Given(usize),
    /// The items' numbers, or those of a range: what `Each` then takes is an index.
    Count,
    /// Several sequences in step, as `zip` and `enumerate` have them: a field is an item of one.
    Zip(Vec<Path>),
    /// What is in an option.
    Some,
    /// Something that cannot be followed: an index that is computed, or what an iterator's
    /// adapters make of the items.
    Opaque,
}

/// A loop over items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Of the sequence, and of the loop over it.
    pub number: (usize, usize),
    /// The least index that it takes.
    pub from: usize,
}

impl Path {
    /// The path with one more step.
    pub fn then(&self, step: Step) -> Self {
        if let [Step::Zip(paths)] = self.0.as_slice() {
            if let Step::Field(name) = &step {
                let path = name.parse().ok().and_then(|index: usize| paths.get(index));
                return path.cloned().unwrap_or(Path(vec![Step::Opaque]));
            }
            return Path::zip(paths.iter().map(|path| Some(path.then(step.clone()))));
        }
        let mut steps = self.0.clone();
        let step = match (steps.pop_if(|last| matches!(last, Step::Reordered(_))), step) {
            (Some(Step::Reordered(own)), Step::Each(turn)) => {
                Step::Each(Turn { number: (own.number.0, turn.number.1), from: own.from })
            }
            // These are some of those; what is left out here may be others than the first ones.
            (Some(Step::Reordered(of)), Step::Reordered(turn)) => {
                Step::Reordered(Turn { from: of.from, ..turn })
            }
            (Some(reordered), step) if !matches!(step, Step::Reordered(_)) => {
                steps.push(reordered);
                step
            }
            (_, step) => step,
        };
        steps.push(step);
        Path(steps)
    }

    /// The path to a field; `None` if it is one of a tuple that holds something else.
    pub fn field(&self, name: String) -> Option<Self> {
        Some(self.then(Step::Field(name))).filter(|path| path.0 != [Step::Opaque])
    }

    /// Sequences that are iterated over together, or what stands for those that are not fields.
    pub fn zip(paths: impl IntoIterator<Item = Option<Path>>) -> Self {
        let paths = paths.into_iter().map(|path| path.unwrap_or(Path(vec![Step::Opaque])));
        Path(vec![Step::Zip(paths.collect())])
    }

    /// The indices of a range.
    pub fn range(reordered: Step) -> Self {
        Path(vec![Step::Count, reordered])
    }

    /// The step to the item of this index in another sequence, if it is a loop's index.
    pub fn as_index(&self) -> Option<Step> {
        match self.0.as_slice() {
            [Step::Count, each @ Step::Each(_)] => Some(each.clone()),
            _ => None,
        }
    }

    /// The number of the parameter that it leads into, and how it goes on there.
    pub fn given(&self) -> Option<(usize, &[Step])> {
        match self.0.split_first() {
            Some((Step::Given(param), rest)) => Some((*param, rest)),
            _ => None,
        }
    }

    /// Whether they may be the same layer, or one in the other.
    pub fn overlaps(&self, other: &Path) -> bool {
        fn places(path: &Path) -> impl Iterator<Item = &Step> {
            path.0.iter().filter(|step| **step != Step::Some)
        }
        for (a, b) in places(self).zip(places(other)) {
            match (a, b) {
                (Step::Opaque | Step::Reordered(_) | Step::Zip(_), _)
                | (_, Step::Opaque | Step::Reordered(_) | Step::Zip(_)) => return true,
                (Step::Each(turn), Step::Index(index)) | (Step::Index(index), Step::Each(turn))
                    if *index < turn.from =>
                {
                    return false;
                }
                (Step::Each(_), _) | (_, Step::Each(_)) => {}
                (a, b) if a == b => {}
                _ => return false,
            }
        }
        true
    }

    /// The steps up to where `self` and `other` part, if what is there can be borrowed for both at
    /// once and they are in step: one iteration of the same loops.
    pub fn shared(&self, other: &Path) -> Option<usize> {
        fn each(steps: &[Step]) -> impl Iterator<Item = &Step> {
            steps.iter().filter(|step| matches!(step, Step::Each(_)))
        }
        let shared = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        let (own, others) = (&self.0[shared..], &other.0[shared..]);
        let apart = !matches!(
            (own.first(), others.first()),
            (None, _) | (_, None) | (Some(Step::Index(_)), Some(Step::Index(_)))
        );
        (apart && each(own).eq(each(others))).then_some(shared)
    }

    /// Whether it is a field of the model itself, or fixed in a container there. Deeper ones
    /// belong to another model, which does its own folding.
    pub fn is_own_field(&self) -> bool {
        match self.0.split_first() {
            Some((Step::Field(_), rest)) => rest.iter().all(|step| match step {
                Step::Index(_) | Step::Each(_) | Step::Some => true,
                Step::Field(name) => name.parse::<usize>().is_ok(),
                Step::Reordered(_) | Step::Given(_) | Step::Count | Step::Zip(_) | Step::Opaque => {
                    false
                }
            }),
            _ => false,
        }
    }
}

/// `block.conv1`, `convs[0]`, `blocks[].conv`; `r#final` is `final`, as in PyTorch.
impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) => {
                    let name = name.strip_prefix("r#").unwrap_or(name);
                    write!(f, "{}{name}", if i == 0 { "" } else { "." })?;
                }
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Each(_) | Step::Opaque | Step::Zip(_) => f.write_str("[]")?,
                Step::Some | Step::Reordered(_) | Step::Given(_) | Step::Count => {}
            }
        }
        Ok(())
    }
}
