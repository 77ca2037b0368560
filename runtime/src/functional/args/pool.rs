use super::Pair;

/// A max pooling window and how it moves.
///
/// ```
/// use quantizable::functional::MaxPool2dArgs;
/// let args = MaxPool2dArgs::new(3).stride(2).padding(1).ceil_mode(true);
/// assert_eq!((args.kernel, args.stride), ([3, 3], [2, 2]));
/// assert_eq!(MaxPool2dArgs::new(2).stride, [2, 2]); // the kernel size, unless set
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPool2dArgs {
    /// The window.
    pub kernel: [usize; 2],
    /// Steps between windows.
    pub stride: [usize; 2],
    /// Negative infinities added on both sides.
    pub padding: [usize; 2],
    /// Steps between the elements of the window.
    pub dilation: [usize; 2],
    /// Whether a last window may stick out.
    pub ceil_mode: bool,
}

impl MaxPool2dArgs {
    /// A window that moves by its own size, no padding, dilation 1.
    pub fn new(kernel: impl Into<Pair>) -> Self {
        let kernel = kernel.into().0;
        MaxPool2dArgs {
            kernel,
            stride: kernel,
            padding: [0, 0],
            dilation: [1, 1],
            ceil_mode: false,
        }
    }

    /// With this stride.
    pub fn stride(mut self, stride: impl Into<Pair>) -> Self {
        self.stride = stride.into().0;
        self
    }

    /// With this much padding on both sides, at most half of the window.
    pub fn padding(mut self, padding: impl Into<Pair>) -> Self {
        self.padding = padding.into().0;
        self
    }

    /// With this many steps between the elements of the window.
    pub fn dilation(mut self, dilation: impl Into<Pair>) -> Self {
        self.dilation = dilation.into().0;
        self
    }

    /// Whether the output size is rounded up, so that a last window may stick out.
    pub fn ceil_mode(mut self, ceil_mode: bool) -> Self {
        self.ceil_mode = ceil_mode;
        self
    }
}

/// An average pooling window, how it moves and what it divides by.
///
/// ```
/// use quantizable::functional::AvgPool2dArgs;
/// let args = AvgPool2dArgs::new(3).stride(2).padding(1).count_include_pad(false);
/// assert_eq!(args.padding, [1, 1]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvgPool2dArgs {
    /// The window.
    pub kernel: [usize; 2],
    /// Steps between windows.
    pub stride: [usize; 2],
    /// Zeros added on both sides.
    pub padding: [usize; 2],
    /// Whether a last window may stick out.
    pub ceil_mode: bool,
    /// Whether padding counts in the divisor.
    pub count_include_pad: bool,
    /// The divisor, instead of the number of elements in the window.
    pub divisor_override: Option<usize>,
}

impl AvgPool2dArgs {
    /// A window that moves by its own size, no padding.
    pub fn new(kernel: impl Into<Pair>) -> Self {
        let kernel = kernel.into().0;
        AvgPool2dArgs {
            kernel,
            stride: kernel,
            padding: [0, 0],
            ceil_mode: false,
            count_include_pad: true,
            divisor_override: None,
        }
    }

    /// With this stride.
    pub fn stride(mut self, stride: impl Into<Pair>) -> Self {
        self.stride = stride.into().0;
        self
    }

    /// With this much padding on both sides, at most half of the window.
    pub fn padding(mut self, padding: impl Into<Pair>) -> Self {
        self.padding = padding.into().0;
        self
    }

    /// Whether the output size is rounded up, so that a last window may stick out.
    pub fn ceil_mode(mut self, ceil_mode: bool) -> Self {
        self.ceil_mode = ceil_mode;
        self
    }

    /// Whether padding counts in the divisor; it does unless told.
    pub fn count_include_pad(mut self, count_include_pad: bool) -> Self {
        self.count_include_pad = count_include_pad;
        self
    }

    /// Divides by this instead of by the number of elements in the window.
    pub fn divisor_override(mut self, divisor: usize) -> Self {
        self.divisor_override = Some(divisor);
        self
    }
}

/// The output height and width of adaptive pooling; `None` keeps the input's.
///
/// ```
/// use quantizable::functional::OutputSize;
/// assert_eq!(OutputSize::from(1).0, [Some(1), Some(1)]);
/// assert_eq!(OutputSize::from((None, Some(7))).0, [None, Some(7)]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputSize(pub [Option<usize>; 2]);

impl From<usize> for OutputSize {
    fn from(both: usize) -> Self {
        OutputSize([Some(both); 2])
    }
}

impl From<(usize, usize)> for OutputSize {
    fn from((height, width): (usize, usize)) -> Self {
        OutputSize([Some(height), Some(width)])
    }
}

impl From<[usize; 2]> for OutputSize {
    fn from(size: [usize; 2]) -> Self {
        OutputSize(size.map(Some))
    }
}

impl From<(Option<usize>, Option<usize>)> for OutputSize {
    fn from((height, width): (Option<usize>, Option<usize>)) -> Self {
        OutputSize([height, width])
    }
}

impl From<[Option<usize>; 2]> for OutputSize {
    fn from(size: [Option<usize>; 2]) -> Self {
        OutputSize(size)
    }
}
