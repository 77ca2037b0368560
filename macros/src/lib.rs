//! The `#[quantizable]` attribute. Use it through the `quantizable` crate.
