//! PyTorch `nn.functional` operations in f32.
