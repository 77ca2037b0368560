//! Named tensors in safetensors files.

/// Named tensors, as PyTorch's `state_dict()` has them.
#[derive(Debug, Clone, Default)]
pub struct StateDict {}
