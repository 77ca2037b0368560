use proptest::prelude::*;

use super::*;

fn observe(observer: &mut HistogramObserver, values: &[f32]) {
    observer.observe(&Batch::new(values).unwrap().unwrap());
}

#[test]
fn one_value_keeps_its_range() {
    let mut observer = HistogramObserver::default();
    observe(&mut observer, &[0.7; 16]);
    observe(&mut observer, &[0.7; 16]);
    assert_eq!(observer.qparams(), Some(QParams::from_min_max(0.7, 0.7)));
}

#[test]
fn counts_are_of_every_value() {
    let values: Vec<f32> = (0..300_001).map(|i| (i as f32 * 0.37).sin()).collect();
    for bins in [1, 2, 7, 2048] {
        let counts = count::histogram(&values, bins, -1.0, 1.0);
        assert_eq!(counts.len(), bins);
        assert_eq!(counts.iter().sum::<f32>(), 300_001.0);
    }
    assert_eq!(count::histogram(&[0.0, 0.24, 0.25, 0.5, 1.0], 4, 0.0, 1.0), [2.0, 1.0, 1.0, 1.0]);
    assert_eq!(count::histogram(&[5.0, 5.0], 4, 5.0, 5.0), [0.0, 0.0, 2.0, 0.0]);
}

#[test]
fn widening_moves_counts_to_where_their_values_are() {
    let old = Histogram { min: 0.0, max: 1.0, counts: vec![16.0, 0.0, 0.0, 32.0] };
    let mut counts = vec![1.0; 4];
    old.add_to(&mut counts, -1.0, 3.0);
    assert_eq!(counts, [1.0, 49.0, 1.0, 1.0]);
    let mut counts = vec![0.0; 4];
    old.add_to(&mut counts, 0.0, 2.0);
    assert_eq!(counts, [16.0, 32.0, 0.0, 0.0]);
}

#[test]
fn extreme_magnitudes_do_not_panic() {
    for values in [[f32::MIN, f32::MAX], [0.0, 1e-45], [-1e-38, 1e38], [f32::MAX, f32::MAX]] {
        let mut observer = HistogramObserver::default();
        observe(&mut observer, &[0.0, 1.0]);
        observe(&mut observer, &values);
        observe(&mut observer, &[0.5]);
        assert!(observer.qparams().is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_range_is_within_what_was_seen(
        batches in prop::collection::vec(prop::collection::vec(-50f32..50.0, 1..50), 1..5),
        bins in prop::sample::select(vec![1usize, 3, 64, 2048]),
    ) {
        let mut observer = HistogramObserver::new(bins);
        for batch in &batches {
            observe(&mut observer, batch);
        }
        let seen = observer.seen.as_ref().unwrap();
        let all = batches.concat();
        let (min, max) = super::super::min_max(&all).unwrap();
        prop_assert_eq!((seen.min, seen.max), (min, max));
        let (low, high) = seen.best_range();
        let rounding = (max - min) * 1e-6 + max.abs().max(min.abs()) * 1e-6;
        prop_assert!(min - rounding <= low && low <= high && high <= max + rounding);
    }

    #[test]
    fn the_order_within_a_batch_does_not_matter(
        mut values in prop::collection::vec(-3f32..3.0, 1..300),
    ) {
        let mut forwards = HistogramObserver::default();
        observe(&mut forwards, &values);
        values.reverse();
        let mut backwards = HistogramObserver::default();
        observe(&mut backwards, &values);
        prop_assert_eq!(forwards.qparams(), backwards.qparams());
    }
}

#[test]
fn sums_are_those_of_torch() {
    for (len, expected) in
        [(5, 358.0), (100, 7_265.571), (511, 36_780.145), (2048, 147_463.72), (5000, 360_077.13)]
    {
        let values: Vec<f32> = (0..len).map(|i| (i * 7919 % 1009) as f32 / 7.0).collect();
        assert_eq!(search::sum(&values), expected, "{len} values");
    }
}
