//! Numbers with intervals, of what was counted.

use facts::Month;

use super::{
    Cell, Counted, CrossSell, Evidence, Lack, Measured, MonthCounted, STAGES, StageEvidence, ceiling,
    measured::{mean, rate, ratio, share},
};
use crate::strategy::{BaseAge, MOST_AGE_MONTHS, Source};

/// Months that say how the company runs today.
const RECENT: usize = 12;
/// Months that say what a customer costs.
const RECENT_COSTS: usize = 24;
/// Fewest months from which anything is said of a month.
const LEAST_MONTHS: usize = 3;
/// Fewest orders expected in a month whose swing is looked at.
const LEAST_ORDERS: f64 = 20.0;

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
        base: base(&counted.base),
        ..Evidence::none(Vec::new())
    };
    let Some(staying) = &counted.staying else {
        evidence.missing = missing;
        return evidence;
    };
    let retention = staying.by_stage(counted.horizon_months);
    let followed = Followed::new(counted, &retention);
    evidence.stages = followed.stages(&retention, evidence.margin_known);
    evidence.first_margin = followed.first_margin();
    money(counted, &followed, &mut evidence);
    service(counted, &followed, &mut evidence);
    evidence.cross_sell = cross_sell(counted);
    (evidence.market_swing, evidence.market_memory) = followed.market(counted).unzip();

    let spends = counted.months.iter().filter(|m| m.1.acquisition.is_some()).count() >= LEAST_MONTHS;
    for (lack, lacks) in [
        (Lack::Margin, !evidence.margin_known),
        (Lack::AcquisitionCosts, evidence.acquisition_cost.is_none()),
        (Lack::SpendingVaries, spends && evidence.ceiling.is_none()),
        (Lack::OperatingCosts, evidence.fixed_cost.is_none()),
        (Lack::Complaints, evidence.complaints.is_none()),
        (Lack::Solved, evidence.complaints.is_some() && evidence.solved.is_none()),
        (Lack::ServiceCosts, evidence.complaints.is_some() && evidence.solution_cost.is_none()),
        (Lack::ProductLines, evidence.cross_sell.is_none()),
    ] {
        if lacks && !missing.contains(&lack) {
            missing.push(lack);
        }
    }
    evidence.missing = missing;
    evidence
}

fn base(counted: &[(u32, f64)]) -> Vec<BaseAge> {
    let mut base: Vec<BaseAge> = Vec::new();
    let mut ages = counted.to_vec();
    ages.sort_by_key(|a| a.0);
    for (age, customers) in ages {
        let age_months = age.min(MOST_AGE_MONTHS);
        match base.last_mut() {
            Some(last) if last.age_months == age_months => last.customers += customers,
            _ => base.push(BaseAge { age_months, customers }),
        }
    }
    base.retain(|b| b.customers > 0.0 && b.customers.is_finite());
    base
}

/// Cohorts followed by age, beside how many of them are expected to be there.
#[derive(Debug)]
pub(crate) struct Followed {
    /// First month, as an index.
    first: i32,
    /// Joined, from the first month on.
    joined: Vec<f64>,
    /// Of customers who just joined, the share that is there at each age.
    present: Vec<f64>,
    /// Share of each stage that stays to the next month.
    staying: Vec<f64>,
    /// By cohort and age: margin, orders, complaints.
    cells: Vec<Vec<[f64; 3]>>,
}

impl Followed {
    pub(crate) fn new(counted: &Counted, retention: &[Measured]) -> Self {
        let first = counted.months.first().map_or(counted.last_month, |m| m.0).index();
        let months = (counted.last_month.index() - first + 1).max(0) as usize;
        let mut joined = vec![0.0; months];
        for (month, m) in &counted.months {
            if let Some(n) = usize::try_from(month.index() - first).ok().and_then(|i| joined.get_mut(i)) {
                *n = m.joined;
            }
        }
        let mut cells: Vec<Vec<[f64; 3]>> = (0..months).map(|c| vec![[0.0; 3]; months - c]).collect();
        for Cell { joined, age_months, margin, orders, complaints } in &counted.cells {
            let cohort = usize::try_from(joined - first).ok().and_then(|c| cells.get_mut(c));
            if let Some(cell) = cohort.and_then(|ages| ages.get_mut(*age_months as usize)) {
                for (sum, more) in cell.iter_mut().zip([margin, orders, complaints]) {
                    *sum += more;
                }
            }
        }
        let mut present = Vec::with_capacity(months.max(1));
        let mut there = 1.0;
        for age in 0..months.max(1) {
            present.push(there);
            there *= retention.get(stage_of(age)).map_or(1.0, |r| r.value);
        }
        let staying = retention.iter().map(|r| r.value).collect();
        Self { first, joined, present, staying, cells }
    }

    /// Sums of one kind over the ages of a stage, cohort by cohort, with the customer-months of `weight`.
    fn pairs(&self, stage: usize, kind: usize, weight: impl Fn(usize) -> f64) -> Vec<(f64, f64)> {
        let ages = ages_of(stage);
        let cohorts = self.cells.iter().enumerate();
        cohorts
            // Money of the first two months is paid at age 1: whoever is younger has not shown all of it.
            .filter(|(_, cells)| stage > 0 || cells.len() > 1)
            .map(|(c, cells)| {
                let seen = ages.start..ages.end.min(cells.len());
                let sum = cells.get(seen.clone()).unwrap_or_default().iter().map(|cell| cell[kind]).sum();
                let there: f64 = seen.map(|age| self.present[age] * weight(age)).sum();
                (sum, self.joined[c] * there)
            })
            .filter(|(_, there)| *there > 0.0)
            .collect()
    }

    fn stages(&self, retention: &[Measured], margin_known: bool) -> Vec<StageEvidence> {
        let any: f64 = self.cells.iter().flatten().map(|c| c[2]).sum();
        let mut stages: Vec<StageEvidence> = Vec::with_capacity(STAGES.len());
        for (stage, ((name, until), staying)) in STAGES.into_iter().zip(retention).enumerate() {
            let pairs = self.pairs(stage, 0, |age| f64::from(age > 0));
            let there: f64 = pairs.iter().map(|p| p.1).sum();
            let what = if margin_known { "margin" } else { "revenue, as nobody said what is kept of it," };
            let how = format!(
                "{what} of orders less returns over {} months of present customers, {} cohorts",
                there.round(),
                pairs.len()
            );
            // A stage that hardly anybody has reached is as the one before.
            let enough = there >= 12.0;
            let margin = ratio(&pairs, how).filter(|_| enough || stage == 0).or_else(|| {
                stages.last().map(|before| Measured {
                    how: "as in the stage before: hardly anybody is so old yet".into(),
                    ..before.margin.clone().estimated()
                })
            });
            let Some(margin) = margin else { return Vec::new() };
            let pairs = self.pairs(stage, 2, |age| if age == 0 { 0.5 } else { 1.0 });
            let (sum, there) = pairs.iter().fold((0.0, 0.0), |(s, t), p| (s + p.0, t + p.1));
            let how = format!("{} complaints in {} months of present customers", sum.round(), there.round());
            let complaints = match stages.last() {
                Some(before) if !enough => before.complaints.clone(),
                _ => rate(sum, there, how),
            };
            stages.push(StageEvidence {
                name,
                until_age_months: until,
                margin,
                staying: staying.clone(),
                complaints: complaints.filter(|_| any > 0.0).map(|c| c.within(0.0, 1.0)),
            });
        }
        stages
    }

    fn first_margin(&self) -> Option<Measured> {
        let pairs: Vec<(f64, f64)> = self
            .cells
            .iter()
            .zip(&self.joined)
            .filter_map(|(cells, joined)| Some((cells.first()?[0], *joined)))
            .filter(|p| p.1 > 0.0)
            .collect();
        ratio(&pairs, format!("margin in the month of joining, {} cohorts", pairs.len()))
    }

    /// Customers expected to be there before a month begins.
    pub(crate) fn there(&self, month: Month) -> f64 {
        let at = month.index() - self.first;
        let ages = |c: usize| usize::try_from(at - 1 - c as i32).ok();
        self.joined
            .iter()
            .enumerate()
            .map(|(c, n)| ages(c).and_then(|a| self.present.get(a)).map_or(0.0, |p| n * p))
            .sum()
    }

    /// Share that stays from this age to the next.
    pub(crate) fn staying(&self, age: u32) -> f64 {
        self.staying.get(stage_of(age as usize)).copied().unwrap_or(1.0)
    }

    /// Every age of customers expected to be there in a month, with how many they are.
    pub(crate) fn each_age(&self, month: Month, mut each: impl FnMut(u32, f64)) {
        let at = month.index() - self.first;
        for (c, n) in self.joined.iter().enumerate() {
            let age = usize::try_from(at - c as i32).ok();
            if let Some((age, there)) = age.and_then(|a| self.present.get(a).map(|p| (a, p))) {
                each(age as u32, n * there);
            }
        }
    }

    /// How far months of repeat orders swing around what the cohorts of each age usually order.
    fn market(&self, counted: &Counted) -> Option<(Measured, Measured)> {
        let usual: Vec<f64> = (0..self.joined.len())
            .map(|age| {
                let seen = self.cells.iter().zip(&self.joined).filter(|(cells, _)| cells.len() > age);
                let (orders, joined) = seen.fold((0.0, 0.0), |(o, j), (cells, n)| (o + cells[age][1], j + n));
                if joined > 0.0 { orders / joined } else { 0.0 }
            })
            .collect();
        let months = counted.months.iter().rev().take(36).rev();
        let residuals: Vec<(f64, f64)> = months
            .filter_map(|(month, _)| {
                let at = usize::try_from(month.index() - self.first).ok()?;
                let by_cohort = (0..at).map(|c| {
                    (self.cells[c].get(at - c).map_or(0.0, |cell| cell[1]), self.joined[c] * usual[at - c])
                });
                let (actual, expected) = by_cohort.fold((0.0, 0.0), |(a, e), (x, y)| (a + x, e + y));
                (expected >= LEAST_ORDERS && actual > 0.0).then(|| ((actual / expected).ln(), 1.0 / expected))
            })
            .collect();
        let n = residuals.len() as f64;
        if residuals.len() < RECENT {
            return None;
        }
        let middle = residuals.iter().map(|r| r.0).sum::<f64>() / n;
        let variance = residuals.iter().map(|r| (r.0 - middle).powi(2)).sum::<f64>() / (n - 1.0);
        // What counting alone makes of it is no swing of the market.
        let counting = residuals.iter().map(|r| r.1).sum::<f64>() / n;
        let own = (variance - counting).max(0.0);
        let swing = own.sqrt();
        let how = format!("repeat orders of {n} months around what cohorts of each age usually order");
        // The standard error of a standard deviation, of the whole and not of what is left of it.
        let error = variance / (2.0 * (n - 1.0)).sqrt() / swing.max(0.25 * variance.sqrt()).max(1e-9);
        let next: f64 =
            residuals.windows(2).map(|w| (w[0].0 - middle) * (w[1].0 - middle)).sum::<f64>() / (n - 1.0);
        let memory = if own > 0.25 * variance { next / own } else { 0.0 };
        let remembers = Measured::counted(memory, 1.0 / n.sqrt(), residuals.len() as u64, how.clone());
        Some((
            Measured::counted(swing, error, residuals.len() as u64, how).estimated().within(0.0, 0.9),
            remembers.estimated().within(0.0, 0.95),
        ))
    }
}

fn stage_of(age: usize) -> usize {
    STAGES.iter().position(|(_, until)| until.is_none_or(|limit| age < limit as usize)).unwrap_or(0)
}

fn ages_of(stage: usize) -> std::ops::Range<usize> {
    let start = if stage == 0 { 0 } else { STAGES[stage - 1].1.unwrap_or(0) as usize };
    start..STAGES[stage].1.map_or(usize::MAX, |limit| limit as usize)
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
    evidence.ceiling = ceiling(&months).map(|c| Measured {
        value: c.value,
        low: c.low,
        high: c.high,
        n: months.len() as u64,
        how: format!(
            "customers won against spending in {} months, the curve of falling returns of Blattberg and Deighton",
            months.len()
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

    let running: Vec<f64> =
        recent.iter().filter_map(|(_, m)| m.operating.map(|o| o + m.retention.unwrap_or(0.0))).collect();
    let kept = recent.iter().any(|(_, m)| m.retention.is_some());
    let beside = if kept { " and spending on keeping customers" } else { "" };
    evidence.fixed_cost =
        mean(&running, format!("running costs{beside} of the last {} months", running.len()))
            .map(|m| m.within(0.0, f64::MAX));
}

/// Complaints and what they do.
fn service(counted: &Counted, followed: &Followed, evidence: &mut Evidence) {
    let recent = last(counted, RECENT);
    let complaints: f64 = recent.iter().map(|(_, m)| m.complaints).sum();
    let there: f64 = recent.iter().map(|(month, m)| followed.there(*month) + 0.5 * m.joined).sum();
    if counted.months.iter().any(|(_, m)| m.complaints > 0.0) {
        let how =
            format!("{} complaints in {} months of present customers", complaints.round(), there.round());
        evidence.complaints = rate(complaints, there, how).map(|m| m.within(0.0, 1.0));
    }
    let a = counted.answered;
    if a.solved > 0.0 {
        let how = format!("solved within three days, of {} complaints older than that", a.complaints.round());
        evidence.solved = share(a.fast, a.complaints, how);
        evidence.leaving_after_complaint = leaving(counted);
    } else if a.complaints > 0.0 {
        evidence.leaving_after_complaint = leaving(counted);
    }
    let pairs: Vec<(f64, f64)> = last(counted, RECENT_COSTS)
        .iter()
        .filter(|(_, m)| m.service.is_some() || m.gestures > 0.0)
        .map(|(_, m)| (m.service.unwrap_or(0.0) + m.gestures, m.complaints))
        .collect();
    evidence.solution_cost =
        ratio(&pairs, format!("spending on service and gestures over complaints, {} months", pairs.len()))
            .filter(|_| pairs.len() >= LEAST_MONTHS)
            .map(|m| m.within(0.0, f64::MAX));
}

/// Extra leaving after a complaint that was not solved fast: by how much it lessens the share of those
/// who order again, among orders alike in number and age.
fn leaving(counted: &Counted) -> Option<Measured> {
    let bands = counted.matched.iter().filter(|b| b.late > 0.0 && b.without > 0.0);
    let (mut weight, mut with, mut without, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for b in bands {
        let (late, none) = (b.late_left / b.late, b.without_left / b.without);
        weight += b.late;
        with += b.late * late;
        without += b.late * none;
        variance += b.late * late * (1.0 - late) + b.late * b.late * none * (1.0 - none) / b.without;
    }
    // Fewer orders than that would be chance.
    if weight < 20.0 || without >= weight {
        return None;
    }
    let scale = weight - without;
    let extra = (with - without) / scale;
    let how = format!(
        "{} orders with a complaint that was not solved within three days against orders without, alike in age and number of \
         orders before: {:.0} % against {:.0} % ordered nothing within 180 days; those who complain may differ otherwise",
        weight.round(),
        100.0 * with / weight,
        100.0 * without / weight
    );
    Some(
        Measured::counted(extra, variance.sqrt() / scale, weight.round() as u64, how)
            .estimated()
            .within(0.0, 1.0),
    )
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
