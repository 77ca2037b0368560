//! Quantized models in files.
