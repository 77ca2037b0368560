//! What a converted model takes from the allocator: nothing once it is warm, and never much more
//! than the activations that are alive at once.

#![allow(unsafe_code, reason = "a counting allocator is one")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
};

use quantizable::{
    Model, QConfigMapping, Quantized, Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};
use quantizable_examples::{
    bertlayer::BertLayer, digits::Digits, mlp::Mlp, mobilenet_v2::MobileNetV2, resnet18::ResNet18,
    seed::Net,
};
use quantizable_tests::{calibrated, noise, randomize};

/// Counts for each pool of threads by itself, since the tests of a file run side by side.
struct Counting;

thread_local! {
    static CALLS: Cell<Option<&'static AtomicUsize>> = const { Cell::new(None) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    LIVE.set(LIVE.get() + bytes);
    if bytes > 0 {
        if let Some(calls) = CALLS.get() {
            calls.fetch_add(1, Ordering::Relaxed);
        }
        PEAK.set(PEAK.get().max(LIVE.get()));
    }
}

// SAFETY: all memory is the system allocator's; the counters do not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) };
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A rayon pool of so many threads, and how often those have allocated.
fn pool(threads: usize) -> (rayon::ThreadPool, &'static AtomicUsize) {
    let calls: &AtomicUsize = Box::leak(Box::default());
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    let pool = builder.start_handler(|_| CALLS.set(Some(calls))).build().expect("a pool");
    // Threads allocate when they look for work for the first time.
    pool.broadcast(|_| ());
    (pool, calls)
}

fn converted<M: Model<Input = Tensor, Output = Tensor>>(model: &M, x: &Tensor) -> Quantized<M> {
    calibrated(model, &QConfigMapping::default(), std::slice::from_ref(x))
        .convert()
        .expect("every site has seen data")
}

/// Proves that warm calls allocate nothing on any thread, whether their results are dropped or kept
/// until the next one.
fn is_frugal<M: Model<Input = Tensor, Output = Tensor> + Send + Sync>(model: M, shape: &[usize]) {
    let x = noise(shape, 1);
    let run = |threads: usize| {
        let (pool, calls) = pool(threads);
        pool.install(|| {
            let int8 = converted(&model, &x);
            let forward = || int8.forward(x.clone()).expect("an input that fits");
            // A pool has as many buffers as were ever in use at once: here three results.
            let (first, mut last) = (forward(), forward());
            drop(forward());
            let before = calls.load(Ordering::Relaxed);
            for _ in 0..3 {
                drop(forward());
                last = forward();
            }
            let allocations = calls.load(Ordering::Relaxed) - before;
            assert_eq!(allocations, 0, "{} at {shape:?} on {threads} threads", M::PLAN.model);
            assert_eq!(first, last);
            first
        })
    };
    assert_eq!(run(1), run(2));
}

#[test]
fn warm_calls_of_small_models_allocate_nothing() {
    for batch in [1, 5] {
        is_frugal(Net::new(), &[batch, 1, 26, 26]);
        is_frugal(Digits::new(), &[batch, 1, 8, 8]);
        is_frugal(Mlp::new(), &[batch, 784]);
    }
    is_frugal(BertLayer::new(), &[1, 16, 768]);
}

#[test]
fn warm_calls_of_image_models_allocate_nothing() {
    is_frugal(randomize(ResNet18::new()), &[1, 3, 64, 64]);
    is_frugal(randomize(ResNet18::new()), &[2, 3, 80, 48]);
    is_frugal(randomize(MobileNetV2::new()), &[1, 3, 64, 64]);
    // In parts.
    is_frugal(randomize(MobileNetV2::new()), &[8, 3, 160, 160]);
}

/// The operations that the models of the examples have nothing of.
#[quantizable]
struct Mixed {
    wide: Conv2d,
    narrow: Conv2d,
    norm: BatchNorm2d,
    fc: Linear,
}

#[quantizable]
impl Mixed {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::cat([self.wide.forward(&x), self.narrow.forward(&x)], 1);
        let y = F::relu(self.norm.forward(&x));
        let x = (x * 0.5 + &y) * &y;
        let x = F::relu6(F::add_scalar(&x, 1.0) - y);
        let x = -F::silu(&x) * F::hardsigmoid(x / 3.0);
        let x = F::avg_pool2d(F::max_pool2d(x, 2, 2), 2, 2);
        let x = F::cat([&x, &x], 2);
        // Broadcast, and moved.
        let gate = x.mean([1], true) * x.mean([3], true) * x.select(0, 0).mean([1], true);
        let x = F::pad(&x * gate, [1, 0, 0, 1], 0.0).permute([0, 1, 3, 2]).transpose(1, 2);
        let x = x.transpose(2, 1).narrow(2, 0, 4).unsqueeze(1).squeeze(1);
        let x = x.mean([2, 3], false);
        self.fc.forward(x)
    }
}

#[test]
fn warm_calls_of_other_operations_allocate_nothing() {
    let model = Mixed {
        wide: Conv2d::new(3, 5, 3).padding(1),
        narrow: Conv2d::new(3, 7, 1),
        norm: BatchNorm2d::new(12),
        fc: Linear::new(12, 4),
    };
    is_frugal(randomize(model), &[2, 3, 16, 16]);
}

/// The most that a first and some further calls hold beyond the weights, in bytes.
fn peak<M: Model<Input = Tensor, Output = Tensor> + Send + Sync>(model: M, x: &Tensor) -> isize {
    pool(1).0.install(|| {
        let int8 = converted(&model, x);
        let before = LIVE.get();
        PEAK.set(before);
        for _ in 0..3 {
            drop(int8.forward(x.clone()).expect("an input that fits"));
        }
        PEAK.get() - before
    })
}

#[test]
fn memory_stays_within_twice_the_largest_pair_of_activations() {
    for batch in [1, 4] {
        let x = noise(&[batch, 3, 224, 224], 1);
        // The stem's input and output.
        let resnet18 = 3 * 224 * 224 + 64 * 112 * 112;
        let used = peak(randomize(ResNet18::new()), &x);
        println!("resnet18 b={batch}: {used} of {resnet18}");
        assert!(used <= (2 * batch * resnet18) as isize, "resnet18 b={batch}: {used} bytes");
        // The second block's expanded image before and after its depthwise convolution.
        let mobilenet_v2 = 96 * 112 * 112 + 96 * 56 * 56;
        let used = peak(randomize(MobileNetV2::new()), &x);
        println!("mobilenet_v2 b={batch}: {used} of {mobilenet_v2}");
        assert!(
            used <= (2 * batch * mobilenet_v2) as isize,
            "mobilenet_v2 b={batch}: {used} bytes"
        );
    }
}
