//! Fits without a start from an earlier fit, with gradient, Hessian and standard errors, at
//! 100,000 and 1 million customers; and the grouping into cells that comes before.

use benches::{CDNOW_BG_NBD, CDNOW_PARETO_NBD, Population, cpu_time::CpuTime};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use models::{buying::BuyingKind, gamma_gamma::GammaGamma};

fn fits(criterion: &mut Criterion<CpuTime>) {
    for customers in [100_000, 1_000_000] {
        let bg_nbd = Population::new(customers, CDNOW_BG_NBD);
        let pareto_nbd = Population::new(customers, CDNOW_PARETO_NBD);
        let mut group = criterion.benchmark_group("fit");
        group.sample_size(10);
        group.bench_with_input(BenchmarkId::new("cells", customers), &bg_nbd, |b, p| b.iter(|| p.cells()));
        for kind in BuyingKind::ALL {
            let population = if kind == BuyingKind::ParetoNbd { &pareto_nbd } else { &bg_nbd };
            let (cells, _) = population.cells();
            let fit = kind.fit(&cells, None);
            eprintln!("{customers} customers, {} cells: {:?} {:?}", cells.len(), fit.model, fit.convergence);
            let id = BenchmarkId::new(kind.name(), customers);
            group.bench_with_input(id, &cells, |b, cells| b.iter(|| kind.fit(cells, None)));
        }
        let id = BenchmarkId::new("spend cells", customers);
        group.bench_with_input(id, &bg_nbd, |b, p| b.iter(|| p.spend_cells()));
        let spend = bg_nbd.spend_cells();
        let fit = GammaGamma::fit(&spend);
        eprintln!(
            "{customers} customers, {} spend cells: {:?} {:?}",
            spend.len(),
            fit.model,
            fit.convergence
        );
        let id = BenchmarkId::new("gamma-gamma", customers);
        group.bench_with_input(id, &spend, |b, spend| b.iter(|| GammaGamma::fit(spend)));
        group.finish();
    }
}

criterion_group!(name = all; config = Criterion::default().with_measurement(CpuTime); targets = fits);
criterion_main!(all);
