//! Numbers with intervals, of what was counted.

use std::{collections::BTreeMap, ops::RangeInclusive};

use facts::Month;

use super::{
    Counted, CrossSell, Evidence, Followed, Lack, Measured, MonthCounted, STAGES, StageEvidence, Staying,
    ceiling,
    lack::instead_of,
    measured::{chance, mean, rate, ratio, share},
    swing,
};
use crate::strategy::{MOST_AGE_MONTHS, Observed, Presence, Source};

/// Months that say how the company runs today.
const RECENT: usize = 12;
/// Months that say what a customer costs.
const RECENT_COSTS: usize = 24;
/// Fewest months from which anything is said of a month.
const LEAST_MONTHS: usize = 3;
/// Fewest months of present customers from which a stage has numbers of its own.
const LEAST_THERE: f64 = 12.0;

pub(super) fn evidence(counted: &Counted) -> Evidence {
    let mut missing = counted.missing.clone();
    let mut evidence = Evidence {
        currency: counted.currency,
        last_month: Some(counted.last_month),
        horizon_months: counted.horizon_months,
        discount: counted.discount,
        discount_said: counted.discount_said,
        margin_known: counted.margin_words != "assumed",
        customers: counted.customers,
        ..Evidence::none(Vec::new())
    };
    let Some(staying) = &counted.staying else {
        evidence.missing = missing;
        return evidence;
    };
    let retention = staying.by_stage(counted.horizon_months);
    evidence.fit_ended = staying.ended();
    let followed = Followed::new(counted, &retention);
    let recorded = followed.recorded(counted);
    evidence.base = followed.base();
    evidence.observed = Some(Observed {
        months: (followed.months() as u32).clamp(1, MOST_AGE_MONTHS),
        presence: match staying {
            Staying::Model { .. } => Presence::WorkedOut,
            Staying::Contracts(_) => Presence::Counted,
        },
    });
    let kept = if evidence.margin_known { "margin" } else { "revenue, as nobody said what is kept of it," };
    let paid = match staying {
        Staying::Model { .. } => "orders less returns",
        Staying::Contracts(_) => "contracts’ prices",
    };
    evidence.stages = stages(&followed, &retention, recorded.as_ref(), &format!("{kept} of {paid}"));
    let first = followed.first_paid();
    evidence.first_margin = ratio(&first, format!("margin in the month of joining, {} cohorts", first.len()));
    money(counted, &followed, &mut evidence);
    service(counted, &followed, recorded.as_ref(), &mut evidence);
    fixed(counted, &mut evidence);
    evidence.cross_sell = cross_sell(counted);
    (evidence.market_swing, evidence.market_memory) = swing::market(counted, &followed).unzip();

    let spends = counted.months.iter().filter(|m| m.1.acquisition.is_some()).count() >= LEAST_MONTHS;
    for (lack, lacks) in [
        (Lack::Staying, evidence.fit_ended.is_some()),
        (Lack::Margin, !evidence.margin_known),
        (Lack::NobodyWon, evidence.adds.as_ref().is_some_and(|adds| adds.high <= 0.0)),
        (Lack::AcquisitionCosts, evidence.acquisition_cost.is_none()),
        (Lack::SpendingVaries, spends && evidence.ceiling.is_none()),
        (Lack::OperatingCosts, evidence.fixed_cost.is_none()),
        (Lack::Complaints, evidence.complaints.is_none()),
        (Lack::Solved, evidence.complaints.is_some() && evidence.solved.is_none()),
        (Lack::ServiceCosts, evidence.complaints.is_some() && evidence.solution_cost.is_none()),
        (Lack::ProductLines, evidence.cross_sell.is_none()),
    ] {
        if !lacks || missing.contains(&lack) {
            continue;
        }
        let lack = instead_of(&counted.missing, lack).unwrap_or(lack);
        if !missing.contains(&lack) {
            missing.push(lack);
        }
    }
    evidence.missing = missing;
    evidence
}

/// What was seen of each stage; nothing where not even the youngest was.
fn stages(
    followed: &Followed,
    retention: &[Measured],
    recorded: Option<&RangeInclusive<i32>>,
    what: &str,
) -> Vec<StageEvidence> {
    let months = recorded.map(Followed::last_year);
    let mut stages: Vec<StageEvidence> = Vec::with_capacity(STAGES.len());
    for (stage, ((name, until), staying)) in STAGES.into_iter().zip(retention).enumerate() {
        let of = |margin, complaints| StageEvidence {
            name,
            until_age_months: until,
            margin,
            staying: staying.clone(),
            complaints,
        };
        if stage == 0 {
            let none = |how: &str| Measured::counted(0.0, 0.0, 0, how);
            stages.push(of(
                none("nothing by definition: what customers pay in the month they join counts in the next"),
                Some(none("none by definition: complaints of the month of joining count in the next")),
            ));
            continue;
        }
        let seen = stages.get(1..).and_then(<[StageEvidence]>::last);
        let pairs = followed.paid(stage);
        let there: f64 = pairs.iter().map(|p| p.1).sum();
        let how =
            format!("{what} over {} months of present customers, {} cohorts", there.round(), pairs.len());
        // A stage that hardly anybody has reached is as the one before.
        let margin = ratio(&pairs, how).filter(|_| there >= LEAST_THERE || seen.is_none()).or_else(|| {
            seen.map(|before| Measured {
                how: "as in the stage before: hardly anybody is so old yet".into(),
                ..before.margin.clone().estimated()
            })
        });
        let Some(margin) = margin else { return Vec::new() };
        let complaints = months.as_ref().and_then(|months| {
            let (sum, there) = followed.complained(stage, months);
            let how = format!("{}, {}", complaints_in(sum, there), span(months));
            match seen {
                Some(before) if there < LEAST_THERE => before.complaints.clone(),
                _ => rate(sum, there, how).map(|c| c.within(0.0, 1.0)),
            }
        });
        stages.push(of(margin, complaints));
    }
    stages
}

fn complaints_in(complaints: f64, there: f64) -> String {
    format!("{} complaints in {} months of present customers", complaints.round(), there.round())
}

/// Months, in words.
fn span(months: &RangeInclusive<i32>) -> String {
    let (from, to) = (Month::from_index(*months.start()), Month::from_index(*months.end()));
    if from == to { format!("in {from}") } else { format!("from {from} to {to}") }
}

fn last(counted: &Counted, months: usize) -> &[(Month, MonthCounted)] {
    &counted.months[counted.months.len().saturating_sub(months)..]
}

fn won(month: &MonthCounted) -> f64 {
    (month.joined - month.referred.unwrap_or(0.0)).max(0.0)
}

/// Winning customers, word of mouth and running costs.
fn money(counted: &Counted, followed: &Followed, evidence: &mut Evidence) {
    let recent = last(counted, RECENT);
    let joined: Vec<f64> = recent.iter().map(|(_, m)| won(m)).collect();
    if joined.len() >= LEAST_MONTHS {
        let how = format!("new customers in the last {} months, beside word of mouth", joined.len());
        evidence.adds = mean(&joined, how).map(|m| m.within(0.0, f64::MAX));
    }
    let spent: Vec<(&MonthCounted, f64)> = last(counted, RECENT_COSTS)
        .iter()
        .filter_map(|(_, m)| m.acquisition.map(|spent| (m, spent)))
        .collect();
    if spent.len() >= LEAST_MONTHS {
        let pairs: Vec<(f64, f64)> = spent.iter().map(|(m, spent)| (*spent, won(m))).collect();
        let how = format!(
            "spending on winning customers over customers won, {} months: an average, as if nobody had come by \
             themselves",
            pairs.len()
        );
        evidence.acquisition_cost = ratio(&pairs, how).map(|m| m.within(0.0, f64::MAX));
        let volume = pairs.iter().map(|(_, won)| won).sum::<f64>() / pairs.len() as f64;
        evidence.cost_volume = (volume > 0.0).then_some(volume);
        let sums: Vec<f64> = spent.iter().rev().take(RECENT).map(|(_, spent)| *spent).collect();
        evidence.acquisition_spending =
            mean(&sums, format!("spent on winning customers in {} months", sums.len()))
                .map(|m| m.within(0.0, f64::MAX));
    }
    let months: Vec<(f64, f64)> =
        counted.months.iter().filter_map(|(_, m)| m.acquisition.map(|spent| (spent, won(m)))).collect();
    let beside = |unaided: f64| {
        if unaided < 0.5 {
            return String::new();
        }
        format!(
            "; about {unaided:.0} of a month's customers seem to come unaided, and as a scenario knows only of those who are \
             won, its ceiling is the one at which half as many again cost the same"
        )
    };
    evidence.ceiling = ceiling(&months).map(|c| Measured {
        value: c.value,
        low: c.low,
        high: c.high,
        n: months.len() as u64,
        how: format!(
            "customers won against spending in {} months, the curve of falling returns of Blattberg and Deighton{}",
            months.len(),
            beside(c.unaided)
        ),
        source: Source::Estimated,
    });

    let told: Vec<(f64, f64, f64)> = last(counted, RECENT_COSTS)
        .iter()
        .filter_map(|(month, m)| Some((m.referred?, followed.there(*month), m.referral)))
        .collect();
    let (came, there, spent) = told.iter().fold((0.0, 0.0, 0.0), |(c, t, s), m| (c + m.0, t + m.1, s + m.2));
    if !told.is_empty() {
        let how = format!(
            "{} customers came by word of mouth in {} months of present customers",
            came.round(),
            there.round()
        );
        evidence.word_of_mouth = rate(came, there, how).map(|m| m.within(0.0, 1.0));
        let pairs: Vec<(f64, f64)> = told.iter().map(|m| (m.2, m.0)).collect();
        evidence.referral_cost = if spent > 0.0 {
            ratio(&pairs, "spending on word of mouth over customers who came by it")
                .map(|m| m.within(0.0, f64::MAX))
        } else {
            None
        };
    }
}

/// Complaints and what they do.
fn service(
    counted: &Counted,
    followed: &Followed,
    recorded: Option<&RangeInclusive<i32>>,
    evidence: &mut Evidence,
) {
    if let Some(months) = recorded.map(Followed::last_year) {
        let (mut complaints, mut there) = (0.0, 0.0);
        for (_, m) in counted.months.iter().filter(|(month, _)| months.contains(&month.index())) {
            complaints += m.complaints;
        }
        for index in months.clone() {
            followed.each_age(Month::from_index(index), |age, n| there += if age > 0 { n } else { 0.0 });
        }
        let how = format!("{}, {}", complaints_in(complaints, there), span(&months));
        evidence.complaints = rate(complaints, there, how).map(|m| m.within(0.0, 1.0));
    }
    let a = counted.answered;
    if a.solved > 0.0 {
        let how = format!("solved within three days, of {} complaints older than that", a.complaints.round());
        evidence.solved = chance(a.fast, a.complaints, how);
    }
    if a.complaints > 0.0 {
        evidence.leaving_after_complaint = leaving(counted);
    }
    // Months without records of complaints would make each of the others dearer.
    let pairs: Vec<(f64, f64)> = last(counted, RECENT_COSTS)
        .iter()
        .filter(|(month, _)| recorded.is_some_and(|months| months.contains(&month.index())))
        .filter_map(|(_, m)| served(m).map(|spent| (spent, m.complaints)))
        .collect();
    evidence.solution_cost =
        ratio(&pairs, format!("spending on service and gestures over complaints, {} months", pairs.len()))
            .filter(|_| pairs.len() >= LEAST_MONTHS)
            .map(|m| m.within(0.0, f64::MAX));
}

/// What service and gestures of a month cost; none where nothing of it is on record.
fn served(month: &MonthCounted) -> Option<f64> {
    (month.service.is_some() || month.gestures > 0.0).then(|| month.service.unwrap_or(0.0) + month.gestures)
}

/// Costs that no customer changes, and with them what service costs that no complaint can be laid against:
/// spent it is, whatever for.
fn fixed(counted: &Counted, evidence: &mut Evidence) {
    let recent = last(counted, RECENT);
    let spent: Vec<f64> = recent.iter().filter_map(|(_, m)| served(m)).collect();
    if evidence.solution_cost.is_none() && spent.iter().sum::<f64>() > 0.0 {
        let how = format!(
            "spending on service and gestures of the last {} months, which no complaint on record can be laid against",
            spent.len()
        );
        evidence.service_cost = mean(&spent, how).map(|m| m.within(0.0, f64::MAX));
    }
    let beside_service = evidence.service_cost.is_some();
    let running: Vec<f64> = recent
        .iter()
        .filter_map(|(_, m)| {
            let service = if beside_service { served(m).unwrap_or(0.0) } else { 0.0 };
            m.operating.map(|o| o + m.retention.unwrap_or(0.0) + service)
        })
        .collect();
    let kept = recent.iter().any(|(_, m)| m.retention.is_some());
    let beside = match (kept, beside_service) {
        (true, true) => ", spending on keeping customers and on service",
        (true, false) => " and spending on keeping customers",
        (false, true) => " and spending on service",
        (false, false) => "",
    };
    evidence.fixed_cost =
        mean(&running, format!("running costs{beside} of the last {} months", running.len()))
            .map(|m| m.within(0.0, f64::MAX));
}

/// Extra leaving after a complaint that was not solved fast: by how much it lessens the share of those
/// who order again, among orders alike in number and age.
fn leaving(counted: &Counted) -> Option<Measured> {
    let alike = || counted.matched.iter().filter(|b| b.late > 0.0 && b.without > 0.0);
    let mut in_band: BTreeMap<u32, f64> = BTreeMap::new();
    for b in alike() {
        *in_band.entry(b.band).or_default() += b.late;
    }
    let (mut weight, mut with, mut without, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for b in alike() {
        let none = b.without_left / b.without;
        weight += b.late;
        with += b.late_left;
        without += b.late * none;
        // Orders of a band are laid against more than once: what errs in one errs in all.
        variance += b.late * in_band[&b.band] * none * (1.0 - none) / b.without;
    }
    let share = if weight > 0.0 { with / weight } else { 0.0 };
    variance += weight * share * (1.0 - share);
    // Fewer orders than that would be chance.
    if weight < 20.0 || without >= weight {
        return None;
    }
    let scale = weight - without;
    let extra = (with - without) / scale;
    let doubt = variance.sqrt() / scale;
    let below = extra < 0.0;
    let slowly = if counted.answered.solved > 0.0 { " that was not solved within three days" } else { "" };
    let how = format!(
        "{} orders with a complaint{slowly} against orders without, alike in age, number of orders before and days since: \
         {:.0} % against {:.0} % ordered nothing within 180 days{}; those who complain may differ otherwise",
        weight.round(),
        100.0 * with / weight,
        100.0 * without / weight,
        if below {
            ": the difference is below 0 and taken for none, give or take what chance alone hides"
        } else {
            ""
        }
    );
    // A complaint keeps nobody: fewer who left are no certainty that none leaves over one.
    let extra = extra.max(0.0);
    let seen = Measured::counted(extra, doubt, weight.round() as u64, how).estimated();
    Some(seen.within(0.0, 1.0))
}

/// What owners of several lines bring beyond owners of one.
fn cross_sell(counted: &Counted) -> Option<CrossSell> {
    let all: f64 = counted.owners.iter().map(|o| o.one[0] + o.several[0]).sum();
    let several: f64 = counted.owners.iter().map(|o| o.several[0]).sum();
    let (mut more, mut usual, mut variance) = (0.0, 0.0, 0.0);
    for o in counted.owners.iter().filter(|o| o.one[0] > 1.0 && o.several[0] > 1.0) {
        let spread = |[n, sum, squares]: [f64; 3]| ((squares - sum * sum / n) / (n - 1.0)).max(0.0) / n;
        let weight = o.several[0];
        more += weight * (o.several[1] / o.several[0] - o.one[1] / o.one[0]);
        usual += weight * o.one[1] / o.one[0];
        variance += weight * weight * (spread(o.several) + spread(o.one));
    }
    if all < 100.0 || usual <= 0.0 {
        return None;
    }
    let owns = share(several, all, format!("customers with several product lines, of {}", all.round()))?;
    let how = format!(
        "margin of the last year of {} customers with several product lines against those with one, at equal age: who buys more \
         owns more lines, so that not all of it is their doing",
        several.round()
    );
    let extra = Measured::counted(more / usual, variance.sqrt() / usual, several.round() as u64, how)
        .within(-1.0, 1e6);
    Some(CrossSell { several: owns, extra })
}
