//! How long fitting and forecasting take for a company of a given size:
//! `cargo run --release -p models --example forecast_speed -- 1000000`.

use std::time::Instant;

use models::{
    buying::BuyingKind,
    estimate::Level,
    forecast::{Grouping, Request, Spend, forecast},
    gamma_gamma::{GammaGamma, spend_cells},
    history::{OrderHistory, cells},
};

/// Uniform numbers by SplitMix64: enough for a made-up company.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * 2f64.powi(-53) + 2f64.powi(-54)
    }

    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }
}

/// Customers who order at exponential rates and leave after an order with chance 0.25, in days,
/// over three years.
fn company(customers: usize) -> (Vec<OrderHistory>, Vec<Spend>) {
    let mut chance = Chance(1);
    (0..customers)
        .filter_map(|_| {
            let age = (chance.uniform() * 1095.0).floor();
            // The square of an exponential: most order seldom, a few often.
            let rate = 0.008 * chance.exponential() * chance.exponential();
            let level = 20.0 * (chance.exponential() + chance.exponential() + 0.5);
            let (mut time, mut last, mut orders, mut spent) = (0.0, 0.0, 0u32, 0.0);
            loop {
                time += chance.exponential() / rate;
                if time > age {
                    break;
                }
                let day = time.floor().max(1.0);
                if day > last {
                    (orders, last) = (orders + 1, day);
                    spent += (100.0 * level * (0.5 + chance.uniform())).round() / 100.0;
                }
                if chance.uniform() < 0.25 {
                    break;
                }
            }
            let spend = Spend { orders, mean: if orders > 0 { spent / f64::from(orders) } else { 0.0 } };
            Some((OrderHistory::new(orders, last / 7.0, age.max(last) / 7.0).ok()?, spend))
        })
        .unzip()
}

fn main() {
    let customers = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let (histories, spend) = company(customers);
    let mut clock = Instant::now();
    let mut step = |name: &str, detail: String| {
        println!("{name:<24} {:>8.3} s  {detail}", clock.elapsed().as_secs_f64());
        clock = Instant::now();
    };
    let (cells, cell_of) = cells(&histories);
    step("cells", format!("{} of {} customers", cells.len(), histories.len()));
    let amounts: Vec<(u32, f64)> = spend.iter().map(|s| (s.orders, s.mean)).collect();
    let amounts = spend_cells(&amounts);
    step("spend cells", format!("{}", amounts.len()));
    let spending = GammaGamma::fit(&amounts);
    step("gamma-gamma fit", format!("{:?} {:?}", spending.model.parameters(), spending.convergence));
    let ends: Vec<f64> = (1..=36u32).map(|m| f64::from(m) * 30.436_875 / 7.0).collect();
    let cohort: Vec<u32> = histories.iter().map(|h| (h.age() / 4.35) as u32).collect();
    let groupings = [Grouping { of: &cohort, groups: 40 }];
    for kind in [BuyingKind::BgNbd, BuyingKind::ParetoNbd] {
        let buying = kind.fit(&cells, None);
        step(kind.name(), format!("{:?} {:?}", buying.model.parameters(), buying.convergence));
        let request = Request {
            buying: &buying,
            spending: Some(&spending),
            cells: &cells,
            cell_of: &cell_of,
            spend: &spend,
            ends: &ends,
            discount_rate: 0.0018,
            margin: 0.35,
            level: Level::default(),
            groupings: &groupings,
        };
        match forecast(&request) {
            Ok(answer) => step("forecast", format!("value {:?}", answer.total.value)),
            Err(error) => println!("forecast: {error}"),
        }
    }
}
