//! What-ifs: what a change of the company is worth.

use plan::{
    strategy::{
        BaseAge, Draft, Parameter, Quantity, Scenario, Source, Stage, Way,
        recursion::{Rates, expected},
    },
    what_if::{Against, Input, Kind, Verdict, WhatIf, WhatIfError, file, run},
};

fn known(value: f64, low: f64, high: f64) -> Parameter {
    Parameter::known(value, low, high, Source::Estimated, "")
}

fn company() -> Scenario {
    let draft = Draft {
        horizon_months: 36,
        base: vec![BaseAge { age_months: 6, customers: 1_000.0 }],
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: known(10.0, 9.0, 11.0),
            retention: known(0.95, 0.94, 0.96),
            complaints: known(0.05, 0.04, 0.06),
        }],
        ..Draft::new("as it is", Way::Focused)
    };
    let stated = Parameter::stated;
    draft
        .with(Quantity::Discount, stated(0.1))
        .with(Quantity::Adds, stated(50.0))
        .with(Quantity::AcquisitionCost, stated(40.0))
        .with(Quantity::FixedCost, stated(2_000.0))
        .with(Quantity::LeavingAfterComplaint, stated(0.2))
        .with(Quantity::SolutionCost, stated(8.0))
        .checked()
        .unwrap()
}

fn what_if(kind: Kind, numbers: &[(Input, Parameter)]) -> WhatIf {
    WhatIf::new(kind.name(), kind, numbers, &company()).unwrap()
}

fn stated(numbers: &[(Input, f64)]) -> Vec<(Input, Parameter)> {
    numbers.iter().map(|(input, x)| (*input, Parameter::stated(*x))).collect()
}

fn found(kind: Kind, numbers: &[(Input, f64)]) -> plan::what_if::Found {
    run(&company(), &[what_if(kind, &stated(numbers))], 1).unwrap().ranked.remove(0)
}

#[test]
fn what_changes_nothing_is_worth_exactly_nothing() {
    let numbers = [
        (Input::TakeRate, 0.0),
        (Input::MarginPerTaker, 5.0),
        (Input::FixedCost, 0.0),
        (Input::Setup, 0.0),
        (Input::ExtraCases, 0.1),
        (Input::RetentionGain, 0.1),
    ];
    let nothing = found(Kind::WiderBasket, &numbers);
    assert_eq!((nothing.difference.low, nothing.difference.high, nothing.better), (0.0, 0.0, 0.0));
    assert_eq!(nothing.verdict, Verdict::Experiment);
}

#[test]
fn a_wider_basket_is_worth_what_its_takers_bring() {
    let numbers = [
        (Input::TakeRate, 0.2),
        (Input::MarginPerTaker, 5.0),
        (Input::FixedCost, 100.0),
        (Input::Setup, 1_000.0),
        (Input::ExtraCases, 0.0),
        (Input::RetentionGain, 0.0),
    ];
    let scenario = company();
    let months = expected(&scenario, &Rates::of(&scenario));
    let b = 1.1f64.powf(-1.0 / 12.0);
    // Every customer who pays brings 0.2 x 5 more a month; those who pay are the customers less the new.
    let wanted: f64 = (1..)
        .zip(&months)
        .map(|(t, m)| (m.customers - m.adds - 100.0 - if t == 1 { 1_000.0 } else { 0.0 }) * b.powi(t))
        .sum();
    let basket = found(Kind::WiderBasket, &numbers);
    assert!(
        (basket.difference.expected - wanted).abs() < 1e-6 * wanted.abs(),
        "{} {wanted}",
        basket.difference.expected
    );
    assert!(
        basket.difference.low < basket.difference.expected
            && basket.difference.expected < basket.difference.high
    );
    assert_eq!(basket.against, Against::AsItIs);
    assert!(basket.peak_funding_change.expected >= 0.0);
}

#[test]
fn too_many_cases_turn_a_wider_basket_bad() {
    let with = |cases| {
        let numbers = [
            (Input::TakeRate, 0.2),
            (Input::MarginPerTaker, 5.0),
            (Input::FixedCost, 0.0),
            (Input::Setup, 0.0),
            (Input::ExtraCases, cases),
            (Input::RetentionGain, 0.0),
        ];
        found(Kind::WiderBasket, &numbers)
    };
    assert_eq!(with(0.0).verdict, Verdict::Worth);
    assert_eq!(with(1.0).verdict, Verdict::NotWorth);
}

#[test]
fn a_price_is_matched_or_service_gets_better_against_doing_nothing() {
    let leaving = (Input::ExtraLeaving, 0.01);
    let matched = found(
        Kind::PriceMatch,
        &[leaving, (Input::PriceGap, 0.1), (Input::MarginOfPrice, 0.3), (Input::LeavingAvoided, 1.0)],
    );
    assert_eq!(matched.against, Against::DoingNothing);
    // A third of the margin for everybody is too dear for one customer in a hundred a month.
    assert_eq!(matched.verdict, Verdict::NotWorth);
    let served = found(
        Kind::BetterService,
        &[
            leaving,
            (Input::CostPerCustomer, 0.3),
            (Input::ComplaintsPrevented, 0.3),
            (Input::RetentionGain, 0.01),
        ],
    );
    assert_eq!(served.verdict, Verdict::Worth);
    let nothing = found(Kind::DoNothing, &[leaving]);
    assert!(nothing.verdict == Verdict::Baseline && nothing.difference.high < 0.0);
    // A match that costs nothing and avoids all of the leaving gives back what doing nothing loses.
    let free = found(
        Kind::PriceMatch,
        &[leaving, (Input::PriceGap, 0.0), (Input::MarginOfPrice, 0.3), (Input::LeavingAvoided, 1.0)],
    );
    assert!((free.difference.expected + nothing.difference.expected).abs() < 1e-6);
}

#[test]
fn the_doubt_of_a_number_is_in_the_interval_and_guesses_recommend_nothing() {
    let numbers = |take: Parameter| {
        let mut all =
            stated(&[(Input::MarginPerTaker, 5.0), (Input::ExtraCases, 0.0), (Input::RetentionGain, 0.0)]);
        all.push((Input::TakeRate, take));
        all.extend(stated(&[(Input::FixedCost, 0.0), (Input::Setup, 0.0)]));
        all
    };
    let with =
        |take| run(&company(), &[what_if(Kind::WiderBasket, &numbers(take))], 1).unwrap().ranked.remove(0);
    let (sure, wide) = (with(known(0.2, 0.2, 0.2)), with(known(0.2, 0.05, 0.4)));
    let width = |f: &plan::what_if::Found| f.difference.high - f.difference.low;
    assert!(width(&wide) > 2.0 * width(&sure), "{} {}", width(&wide), width(&sure));
    let guess = with(Parameter::guessed(0.2, 0.15, 0.25, ""));
    assert!(guess.difference.low > 0.0);
    assert_eq!(guess.verdict, Verdict::Guess);
}

#[test]
fn they_are_ranked_and_the_same_seed_gives_the_same() {
    let all: Vec<WhatIf> = Kind::ALL.into_iter().map(|kind| what_if(kind, &[])).collect();
    let found = run(&company(), &all, 5).unwrap();
    assert_eq!(found.ranked.len(), 6);
    assert!(found.ranked.windows(2).all(|pair| pair[0].difference.expected >= pair[1].difference.expected));
    assert_eq!(found, run(&company(), &all, 5).unwrap());
    assert!(found.ranked.iter().all(|f| f.verdict != Verdict::Worth), "guesses recommend nothing");
    assert_eq!(run(&company(), &[], 5), Err(WhatIfError::HowMany(0)));
}

#[test]
fn files_and_numbers_are_read_and_checked() {
    let text = "[[what_if]]\nname = \"pasta\"\nkind = \"bundle\"\ntake_rate = { value = 0.2, low = 0.1, high = 0.3 }\ndiscount = 0.05\n";
    let read = file::read(text, &company()).unwrap();
    assert_eq!((read[0].name(), read[0].kind()), ("pasta", Kind::Bundle));
    assert_eq!(read[0].numbers()[0].1.high, 0.3);
    assert!(read[0].numbers().iter().any(|(_, p)| p.guess), "what is not given is a guess");
    for (from, to, field) in [
        ("bundle", "bungle", "kind"),
        ("discount", "price_gap", "price_gap"),
        ("discount", "colour", "colour"),
        ("0.05", "1.5", "discount"),
        ("0.05", "\"much\"", "discount"),
    ] {
        let refused = file::read(&text.replace(from, to), &company()).unwrap_err();
        assert_eq!(refused.field(), field, "{refused}");
    }
    let wanted = known(0.1, 0.05, 0.2);
    for text in ["0.1 (0.05 to 0.2)", "0.1,0.05,0.2", " 0.1  0.05 0.2"] {
        let found = file::number(Input::TakeRate, text).unwrap();
        assert_eq!((found.value, found.low, found.high), (wanted.value, wanted.low, wanted.high), "{text}");
    }
    assert!(file::number(Input::TakeRate, "much").is_err() && file::number(Input::TakeRate, "1 2").is_err());
    assert!(
        file::number(Input::TakeRate, "nan").is_err() && file::number(Input::TakeRate, "1 0 inf").is_err()
    );
    let nan = Parameter::stated(f64::NAN);
    assert!(WhatIf::new("x", Kind::Bundle, &[(Input::TakeRate, nan)], &company()).is_err());
}

#[test]
fn a_bundle_gives_nothing_away_twice() {
    let bundle = |cannibalised, margin| {
        found(
            Kind::Bundle,
            &[
                (Input::TakeRate, 0.2),
                (Input::MarginPerTaker, margin),
                (Input::Discount, 0.1),
                (Input::Cannibalised, cannibalised),
                (Input::RetentionGain, 0.0),
            ],
        )
        .difference
        .expected
    };
    // Who would have bought it all anyway pays it today: only the discount on today's margin is lost.
    assert!((bundle(1.0, 4.0) - bundle(0.0, 0.0)).abs() < 1e-6, "{} {}", bundle(1.0, 4.0), bundle(0.0, 0.0));
    // Half of them: half of what is added comes, and a tenth of it is given away.
    let half = 0.5 * (bundle(0.0, 4.0) + bundle(1.0, 4.0));
    assert!((bundle(0.5, 4.0) - half).abs() < 1e-6 && bundle(1.0, 4.0) < 0.0);
}
