//! Call sites under calibration.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use super::f32::F32Site;
use crate::{
    Error, Result, Tensor,
    lock::lock,
    observer::{Batch, Observer},
    opaque::opaque,
    qconfig::{ActivationObserver, QConfig},
    qparams::QParams,
};

opaque! {
    /// A call site under calibration, which the model and its calibration share.
    pub struct ObserverSite(Arc<Site>);
}

/// What is known of it.
pub struct Site {
    /// Expression, file, line and column.
    pub(crate) name: String,
    /// How it is to be quantized; `None` keeps it in f32.
    pub(crate) qconfig: Option<QConfig>,
    /// Whether the model ever gets here, so that it must have seen data.
    pub(crate) reached: bool,
    seen: Mutex<Seen>,
}

/// What a call site has seen so far.
#[derive(Clone)]
pub(crate) struct Seen {
    /// Looks on in any case: what stays in f32 may feed what does not.
    observer: Box<dyn Observer>,
    /// How often.
    pub(crate) batches: usize,
}

impl ObserverSite {
    /// A site that has seen nothing yet.
    pub(crate) fn new(name: String, qconfig: Option<QConfig>, reached: bool) -> Self {
        let observer = qconfig.map_or(ActivationObserver::MinMax, |qconfig| qconfig.activation);
        let seen = Seen { observer: observer.build(), batches: 0 };
        Arc::new(Site { name, qconfig, reached, seen: Mutex::new(seen) }).into()
    }
}

impl Clone for ObserverSite {
    fn clone(&self) -> Self {
        Arc::clone(self).into()
    }
}

impl Site {
    /// What it has seen.
    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }

    /// What its observer makes of what it saw.
    pub(crate) fn qparams(&self) -> Option<QParams> {
        self.seen().observer.qparams()
    }

    /// Whether it must see data before the model is converted.
    pub(crate) fn is_required(&self) -> bool {
        self.reached && self.qconfig.is_some()
    }

    /// Whether it cannot be quantized for want of data.
    pub(crate) fn is_missing_data(&self) -> bool {
        let seen = self.seen();
        self.is_required() && seen.batches == 0 && seen.observer.qparams().is_none()
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObserverSite({})", self.name)
    }
}

impl F32Site for ObserverSite {
    fn see(&self, y: &Tensor) -> Result<()> {
        match Batch::new(y.as_slice()) {
            Ok(None) => Ok(()),
            Ok(Some(batch)) => {
                let mut seen = self.seen();
                seen.observer.observe(&batch);
                seen.batches += 1;
                Ok(())
            }
            Err(value) if self.qconfig.is_some() => {
                Err(Error::NonFinite { value, site: self.name.clone() })
            }
            Err(_) => Ok(()),
        }
    }
    fn see_none(&self) {
        self.seen().batches += 1;
    }
}
