use super::Pair;

/// How a convolution moves over its input.
///
/// ```
/// use quantizable::functional::Conv2dArgs;
/// let args = Conv2dArgs::new().stride(2).padding((1, 0));
/// assert_eq!(args.stride, [2, 2]);
/// assert_eq!(args.padding, [1, 0]);
/// assert_eq!((args.dilation, args.groups), ([1, 1], 1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv2dArgs {
    /// Steps between outputs.
    pub stride: [usize; 2],
    /// Zeros added on both sides.
    pub padding: [usize; 2],
    /// Steps between the elements of the window.
    pub dilation: [usize; 2],
    /// The number of groups that the channels fall into.
    pub groups: usize,
}

impl Default for Conv2dArgs {
    fn default() -> Self {
        Conv2dArgs { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 }
    }
}

impl Conv2dArgs {
    /// Stride 1, no padding, dilation 1, one group.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this stride.
    pub fn stride(mut self, stride: impl Into<Pair>) -> Self {
        self.stride = stride.into().0;
        self
    }

    /// With this many zeros on both sides.
    pub fn padding(mut self, padding: impl Into<Pair>) -> Self {
        self.padding = padding.into().0;
        self
    }

    /// With this many steps between the elements of the window.
    pub fn dilation(mut self, dilation: impl Into<Pair>) -> Self {
        self.dilation = dilation.into().0;
        self
    }

    /// With the channels in this many groups.
    pub fn groups(mut self, groups: usize) -> Self {
        self.groups = groups;
        self
    }
}
