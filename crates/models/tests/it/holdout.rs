//! The proof, on companies whose future is known.

use models::{
    buying::BuyingKind,
    estimate::{Estimate, Level},
    forecast::{Grouping, Request, Spend, forecast},
    history::{OrderHistory, cells},
    holdout::{
        Baseline, BaselineInput, FREQUENCY_CLASSES, baselines, calibration, coverage, frequency_class, score,
        tracking,
    },
};

use crate::{
    simulate::{Simulated, Story, company},
    support::near,
};

const PARETO: Story = Story::Pareto([0.8, 8.0, 0.6, 12.0]);
const HORIZON: f64 = 26.0;

fn customers() -> Vec<Simulated> {
    company(PARETO, [6.25, 3.74, 15.44], 5_000, (30.0, 90.0), HORIZON, 77)
}

#[test]
fn the_model_beats_the_plain_rules_and_is_calibrated() {
    let customers = customers();
    let histories: Vec<OrderHistory> = customers.iter().map(|c| c.history).collect();
    let (cells, cell_of) = cells(&histories);
    let buying = BuyingKind::ParetoNbd.fit(&cells, None);
    let class: Vec<u32> = histories.iter().map(frequency_class).collect();
    let spend = vec![Spend::default(); histories.len()];
    let answer = forecast(&Request {
        buying: &buying,
        spending: None,
        cells: &cells,
        cell_of: &cell_of,
        spend: &spend,
        ends: &[HORIZON],
        discount_rate: 0.0,
        margin: 1.0,
        level: Level::default(),
        groupings: &[Grouping { of: &class, groups: FREQUENCY_CLASSES }],
    })
    .unwrap();
    let predicted: Vec<f64> = answer.iter().map(|c| c.orders.expected).collect();
    let actual: Vec<f64> = customers.iter().map(|c| f64::from(c.orders_to_come)).collect();
    let model = score(&predicted, &actual);
    near(model.bias_share.unwrap(), 0.0, 0.05);
    assert!(model.correlation.unwrap() > 0.6 && model.gini.unwrap() > 0.5, "{model:?}");
    assert!(model.top_decile_hit_rate.unwrap() > 0.5 && model.top_decile_share.unwrap() > 0.4, "{model:?}");

    let recent: Vec<u32> = customers.iter().map(|c| c.recent_orders).collect();
    let before: Vec<Option<OrderHistory>> = customers.iter().map(|c| c.before).collect();
    let input = BaselineInput {
        histories: &histories,
        recent_orders: &recent,
        window: HORIZON,
        horizon: HORIZON,
        before: Some(&before),
    };
    let rules = baselines(&input);
    assert_eq!(rules.len(), 4);
    for (rule, predicted) in &rules {
        let marked = score(predicted, &actual);
        assert!(model.rmse < marked.rmse, "{}: {} {}", rule.name(), model.rmse, marked.rmse);
    }
    let mean = &rules.iter().find(|r| r.0 == Baseline::OverallMean).unwrap().1;
    assert_eq!(score(mean, &actual).correlation, None, "one prediction for all orders nobody");

    let sums: Vec<Estimate> = answer.groups[0].iter().map(|g| g.orders).collect();
    let classes = calibration(&class, FREQUENCY_CLASSES, &predicted, &actual, Some(&sums));
    assert_eq!(classes.iter().map(|c| c.customers).sum::<usize>(), 5_000);
    assert!(classes.windows(2).all(|w| w[0].predicted.expected < w[1].predicted.expected));
    let held = classes.iter().filter(|c| c.predicted.covers(c.actual)).count();
    assert!(held >= 4, "{held} of 8 classes within their 80 % intervals: {classes:?}");

    let found = coverage(answer.iter().map(|c| c.orders).zip(actual));
    assert_eq!(found.outcomes, 5_000);
    assert!(found.within >= 0.79, "{found:?}");
}

#[test]
fn the_tracking_curve_follows_the_orders() {
    let customers = customers();
    let histories: Vec<OrderHistory> = customers.iter().map(|c| c.history).collect();
    let buying = BuyingKind::ParetoNbd.fit(&cells(&histories).0, None);
    // Today is week 90; a customer of age 40 began in week 50.
    let starts: Vec<(f64, f64)> = histories.iter().map(|h| (90.0 - h.age(), 1.0)).collect();
    let mut orders: Vec<(f64, f64)> = vec![
        (90.0, histories.iter().map(|h| f64::from(h.repeat_orders())).sum()),
        (90.0 + HORIZON, customers.iter().map(|c| f64::from(c.orders_to_come)).sum()),
    ];
    let ends = [0.0, 45.0, 90.0, 90.0 + HORIZON];
    let curve = tracking(buying.model.model(), &starts, &orders, &ends);
    assert_eq!((curve[0].expected, curve[0].actual, curve[1].actual), (0.0, 0.0, 0.0));
    for point in &curve[2..] {
        near(point.expected / point.actual, 1.0, 0.04);
    }
    assert!(curve.windows(2).all(|w| w[0].expected <= w[1].expected));
    orders.reverse();
    assert_eq!(curve, tracking(buying.model.model(), &starts, &orders, &ends));
}
