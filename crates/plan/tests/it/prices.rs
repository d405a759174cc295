//! Price paths: what may be written, what they are worth, and whom they meet.

use facts::Day;
use plan::{
    prices::{
        Ages, Attribute, Customers, Draft, Met, NewCustomerPrice, PriceError, PublishedPath, Tier, Verdict,
        evaluate, file, parity,
    },
    strategy::{Parameter, Source},
};
use proptest::prelude::*;

fn near(found: f64, wanted: f64, by: f64) {
    assert!((found - wanted).abs() <= by, "{found} is not {wanted}");
}

/// The worked example: discount .1 a period, here a month, so that a year has it twelve times.
fn reference(later: f64) -> Draft {
    Draft {
        title: "check".into(),
        product: None,
        currency: None,
        published: Day::new(2026, 1, 1).unwrap(),
        tiers: vec![Tier { from_months: 0, price: 5.0 }, Tier { from_months: 2, price: later }],
        new_customer_price: NewCustomerPrice::FirstTier,
        loyal_may_pay_more: Some("the example".into()),
        rise_cap_per_year: None,
        unit_cost: Parameter::stated(6.0),
        retention: Parameter::stated(0.85),
        elasticity: Parameter::stated(0.02),
        discount: Parameter::stated(1.1f64.powi(12) - 1.0),
        months: 12,
        ages: None,
    }
}

fn path(draft: Draft) -> PublishedPath {
    draft.checked().unwrap()
}

#[test]
fn the_worked_example_has_its_figures() {
    for (later, wanted) in [(6.0, -1.772_727), (8.0, 2.310_121), (10.0, 5.570_791), (12.0, 8.205_348)] {
        let found = evaluate(&path(reference(later))).unwrap();
        near(found.path.expected, wanted, 5e-7);
        near(found.break_even.unwrap(), 6.812_459, 5e-7);
        near(found.life.last().unwrap().so_far, wanted, 5e-7);
    }
}

#[test]
fn the_best_price_is_the_top_of_its_curve() {
    let found = evaluate(&path(reference(9.0))).unwrap();
    let best = found.best.unwrap();
    let top = found.curve.iter().map(|p| p.value).fold(f64::MIN, f64::max);
    assert!(best.value >= top - 1e-9, "{best:?} {top}");
    let at = evaluate(&path(reference(best.price))).unwrap();
    near(at.path.expected, best.value, 1e-9);
}

#[test]
fn what_is_decided_is_decided_on_the_lower_bound() {
    let doubt = |low, high| Parameter::known(0.02, low, high, Source::Assumed, "");
    let with = |elasticity| evaluate(&path(Draft { elasticity, ..reference(8.0) })).unwrap();
    let sure = with(doubt(0.015, 0.025));
    assert_eq!(sure.verdict, Verdict::Pays);
    let wide = Draft { elasticity: doubt(0.005, 0.28), unit_cost: Parameter::stated(2.0), ..reference(8.0) };
    let unsure = evaluate(&path(wide)).unwrap();
    assert!(unsure.difference.low < 0.0 && unsure.difference.high > 0.0, "{:?}", unsure.difference);
    assert_eq!(unsure.verdict, Verdict::Experiment);
    assert!(unsure.best_safe.unwrap().price < unsure.best.unwrap().price);
    assert!(unsure.break_even_safe.is_none_or(|safe| safe >= unsure.break_even.unwrap()));
    assert_eq!(unsure.tornado[0].name, "elasticity");
    assert!(unsure.tornado[0].flips);
    assert_eq!(evaluate(&path(reference(5.0))).unwrap().verdict, Verdict::Flat);
}

#[test]
fn a_loyal_customer_never_pays_more_unless_the_path_says_so() {
    let quiet = Draft { loyal_may_pay_more: None, ..reference(8.0) };
    let refused = quiet.clone().checked().unwrap_err();
    assert_eq!(refused, PriceError::LoyalPaysMore { months: 2, price: 8.0, new: 5.0 });
    assert!(refused.to_string().contains("loyal_may_pay_more = true"), "{refused}");
    // A falling path is fine, one that falls and rises again is not, nor one above a campaign's price.
    let tiers = |prices: [f64; 3]| {
        (0..).zip(prices).map(|(n, price)| Tier { from_months: 12 * n, price }).collect::<Vec<_>>()
    };
    assert!(Draft { tiers: tiers([9.0, 8.0, 7.0]), ..quiet.clone() }.checked().is_ok());
    assert!(Draft { tiers: tiers([9.0, 7.0, 8.0]), ..quiet.clone() }.checked().is_err());
    let campaign = NewCustomerPrice::Published(6.5);
    let refused = Draft { tiers: tiers([9.0, 8.0, 7.0]), new_customer_price: campaign, ..quiet }.checked();
    assert_eq!(refused.unwrap_err(), PriceError::LoyalPaysMore { months: 1, price: 9.0, new: 6.5 });
    assert!(Draft { loyal_may_pay_more: Some(" ".into()), ..reference(8.0) }.checked().is_err());
}

#[test]
fn a_price_may_not_depend_on_persons_or_groups() {
    let keys = [
        "age",
        "min_age",
        "birth_year",
        "birthYear",
        "gender",
        "sex",
        "region",
        "country",
        "postcode",
        "language",
        "name",
        "customer_name",
        "email",
        "segment",
        "value",
        "customer-value",
        "churn",
        "churnRisk",
        "zip_code",
        "income",
        "customer",
        "state",
        "religion",
    ];
    for key in keys {
        for text in [
            format!("{key} = 1\n{}", file::EXAMPLE),
            file::EXAMPLE.replace("from_months = 12", &format!("from_months = 12\n\"{key}\" = 30")),
            format!("{}\n[rule.{key}]\nx = 1\n", file::EXAMPLE),
        ] {
            let refused = file::read(&text).unwrap_err();
            assert!(
                matches!(&refused, PriceError::Barred { key: found, .. } if found == key),
                "{key}: {refused}"
            );
            assert!(refused.to_string().contains("product and tenure alone"), "{refused}");
        }
    }
    // What nobody has heard of is no key either.
    let odd = file::read(&format!("shoe_size = 1\n{}", file::EXAMPLE)).unwrap_err();
    assert!(matches!(odd, PriceError::Unreadable { .. }), "{odd}");
}

#[test]
fn a_price_by_age_needs_a_law_and_never_meets_minors() {
    let ages = |from_years, legal_basis: &str| {
        let ages = Ages { from_years, until_years: Some(28), legal_basis: legal_basis.into() };
        Draft { ages: Some(ages), ..reference(8.0) }.checked()
    };
    assert!(ages(18, "a law").is_ok());
    assert!(ages(18, "").unwrap_err().to_string().contains("without it a price may not depend on age"));
    assert!(ages(16, "a law").unwrap_err().to_string().contains("minors"));
}

#[test]
fn the_example_can_be_read_and_worked_out() {
    let path = file::read(file::EXAMPLE).unwrap();
    assert!(path.loyal_pays_more());
    let found = evaluate(&path).unwrap();
    assert!(found.path.low < found.path.expected && found.path.expected < found.path.high);
    // 5.00 may rise to 6.25 after a year, and to 7.00 after another.
    let charged: Vec<(u32, f64)> = found.charged.iter().map(|t| (t.from_months, t.price)).collect();
    assert_eq!(charged, [(0, 5.0), (12, 6.25), (24, 7.0)]);
    let cap = found.cap_costs.unwrap();
    assert!(cap.low <= cap.expected && cap.expected <= cap.high && cap.expected != 0.0, "{cap:?}");
}

#[test]
fn customers_stand_where_the_cap_holds_their_price() {
    let tiers = vec![Tier { from_months: 0, price: 5.0 }, Tier { from_months: 12, price: 7.0 }];
    let path = path(Draft { tiers, rise_cap_per_year: Some(0.25), months: 60, ..reference(7.0) });
    let met =
        vec![met(None, "", 3, false, 1_000), met(None, "", 15, false, 500), met(None, "", 40, false, 400)];
    let found = parity(&path, &Customers { met, ..Customers::default() }).unwrap();
    assert_eq!(found.tiers, [(0, 5.0, 1_000), (12, 6.25, 500), (24, 7.0, 400)]);
    let paid: f64 = found.tiers.iter().map(|(_, price, many)| price * *many as f64).sum();
    near(paid / 1_900.0, found.all.price.expected, 1e-12);
}

#[test]
fn a_customer_worth_less_than_nothing_never_pays() {
    let doubt = Parameter::known(0.02, 0.015, 0.025, Source::Assumed, "");
    let dear = Draft { unit_cost: Parameter::stated(50.0), elasticity: doubt, ..reference(8.0) };
    let found = evaluate(&path(dear)).unwrap();
    assert!(found.path.high < 0.0, "{:?}", found.path);
    assert!(matches!(found.verdict, Verdict::BelowZero | Verdict::Loses), "{:?}", found.verdict);
}

fn met(attribute: Option<Attribute>, group: &str, tenure_months: u32, minors: bool, customers: u64) -> Met {
    let group = attribute.map(|_| group.to_owned());
    Met { attribute, group, tenure_months, minors, customers }
}

#[test]
fn groups_pay_what_their_tenure_makes_and_minors_stay_at_the_first_tier() {
    let path = path(reference(8.0));
    let g = Some(Attribute::Gender);
    let customers = Customers {
        as_of: None,
        met: vec![
            met(None, "", 0, false, 100),
            met(None, "", 10, false, 100),
            met(None, "", 10, true, 10),
            met(g, "a", 0, false, 90),
            met(g, "a", 10, true, 10),
            met(g, "b", 10, false, 100),
            met(g, "c", 0, false, 10),
        ],
        age_unknown: 3,
    };
    let found = parity(&path, &customers).unwrap();
    near(found.all.price.expected, (100.0 * 5.0 + 100.0 * 8.0 + 10.0 * 5.0) / 210.0, 1e-12);
    assert_eq!(found.minors, 10);
    assert_eq!(found.tiers, [(0, 5.0, 110), (2, 8.0, 100)]);
    let gender = &found.by[0];
    let prices: Vec<(Option<&str>, f64)> =
        gender.groups.iter().map(|g| (g.group.as_deref(), g.price.expected)).collect();
    assert_eq!(prices, [(Some("a"), 5.0), (Some("b"), 8.0)]);
    assert_eq!((gender.small_groups, gender.small_customers), (1, 10));
    let paid: f64 = found.tiers.iter().map(|(_, price, many)| price * *many as f64).sum();
    near(paid / 210.0, found.all.price.expected, 1e-12);
    let b = gender.groups[1].difference.unwrap();
    assert!(b.low > 0.0, "{b:?}");
    assert!(parity(&path, &Customers::default()).is_none());
}

proptest! {
    #[test]
    fn no_price_exceeds_the_cap_over_a_year(
        prices in proptest::collection::vec(0.01f64..100.0, 1..6), cap in 0.0f64..1.0,
    ) {
        let tiers = (0..).zip(prices).map(|(n, price)| Tier { from_months: 7 * n, price }).collect();
        let path = path(Draft { tiers, rise_cap_per_year: Some(cap), ..reference(8.0) });
        let charged = path.charged(80);
        for (month, price) in charged.iter().enumerate() {
            let before = if month < 12 { charged[0] } else { charged[month - 12] };
            prop_assert!(*price <= before * (1.0 + cap) + 1e-12);
        }
        prop_assert!(charged.iter().zip(path.wanted(80)).all(|(c, w)| *c <= w));
    }

    #[test]
    fn everything_found_is_a_number(
        later in 0.0f64..1e6, cost in 0.0f64..1e6, keep in 0.0f64..=1.0, e in 0.0f64..1e3, months in 1u32..80,
    ) {
        let draft = Draft {
            unit_cost: Parameter::stated(cost),
            retention: Parameter::stated(keep),
            elasticity: Parameter::known(e, 0.0, 2.0 * e, Source::Assumed, ""),
            months,
            ..reference(later)
        };
        let found = evaluate(&path(draft)).unwrap();
        for x in found.curve.iter().flat_map(|p| [p.later_price, p.value, p.low, p.high]) {
            prop_assert!(x.is_finite());
        }
        prop_assert!(found.path.low <= found.path.expected && found.path.expected <= found.path.high);
        prop_assert!(found.best.is_some_and(|best| best.price.is_finite() && best.value.is_finite()));
    }
}
