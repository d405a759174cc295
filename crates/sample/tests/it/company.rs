//! The company is what it says: reproducible, drawn from its model, and told truly.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use proptest::prelude::*;
use sample::{
    CHANNELS, Company, Contracts, CustomerLife, Donations, Favours, Leaving, LeftBy, SampleError, Shape,
    Suite, TrueModel, TrueSpending, WriteOptions, write_company, write_contracts, write_donations,
};

use crate::read::{cents, files, mean_is, rows, written};

fn small() -> Company {
    Company { customers: 5_000, ..Company::default() }
}

/// Customers won in one month and followed for two years, exactly by the model.
fn plain(model: TrueModel) -> Company {
    Company {
        customers: 100_000,
        model,
        acquisition_months: 1,
        months: 25,
        future_months: 0,
        planted: false,
        ..Company::default()
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    for shape in [Shape::Shop, Shape::PlainOrders] {
        let once = written(&small(), shape, 1);
        assert_eq!(once, written(&small(), shape, 3));
        let other = written(&Company { seed: 2, ..small() }, shape, 1);
        assert_ne!(once["/orders.csv"], other["/orders.csv"]);
    }
}

/// FNV-1a, 64 bits.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Other systems' logarithms may differ in the last bit.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn options_that_are_not_given_change_no_byte() {
    const DIGESTS: [(&str, u64); 8] = [
        ("/complaints.csv", 0x87e2_5335_80bc_a1c3),
        ("/costs.csv", 0x94eb_9270_00cc_cda6),
        ("/customers.csv", 0x03b8_0875_44b6_c5cf),
        ("/deliveries.csv", 0x62c1_a448_c4a4_d695),
        ("/orders.csv", 0x2459_c8fd_cdd4_78d1),
        ("/products.csv", 0xf53f_e22d_f93f_dad1),
        ("/truth/customers.csv", 0xb606_b0c5_9914_04ce),
        ("/truth/parameters.json", 0x28cd_8f44_1fdf_8429),
    ];
    let files = written(&Company { customers: 500, ..Company::default() }, Shape::Shop, 2);
    let digests: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), digest(text))).collect();
    assert_eq!(digests, DIGESTS);
}

#[test]
fn a_larger_company_begins_with_the_smaller() {
    let larger = Company { customers: 7_000, ..small() };
    let (few, many) = (small().checked().unwrap(), larger.checked().unwrap());
    assert!(few.lives().eq(many.lives().take(5_000)));
    let (few, many) = (written(&small(), Shape::PlainOrders, 1), written(&larger, Shape::PlainOrders, 2));
    for file in ["/orders.csv", "/truth/customers.csv"] {
        assert!(many[file].starts_with(&few[file]) && many[file].len() > few[file].len());
    }
}

#[test]
fn knowing_the_future_changes_nothing_of_the_past() {
    let company = small();
    let end = company.last_day();
    let short = Company { future_months: 0, ..company.clone() }.checked().unwrap();
    for (long, short) in company.checked().unwrap().lives().zip(short.lives()) {
        let known = long.orders.iter().filter(|order| order.day() <= end).count();
        assert_eq!(long.orders[..known], short.orders);
        assert_eq!(long.left.filter(|_| !long.active_after(end)), short.left);
    }
    let generator = company.checked().unwrap();
    let mut orders = 0;
    generator
        .generate_until_last_day(2, |life| {
            orders += life.orders.len();
            Ok::<_, SampleError>(())
        })
        .unwrap();
    assert_eq!(generator.plain_orders().count(), orders);
}

#[test]
fn an_error_of_the_reader_ends_the_work() {
    for threads in [1, 2] {
        let mut seen = 0;
        let result = small().checked().unwrap().generate(threads, |life| {
            seen += 1;
            if life.number == 2_500 { Err("enough") } else { Ok(()) }
        });
        assert_eq!((result, seen), (Err("enough"), 2_501));
    }
}

/// Repeat orders of every customer within `weeks` of her first order.
fn repeat_orders(company: &Company, weeks: f64) -> Vec<f64> {
    let until = |life: &CustomerLife| life.orders[0].second + (weeks * 604_800.0) as i64;
    let count = |life: CustomerLife| {
        life.orders.iter().filter(|order| order.second <= until(&life)).count() as f64 - 1.0
    };
    company.checked().unwrap().lives().map(count).collect()
}

fn zero(values: &[f64]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(u8::from(x == 0.0))).collect()
}

/// Simpson's rule.
fn integral(f: impl Fn(f64) -> f64, to: f64) -> f64 {
    let step = to / 2_000.0;
    let weight = |i: u32| if i == 0 || i == 2_000 { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
    (0..=2_000).map(|i| weight(i) * f(f64::from(i) * step)).sum::<f64>() * step / 3.0
}

#[test]
fn pareto_nbd_orders_have_the_mean_variance_and_zeros_of_schmittlein_morrison_colombo() {
    let (r, alpha, s, beta, t) = (0.553, 10.58, 0.606, 11.67, 78.0);
    let orders = repeat_orders(&plain(TrueModel::ParetoNbd { r, alpha, s, beta }), t);
    let mean = r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + t)).powf(s - 1.0));
    mean_is(&orders, mean, "E[X]");
    // Given rate and life, orders are Poisson: E[X(X-1)] = E[rate²] E[min(life, t)²].
    let factorial = r * (r + 1.0) / alpha.powi(2) * integral(|y| 2.0 * y * (beta / (beta + y)).powf(s), t);
    let pairs: Vec<f64> = orders.iter().map(|x| x * (x - 1.0)).collect();
    mean_is(&pairs, factorial, "E[X(X-1)]");
    let silent = |y: f64| (alpha / (alpha + y)).powf(r);
    let none = silent(t) * (beta / (beta + t)).powf(s)
        + integral(|y| silent(y) * s * beta.powf(s) * (beta + y).powf(-s - 1.0), t);
    mean_is(&zero(&orders), none, "P(X = 0)");
}

#[test]
fn pareto_nbd_customers_stay_as_long_as_stated() {
    let (s, beta) = (0.8, 24.0);
    let company = plain(TrueModel::ParetoNbd { r: 0.9, alpha: 16.0, s, beta });
    let stayed = |life: CustomerLife| {
        let year = life.orders[0].second + 52 * 604_800;
        f64::from(u8::from(life.left.is_none_or(|left| left.second > year)))
    };
    let stayed: Vec<f64> = company.checked().unwrap().lives().map(stayed).collect();
    mean_is(&stayed, (beta / (beta + 52.0)).powf(s), "active after a year");
}

/// Expected orders in `t` of a BG customer with rate Gamma(k, a0) and chance Beta(a, c): orders if
/// she never left, times the chance that order m is still placed.
fn bg_expected(k: f64, a0: f64, a: f64, c: f64, t: f64) -> f64 {
    let z = t / (a0 + t);
    let (mut probability, mut weight, mut placed, mut sum) = ((1.0 - z).powf(k), 1.0, 0.0, 0.0);
    for j in 1..20_000 {
        let j = f64::from(j);
        probability *= z * (k + j - 1.0) / j;
        placed += weight;
        sum += probability * placed;
        weight *= (c + j - 1.0) / (a + c + j - 1.0);
    }
    sum
}

#[test]
fn bg_nbd_orders_have_the_mean_and_zeros_of_fader_hardie_lee() {
    let (r, alpha, a, b, t) = (0.243, 4.414, 0.793, 2.426, 78.0);
    let orders = repeat_orders(&plain(TrueModel::BgNbd { r, alpha, a, b }), t);
    mean_is(&orders, bg_expected(r, alpha, a, b, t), "E[X]");
    mean_is(&zero(&orders), (alpha / (alpha + t)).powf(r), "P(X = 0)");
}

#[test]
fn mbg_nbd_orders_have_the_mean_and_zeros_of_batislam_denizel_filiztekin() {
    let (r, alpha, a, b, t) = (0.525, 6.183, 0.891, 1.614, 78.0);
    let orders = repeat_orders(&plain(TrueModel::MbgNbd { r, alpha, a, b }), t);
    mean_is(&orders, b / (a + b) * bg_expected(r, alpha, a, b + 1.0, t), "E[X]");
    mean_is(&zero(&orders), (a + b * (alpha / (alpha + t)).powf(r)) / (a + b), "P(X = 0)");
}

#[test]
fn spending_has_the_mean_and_variance_of_gamma_gamma() {
    // q above 4, or the variance of the variance does not exist.
    let (p, q, v) = (5.0, 12.0, 110.0);
    let spending = TrueSpending { p, q, v };
    let company = Company { spending, ..plain(TrueModel::default()) };
    let first: Vec<f64> =
        company.checked().unwrap().lives().map(|life| life.orders[0].amount_minor as f64 / 100.0).collect();
    mean_is(&first, spending.mean().unwrap(), "E[Z]");
    let squares: Vec<f64> = first.iter().map(|z| z * z).collect();
    mean_is(&squares, p * (p + 1.0) * v * v / ((q - 1.0) * (q - 2.0)), "E[Z²]");
    assert_eq!(TrueSpending { q: 1.0, ..spending }.mean(), None);
}

#[test]
fn a_plain_company_has_neither_late_deliveries_nor_complaints_nor_guests() {
    let company = Company { planted: false, ..small() };
    for life in company.checked().unwrap().lives() {
        assert!(life.orders.iter().all(|order| !order.late() && order.complaint.is_none()));
        assert!(life.left.is_none_or(|left| left.by == LeftBy::OwnCourse));
    }
    let files = written(&company, Shape::Shop, 1);
    assert_eq!(files["/complaints.csv"].lines().count(), 1);
    let orders = rows(&files["/orders.csv"]);
    assert!(orders.iter().all(|row| row["customer_id"].starts_with('C') && row["quantity"] > "0"));
}

#[test]
fn late_deliveries_make_customers_complain_and_leave() {
    let company = Company { customers: 100_000, ..Company::default() };
    let (mut left, mut complained) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut repeated = [Vec::new(), Vec::new()];
    for life in company.checked().unwrap().lives() {
        let first = life.orders[0];
        let late = usize::from(first.late());
        let by_service = life.orders.len() == 1 && life.left.is_some_and(|end| end.by == LeftBy::Service);
        left[late].push(f64::from(u8::from(by_service)));
        complained[late].push(f64::from(u8::from(first.complaint.is_some())));
        repeated[late].push(f64::from(u8::from(life.orders.len() > 1)));
    }
    mean_is(&complained[1], 0.40, "complaints if late");
    mean_is(&complained[0], 0.015, "complaints if in time");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    // .6 x .12 + .4 x (.4 x .06 + .6 x .30) = .154 leave for it; of these a few had left before or
    // ordered again before they left.
    let (late, in_time) = (mean(&left[1]), mean(&left[0]));
    assert!((0.12..0.154).contains(&late), "{late}");
    assert!(in_time < 0.01, "{in_time}");
    let lost = mean(&repeated[0]) - mean(&repeated[1]);
    assert!((0.03..0.12).contains(&lost), "{lost}");
}

#[test]
fn the_truth_agrees_with_the_orders() {
    let grown = Company { suite: Suite::OverExtended, ..small() };
    let centric = Company { favours: Some(Favours::Centric), ..small() };
    for company in [small(), grown, centric] {
        truth_agrees(&company);
    }
}

fn truth_agrees(company: &Company) {
    let files = written(company, Shape::Shop, 2);
    let orders = rows(&files["/orders.csv"]);
    // Net amount by order; a cancellation `C100123` belongs to its order.
    let mut net: BTreeMap<&str, (&str, &str, i64)> = BTreeMap::new();
    let mut guests = 0;
    for row in &orders {
        let amount = row["quantity"].parse::<i64>().unwrap() * cents(row["unit_price"]);
        let number = row["order_id"].trim_start_matches('C');
        let order = net.entry(number).or_insert((row["customer_id"], &row["order_time"][..10], 0));
        order.2 += amount;
        guests += u32::from(row["customer_id"].is_empty());
    }
    assert!(guests > 100);
    let mut sums: HashMap<&str, (i64, Vec<&str>)> = HashMap::new();
    for (customer, day, amount) in net.values() {
        // What was cancelled is no order.
        if *amount != 0 {
            let sum = sums.entry(customer).or_default();
            sum.0 += amount;
            sum.1.push(day);
        }
    }
    let cancelled = net.values().filter(|order| order.2 == 0).count();
    let negative = orders.iter().filter(|row| row["quantity"].starts_with('-')).count();
    assert!(cancelled > 50 && negative > 2 * cancelled, "{cancelled} {negative}");

    let truth = rows(&files["/truth/customers.csv"]);
    assert_eq!(truth.len(), 5_000);
    for row in &truth {
        let (spend, days) = sums.get_mut(row["customer_id"]).unwrap();
        days.sort_unstable();
        days.dedup();
        assert_eq!(cents(row["spend"]), *spend, "{}", row["customer_id"]);
        assert_eq!(row["order_days"], days.len().to_string(), "{}", row["customer_id"]);
        assert_eq!(row["first_order"], days[0]);
    }
}

#[test]
fn the_truth_tells_the_future_as_it_is_lived() {
    let company = small();
    let files = written(&company, Shape::PlainOrders, 1);
    let truth = rows(&files["/truth/customers.csv"]);
    let end = company.last_day();
    let year: facts::Day = "2026-06-30".parse().unwrap();
    let mut orders_in_all = 0;
    for (row, life) in truth.iter().zip(company.checked().unwrap().lives()) {
        let known: i64 = amounts(&life, |day| day <= end);
        assert_eq!(cents(row["spend"]), known);
        assert_eq!(cents(row["future_spend_12"]), amounts(&life, |day| day > end && day <= year));
        assert_eq!(cents(row["future_spend_36"]), amounts(&life, |day| day > end));
        let mut days: Vec<_> = life.orders.iter().map(sample::Order::day).collect();
        days.retain(|&day| day > end);
        days.dedup();
        assert_eq!(row["future_orders_36"], days.len().to_string());
        assert_eq!(row["active_at_end"] == "1", life.active_after(end));
        if !life.active_after(end) {
            assert!(days.is_empty());
        }
        assert_eq!(row["leaving_chance_per_order"], "");
        let Leaving::RatePerWeek(rate) = life.leaving else { panic!("a Pareto/NBD company") };
        assert!((row["leaving_rate_per_week"].parse::<f64>().unwrap() - rate).abs() < 1e-8);
        orders_in_all += days.len();
    }
    assert!(orders_in_all > 1_000);
}

fn amounts(life: &CustomerLife, when: impl Fn(facts::Day) -> bool) -> i64 {
    life.orders.iter().filter(|order| when(order.day())).map(|order| order.amount_minor).sum()
}

#[test]
fn the_default_company_is_believable() {
    let company = Company { customers: 20_000, ..Company::default() };
    let files = written(&company, Shape::Shop, 2);
    let truth = rows(&files["/truth/customers.csv"]);
    let days = |row: &HashMap<&str, &str>| row["order_days"].parse::<f64>().unwrap();
    let n = truth.len() as f64;
    let repeats = truth.iter().map(|row| days(row) - 1.0).sum::<f64>() / n;
    assert!((1.5..3.5).contains(&repeats), "{repeats}");
    let repeat_share = truth.iter().filter(|row| days(row) > 1.0).count() as f64 / n;
    assert!((0.35..0.6).contains(&repeat_share), "{repeat_share}");
    let spend = truth.iter().map(|row| cents(row["spend"])).sum::<i64>() as f64;
    let order_value = spend / 100.0 / truth.iter().map(days).sum::<f64>();
    assert!((40.0..90.0).contains(&order_value), "{order_value}");

    let orders = rows(&files["/orders.csv"]);
    let revenue: i64 =
        orders.iter().map(|row| row["quantity"].parse::<i64>().unwrap() * cents(row["unit_price"])).sum();
    let cost: i64 = orders.iter().map(|row| cents(row["cost"])).sum();
    let margin = 1.0 - cost as f64 / revenue as f64;
    assert!((0.3..0.45).contains(&margin), "{margin}");

    // Months until the margin of customers that are old enough covers what they cost to win.
    let spent: i64 = rows(&files["/costs.csv"]).iter().map(|row| cents(row["amount"])).sum();
    let per_customer = spent as f64 / n;
    assert!((800.0..4_000.0).contains(&per_customer), "{per_customer}");
    let lives: Vec<_> = company.checked().unwrap().lives().collect();
    let payback = (0..36).find(|month| {
        let days = (month + 1) * 365 / 12;
        let old = lives.iter().filter(|l| l.first_day().plus(days) <= company.last_day());
        let each = old.map(|l| amounts(l, |day| day <= l.first_day().plus(days)) as f64 * margin);
        let (count, sum) = each.fold((0.0, 0.0), |(c, s), amount| (c + 1.0, s + amount));
        sum / count >= per_customer
    });
    assert!((2..=20).contains(&payback.unwrap()), "{payback:?}");
    for channel in CHANNELS {
        let won = truth.iter().filter(|row| row["channel"] == channel.name).count() as f64;
        assert!((won / n - channel.share).abs() < 0.02, "{}", channel.name);
    }
}

#[test]
fn seasonality_moves_orders_to_december_and_keeps_their_number() {
    let months = |seasonality| {
        let company = Company { seasonality, ..plain(TrueModel::default()) };
        let mut months = [0u32; 13];
        for order in company.checked().unwrap().plain_orders() {
            months[order.day.month().number() as usize] += 1;
        }
        months
    };
    let (even, uneven) = (months(0.0), months(0.5));
    let swing = |number: usize| f64::from(uneven[number]) / f64::from(even[number]);
    assert!((1.35..1.6).contains(&swing(12)), "{}", swing(12));
    assert!((0.45..0.65).contains(&swing(6)), "{}", swing(6));
    assert!((0.9..1.1).contains(&swing(3)), "{}", swing(3));
}

#[test]
fn what_is_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("truth")).unwrap();
    fs::write(dir.path().join("truth/parameters.json"), "mine").unwrap();
    let before = files(dir.path());
    let options = WriteOptions::default();
    let company = Company { customers: 50, ..small() };
    let error = write_company(&company, dir.path(), &options).unwrap_err();
    assert!(error.to_string().contains("parameters.json is already there"), "{error}");
    assert_eq!(files(dir.path()), before);
    write_company(&company, dir.path(), &WriteOptions { overwrite: true, ..options }).unwrap();
    assert_eq!(files(dir.path()).len(), 8);
}

#[test]
fn contracts_survive_as_the_shifted_beta_geometric_says() {
    let plan = Contracts { customers: 100_000, ..Contracts::default() };
    let mut survival = 1.0;
    for period in 1..=8 {
        let t = f64::from(period);
        survival *= (plan.beta + t - 1.0) / (plan.alpha + plan.beta + t - 1.0);
        let stayed = |c: sample::Contract| c.periods.is_none_or(|periods| periods > period);
        let stayed: Vec<f64> = plan.lives().unwrap().map(|c| f64::from(u8::from(stayed(c)))).collect();
        mean_is(&stayed, survival, "survival");
    }
    let dir = tempfile::tempdir().unwrap();
    let plan = Contracts { customers: 500, ..plan };
    write_contracts(&plan, dir.path(), false).unwrap();
    let text = fs::read_to_string(dir.path().join("contracts.csv")).unwrap();
    let truth = fs::read_to_string(dir.path().join("truth/contracts.csv")).unwrap();
    let last = plan.last_day().to_string();
    let mut running = 0;
    for (row, truth) in rows(&text).iter().zip(rows(&truth)) {
        assert_eq!((row["customer"], row["start"]), (truth["customer"], truth["start"]));
        let known = truth["end"] <= last.as_str();
        assert_eq!(row["end"], if known { truth["end"] } else { "" });
        assert!(row["end"].is_empty() || row["end"] > row["start"]);
        running += u32::from(row["end"].is_empty());
    }
    assert!((20..300).contains(&running), "{running}");
}

#[test]
fn donors_give_as_fader_hardie_shang_say() {
    let plan = Donations { customers: 100_000, ..Donations::default() };
    let (alpha, beta, gamma, delta) = (plan.alpha, plan.beta, plan.gamma, plan.delta);
    let (mut active, mut expected) = (1.0, 0.0);
    for year in 1..=plan.years {
        let j = f64::from(year);
        active *= (delta + j - 1.0) / (gamma + delta + j - 1.0);
        expected += active * alpha / (alpha + beta);
    }
    let gifts: Vec<f64> = plan
        .lives()
        .unwrap()
        .map(|d| d.gifts.iter().filter(|g| (1..=plan.years).contains(&g.0)).count() as f64)
        .collect();
    mean_is(&gifts, expected, "E[X(n)]");

    let dir = tempfile::tempdir().unwrap();
    let plan = Donations { customers: 500, ..plan };
    let written = write_donations(&plan, dir.path(), false).unwrap();
    let text = fs::read_to_string(dir.path().join("donations.csv")).unwrap();
    let truth = fs::read_to_string(dir.path().join("truth/donations.csv")).unwrap();
    let count: u64 = rows(&truth).iter().map(|row| row["gifts"].parse::<u64>().unwrap()).sum();
    assert_eq!((count, rows(&text).len() as u64), (written.orders, written.orders));
    let sum = |text: &str, column| -> i64 { rows(text).iter().map(|row| cents(row[column])).sum() };
    assert_eq!(sum(&text, "amount"), sum(&truth, "amount"));
}

fn any_model() -> impl Strategy<Value = TrueModel> {
    let shape = || prop_oneof![0.01f64..2.0, 0.01f64..10_000.0, Just(0.01)];
    (0u8..3, shape(), shape(), shape(), shape()).prop_map(|(which, r, alpha, c, d)| {
        // Within a rate of five orders a week, so that the test ends soon.
        let alpha = alpha.max(r / 5.0).min(10_000.0);
        match which {
            0 => TrueModel::BgNbd { r, alpha, a: c, b: d },
            1 => TrueModel::MbgNbd { r, alpha, a: c, b: d },
            _ => TrueModel::ParetoNbd { r, alpha, s: c, beta: d },
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_possible_plan_gives_finite_and_ordered_lives(
        model in any_model(),
        p in 0.01f64..10_000.0, q in 0.01f64..10.0, v in 0.01f64..10_000.0,
        seed: u64, planted: bool, seasonality in 0.0f64..=0.9, more in 0u8..6,
    ) {
        let spending = TrueSpending { p, q, v };
        let (suite, favours) = match more {
            1 => (Suite::Growing, None),
            2 => (Suite::OverExtended, None),
            3 => (Suite::None, Some(Favours::Focused)),
            4 => (Suite::None, Some(Favours::Centric)),
            _ => (Suite::None, None),
        };
        let planted = planted || suite != Suite::None || favours.is_some();
        let plan = Company { customers: 20, seed, model, spending, ..Company::default() };
        let company = Company { planted, seasonality, suite, favours, ..plan };
        let end = company.last_true_day();
        for life in company.checked().unwrap().lives() {
            prop_assert!(life.order_rate_per_week.is_finite() && life.order_rate_per_week >= 0.0);
            prop_assert!(life.mean_spend_cents.is_finite());
            prop_assert!(match life.leaving {
                Leaving::RatePerWeek(rate) => rate.is_finite() && rate >= 0.0,
                Leaving::ChancePerOrder(p) => (0.0..=1.0).contains(&p),
            }, "{:?}", life.leaving);
            prop_assert!(!life.orders.is_empty());
            prop_assert!(life.orders.is_sorted_by_key(|order| order.second));
            prop_assert!(life.first_day() >= company.first_day);
            prop_assert!(life.orders.iter().all(|o| o.day() <= end && (1..=100_000_000_000).contains(&o.amount_minor)));
            if let Some(left) = life.left {
                prop_assert!(life.orders.iter().all(|o| o.second <= left.second));
            }
            for order in &life.orders {
                prop_assert!((0..=order.amount_minor).contains(&order.beyond_core_minor));
            }
        }
    }
}
