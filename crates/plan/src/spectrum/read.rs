//! The signs, of what was counted.

use super::{Sign, SignKind, Spectrum};
use crate::{
    propose::{Counted, Evidence, Measured, measured},
    strategy::Source,
};

/// Product lines as they were counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lines {
    /// Customers who bought in the last two years.
    pub customers: f64,
    /// Sum over them of the lines each has bought of.
    pub lines: f64,
    /// Sum of the squares.
    pub squares: f64,
    /// Lines whose day of launch is known.
    pub dated: f64,
    /// Of these launched in the last 24 months.
    pub launched: f64,
    /// Whether products say what the core is: it counts as one line of a customer.
    pub core_is_one: bool,
}

/// What is counted for the signs alone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SignsCounted {
    /// Contacts of the last twelve months.
    pub contacts: f64,
    /// Of these begun by the company.
    pub begun: f64,
    /// Gestures of the last 24 months.
    pub gestures: f64,
    /// Of these given without a complaint before.
    pub unasked: f64,
    /// Product lines.
    pub lines: Lines,
}

/// Months looked back at.
const YEAR: usize = 12;
/// Months of value looked at.
const AHEAD: u32 = 60;
/// Months after which payback is no longer looked for.
const FARTHEST: u32 = 120;

/// The ten signs; without what is counted of orders and customers, those that need nothing of it.
pub fn spectrum(signs: &SignsCounted, counted: Option<&Counted>, evidence: &Evidence) -> Spectrum {
    let of = |kind| {
        let measured = match kind {
            SignKind::SpendingAfterSale => counted.and_then(after_sale),
            SignKind::ContactsBegun => measured::share(
                signs.begun,
                signs.contacts,
                format!("{} contacts of the last 12 months", signs.contacts.round()),
            ),
            SignKind::LinesPerCustomer => lines(&signs.lines),
            SignKind::MarginOfOldCustomers => counted.and_then(old_customers),
            SignKind::CostOverFirstOrder => cost_over_first_order(evidence),
            SignKind::PaybackMonth => payback(evidence),
            SignKind::GesturesUnasked => measured::share(
                signs.unasked,
                signs.gestures,
                format!("{} gestures of the last 24 months", signs.gestures.round()),
            ),
            SignKind::SolvedFast => evidence.solved.clone(),
            SignKind::LinesLaunched => (signs.lines.dated > 0.0).then(|| {
                let how = format!("{} product lines whose first day is known", signs.lines.dated.round());
                Measured::counted(signs.lines.launched, 0.0, signs.lines.dated as u64, how)
            }),
            SignKind::ValueBeyondYear => beyond_year(evidence),
        };
        let sign = Sign::of(kind, measured);
        let missing = sign.missing.map(|lack| evidence.instead_of(lack).unwrap_or(lack));
        Sign { missing, ..sign }
    };
    Spectrum::of(SignKind::ALL.into_iter().map(of).collect())
}

fn after_sale(counted: &Counted) -> Option<Measured> {
    let months = &counted.months[counted.months.len().saturating_sub(YEAR)..];
    // Where nobody tells what service costs, a share of nothing would look like neglect.
    let told =
        |m: &crate::propose::MonthCounted| m.service.is_some() || m.retention.is_some() || m.gestures > 0.0;
    if !months.iter().any(|(_, m)| told(m)) || !months.iter().any(|(_, m)| m.acquisition.is_some()) {
        return None;
    }
    let pairs: Vec<(f64, f64)> = months
        .iter()
        .map(|(_, m)| {
            let after = m.service.unwrap_or(0.0) + m.retention.unwrap_or(0.0) + m.gestures;
            (after, after + m.acquisition.unwrap_or(0.0) + m.referral)
        })
        .filter(|p| p.1 > 0.0)
        .collect();
    let how = format!(
        "spending on keeping, serving and gestures, of that and winning together, {} months",
        pairs.len()
    );
    measured::ratio(&pairs, how).map(|m| m.within(0.0, 1.0))
}

fn lines(lines: &Lines) -> Option<Measured> {
    let Lines { customers: n, lines, squares, core_is_one, .. } = *lines;
    (n > 1.0).then(|| {
        let mean = lines / n;
        let variance = ((squares - n * mean * mean) / (n - 1.0)).max(0.0);
        let core = if core_is_one { "; the core counts as one line" } else { "" };
        let how = format!("{} customers who bought in the last two years{core}", n.round());
        Measured::counted(mean, (variance / n).sqrt(), n as u64, how).within(0.0, 1e6)
    })
}

fn old_customers(counted: &Counted) -> Option<Measured> {
    let last = counted.last_month.index();
    let mut months = [(0.0, 0.0); YEAR];
    for cell in &counted.cells {
        let ago = last - (cell.joined + cell.age_months as i32);
        if let Some(month) = usize::try_from(ago).ok().and_then(|ago| months.get_mut(ago)) {
            month.1 += cell.margin;
            month.0 += if cell.age_months > 12 { cell.margin } else { 0.0 };
        }
    }
    let long_enough = counted.months.len() > 2 * YEAR;
    let pairs: Vec<(f64, f64)> = months.into_iter().filter(|m| m.1 > 0.0).collect();
    (long_enough && pairs.len() == YEAR).then_some(())?;
    measured::ratio(&pairs, "margin of the last 12 months by the month in which customers joined")
        .map(|m| m.within(0.0, 1.0))
}

fn cost_over_first_order(evidence: &Evidence) -> Option<Measured> {
    let (cost, first) = (evidence.acquisition_cost.as_ref()?, evidence.first_margin.as_ref()?);
    (first.low > 0.0).then(|| Measured {
        value: cost.value / first.value,
        low: cost.low / first.high,
        high: cost.high / first.low,
        n: cost.n,
        how: format!("{}; {}", cost.how, first.how),
        source: Source::Measured,
    })
}

/// Margin of one who just joined by the end of each month of age, with the numbers at one end.
fn paid(evidence: &Evidence, months: u32, end: impl Fn(&Measured) -> f64) -> Vec<f64> {
    let stage =
        |age: u32| evidence.stages.iter().find(|s| s.until_age_months.is_none_or(|limit| age < limit));
    let (mut there, mut sum) = (1.0, 0.0);
    (1..=months)
        .map(|age| {
            there *= stage(age - 1).map_or(0.0, |s| end(&s.staying));
            sum += there * stage(age).map_or(0.0, |s| end(&s.margin));
            sum
        })
        .collect()
}

fn payback(evidence: &Evidence) -> Option<Measured> {
    let cost = evidence.acquisition_cost.as_ref()?;
    let month = |cost: f64, end: fn(&Measured) -> f64| {
        let paid = paid(evidence, FARTHEST, end);
        paid.iter().position(|sum| *sum >= cost).map(|at| (at + 1) as f64)
    };
    let value = month(cost.value, |m| m.value)?;
    let (low, high) = (month(cost.low, |m| m.high).unwrap_or(value), month(cost.high, |m| m.low));
    Some(Measured {
        value,
        low: low.min(value),
        high: high.unwrap_or(f64::from(FARTHEST)).max(value),
        n: cost.n,
        how: format!("months of age until the margin of a new customer reaches what one costs: {}", cost.how),
        source: Source::Estimated,
    })
}

/// Of what the customers of today will bring in five years, the share after the first year.
fn beyond_year(evidence: &Evidence) -> Option<Measured> {
    if evidence.base.is_empty() || evidence.stages.is_empty() {
        return None;
    }
    let stage =
        |age: u32| evidence.stages.iter().find(|s| s.until_age_months.is_none_or(|limit| age < limit));
    let share = |end: fn(&Measured) -> f64| {
        let (mut all, mut later) = (0.0, 0.0);
        for one in &evidence.base {
            let mut there = one.customers;
            for t in 1..=AHEAD {
                let age = one.age_months + t;
                there *= stage(age - 1).map_or(0.0, |s| end(&s.staying));
                // Its own margin, not that of its low end: the share is about time.
                let paid = there * stage(age).map_or(0.0, |s| s.margin.value);
                all += paid;
                later += if t > 12 { paid } else { 0.0 };
            }
        }
        (all > 0.0).then(|| (later / all).clamp(0.0, 1.0))
    };
    let (low, value, high) = (share(|m| m.low)?, share(|m| m.value)?, share(|m| m.high)?);
    let n = evidence.present().round();
    Some(Measured {
        value,
        low: low.min(value),
        high: high.max(value),
        n: n as u64,
        how: format!("expected margin of the {n} customers expected to be there, over the next 60 months"),
        source: Source::Estimated,
    })
}
