//! Which call sites calibration has reached.

use std::fmt;

use crate::backend::ObserverSite;

/// What the call sites of a model under calibration have seen, by
/// [`Prepared::coverage`](super::Prepared::coverage). Its `Display` counts them and lists those
/// without data.
#[derive(Debug, Clone)]
pub struct Coverage {
    pub(super) sites: Vec<SiteCoverage>,
}

/// What one call site has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCoverage {
    /// Expression, file, line, column and module.
    pub site: String,
    /// How many results it has seen.
    pub batches: usize,
    /// Whether it must see some before the model can be converted: not so where a `None` qconfig
    /// keeps it in f32, or where the model's fields say that it is never reached.
    pub required: bool,
}

impl SiteCoverage {
    pub(super) fn of(site: &ObserverSite) -> Self {
        SiteCoverage {
            site: site.name.clone(),
            batches: site.seen().batches,
            required: site.is_required(),
        }
    }
}

impl Coverage {
    /// Every call site: the inputs, then those of nested models, then the model's own.
    pub fn sites(&self) -> &[SiteCoverage] {
        &self.sites
    }

    /// Those that must see data and have not.
    pub fn missing(&self) -> impl Iterator<Item = &SiteCoverage> {
        self.sites.iter().filter(|site| site.required && site.batches == 0)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let required = self.sites.iter().filter(|site| site.required).count();
        let missing = self.missing().count();
        write!(f, "{} of {required} call sites have seen data", required - missing)?;
        if missing > 0 {
            f.write_str("; not yet:")?;
        }
        self.missing().try_for_each(|site| write!(f, "\n  {}", site.site))
    }
}
