//! A batch in parts whose activations stay in the cache.

use std::sync::Mutex;

use super::super::{
    engine::Run,
    trace::{Seen, traced},
};
use crate::{
    Result, Tensor,
    kernel::{self, BufferPool},
    lock::lock,
    tensor::Shape,
};

/// About how many bytes of activations a part has for each thread. Less, and weights are read once more
/// for each of more parts; more, and activations come from farther away than the second-level cache of
/// a large core, or a core's share of the third level. (Measured on the models of the examples.)
const PART: usize = 5 << 19;
/// How many shapes of images are remembered.
const SHAPES: usize = 16;

/// Knows for which images a model treats each by itself.
#[derive(Debug)]
pub(super) struct Parts {
    bytes: usize,
    /// For shapes of images that have been run: the bytes of the largest pair of activations of an
    /// image, if none depends on another.
    known: Mutex<Vec<(Shape, Option<usize>)>>,
}

impl Default for Parts {
    fn default() -> Self {
        Parts::of(PART)
    }
}

impl Parts {
    /// With about so many bytes of activations for each thread.
    pub fn of(bytes: usize) -> Self {
        Parts { bytes, known: Mutex::default() }
    }

    /// Runs a batch whose images may be run by themselves as far as the model's source tells.
    pub fn run(&self, pool: &BufferPool, x: &Tensor, call: &mut dyn Run) -> Result<Tensor> {
        let Some((&images, image)) = x.shape().split_first() else { return call.part(x.clone()) };
        // Two sizes of at least two are needed to tell (see `trace`), one of them less than the batch.
        if images < 3 {
            return call.part(x.clone());
        }
        let image = Shape::new(image);
        let known =
            lock(&self.known).iter().find(|(shape, _)| *shape == image).map(|known| known.1);
        match known {
            Some(Some(pair)) => match self.parts(images, pair) {
                1 => call.part(x.clone()),
                parts => in_parts(pool, x, parts, call),
            },
            Some(None) => call.part(x.clone()),
            None => self.explore(image, x, call),
        }
    }

    /// Runs a batch as a whole, and finds out whether it could be run in parts, if it would be.
    fn explore(&self, image: Shape, x: &Tensor, call: &mut dyn Run) -> Result<Tensor> {
        let images = x.shape()[0];
        let (y, seen) = traced(images, || call.part(x.clone()));
        let y = y?;
        let parts = seen.map_or(images, |Seen { pair, .. }| self.parts(images, pair));
        if parts > 1 {
            // One alone is another case: `squeeze` takes its dimension away.
            let few = [(images / parts).max(2), 1];
            let alike = seen.filter(|seen| {
                few.iter().all(|&few| {
                    let (part, again) = traced(few, || call.part(x.images(0..few)));
                    part.is_ok() && again == Some(*seen)
                })
            });
            let mut known = lock(&self.known);
            if known.len() == SHAPES {
                known.remove(0);
            }
            known.push((image, alike.map(|seen| seen.pair)));
        }
        Ok(y)
    }

    /// In how many parts the activations stay in the cache, if a pair of them has so many bytes an image.
    fn parts(&self, images: usize, pair: usize) -> usize {
        let bytes = self.bytes.saturating_mul(kernel::crew_size());
        let at_once = bytes.saturating_add(pair / 2) / pair.max(1);
        images.div_ceil(at_once.max(1))
    }
}

/// Runs a batch in so many parts of about the same size.
fn in_parts(pool: &BufferPool, x: &Tensor, parts: usize, call: &mut dyn Run) -> Result<Tensor> {
    let images = x.shape()[0];
    let cut = |i: usize| i * images / parts;
    let first = call.part(x.images(0..cut(1)))?;
    let mut shape = Shape::new(first.shape());
    shape.sizes_mut()[0] = images;
    let mut out = pool.take::<Vec<f32>>(shape.numel());
    let mut rest = &mut out[..shape.numel()];
    let mut append = |part: &Tensor| {
        let (own, after) = std::mem::take(&mut rest).split_at_mut(part.numel());
        own.copy_from_slice(part.as_slice());
        rest = after;
    };
    append(&first);
    drop(first);
    for i in 1..parts {
        append(&call.part(x.images(cut(i)..cut(i + 1)))?);
    }
    Ok(Tensor::from_buffer(out.share(), shape))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{TensorLike, trace::note};

    /// A tensor of this shape.
    #[derive(Clone, Debug)]
    struct Shaped(Vec<usize>);

    impl TensorLike for Shaped {
        fn shape(&self) -> &[usize] {
            &self.0
        }
    }

    /// A forward with one operation, whose result's shape is made from the number of images.
    struct Forward {
        shape: fn(usize) -> Vec<usize>,
        /// How many images it was given, call after call.
        given: Vec<usize>,
    }

    impl Run for Forward {
        fn run(&mut self) {
            unreachable!()
        }
        fn batch(&mut self) -> Option<Tensor> {
            unreachable!()
        }
        fn part(&mut self, images: Tensor) -> Result<Tensor> {
            let count = images.shape()[0];
            self.given.push(count);
            note(&Shaped((self.shape)(count)));
            Ok(images + 1.0)
        }
        fn finish(&mut self, _: Result<Tensor>) {
            unreachable!()
        }
    }

    /// The images of each part of some calls.
    fn given(parts: &Parts, images: &[usize], shape: fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
        let pool = BufferPool::new();
        let calls = images.iter().map(|&images| {
            let x = Tensor::from_fn(&[images, 3], |i| i as f32);
            let mut forward = Forward { shape, given: Vec::new() };
            assert_eq!(parts.run(&pool, &x, &mut forward).unwrap(), x + 1.0);
            forward.given
        });
        calls.collect()
    }

    #[test]
    fn the_first_call_is_whole_and_sees_whether_others_need_be() {
        let parts = Parts::of(20);
        assert_eq!(
            given(&parts, &[8, 8, 7, 5, 2, 1], |n| vec![n, 10]),
            [&[8, 2, 1][..], &[2, 2, 2, 2], &[1, 2, 2, 2], &[1, 2, 2], &[2], &[1]]
        );
    }

    #[test]
    fn one_image_at_a_time_is_seen_on_two() {
        let parts = Parts::of(1);
        let whole_then_single = [&[3, 2, 1][..], &[1, 1, 1]];
        assert_eq!(given(&parts, &[3, 3], |n| vec![n, 10]), whole_then_single);
    }

    #[test]
    fn batches_that_fit_are_whole() {
        let parts = Parts::of(100);
        assert_eq!(given(&parts, &[8, 8], |n| vec![n, 10]), [[8], [8]]);
        // As many as the cache has room for, but for parts of about the same size.
        assert_eq!(given(&parts, &[11, 11], |n| vec![n, 10]), [&[11, 5, 1][..], &[5, 6]]);
        assert_eq!(given(&Parts::of(usize::MAX), &[9, 9], |n| vec![n, 10]), [[9], [9]]);
    }

    #[test]
    fn images_that_are_mixed_stay_together() {
        let mixed: [fn(usize) -> Vec<usize>; 5] = [
            |n| vec![n, n],
            |n| vec![10, n],
            |_| vec![1, 10],
            |n| vec![2 * n, 10],
            |n| if n == 1 { vec![10] } else { vec![n, 10] },
        ];
        for shape in mixed {
            let calls = given(&Parts::of(1), &[6, 6], shape);
            assert!(calls.iter().all(|call| call[0] == 6) && calls[1] == [6], "{calls:?}");
        }
    }

    #[test]
    fn the_shapes_of_images_that_came_last_are_remembered() {
        let (parts, pool) = (Parts::of(1), BufferPool::new());
        let first = |size: usize| {
            let mut forward = Forward { shape: |n| vec![n, 10], given: Vec::new() };
            drop(parts.run(&pool, &Tensor::zeros(&[3, size]), &mut forward));
            forward.given[0]
        };
        let sizes = 1..=SHAPES + 1;
        assert!(sizes.clone().all(|size| first(size) == 3));
        assert_eq!(first(SHAPES + 1), 1);
        assert_eq!(first(1), 3, "forgotten");
        assert_eq!(lock(&parts.known).len(), SHAPES);
    }
}
