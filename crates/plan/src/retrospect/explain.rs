//! Which number of a scenario explains most of the difference.

use facts::Month;

use super::{Cause, lay::with, unrecorded::on_record};
use crate::{
    propose::{Counted, Followed, MonthCounted},
    strategy::{
        BaseAge, Parameter, Quantity, Scenario, Stage,
        recursion::{self, Rates},
    },
};

/// One number after the other replaced by what was measured since; the greatest effect first.
/// `beside_service`: what service costs stands among the fixed costs, as no complaint can be laid against
/// it.
pub(super) fn causes(
    scenario: &Scenario,
    counted: &Counted,
    followed: &Followed,
    (start, months): (Month, usize),
    beside_service: bool,
) -> Vec<Cause> {
    let so_far = |s: &Scenario| -> f64 {
        recursion::expected(s, &Rates::of(s)).iter().take(months).map(|m| m.cash).sum()
    };
    let planned = so_far(scenario);
    let since: Vec<&MonthCounted> =
        counted.months.iter().filter(|(m, _)| *m >= start).take(months).map(|(_, m)| m).collect();
    let mut causes = Vec::new();
    // `part`: the share of the months of which the number is on record.
    let mut cause_of =
        |part: f64, name: &'static str, assumed: f64, measured: f64, replaced: Option<Scenario>| {
            if let Some(replaced) = replaced {
                let effect = part * (so_far(&replaced) - planned);
                if effect.is_finite() && measured.is_finite() {
                    causes.push(Cause { name, assumed, measured, effect });
                }
            }
        };
    let n = since.len().max(1) as f64;
    let sum = |of: &dyn Fn(&MonthCounted) -> f64| since.iter().map(|m| of(m)).sum::<f64>();
    // The sum over the months in which a cost is on record, and how many those are.
    let recorded = |cost: Quantity, of: &dyn Fn(&MonthCounted) -> f64| {
        let there = on_record(cost, &since);
        let mine = since.iter().zip(there).filter(|(_, there)| *there);
        mine.fold((0.0, 0.0), |(sum, n), (m, _)| (sum + of(m), n + 1.0))
    };
    let get = |quantity| scenario.get(quantity).value;

    // Who was there when it began, as it is known now.
    let mut there: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
    followed.each_age(Month::from_index(start.index() - 1), |age, n| *there.entry(age).or_default() += n);
    let mut draft = scenario.draft();
    draft.base = there.into_iter().map(|(age_months, customers)| BaseAge { age_months, customers }).collect();
    let count = |base: &[BaseAge]| base.iter().map(|b| b.customers).sum::<f64>();
    cause_of(1.0, "base", count(scenario.base()), count(&draft.base), draft.checked().ok());

    let won = sum(&|m| (m.joined - m.referred.unwrap_or(0.0)).max(0.0));
    cause_of(1.0, "adds", get(Quantity::Adds), won / n, with(scenario, Quantity::Adds, won / n));

    let (spent, there) = recorded(Quantity::AcquisitionCost, &|m| m.acquisition.unwrap_or(0.0));
    let (bought, _) =
        recorded(Quantity::AcquisitionCost, &|m| (m.joined - m.referred.unwrap_or(0.0)).max(0.0));
    if bought > 0.0 {
        let rates = Rates::of(scenario);
        let assumed =
            if rates.adds > 0.0 { rates.acquisition / rates.adds } else { get(Quantity::AcquisitionCost) };
        // What was paid for each, at the volume of the scenario.
        let at = with(scenario, Quantity::AddsToday, get(Quantity::Adds));
        let replaced = at.and_then(|s| with(&s, Quantity::AcquisitionCost, spent / bought));
        cause_of(there / n, "acquisition_cost", assumed, spent / bought, replaced);
    }
    let (running, there) = recorded(Quantity::FixedCost, &|m| {
        let served = if beside_service { m.service.unwrap_or(0.0) + m.gestures } else { 0.0 };
        m.operating.unwrap_or(0.0) + m.retention.unwrap_or(0.0) + served
    });
    if there > 0.0 {
        let running = running / there;
        let replaced = with(scenario, Quantity::FixedCost, running);
        cause_of(there / n, "fixed_cost", get(Quantity::FixedCost), running, replaced);
    }
    let (complaints, there) = recorded(Quantity::SolutionCost, &|m| m.complaints);
    let (service, _) = recorded(Quantity::SolutionCost, &|m| m.service.unwrap_or(0.0) + m.gestures);
    if complaints > 0.0 && !beside_service {
        let each = service / complaints;
        let replaced = with(scenario, Quantity::SolutionCost, each);
        cause_of(there / n, "solution_cost", get(Quantity::SolutionCost), each, replaced);
    }
    let mut cause = |name: &'static str, assumed: f64, measured: f64, replaced: Option<Scenario>| {
        cause_of(1.0, name, assumed, measured, replaced);
    };
    if since.iter().any(|m| m.referred.is_some()) {
        let there: f64 =
            (0..months as i32).map(|t| followed.there(Month::from_index(start.index() + t))).sum();
        let share = sum(&|m| m.referred.unwrap_or(0.0)) / there.max(1.0);
        cause(
            "word_of_mouth",
            get(Quantity::WordOfMouth),
            share,
            with(scenario, Quantity::WordOfMouth, share),
        );
    }

    let (margin, expected_margin, rate) = since_by_stage(scenario, counted, followed, start, months);
    if expected_margin > 0.0 {
        let factor = margin / expected_margin;
        let replaced = stages(scenario, |s| Parameter::stated(s.margin.value * factor), |s, p| s.margin = p);
        cause("margin_factor", 1.0, factor, replaced);
    }
    if let Some(factor) = rate {
        let now = get(Quantity::ComplaintsFactor);
        cause(
            "complaints_factor",
            now,
            now * factor,
            with(scenario, Quantity::ComplaintsFactor, now * factor),
        );
    }

    // Staying as the model sees it now, complaints put back as in a proposal.
    let unsolved = get(Quantity::LeavingAfterComplaint) * (1.0 - get(Quantity::Solved));
    let assumed = Rates::of(scenario);
    let replaced = stages_at(scenario, |age, s| {
        let leaving = s.complaints.value
            * get(Quantity::ComplaintsFactor)
            * (1.0 - get(Quantity::Prevented))
            * unsolved;
        let staying = followed.staying(age) + leaving - get(Quantity::RetentionGain);
        s.retention = Parameter::stated(staying.clamp(0.0, 1.0));
    });
    let measured = replaced.as_ref().map_or(0.0, |s| Rates::of(s).stayed(12));
    cause("retention_12", assumed.stayed(12), measured, replaced);

    causes.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()).then(a.name.cmp(b.name)));
    causes
}

fn stages(
    scenario: &Scenario,
    of: impl Fn(&Stage) -> Parameter,
    put: impl Fn(&mut Stage, Parameter),
) -> Option<Scenario> {
    let mut draft = scenario.draft();
    for stage in &mut draft.stages {
        let p = of(stage);
        put(stage, p);
    }
    draft.checked().ok()
}

/// Every stage changed, with the age at its middle.
fn stages_at(scenario: &Scenario, mut change: impl FnMut(u32, &mut Stage)) -> Option<Scenario> {
    let mut draft = scenario.draft();
    let mut from = 0;
    for stage in &mut draft.stages {
        let to = stage.until_age_months.unwrap_or(from + 24);
        change(u32::midpoint(from, to.saturating_sub(1)), stage);
        from = to;
    }
    draft.checked().ok()
}

/// Margin since the start, what the scenario's margins make of the customers who were there, and by
/// what complaints differed from what its rates make of them.
fn since_by_stage(
    scenario: &Scenario,
    counted: &Counted,
    followed: &Followed,
    start: Month,
    months: usize,
) -> (f64, f64, Option<f64>) {
    let rates = Rates::of(scenario);
    let end = start.index() + months as i32;
    let margins = counted.months.iter().filter(|(m, _)| *m >= start && m.index() < end);
    let (margin, complaints) = margins.fold((0.0, 0.0), |(m, c), (_, x)| (m + x.margin, c + x.complaints));
    let gain = 1.0 + scenario.get(Quantity::MarginGain).value;
    let q = scenario.get(Quantity::ComplaintsFactor).value * (1.0 - scenario.get(Quantity::Prevented).value);
    let (mut expected, mut expected_complaints) = (0.0, 0.0);
    for month in start.index()..end {
        followed.each_age(Month::from_index(month), |age, n| {
            // Who joins pays from the next month on, as in the recursion.
            if age > 0
                && let Some(stage) = scenario.stages().get(rates.stage_at(age))
            {
                expected += n * stage.margin.value * gain;
                expected_complaints += n * stage.complaints.value * q;
            }
        });
    }
    let factor = (expected_complaints > 0.0 && complaints > 0.0).then(|| complaints / expected_complaints);
    (margin, expected, factor)
}
