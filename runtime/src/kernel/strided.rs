//! Elements of u8 tensors in any order: permuted, cut out, repeated, averaged.

use super::check_len;
use crate::{qparams::QParams, tensor::MAX_DIMS};

/// Elements of a tensor: where the first is, and how far apart those of each dimension are.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The first element.
    pub first: usize,
    /// The steps from one to the next, a dimension each; 0 repeats.
    pub strides: [usize; MAX_DIMS],
}

/// A loop over elements of two tensors.
#[derive(Debug, Clone, Copy, Default)]
struct Loop {
    count: usize,
    /// The step in the input.
    x: usize,
    /// The step in the output.
    out: usize,
}

/// Loops, the outermost first.
struct Nest {
    len: usize,
    loops: [Loop; MAX_DIMS],
}

impl Nest {
    /// The loops over dimensions of these sizes and steps, in the order that the output lies in, and no
    /// more of them than it takes.
    fn new(loops: impl Iterator<Item = Loop>) -> Self {
        let mut nest = Nest { len: 0, loops: [Loop::default(); MAX_DIMS] };
        for each in loops.filter(|each| each.count != 1) {
            nest.loops[nest.len] = each;
            nest.len += 1;
        }
        nest.loops[..nest.len].sort_by_key(|each| std::cmp::Reverse(each.out));
        nest.merge();
        nest
    }

    /// Makes one loop of two that visit the elements of both tensors at even steps.
    fn merge(&mut self) {
        let mut kept = 0;
        for i in 1..self.len {
            let inner = self.loops[i];
            let outer = &mut self.loops[kept];
            if outer.x == inner.x * inner.count && outer.out == inner.out * inner.count {
                *outer = Loop { count: outer.count * inner.count, ..inner };
            } else {
                kept += 1;
                self.loops[kept] = inner;
            }
        }
        self.len = self.len.min(kept + 1);
    }

    fn loops(&self) -> &[Loop] {
        &self.loops[..self.len]
    }
}

/// Copies elements of these numbers in each dimension from one part of a tensor to one of another.
pub fn copy(sizes: &[usize], (x, from): (&[u8], Part), (out, to): (&mut [u8], Part)) {
    if sizes.contains(&0) {
        return;
    }
    let steps = from.strides.into_iter().zip(to.strides);
    let loops = sizes.iter().zip(steps).map(|(&count, (x, out))| Loop { count, x, out });
    copy_all(Nest::new(loops).loops(), &x[from.first..], &mut out[to.first..]);
}

fn copy_all(loops: &[Loop], x: &[u8], out: &mut [u8]) {
    match *loops {
        [] => out[0] = x[0],
        [Loop { count, x: 1, out: 1 }] => out[..count].copy_from_slice(&x[..count]),
        [Loop { count, x: 0, out: 1 }] => out[..count].fill(x[0]),
        [Loop { count, x: step, out: out_step }] => {
            for i in 0..count {
                out[i * out_step] = x[i * step];
            }
        }
        [each, ref inner @ ..] => {
            for i in 0..each.count {
                copy_all(inner, &x[i * each.x..], &mut out[i * each.out..]);
            }
        }
    }
}

/// Means over the `averaged` dimensions of a tensor whose dimensions have these sizes and strides:
/// `rne(Σ(q − zp) / n) + zp`, with the sum exact. The output has them with size 1, and strides of its own.
pub fn mean(
    sizes: &[usize],
    averaged: &[usize],
    (x, strides, params): (&[u8], [usize; MAX_DIMS], QParams),
    (out, out_strides): (&mut [u8], [usize; MAX_DIMS]),
) {
    check_len("the input", x, sizes.iter().product());
    let loops = |averaging: bool| {
        let dims = (0..sizes.len()).filter(move |d| averaged.contains(d) == averaging);
        let out = move |d: usize| if averaging { strides[d] } else { out_strides[d] };
        Nest::new(dims.map(move |d| Loop { count: sizes[d], x: strides[d], out: out(d) }))
    };
    let (kept, summed) = (loops(false), loops(true));
    let count: usize = averaged.iter().map(|&d| sizes[d]).product();
    if kept.loops().iter().any(|each| each.count == 0) {
        return;
    }
    let ratio = params.scale / (params.scale * count as f32);
    let (unit, zero_points) =
        (QParams { scale: 1.0, ..params }, count as i64 * i64::from(params.zero_point));
    each(kept.loops(), 0, 0, &mut |at, to| {
        let sum = if count == 0 { 0 } else { sum(summed.loops(), &x[at..]) as i64 - zero_points };
        out[to] = unit.quantize(sum as f32 * ratio);
    });
}

/// Calls `f` with where the elements are in both tensors.
fn each(loops: &[Loop], at: usize, to: usize, f: &mut impl FnMut(usize, usize)) {
    match *loops {
        [] => f(at, to),
        [Loop { count, x, out }, ref inner @ ..] => {
            (0..count).for_each(|i| each(inner, at + i * x, to + i * out, f));
        }
    }
}

fn sum(loops: &[Loop], x: &[u8]) -> u64 {
    match *loops {
        [] => u64::from(x[0]),
        [Loop { count, x: step, .. }] => (0..count).map(|i| u64::from(x[i * step])).sum(),
        [each, ref inner @ ..] => (0..each.count).map(|i| sum(inner, &x[i * each.x..])).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SLACK;

    fn row_major(sizes: &[usize]) -> [usize; MAX_DIMS] {
        let mut strides = [0; MAX_DIMS];
        let mut step = 1;
        for (stride, &size) in strides[..sizes.len()].iter_mut().zip(sizes).rev() {
            *stride = step;
            step *= size;
        }
        strides
    }

    fn ordered(order: &[usize], strides: [usize; MAX_DIMS]) -> [usize; MAX_DIMS] {
        let mut out = [0; MAX_DIMS];
        out.iter_mut().zip(order).for_each(|(out, &d)| *out = strides[d]);
        out
    }

    /// Every index of a tensor.
    fn indices(sizes: &[usize]) -> Vec<Vec<usize>> {
        sizes.iter().fold(vec![vec![]], |all, &size| {
            let longer = |index: &Vec<usize>| {
                (0..size).map(|i| [&index[..], &[i]].concat()).collect::<Vec<_>>()
            };
            all.iter().flat_map(longer).collect()
        })
    }

    fn at(index: &[usize], strides: [usize; MAX_DIMS]) -> usize {
        index.iter().zip(strides).map(|(i, stride)| i * stride).sum()
    }

    fn data(len: usize) -> Vec<u8> {
        (0..len + SLACK).map(|i| (i * 37 + 11) as u8).collect()
    }

    const SIZES: &[&[usize]] =
        &[&[], &[5], &[0, 3], &[2, 3], &[2, 1, 4], &[3, 2, 5, 4], &[1, 17, 2, 3], &[2, 3, 1, 2, 4]];

    #[test]
    fn copies_are_of_the_elements_that_the_strides_say() {
        for &sizes in SIZES {
            let len: usize = sizes.iter().product();
            let x = data(len);
            for shift in 0..sizes.len().max(1) {
                let order: Vec<_> =
                    (0..sizes.len()).map(|d| (d + shift) % sizes.len().max(1)).collect();
                let permuted: Vec<_> = order.iter().map(|&d| sizes[d]).collect();
                let from = Part { first: 0, strides: ordered(&order, row_major(sizes)) };
                let to = Part { first: 3, strides: row_major(&permuted) };
                let mut out = vec![0; len + 3 + SLACK];
                copy(&permuted, (&x, from), (&mut out, to));
                for index in indices(&permuted) {
                    let (a, b) = (at(&index, from.strides), 3 + at(&index, to.strides));
                    assert_eq!(out[b], x[a], "{sizes:?} in order {order:?} at {index:?}");
                }
                assert_eq!((&out[..3], &out[3 + len..]), (&[0; 3][..], &[0; SLACK][..]));
            }
            // The first dimension repeated.
            if let [_, rest @ ..] = sizes {
                let from = Part {
                    first: 1,
                    strides: [&[0][..], &row_major(rest)[..7]].concat()[..8].try_into().unwrap(),
                };
                let to = Part { first: 0, strides: row_major(sizes) };
                let mut out = vec![0; len + SLACK];
                copy(sizes, (&x, from), (&mut out, to));
                for index in indices(sizes) {
                    assert_eq!(out[at(&index, to.strides)], x[1 + at(&index, from.strides)]);
                }
            }
        }
    }

    #[test]
    fn means_are_of_the_elements_that_the_strides_say() {
        for &sizes in SIZES {
            for averaged in [vec![], vec![0], vec![1], vec![0, 2], (0..sizes.len()).collect()] {
                if averaged.iter().any(|&d| d >= sizes.len()) {
                    continue;
                }
                let params = QParams { scale: 0.03, zero_point: 77 };
                let (x, strides) = (data(sizes.iter().product()), row_major(sizes));
                let one = |d: usize| if averaged.contains(&d) { 1 } else { sizes[d] };
                let kept: Vec<_> = (0..sizes.len()).map(one).collect();
                let (len, out_strides) = (kept.iter().product::<usize>(), row_major(&kept));
                let mut out = vec![0; len + SLACK];
                mean(sizes, &averaged, (&x, strides, params), (&mut out, out_strides));
                for index in indices(&kept) {
                    let inner: Vec<_> =
                        (0..sizes.len()).map(|d| sizes[d] / kept[d].max(1)).collect();
                    let values = indices(&inner)
                        .into_iter()
                        .map(|i| f64::from(x[at(&index, strides) + at(&i, strides)]) - 77.0);
                    let (sum, count) = (values.clone().sum::<f64>(), values.count());
                    let expected = if count == 0 {
                        0
                    } else {
                        ((sum / count as f64).round_ties_even() + 77.0) as u8
                    };
                    let found = out[at(&index, out_strides)];
                    assert_eq!(found, expected, "{sizes:?} over {averaged:?} at {index:?}");
                }
            }
        }
    }
}
