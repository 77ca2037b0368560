//! 2-d convolution.

use std::{borrow::Borrow, fmt};

use super::{Bias, init, parameters::parameters};
use crate::{
    Tensor,
    functional::{self as F, Conv2dArgs, Pair},
    ops::shape,
};

/// 2-d convolution over inputs `[N, in, H, W]`: PyTorch's `torch.nn.Conv2d`.
///
/// ```
/// use quantizable::{Tensor, nn::Conv2d};
/// let conv = Conv2d::new(3, 16, 3).stride(2).padding(1);
/// assert_eq!(conv.forward(Tensor::ones(&[1, 3, 8, 8])).shape(), [1, 16, 4, 4]);
///
/// let depthwise = Conv2d::new(16, 16, (3, 1)).padding((1, 0)).groups(16).bias(false);
/// assert_eq!(depthwise.weight().shape(), [16, 1, 3, 1]);
/// ```
#[derive(Clone, PartialEq)]
pub struct Conv2d {
    weight: Tensor,
    bias: Option<Tensor>,
    args: Conv2dArgs,
    // Weights that were given stay as they are whatever the builders say.
    given: bool,
    /// Whether a batch normalization was folded into the weights.
    pub(crate) folded: bool,
}

impl Conv2d {
    /// A convolution with stride 1, no padding, dilation 1, one group and a bias.
    ///
    /// # Panics
    /// If a number is 0.
    #[track_caller]
    pub fn new(in_channels: usize, out_channels: usize, kernel: impl Into<Pair>) -> Self {
        let [height, width] = kernel.into().0;
        assert!(
            in_channels > 0 && out_channels > 0 && height > 0 && width > 0,
            "Conv2d: {in_channels} input channels, {out_channels} output channels and a window of \
             [{height}, {width}]; all must be at least 1"
        );
        Conv2d::initialised([out_channels, in_channels, height, width], Conv2dArgs::new(), true)
    }

    /// A convolution with these weights `[out, in / groups, kernel_h, kernel_w]` and this bias
    /// `[out]`, or `None`.
    ///
    /// # Panics
    /// If they are not of such shapes.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Conv2d};
    /// use ndarray::{Array1, Array4};
    /// let conv = Conv2d::from_weights(Array4::ones((4, 1, 3, 3)), Array1::zeros(4)).groups(4);
    /// assert_eq!(conv.forward(Tensor::ones(&[1, 4, 3, 3])).as_slice(), [9.0; 4]);
    /// ```
    #[track_caller]
    pub fn from_weights(weight: impl Into<Tensor>, bias: impl Into<Bias>) -> Self {
        let (weight, Bias(bias)) = (weight.into(), bias.into());
        assert!(
            weight.dim() == 4 && !weight.shape().contains(&0),
            "Conv2d: expected a weight of shape [out, in / groups, H, W] without a 0, not {:?}",
            weight.shape()
        );
        if let Some(bias) = &bias {
            let checked = shape::per_channel("Conv2d", "bias", bias.shape(), weight.size(0));
            checked.unwrap_or_else(|error| panic!("{error}"));
        }
        Conv2d { weight, bias, args: Conv2dArgs::new(), given: true, folded: false }
    }

    fn initialised(shape: [usize; 4], args: Conv2dArgs, bias: bool) -> Self {
        let fan_in = shape[1..].iter().product();
        let weight = init::uniform("Conv2d.weight", &shape, &shape, fan_in);
        let bias = bias.then(|| init::uniform("Conv2d.bias", &shape, &shape[..1], fan_in));
        Conv2d { weight, bias, args, given: false, folded: false }
    }

    /// With this stride.
    ///
    /// # Panics
    /// If it is 0.
    #[track_caller]
    pub fn stride(mut self, stride: impl Into<Pair>) -> Self {
        self.args = self.args.stride(stride);
        assert!(!self.args.stride.contains(&0), "Conv2d: stride {:?}", self.args.stride);
        self
    }

    /// With this many zeros on both sides.
    pub fn padding(mut self, padding: impl Into<Pair>) -> Self {
        self.args = self.args.padding(padding);
        self
    }

    /// With this many steps between the elements of the window.
    ///
    /// # Panics
    /// If it is 0.
    #[track_caller]
    pub fn dilation(mut self, dilation: impl Into<Pair>) -> Self {
        self.args = self.args.dilation(dilation);
        assert!(!self.args.dilation.contains(&0), "Conv2d: dilation {:?}", self.args.dilation);
        self
    }

    /// With the channels in this many groups, each output channel seeing its group's input
    /// channels only. The weight gets another shape and so new numbers, unless it was given.
    ///
    /// # Panics
    /// If `groups` does not divide both the input and the output channels.
    #[track_caller]
    pub fn groups(self, groups: usize) -> Self {
        let [out, in_group, height, width] = self.sizes();
        let divides = |channels: usize| groups > 0 && channels.is_multiple_of(groups);
        assert!(divides(out), "Conv2d: groups {groups} do not divide {out} output channels");
        let args = self.args.groups(groups);
        if self.given {
            return Conv2d { args, ..self };
        }
        let channels = in_group * self.args.groups;
        assert!(
            divides(channels),
            "Conv2d: groups {groups} do not divide {channels} input channels"
        );
        let shape = [out, channels / groups, height, width];
        Conv2d::initialised(shape, args, self.bias.is_some())
    }

    /// With a bias or without.
    pub fn bias(mut self, bias: bool) -> Self {
        let shape = self.sizes();
        let new = || init::uniform("Conv2d.bias", &shape, &shape[..1], shape[1..].iter().product());
        self.bias = bias.then(|| self.bias.take().unwrap_or_else(new));
        self
    }

    /// The convolution of `input`.
    ///
    /// # Panics
    /// As [`functional::conv2d`](crate::functional::conv2d).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::conv2d_with(input, &self.weight, self.get_bias(), self.args)
    }

    /// The weight, `[out, in / groups, kernel_h, kernel_w]`.
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The bias, `[out]`.
    pub fn get_bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }

    /// Stride, padding, dilation and groups.
    pub fn args(&self) -> Conv2dArgs {
        self.args
    }

    fn sizes(&self) -> [usize; 4] {
        self.weight.shape().try_into().expect("a weight of four dimensions")
    }
}

parameters!(Conv2d { weight; optional bias });

impl fmt::Debug for Conv2d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [out, in_group, height, width] = self.sizes();
        let Conv2dArgs { stride, padding, dilation, groups } = self.args;
        write!(
            f,
            "Conv2d({}, {out}, kernel {:?}, stride {stride:?}, padding {padding:?}, dilation \
             {dilation:?}, groups {groups}, bias {})",
            in_group * groups,
            [height, width],
            self.bias.is_some()
        )
    }
}
