//! Sums and products of two tensors, or of a tensor and a number.

use ndarray::{ArrayViewD, Zip};

use super::{activation::map, shape};
use crate::{Tensor, error::OpError};

/// `torch.add(a, b, alpha=alpha)`.
pub(crate) fn add(a: &Tensor, b: &Tensor, alpha: f32) -> Result<Tensor, OpError> {
    if alpha == 1.0 {
        return zip("add", a, b, |x, y| x + y);
    }
    zip("add", a, b, move |x, y| x + alpha * y)
}

/// `torch.sub(a, b)`.
pub(crate) fn sub(a: &Tensor, b: &Tensor) -> Result<Tensor, OpError> {
    zip("sub", a, b, |x, y| x - y)
}

/// `torch.mul(a, b)`.
pub(crate) fn mul(a: &Tensor, b: &Tensor) -> Result<Tensor, OpError> {
    zip("mul", a, b, |x, y| x * y)
}

/// `a += b`.
pub(crate) fn add_assign(a: &mut Tensor, b: &Tensor) -> Result<(), OpError> {
    zip_assign("add", a, b, |x, y| x + y)
}

/// `a -= b`.
pub(crate) fn sub_assign(a: &mut Tensor, b: &Tensor) -> Result<(), OpError> {
    zip_assign("sub", a, b, |x, y| x - y)
}

/// `a *= b`.
pub(crate) fn mul_assign(a: &mut Tensor, b: &Tensor) -> Result<(), OpError> {
    zip_assign("mul", a, b, |x, y| x * y)
}

/// `torch.add(a, value)`.
pub(crate) fn add_scalar(a: &Tensor, value: f32) -> Result<Tensor, OpError> {
    map(a, |x| x + value)
}

/// `torch.mul(a, value)`.
pub(crate) fn mul_scalar(a: &Tensor, value: f32) -> Result<Tensor, OpError> {
    map(a, |x| x * value)
}

/// `torch.div(a, value)`.
pub(crate) fn div_scalar(a: &Tensor, value: f32) -> Result<Tensor, OpError> {
    map(a, |x| x / value)
}

/// `value - a`.
pub(crate) fn rsub_scalar(value: f32, a: &Tensor) -> Result<Tensor, OpError> {
    map(a, |x| value - x)
}

fn zip(
    op: &'static str,
    a: &Tensor,
    b: &Tensor,
    f: impl Fn(f32, f32) -> f32,
) -> Result<Tensor, OpError> {
    let shape = shape::broadcast(op, a.shape(), b.shape())?;
    if a.shape() == b.shape() {
        let out = a.as_slice().iter().zip(b.as_slice()).map(|(&x, &y)| f(x, y)).collect();
        return Ok(Tensor::from_vec(out, &shape));
    }
    let (a, b) = (a.view_nd(), b.view_nd());
    let out = Zip::from(broadcast(&a, &shape)).and(broadcast(&b, &shape));
    Ok(Tensor::from(out.map_collect(|&x, &y| f(x, y))))
}

fn zip_assign(
    op: &'static str,
    a: &mut Tensor,
    b: &Tensor,
    f: impl Fn(f32, f32) -> f32,
) -> Result<(), OpError> {
    let shape = shape::broadcast_into(op, a.shape(), b.shape())?;
    if a.shape() == b.shape() {
        a.as_mut_slice().iter_mut().zip(b.as_slice()).for_each(|(x, &y)| *x = f(*x, y));
    } else {
        let b = b.view_nd();
        let b = broadcast(&b, &shape);
        a.as_mut_slice().iter_mut().zip(b).for_each(|(x, &y)| *x = f(*x, y));
    }
    Ok(())
}

fn broadcast<'a>(view: &'a ArrayViewD<'_, f32>, shape: &[usize]) -> ArrayViewD<'a, f32> {
    view.broadcast(shape).expect("shapes that were found to broadcast")
}
