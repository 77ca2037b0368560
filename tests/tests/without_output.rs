//! Helpers that return nothing: what they do is done, in whatever way they end.

use std::sync::atomic::{AtomicUsize, Ordering};

use quantizable::{Model, QConfigMapping, Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::small::{check, conv, image};

static CALLS: AtomicUsize = AtomicUsize::new(0);

/// A counter that gives what is asked for.
struct Count;

impl Count {
    fn get<T: Default>(&self) -> T {
        CALLS.fetch_add(1, Ordering::Relaxed);
        T::default()
    }
}

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> Tensor {
        self.conv.forward(x)
    }
    #[quantizable(export)]
    fn seen(&self, x: &Tensor) {
        CALLS.fetch_add(x.dim(), Ordering::Relaxed);
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
    block: Block,
    way: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        let (mut maps, mut sizes) = (vec![x.relu()], Vec::new());
        self.change(&mut x);
        self.keep(&x, &mut maps);
        self.measure(&x, &mut sizes);
        self.count(&x);
        F::cat(&maps, 0) * sizes.iter().sum::<usize>() as f32
    }

    fn change(&self, x: &mut Tensor) {
        match self.way {
            0 => {}
            1 => self.put(x),
            _ => {
                if self.way > 2 {
                    return self.put(x);
                }
                *x = F::relu(&*x)
            }
        }
    }

    fn put(&self, x: &mut Tensor) {
        *x = self.conv.forward(&*x)
    }

    fn keep(&self, x: &Tensor, maps: &mut Vec<Tensor>) {
        if self.way == 1 {
            return maps.push(self.conv.forward(x));
        }
        match self.way {
            2 => maps.push(self.block.forward(x)),
            _ => maps.push(x.clone()),
        }
    }

    fn measure(&self, x: &Tensor, sizes: &mut Vec<usize>) {
        match self.way {
            1 => sizes.push(x.size(1)),
            _ => sizes.push(x.size(2)),
        }
    }

    fn count(&self, x: &Tensor) {
        match self.way {
            0 => (),
            1 => self.block.seen(x),
            2 => {
                if x.dim() > 1 {
                    return self.block.seen(x);
                }
                self.put(&mut x.clone());
            }
            _ => Count.get(),
        }
    }
}

#[test]
fn ends_are_run() -> quantizable::Result<()> {
    for (way, counted) in [0, 4, 4, 1].into_iter().enumerate() {
        let net = Net { conv: conv(), block: Block { conv: conv() }, way };
        check(&net);
        let prepared = net.prepare(&QConfigMapping::default())?;
        let before = CALLS.load(Ordering::Relaxed);
        let y = prepared.forward(image())?;
        assert_eq!(CALLS.load(Ordering::Relaxed) - before, counted, "way {way}");
        assert_eq!(y, net.forward(image()), "way {way}");
    }
    Ok(())
}
