//! Single questions about a single customer: a quiet one, a steady one, one with thousands of
//! orders.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use models::{
    buying::{Buying, BuyingKind},
    history::OrderHistory,
};

/// Published CDNOW parameters, in weeks.
const MODELS: [(BuyingKind, [f64; 4]); 3] = [
    (BuyingKind::BgNbd, [0.2426, 4.4135, 0.7929, 2.4258]),
    (BuyingKind::MbgNbd, [0.5248, 6.183, 0.8914, 1.614]),
    (BuyingKind::ParetoNbd, [0.5533, 10.5776, 0.6062, 11.6679]),
];

/// Repeat orders, week of the last one, age in weeks.
const CUSTOMERS: [(&str, u32, f64, f64); 3] =
    [("quiet", 2, 30.43, 38.86), ("steady", 60, 150.0, 156.0), ("thousands", 5_000, 519.0, 520.0)];

fn functions(criterion: &mut Criterion) {
    for (kind, parameters) in MODELS {
        let buying = Buying::new(kind, parameters).expect("positive parameters");
        let model = buying.model();
        let mut group = criterion.benchmark_group(kind.name());
        for (name, orders, last, age) in CUSTOMERS {
            let customer = OrderHistory::new(orders, last, age).expect("a possible history");
            group.bench_with_input(BenchmarkId::new("alive", name), &customer, |b, c| {
                b.iter(|| model.alive(black_box(c)));
            });
            group.bench_with_input(BenchmarkId::new("log_likelihood", name), &customer, |b, c| {
                b.iter(|| model.log_likelihood(black_box(c)));
            });
            group.bench_with_input(BenchmarkId::new("expected_orders", name), &customer, |b, c| {
                b.iter(|| model.expected_orders(black_box(c), 156.0));
            });
            group.bench_with_input(BenchmarkId::new("discounted_orders", name), &customer, |b, c| {
                b.iter(|| model.discounted_orders(black_box(c), 0.00183));
            });
            let mut counts = Vec::new();
            group.bench_with_input(BenchmarkId::new("count_probabilities", name), &customer, |b, c| {
                b.iter(|| model.count_probabilities(black_box(c), 156.0, 10_000, &mut counts));
            });
        }
        group.finish();
    }
}

criterion_group!(all, functions);
criterion_main!(all);
