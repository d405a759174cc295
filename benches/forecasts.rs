//! The pass over all customers: expected orders, money and value of 36 months, an interval for
//! each customer and for their sum.

use benches::{CDNOW_BG_NBD, CDNOW_PARETO_NBD, Population, cpu_time::CpuTime};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use models::{
    buying::BuyingKind,
    estimate::Level,
    forecast::{Request, forecast},
    gamma_gamma::GammaGamma,
};

const CUSTOMERS: u64 = 100_000;
/// A month in weeks.
const MONTH: f64 = 365.25 / 12.0 / 7.0;

fn forecasts(criterion: &mut Criterion<CpuTime>) {
    let ends: Vec<f64> = (1..=36).map(|month| f64::from(month) * MONTH).collect();
    let mut group = criterion.benchmark_group("forecast of 36 months");
    group.sample_size(10).throughput(Throughput::Elements(CUSTOMERS));
    for kind in BuyingKind::ALL {
        let truth = if kind == BuyingKind::ParetoNbd { CDNOW_PARETO_NBD } else { CDNOW_BG_NBD };
        let population = Population::new(CUSTOMERS, truth);
        let (cells, cell_of) = population.cells();
        let buying = kind.fit(&cells, None);
        let spending = GammaGamma::fit(&population.spend_cells());
        let request = Request {
            buying: &buying,
            spending: Some(&spending),
            cells: &cells,
            cell_of: &cell_of,
            spend: &population.spend,
            ends: &ends,
            // 10 % a year.
            discount_rate: 1.1_f64.ln() / (12.0 * MONTH),
            margin: 0.35,
            level: Level::new(0.8).expect("between 0 and 1"),
            groupings: &[],
        };
        let id = BenchmarkId::new(kind.name(), CUSTOMERS);
        group.bench_with_input(id, &request, |b, request| b.iter(|| forecast(request)));
    }
    group.finish();
}

criterion_group!(name = all; config = Criterion::default().with_measurement(CpuTime); targets = forecasts);
criterion_main!(all);
