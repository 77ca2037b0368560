//! What methods of options, maps, lists and iterators give is known: a tensor, a number, or several of them.

use std::collections::{BTreeMap, btree_map::Entry};

use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};
use quantizable_tests::small::{self, conv};

#[derive(Clone)]
struct Gain {
    scale: f32,
}

macro_rules! bodies {
    ($($name:ident: |$net:ident, $x:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            #[quantizable]
            struct Net {
                conv: Conv2d,
                gain: Option<f32>,
                n: usize,
            }

            #[quantizable]
            #[allow(clippy::unnecessary_literal_unwrap, reason = "each method is tested")]
            impl Net {
                fn forward(&$net, $x: Tensor) -> Tensor {
                    let $x = F::relu($net.conv.forward($x));
                    $body
                }
            }
            for gain in [None, Some(0.5)] {
                small::check(&Net { conv: conv(), gain, n: 2 });
            }
        }
    )*};
}

bodies! {
    what_is_put_into_an_option: |self, x| {
        let mut last = None;
        let y = last.insert(self.conv.forward(&x)).relu();
        let old = last.replace(&y * 2.0).unwrap() + &y;
        let mut none = None;
        let kept = none.get_or_insert_with(|| y.clone());
        *kept = &*kept + 1.0;
        old + last.take().unwrap() + none.xor(None).unwrap()
    }
    options_in_pairs: |self, x| {
        match Some(self.conv.forward(&x)).zip(self.gain) {
            Some((y, gain)) => y * gain,
            None => x * 2.0,
        }
    }
    ends_of_maps: |self, x| {
        let mut named = BTreeMap::new();
        named.insert("a", self.conv.forward(&x));
        named.insert("b", &x * 0.25);
        named.entry("c").or_insert(x);
        let deepest = named.last_key_value().map(|(_, y)| y.clone()).unwrap();
        let (_, first) = named.pop_first().unwrap();
        let (_, last) = named.last_key_value().unwrap();
        first * 2.0 + last + deepest
    }
    what_a_map_has_by_default: |self, x| {
        let mut named = BTreeMap::new();
        let first = named.entry(1).or_insert_with(|| x.clone());
        *first = &*first * 0.5;
        &named[&1] + x
    }
    places_in_a_map: |self, x| {
        let mut sums: BTreeMap<i32, Tensor> = BTreeMap::new();
        for i in 0..3 {
            let y = self.conv.forward(&x);
            match sums.entry(i % 2) {
                Entry::Occupied(mut sum) => *sum.get_mut() += y,
                Entry::Vacant(none) => {
                    none.insert(y);
                }
            }
        }
        &sums[&0] - &sums[&1]
    }
    chunks_of_lists: |self, x| {
        let ys = vec![self.conv.forward(&x), x];
        let Some([a, b]) = ys.first_chunk::<2>() else { panic!("two") };
        let difference = a - b;
        let [a, b] = ys.try_into().unwrap();
        difference * 0.5 + a * b
    }
    arrays_of_lists: |self, x| {
        let ys = <[Tensor; 2]>::try_from(vec![self.conv.forward(&x), x]).unwrap();
        let [a, b] = ys;
        a.sigmoid() * b
    }
    lists_taken_apart: |self, x| {
        let pairs = vec![(self.conv.forward(&x), 0.5), (x, 2.0)];
        let (ys, ks): (Vec<Tensor>, Vec<f32>) = pairs.into_iter().unzip();
        let (few, many): (Vec<_>, Vec<_>) = ys.into_iter().partition(|y| y.dim() < 4);
        many[0].clone() * ks[0] + &many[1] + few.len() as f32
    }
    numbers_that_are_repeated: |self, x| {
        let mut x = x;
        for k in std::iter::repeat_n(0.5, self.n) {
            x = self.conv.forward(x * k);
        }
        for k in std::iter::once(2.0) {
            x *= k;
        }
        x
    }
    numbers_of_a_struct: |self, x| {
        let gain = Gain { scale: 0.5 };
        let other = gain.clone();
        self.conv.forward(x) * gain.scale + other.scale
    }
    lists_of_lists: |self, x| {
        let lists = [vec![self.conv.forward(&x)], vec![x]];
        let all = lists.concat();
        all[0].relu() + &all[1]
    }
}
