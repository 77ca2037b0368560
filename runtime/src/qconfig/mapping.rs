//! From the parts of a model to their qconfigs.

use std::collections::BTreeSet;

use regex_lite::Regex;

use super::{QConfig, object_type};
use crate::{Error, Result, suggest::did_you_mean};

/// Says for each operation of a model how it is quantized, or that it stays in f32: PyTorch's
/// `QConfigMapping`.
///
/// What is set for a module's name wins over a regex, that over an object type, and that over the
/// global one. Setting one again replaces it. `None` keeps what it is set for in f32.
///
/// Mistakes (a name or a type that the model does not have, a bad regex) are reported by
/// `prepare`.
///
/// ```
/// use quantizable::{ActivationObserver, QConfig, QConfigMapping};
/// let min_max = QConfig::default().activation(ActivationObserver::MinMax);
/// let mapping = QConfigMapping::default()
///     .set_object_type("add", min_max)
///     .set_module_name_regex(r"^layer[12]\.", min_max)
///     .set_module_name("fc", None);
/// ```
#[derive(Debug, Clone)]
pub struct QConfigMapping {
    global: Option<QConfig>,
    object_types: Settings,
    regexes: Settings,
    module_names: Settings,
    unobserved_in_f32: bool,
}

/// Keys in the order in which they were first set.
type Settings = Vec<(String, Option<QConfig>)>;

impl QConfigMapping {
    /// An empty mapping: nothing is quantized.
    pub fn new() -> Self {
        QConfigMapping {
            global: None,
            object_types: Vec::new(),
            regexes: Vec::new(),
            module_names: Vec::new(),
            unobserved_in_f32: false,
        }
    }

    /// For everything that nothing else is set for.
    #[must_use]
    pub fn set_global(mut self, qconfig: impl Into<Option<QConfig>>) -> Self {
        self.global = qconfig.into();
        self
    }

    /// For every operation or layer of a type: `"conv2d"` and `"Conv2d"` mean the same.
    #[must_use]
    pub fn set_object_type(
        mut self,
        object_type: impl Into<String>,
        qconfig: impl Into<Option<QConfig>>,
    ) -> Self {
        set(&mut self.object_types, object_type.into(), qconfig.into());
        self
    }

    /// For every module whose dotted name a regular expression matches from its start, as Python's
    /// `re.match` does. The first that matches wins, in the order in which they were first set. The
    /// syntax is [regex-lite](https://docs.rs/regex-lite)'s.
    #[must_use]
    pub fn set_module_name_regex(
        mut self,
        regex: impl Into<String>,
        qconfig: impl Into<Option<QConfig>>,
    ) -> Self {
        set(&mut self.regexes, regex.into(), qconfig.into());
        self
    }

    /// For the module of that dotted name, such as `layer1.0.conv1`, and everything below it that
    /// no longer name is set for.
    #[must_use]
    pub fn set_module_name(
        mut self,
        module_name: impl Into<String>,
        qconfig: impl Into<Option<QConfig>>,
    ) -> Self {
        set(&mut self.module_names, module_name.into(), qconfig.into());
        self
    }

    /// Keeps call sites that saw no calibration data in f32, if they run after all, where
    /// [`convert`](crate::Prepared::convert) would be an error otherwise: for branches that a model has and
    /// its inputs never take, such as those for an `Option<Tensor>` that is always `None`.
    /// [`coverage`](crate::Prepared::coverage) says which they are.
    ///
    /// ```
    /// # use quantizable::{quantizable, functional as F, nn::Linear, Model, QConfigMapping, Tensor};
    /// #[quantizable]
    /// struct Net { fc: Linear }
    /// #[quantizable]
    /// impl Net {
    ///     fn forward(&self, x: Tensor, skip: Option<Tensor>) -> Tensor {
    ///         let y = self.fc.forward(x);
    ///         match skip {
    ///             Some(skip) => F::cat([y, skip], 1),
    ///             None => y,
    ///         }
    ///     }
    /// }
    /// # fn main() -> quantizable::Result<()> {
    /// let mapping = QConfigMapping::default().keep_unobserved_in_f32();
    /// let prepared = Net { fc: Linear::new(2, 2) }.prepare(&mapping)?;
    /// prepared.forward((Tensor::ones(&[1, 2]), None))?;
    /// prepared.convert()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn keep_unobserved_in_f32(mut self) -> Self {
        self.unobserved_in_f32 = true;
        self
    }

    /// The mapping with its regular expressions compiled.
    ///
    /// # Errors
    /// [`Error::QConfig`] with every bad regular expression and every observer's option that is out
    /// of its range.
    pub fn compile(&self) -> Result<CompiledMapping> {
        let mut problems = Vec::new();
        let mut regexes = Vec::new();
        for (pattern, qconfig) in &self.regexes {
            match Regex::new(pattern) {
                Ok(regex) => regexes.push((regex, *qconfig)),
                Err(error) => problems.push(format!("regex `{pattern}`: {error}")),
            }
        }
        let qconfigs = [&self.object_types, &self.regexes, &self.module_names];
        let qconfigs = qconfigs.into_iter().flatten().map(|(_, qconfig)| qconfig);
        for qconfig in qconfigs.chain([&self.global]).flatten() {
            problems.extend(qconfig.activation.problem().filter(|p| !problems.contains(p)));
        }
        report(problems)?;
        Ok(CompiledMapping {
            global: self.global,
            object_types: self.object_types.clone(),
            regexes,
            module_names: self.module_names.clone(),
            unobserved_in_f32: self.unobserved_in_f32,
        })
    }
}

impl Default for QConfigMapping {
    /// Everything with [`QConfig::default`].
    fn default() -> Self {
        QConfigMapping::new().set_global(QConfig::default())
    }
}

fn set(settings: &mut Settings, key: String, qconfig: Option<QConfig>) {
    match settings.iter_mut().find(|(other, _)| *other == key) {
        Some((_, old)) => *old = qconfig,
        None => settings.push((key, qconfig)),
    }
}

fn report(problems: Vec<String>) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(Error::QConfig(problems.join("\n  "))) }
}

/// A [`QConfigMapping`] that can be asked.
///
/// ```
/// use quantizable::{QConfigMapping, qconfig::CompiledMapping};
/// let mapping = QConfigMapping::default().set_module_name("layer1", None);
/// let mapping: CompiledMapping = mapping.compile()?;
/// mapping.check(["layer1.0.conv", "fc"], ["conv2d", "linear"])?;
/// assert!(mapping.resolve("layer1.0.conv", "conv2d").is_none());
/// assert!(mapping.resolve("fc", "linear").is_some());
/// # Ok::<(), quantizable::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct CompiledMapping {
    global: Option<QConfig>,
    object_types: Settings,
    regexes: Vec<(Regex, Option<QConfig>)>,
    module_names: Settings,
    unobserved_in_f32: bool,
}

impl CompiledMapping {
    /// Whether call sites that saw no data are to run in f32.
    pub(crate) fn keeps_unobserved(&self) -> bool {
        self.unobserved_in_f32
    }

    /// The qconfig of an operation called `object_type` (its functional name or its layer's type)
    /// that belongs to the module of that dotted name; `None` if it stays in f32.
    pub fn resolve(&self, module: &str, object_type: &str) -> Option<QConfig> {
        self.by_module_name(module)
            .or_else(|| self.by_regex(module))
            .or_else(|| self.by_object_type(object_type))
            .unwrap_or(self.global)
    }

    fn by_module_name(&self, module: &str) -> Option<Option<QConfig>> {
        let holding = self.module_names.iter().filter(|(name, _)| is_within(module, name));
        holding.max_by_key(|(name, _)| name.len()).map(|(_, qconfig)| *qconfig)
    }

    fn by_regex(&self, module: &str) -> Option<Option<QConfig>> {
        self.regexes.iter().find(|(regex, _)| matches(regex, module)).map(|(_, qconfig)| *qconfig)
    }

    fn by_object_type(&self, object_type: &str) -> Option<Option<QConfig>> {
        let wanted = object_type::canonical(object_type);
        // The last one set: `conv2d` after `Conv2d` replaces it.
        let same = |(name, _): &&(String, _)| object_type::canonical(name) == wanted;
        self.object_types.iter().rfind(same).map(|(_, qconfig)| *qconfig)
    }

    /// Checks that all of the mapping applies to a model with these modules (dotted names; those of
    /// the modules that hold them need not be given) and operations.
    ///
    /// # Errors
    /// [`Error::QConfig`] with every module name that the model does not have, every regular
    /// expression that matches none of its modules, and every object type that neither the model
    /// nor this crate knows.
    pub fn check<'a>(
        &self,
        modules: impl IntoIterator<Item = &'a str>,
        object_types: impl IntoIterator<Item = &'a str>,
    ) -> Result<()> {
        let modules: BTreeSet<&str> = modules.into_iter().flat_map(with_ancestors).collect();
        let types: BTreeSet<&str> = object_types.into_iter().chain(object_type::names()).collect();
        let mut problems = Vec::new();
        for (name, _) in &self.module_names {
            if name.is_empty() {
                problems.push("the model itself has no module name; use `set_global`".to_owned());
            } else if !modules.contains(name.as_str()) {
                let hint = did_you_mean(name, modules.iter().copied());
                problems.push(format!("the model has no module `{name}`{hint}"));
            }
        }
        for (regex, _) in &self.regexes {
            if !modules.iter().any(|module| matches(regex, module)) {
                problems.push(format!("regex `{regex}` matches no module of the model"));
            }
        }
        for (name, _) in &self.object_types {
            if !types.contains(name.as_str()) {
                let hint = did_you_mean(name, types.iter().copied());
                problems.push(format!("there is no operation or layer `{name}`{hint}"));
            }
        }
        report(problems)
    }
}

/// Whether `module` is `ancestor` or below it.
fn is_within(module: &str, ancestor: &str) -> bool {
    module
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || (rest.starts_with('.') && !ancestor.is_empty()))
}

/// `a`, `a.b` and `a.b.c` for `a.b.c`; nothing for the model itself, which has no name.
fn with_ancestors(module: &str) -> impl Iterator<Item = &str> {
    let ends = module.match_indices('.').map(|(at, _)| at).chain([module.len()]);
    ends.map(|end| &module[..end]).filter(|name| !name.is_empty())
}

/// Whether there is a match at the start. The leftmost match is one at the start if there is any.
fn matches(regex: &Regex, module: &str) -> bool {
    regex.find(module).is_some_and(|found| found.start() == 0)
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
