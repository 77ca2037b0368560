//! What a region in f32 has for the locals of the lowered model that it reads: their values in f32, held as
//! the locals are, by reference or by value.

use std::marker::PhantomData;

use crate::{
    Result, Tensor,
    backend::{Backend, TensorLike},
};

/// A local that is a tensor, and its value in f32.
pub struct Held<'a, T>(pub &'a T, pub &'a Tensor);

impl<'a, T: TensorLike> Held<'a, &T> {
    /// By reference.
    pub fn held(&self) -> &'a Tensor {
        self.1
    }
}

/// A local that is a list of tensors, and the same list `F` of tensors in f32.
pub struct HeldList<'a, L, F: ?Sized>(pub &'a L, pub &'a InF32<F>);

impl<'a, L: ?Sized, F: Listed + ?Sized> HeldList<'a, &L, F> {
    /// By reference.
    pub fn held(&self) -> &'a F {
        F::of(&self.1.items)
    }
}

/// For what is no reference: found after [`Held::held`] and [`HeldList::held`].
pub trait HeldByValue {
    /// What is held.
    type Value;
    /// By value.
    fn held(&self) -> Self::Value;
}

impl<T> HeldByValue for Held<'_, T> {
    type Value = Tensor;

    fn held(&self) -> Tensor {
        self.1.clone()
    }
}

impl<L, F: Listed + Clone> HeldByValue for HeldList<'_, L, F> {
    type Value = F;

    fn held(&self) -> F {
        F::of(&self.1.items).clone()
    }
}

/// The tensors of a list `F`.
pub struct InF32<F: ?Sized> {
    items: Vec<Tensor>,
    list: PhantomData<F>,
}

/// A list of tensors in f32.
#[allow(clippy::ptr_arg, reason = "a vector is one of these lists")]
pub trait Listed {
    /// Of so many.
    fn of(items: &Vec<Tensor>) -> &Self;
}

impl Listed for Vec<Tensor> {
    fn of(items: &Vec<Tensor>) -> &Self {
        items
    }
}

impl Listed for [Tensor] {
    fn of(items: &Vec<Tensor>) -> &Self {
        items
    }
}

impl<const N: usize> Listed for [Tensor; N] {
    fn of(items: &Vec<Tensor>) -> &Self {
        items.as_slice().try_into().expect("a list has as many tensors in f32 as there are")
    }
}

/// A list of a backend's tensors, which a region in f32 can read.
#[diagnostic::on_unimplemented(
    message = "a region in f32 reads tensors, and vectors, slices and arrays of them, but no other lists",
    label = "neither a tensor nor such a list; collect it into a `Vec` first"
)]
pub trait List {
    /// What is in it.
    type Item: TensorLike;
    /// The same list of f32 tensors.
    type InF32: ?Sized;

    /// The tensors.
    fn items(&self) -> &[Self::Item];
}

#[diagnostic::do_not_recommend]
impl<T: TensorLike> List for Vec<T> {
    type Item = T;
    type InF32 = Vec<Tensor>;

    fn items(&self) -> &[T] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: TensorLike> List for [T] {
    type Item = T;
    type InF32 = [Tensor];

    fn items(&self) -> &[T] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: TensorLike, const N: usize> List for [T; N] {
    type Item = T;
    type InF32 = [Tensor; N];

    fn items(&self) -> &[T] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<L: List + ?Sized> List for &L {
    type Item = L::Item;
    type InF32 = L::InF32;

    fn items(&self) -> &[L::Item] {
        (**self).items()
    }
}

/// The tensors of a list in f32.
///
/// # Errors
/// What the backend reports.
pub fn list_to_f32<B: Backend, L, F: ?Sized>(cx: &B, list: &L) -> Result<InF32<F>>
where
    L: List<Item = B::Tensor, InF32 = F>,
{
    let items: Result<_> = list.items().iter().map(|x| cx.to_f32(x)).collect();
    Ok(InF32 { items: items?, list: PhantomData })
}
