//! The strategy in every state, with made-up answers.

use access::Role;
use facts::{Currency, Day, Month};
use pages::{
    Reader,
    strategy::{
        main_page::{self, Form, Known, Named, Shown, View},
        report,
        scenario::{self, All, Change, Editing, New, One},
    },
};
use plan::strategy::{
    Answer, Asked, BaseAge, Bin, BreakEven, Comparison, Draft, Lever, Listed, Missing, Outcome, Parameter,
    Quantity, RuinAt, Scenario, SeriesMonth, Source, Spread, Stage, UnitEconomics, Verdict, Way, Word,
};

const NOW: i64 = 1_760_000_000_000_000;
const MONTHS: u32 = 60;

fn reader(locale: &str, role: Role, path: &str) -> Reader {
    Reader {
        locale: locale.to_owned(),
        name: Some("Ada Lovelace".to_owned()),
        role: Some(role),
        rights: role.rights(),
        company: "Corner Shop".to_owned(),
        currency: eur(),
        csrf: "token".to_owned(),
        ..Reader::nobody(path, NOW)
    }
}

fn eur() -> Option<Currency> {
    Currency::from_code("EUR").ok()
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

/// Cash so far of the centric way: deep and late, then much.
fn centric_cash(t: f64) -> f64 {
    2_950.0 * t * (t - 41.0)
}

/// Cash so far of the focused way: hardly below zero, then less.
fn focused_cash(t: f64) -> f64 {
    48_000.0 * t - 330_000.0 * (1.0 - (-t / 2.0).exp())
}

fn spread(middle: f64, width: f64) -> Spread {
    Spread { mean: middle + 0.05 * width, p10: middle - width, p50: middle, p90: middle + 1.1 * width }
}

fn series(cash: fn(f64) -> f64, width: f64) -> Vec<SeriesMonth> {
    (1..=MONTHS)
        .map(|month| {
            let t = f64::from(month);
            let (so_far, of_month) = (cash(t), cash(t) - cash(t - 1.0));
            let customers = 6_200.0 + 110.0 * t;
            SeriesMonth {
                month,
                calendar: Some(Month::from_index(2_027 * 12 + month as i32 - 1)),
                cash: spread(of_month, width / 6.0),
                cumulative: spread(so_far, width * (t / 60.0).powf(1.2)),
                customers: spread(customers, 0.1 * customers),
                expected_cash: of_month,
                expected_cumulative: so_far,
                expected_customers: customers,
            }
        })
        .collect()
}

/// How far below zero cash so far is at its worst.
fn deepest(series: &[SeriesMonth]) -> f64 {
    series.iter().map(|m| -m.cumulative.mean).fold(0.0, f64::max)
}

fn bins(middle: f64, deviation: f64) -> Vec<Bin> {
    let step = deviation / 5.0;
    let density = |x: f64| (-0.5 * ((x - middle) / deviation).powi(2)).exp();
    let edges: Vec<f64> = (-15..15).map(|i| middle + f64::from(i) * step).collect();
    let all: f64 = edges.iter().map(|x| density(x + step / 2.0)).sum();
    edges.iter().map(|&low| Bin { low, high: low + step, share: density(low + step / 2.0) / all }).collect()
}

fn ruin(scale: f64) -> Vec<RuinAt> {
    (0..=40)
        .map(|i| {
            let share = f64::from(i) / 40.0;
            let probability = 0.98 / (1.0 + ((share - 0.42) * 12.0).exp());
            RuinAt { reserve: share * scale, probability }
        })
        .collect()
}

fn listed(name: &str, [value, low, high]: [f64; 3], source: Source, reason: &str) -> Listed {
    Listed { name: name.to_owned(), value, low, high, source, reason: reason.to_owned(), guess: false }
}

fn guess(name: &str, numbers: [f64; 3], reason: &str) -> Listed {
    Listed { guess: true, ..listed(name, numbers, Source::Assumed, reason) }
}

fn parameters(centric: bool) -> Vec<Listed> {
    use Source::{Assumed, Estimated, Measured};
    let mut all = vec![
        listed("discount", [0.12, 0.12, 0.12], Assumed, "What the bank asks for, and a risk premium"),
        listed("adds", [310.0, 290.0, 332.0], Measured, "New customers a month over the last 12 months"),
        listed(
            "acquisition_cost",
            [52.4, 47.9, 57.1],
            Measured,
            "Marketing spending over new customers, 24 months",
        ),
        listed("fixed_cost", [21_500.0, 20_000.0, 23_000.0], Assumed, "From the accounts of 2026"),
        listed(
            "leaving_after_complaint",
            [0.21, 0.12, 0.31],
            Estimated,
            "Customers with an unsolved complaint against like ones without",
        ),
        listed("solved", [0.55, 0.49, 0.61], Measured, "1,204 complaints"),
        listed("solution_cost", [8.1, 6.5, 9.9], Assumed, "Twenty minutes and a small gesture"),
        guess("market_swing", [0.05, 0.02, 0.1], "Nobody has looked"),
        listed("margin.first year", [9.8, 9.1, 10.4], Measured, "Margin of 12,431 customers"),
        listed("retention.first year", [0.917, 0.909, 0.925], Estimated, "Survival curve of 36 cohorts"),
        listed("complaints.first year", [0.051, 0.047, 0.055], Measured, "Complaints by age of the customer"),
        listed("margin.later", [14.2, 12.9, 15.6], Measured, "Margin of 4,020 customers"),
        listed("retention.later", [0.968, 0.961, 0.974], Estimated, "Survival curve of 36 cohorts"),
        listed("complaints.later", [0.031, 0.026, 0.036], Measured, "Complaints by age of the customer"),
        listed("setup", [0.0, 0.0, 0.0], Assumed, ""),
    ];
    if centric {
        all.push(guess("retention_gain", [0.006, -0.002, 0.014], "Nobody has tried it yet"));
        all.push(listed("prevented", [0.35, 0.2, 0.5], Assumed, "A pilot in one region"));
        all.push(listed("prevention_cost", [0.62, 0.4, 0.9], Assumed, "Two people for 6,200 customers"));
    }
    all
}

fn outcome(name: &str, way: Way) -> Outcome {
    let centric = way == Way::Centric;
    let (cash, width): (fn(f64) -> f64, f64) =
        if centric { (centric_cash, 1_900_000.0) } else { (focused_cash, 640_000.0) };
    let (npv, deviation) = if centric { (1_910_000.0, 1_450_000.0) } else { (1_740_000.0, 420_000.0) };
    Outcome {
        name: name.to_owned(),
        way,
        npv: spread(npv, 1.28 * deviation),
        peak_funding: if centric {
            spread(1_270_000.0, 480_000.0)
        } else {
            Spread { mean: 130_000.0, p10: 61_000.0, p50: 118_000.0, p90: 214_000.0 }
        },
        trough: deepest(&series(cash, width)),
        trough_month: Some(if centric { 21 } else { 3 }),
        payback_month: Some(if centric { 41 } else { 7 }),
        pays_back: Some(if centric { 0.81 } else { 0.99 }),
        payback_months: Some(if centric { [31, 42, 57] } else { [5, 7, 11] }),
        ruin_probability: Some(if centric { 0.63 } else { 0.021 }),
        reserve_95: Some(if centric { 1_190_000.0 } else { 243_000.0 }),
        expected_npv: npv,
        expected_peak_funding: if centric { 1_239_875.0 } else { 112_400.0 },
        expected_customers: 12_800.0,
        customer_equity: Some(if centric { 3_120_000.0 } else { 1_480_000.0 }),
        unit: UnitEconomics {
            value: Some(if centric { 131.0 } else { 98.4 }),
            acquisition_cost: Some(if centric { 71.2 } else { 52.4 }),
            marginal_cost: if centric { 103.0 } else { 58.0 },
            retention_12: if centric { 0.392 } else { 0.353 },
            payback_age_months: Some(if centric { 9 } else { 7 }),
        },
        npv_distribution: bins(npv, deviation),
        ruin_by_reserve: ruin(if centric { 1_800_000.0 } else { 360_000.0 }),
        observed: None,
        parameters: parameters(centric),
        series: series(cash, width),
        verdict: if centric {
            Verdict { word: Word::AffordableWithMore, more: Some(490_000.0), missing: Vec::new() }
        } else {
            Verdict { word: Word::Affordable, more: None, missing: Vec::new() }
        },
    }
}

fn lever(name: &str, at: [f64; 2], low: f64, high: f64, cash: bool, source: Source) -> Lever {
    let flips = (low < 0.0) != (high < 0.0);
    Lever { name: name.to_owned(), at, low, high, flips, flips_affordable: Some(cash), source }
}

fn comparison() -> Comparison {
    use Source::{Assumed, Estimated, Measured};
    let tornado = vec![
        lever("retention", [0.36, 0.43], -1_240_000.0, 1_420_000.0, true, Estimated),
        lever("retention_gain", [-0.002, 0.014], -980_000.0, 1_150_000.0, true, Assumed),
        lever("prevented", [0.2, 0.5], -240_000.0, 560_000.0, false, Assumed),
        lever("acquisition_cost", [47.9, 57.1], 410_000.0, -90_000.0, true, Measured),
        lever("leaving_after_complaint", [0.12, 0.31], -60_000.0, 390_000.0, false, Estimated),
        lever("prevention_cost", [0.4, 0.9], 340_000.0, 20_000.0, false, Assumed),
        lever("adds", [290.0, 332.0], 60_000.0, 280_000.0, false, Measured),
        lever("solution_cost", [6.5, 9.9], 140_000.0, 200_000.0, false, Assumed),
    ];
    let line = |name: &str, value: f64, at: Option<f64>, above: bool| BreakEven {
        name: name.to_owned(),
        value,
        at,
        above,
        other: None,
        both: matches!(name, "solved"),
    };
    Comparison {
        centric: "centric".to_owned(),
        focused: "focused".to_owned(),
        centric_beats_focused: Some(0.58),
        difference: spread(170_000.0, 1_650_000.0),
        expected_difference: 170_000.0,
        ahead_from_month: Some(57),
        behind_at_most: Some(1_160_000.0),
        behind_month: Some(24),
        flips: tornado.iter().filter(|l| l.flips).map(|l| l.name.clone()).collect(),
        tornado,
        break_evens: vec![
            line("retention_12", 0.392, Some(0.341), true),
            line("prevented", 0.35, Some(0.274), true),
            line("setup", 0.0, Some(170_000.0), false),
            line("retention_gain", 0.006, Some(0.0038), true),
            line("solved", 0.55, None, true),
        ],
    }
}

/// The answer that most pages show.
pub fn full() -> Answer {
    Answer {
        currency: eur(),
        draws: 10_000,
        seed: 1,
        horizon_months: MONTHS,
        cash: Some(500_000.0),
        credit: 200_000.0,
        scenarios: vec![outcome("focused", Way::Focused), outcome("centric", Way::Centric)],
        begin_unlike: Vec::new(),
        comparison: Some(comparison()),
        others: Vec::new(),
    }
}

fn named(answer: &Answer) -> Vec<Named> {
    let named = |o: &Outcome| Named {
        name: o.name.clone(),
        way: o.way,
        kept: o.way == Way::Focused,
        known: Known::of(&o.parameters),
    };
    answer.scenarios.iter().map(named).collect()
}

fn form() -> Form {
    Form { cash: "500000".to_owned(), credit: "200000".to_owned(), ..Form::default() }
}

fn shown(answer: Answer) -> Shown {
    Shown {
        scenarios: named(&answer),
        answer,
        form: form(),
        missing: vec![
            "No complaint is joined to an order, so what complaints do to staying is not known.".to_owned(),
        ],
        left_out: vec!["120 orders in USD are not in this answer, which is in EUR.".to_owned()],
        may_change: true,
        as_of: day("2026-09-30"),
    }
}

/// The answer on the scenarios of the documentation, as it is really lived.
pub fn lived(draws: u32) -> Answer {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/strategy/scenarios");
    let read = |name: &str| {
        let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).expect("a scenario file");
        plan::strategy::file::read(&text).expect("a scenario")
    };
    let asked = Asked { draws, seed: 1, cash: Some(500_000.0), credit: 200_000.0 };
    plan::strategy::run(&[read("focused"), read("centric")], &asked).expect("an answer")
}

/// Nobody said what cash there is, and what decides it is a guess.
pub fn no_cash() -> Answer {
    let mut answer = Answer { cash: None, credit: 0.0, ..full() };
    for outcome in &mut answer.scenarios {
        outcome.ruin_probability = None;
        outcome.verdict = Verdict {
            word: Word::NotDecidable,
            more: None,
            missing: vec![Missing::Cash, Missing::Guess("retention.first year".to_owned())],
        };
    }
    answer
}

/// No futures drawn.
pub fn expected_only() -> Answer {
    let mut answer = Answer { draws: 0, ..full() };
    if let Some(comparison) = &mut answer.comparison {
        comparison.difference = Spread::certain(comparison.expected_difference);
        comparison.centric_beats_focused = None;
    }
    for outcome in &mut answer.scenarios {
        for month in &mut outcome.series {
            month.cash = Spread::certain(month.expected_cash);
            month.cumulative = Spread::certain(month.expected_cumulative);
            month.customers = Spread::certain(month.expected_customers);
        }
        outcome.trough = deepest(&outcome.series);
        outcome.npv = Spread::certain(outcome.expected_npv);
        outcome.peak_funding = Spread::certain(outcome.expected_peak_funding);
        (outcome.reserve_95, outcome.pays_back) = (None, None);
        outcome.ruin_probability = None;
        outcome.npv_distribution = Vec::new();
        outcome.ruin_by_reserve = Vec::new();
        outcome.verdict = Verdict {
            word: Word::NotDecidable,
            more: (outcome.way == Way::Centric).then_some(539_875.0),
            missing: vec![Missing::Futures],
        };
    }
    answer
}

/// Too few futures to tell shares of them.
pub fn few() -> Answer {
    let mut answer = Answer { draws: 1, ..full() };
    if let Some(comparison) = &mut answer.comparison {
        comparison.centric_beats_focused = None;
    }
    for outcome in &mut answer.scenarios {
        (outcome.reserve_95, outcome.pays_back, outcome.ruin_probability) = (None, None, None);
        outcome.ruin_by_reserve = Vec::new();
        outcome.verdict = Verdict { word: Word::NotDecidable, more: None, missing: vec![Missing::Futures] };
    }
    answer
}

/// It never pays back, costs more than twice what there is, and nothing is said in any currency.
pub fn never() -> Answer {
    let mut answer = Answer { currency: None, cash: Some(100_000.0), credit: 0.0, ..full() };
    for outcome in &mut answer.scenarios {
        outcome.ruin_probability = Some(1.0);
        outcome.payback_month = None;
        outcome.payback_months = None;
        outcome.pays_back = Some(0.0);
        outcome.verdict = Verdict { word: Word::NotAffordable, more: Some(1_090_000.0), missing: Vec::new() };
    }
    answer.scenarios[0].expected_npv = -320_000.0;
    answer.scenarios[0].npv = spread(-330_000.0, 200_000.0);
    if let Some(comparison) = &mut answer.comparison {
        comparison.centric_beats_focused = Some(0.0);
        (comparison.ahead_from_month, comparison.behind_month) = (None, Some(60));
        comparison.expected_difference = -400_000.0;
        comparison.difference = spread(-410_000.0, 200_000.0);
        comparison.break_evens[0] = BreakEven { value: 0.29, at: None, ..comparison.break_evens[0].clone() };
    }
    answer
}

/// One scenario alone, that never needs cash.
pub fn alone() -> Answer {
    let mut answer = Answer {
        comparison: None,
        scenarios: vec![outcome("a way of <b>our own</b>", Way::Other)],
        ..full()
    };
    let outcome = &mut answer.scenarios[0];
    outcome.peak_funding = Spread::default();
    outcome.expected_peak_funding = 0.0;
    outcome.trough = 0.0;
    outcome.trough_month = None;
    outcome.payback_month = Some(0);
    outcome.reserve_95 = Some(0.0);
    outcome.ruin_probability = Some(0.0);
    outcome.ruin_by_reserve = vec![RuinAt { reserve: 0.0, probability: 0.0 }];
    outcome.unit.value = None;
    outcome.customer_equity = None;
    for month in &mut outcome.series {
        month.expected_cumulative = month.expected_cumulative.abs() + 1_000.0;
        month.cumulative = spread(month.expected_cumulative, 200.0 * f64::from(month.month));
    }
    answer
}

/// Both ways fall a little and are back after months; one future in ten thousand is far off.
pub fn small_fall() -> Answer {
    let mut answer = Answer { cash: Some(20_000.0), credit: 0.0, ..full() };
    let cash: [fn(f64) -> f64; 2] = [
        |t| 7_000.0 * t - 26_000.0 * (1.0 - (-t / 1.4).exp()),
        |t| 8_600.0 * t - 39_000.0 * (1.0 - (-t / 1.6).exp()),
    ];
    for (outcome, (cash, payback)) in answer.scenarios.iter_mut().zip(cash.into_iter().zip([4, 5])) {
        outcome.series = series(cash, 160_000.0);
        outcome.trough = deepest(&outcome.series);
        outcome.trough_month = Some(2);
        outcome.payback_month = Some(payback);
        outcome.npv_distribution = bins(350_000.0, 40_000.0);
        outcome.npv_distribution.insert(0, Bin { low: -400_000.0, high: -390_000.0, share: 0.0001 });
        outcome.npv = spread(350_000.0, 51_000.0);
        outcome.verdict = Verdict { word: Word::Affordable, more: None, missing: Vec::new() };
    }
    answer
}

/// Three ways, the third the company's own.
pub fn three() -> Answer {
    let mut answer = full();
    let mut third = outcome("centric, one region first", Way::Other);
    third.series = series(|t| 0.5 * centric_cash(t), 700_000.0);
    third.expected_peak_funding = 620_000.0;
    third.trough = deepest(&third.series);
    third.trough_month = Some(21);
    third.payback_month = Some(41);
    third.ruin_probability = Some(0.09);
    answer.scenarios.push(third);
    answer
}

fn own_scenario() -> Scenario {
    use Source::{Assumed, Estimated, Measured};
    let stage = |name: &str, until, margin: f64, retention: f64| Stage {
        name: name.to_owned(),
        until_age_months: until,
        margin: Parameter::known(
            margin,
            0.93 * margin,
            1.06 * margin,
            Measured,
            "Margin of 12,431 customers",
        ),
        retention: Parameter::known(
            retention,
            retention - 0.008,
            retention + 0.007,
            Estimated,
            "Survival curve of 36 cohorts",
        ),
        complaints: Parameter::known(0.051, 0.047, 0.055, Measured, "Complaints by age of the customer"),
    };
    let mut draft = Draft::new("centric", Way::Centric)
        .with(
            Quantity::Discount,
            Parameter::known(0.12, 0.12, 0.12, Assumed, "What the bank asks for, and a risk premium"),
        )
        .with(
            Quantity::Adds,
            Parameter::known(310.0, 290.0, 332.0, Measured, "New customers a month over the last 12 months"),
        )
        .with(
            Quantity::AcquisitionCost,
            Parameter::known(52.4, 47.9, 57.1, Measured, "Marketing spending over new customers"),
        )
        .with(
            Quantity::FixedCost,
            Parameter::known(21_500.0, 20_000.0, 23_000.0, Assumed, "From the accounts of 2026"),
        )
        .with(Quantity::RetentionGain, Parameter::guessed(0.006, -0.002, 0.014, "Nobody has tried it yet"))
        .with(
            Quantity::Prevented,
            Parameter::known(0.35, 0.2, 0.5, Assumed, "A pilot in one region <script>"),
        );
    draft.currency = eur();
    draft.start = Some(Month::from_index(2_027 * 12));
    draft.base =
        vec![BaseAge { age_months: 3, customers: 2_100.0 }, BaseAge { age_months: 14, customers: 4_100.0 }];
    draft.stages = vec![stage("first year", Some(12), 9.8, 0.917), stage("later", None, 14.2, 0.968)];
    draft.checked().expect("a possible scenario")
}

fn one(may_change: bool, editing: Option<Editing>) -> One {
    One {
        scenario: own_scenario(),
        kept: editing.is_none(),
        changes: vec![Change {
            name: "acquisition_cost".to_owned(),
            before: 47.0,
            after: 52.4,
            reason: "The spring campaign was left out".to_owned(),
            by: Some("Ada Lovelace".to_owned()),
            at: NOW - 86_400_000_000,
        }],
        may_change,
        editing,
    }
}

fn editing(refused: bool) -> Editing {
    let number = listed("retention.first year", [0.917, 0.909, 0.925], Source::Estimated, "");
    let mut editing = Editing::of(&number);
    if refused {
        "117".clone_into(&mut editing.value);
        editing.refused = vec![("value", "A share lies between 0% and 100%.".to_owned())];
    }
    editing
}

/// Every page by its name, in English.
pub fn drawn() -> Vec<(String, String)> {
    drawn_in("en")
}

/// Every page by its name, as a locale writes it.
pub fn drawn_in(locale: &str) -> Vec<(String, String)> {
    let owner = reader(locale, Role::Owner, "/strategy");
    let looker = reader(locale, Role::Reader, "/strategy");
    let answered = |answer: Answer| View::Answer(Box::new(shown(answer)));
    let missing = vec![
        "What winning a customer costs: bring marketing spending by month.".to_owned(),
        "Retention: 4 months of orders are too few; 12 are needed.".to_owned(),
    ];
    let what_if = Form {
        retention_12: "45".to_owned(),
        retention_stands: "39.2%".to_owned(),
        what_if: true,
        kept_means: true,
        ..form()
    };
    let refused = Form {
        cash: "a lot".to_owned(),
        refused: vec![("cash", "Cash is a number, 0 or more.".to_owned())],
        ..form()
    };
    let by_reader = Shown { may_change: false, missing: Vec::new(), as_of: None, ..shown(full()) };
    let main = |name: &str, reader: &Reader, view: &View| {
        (name.to_owned(), main_page::page(reader, view).into_string())
    };
    let mut pages = vec![
        main("main", &owner, &answered(full())),
        main("main-no-cash", &owner, &answered(no_cash())),
        main("main-expected", &owner, &answered(expected_only())),
        main("main-few", &owner, &answered(few())),
        main("main-never", &owner, &answered(never())),
        main("main-alone", &owner, &answered(alone())),
        main("main-small-fall", &owner, &answered(small_fall())),
        main("main-three", &owner, &answered(three())),
        main("main-what-if", &owner, &View::Answer(Box::new(Shown { form: what_if, ..shown(full()) }))),
        main(
            "main-refused",
            &owner,
            &View::Answer(Box::new(Shown { form: refused.clone(), ..shown(full()) })),
        ),
        main("main-reader", &looker, &View::Answer(Box::new(by_reader))),
        main("lived", &owner, &answered(lived(400))),
        main("lived-expected", &owner, &answered(lived(0))),
        main("nothing", &owner, &View::Nothing { missing: missing.clone(), may_change: true }),
        main("nothing-reader", &looker, &View::Nothing { missing: missing.clone(), may_change: false }),
        main("working", &owner, &View::Working),
        main(
            "failed",
            &owner,
            &View::Failed {
                why: "scenario 'a' looks 24 months ahead, the first 60: give all the same horizon_months"
                    .to_owned(),
                form: refused,
            },
        ),
    ];
    let all = All { scenarios: named(&three()), missing, may_change: true, as_of: day("2026-09-30") };
    let new = New {
        copies: vec!["focused".to_owned(), "centric".to_owned()],
        refused: vec![("name", "There is a scenario of this name.".to_owned())],
        name: "centric".to_owned(),
        ..New::default()
    };
    pages.extend([
        ("scenarios".to_owned(), scenario::list(&owner, &all).into_string()),
        ("scenarios-none".to_owned(), scenario::list(&looker, &All::default()).into_string()),
        ("scenario".to_owned(), scenario::page(&owner, &one(true, None)).into_string()),
        ("scenario-reader".to_owned(), scenario::page(&looker, &one(false, None)).into_string()),
        (
            "scenario-change".to_owned(),
            scenario::page(&owner, &one(true, Some(editing(false)))).into_string(),
        ),
        (
            "scenario-refused".to_owned(),
            scenario::page(&owner, &one(true, Some(editing(true)))).into_string(),
        ),
        ("scenario-new".to_owned(), scenario::new_page(&owner, &new).into_string()),
        ("scenario-new-first".to_owned(), scenario::new_page(&owner, &New::default()).into_string()),
    ]);
    pages
}

/// The report in every state.
pub fn reports() -> Vec<(String, String)> {
    let owner = reader("en", Role::Owner, "/strategy/report");
    let answers = [
        ("report", full()),
        ("report-expected", expected_only()),
        ("report-never", never()),
        ("report-alone", alone()),
        ("report-small-fall", small_fall()),
        ("report-three", three()),
        ("report-lived", lived(400)),
        ("report-no-cash", no_cash()),
    ];
    answers
        .into_iter()
        .map(|(name, answer)| (name.to_owned(), report::document(&owner, &shown(answer)).into_string()))
        .collect()
}
