//! What was spent month by month, and who was won, kept and won back.

use facts::{Currency, Day, Month, schema::Kind};
use plan::{
    balance::{Evidence, SpendingMonth, worth},
    propose::{Cell, Lack, Staying},
    strategy::{Parameter, Scenario, Source},
};

use super::{
    evidence::{
        asked::{Asked, days, month},
        read_months,
    },
    sum_of,
};
use crate::{
    folder::{
        Folder, FolderError,
        values::{Kept, said_by_company},
    },
    value::Margin,
};

/// Gaps between orders that are needed before one is called usual.
const GAPS: f64 = 100.0;
/// Who has not ordered for so long is lapsed where no gap is usual, days.
const HALF_A_YEAR: f64 = 180.0;
/// Customers who came back, and new ones, that are needed before their first years are compared.
const CAME_BACK: f64 = 30.0;
/// Half the width of an 80 % interval in standard deviations.
const WIDTH: f64 = 1.281_551_565_544_6;
/// Days before the newest one in which a competitor's offer still counts.
const OFFER_DAYS: i32 = 365;

/// What the folder says, or what is missing to say anything.
///
/// What customers are worth comes from the scenario in which the company runs as it does.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn balance_evidence(
    folder: &Folder,
    scenario: Option<&Scenario>,
) -> Result<Result<Evidence, Vec<Lack>>, FolderError> {
    let read = match read_months(folder)? {
        Ok(read) => read,
        Err(missing) => return Ok(Err(missing)),
    };
    let worth = scenario.and_then(|scenario| worth(scenario, 1));
    let counted = &read.counted;
    let mut evidence = Evidence {
        currency: counted.currency,
        months: counted
            .months
            .iter()
            .map(|(month, counted)| SpendingMonth {
                month: *month,
                acquisition: counted.acquisition.unwrap_or(0.0),
                retention: counted.retention.unwrap_or(0.0),
                won: (counted.joined - counted.referred.unwrap_or(0.0)).max(0.0),
                active: 0.0,
                lapsed: 0.0,
                won_back: 0.0,
            })
            .collect(),
        under_contract: matches!(counted.staying, Some(Staying::Contracts(_))),
        lapsed_after_days: HALF_A_YEAR,
        gap_is_usual: false,
        staying: worth.as_ref().map(|worth| worth.staying.clone()),
        value_of_new: worth.as_ref().map(|worth| worth.new.clone()),
        value_of_kept: worth.map(|worth| worth.kept),
        value_of_won_back: None,
    };
    if evidence.under_contract {
        running(&counted.cells, &mut evidence.months);
    } else if read.asked.has(Kind::Orders) || read.asked.has(Kind::OrderLines) {
        gaps(&read.asked, &mut evidence)?;
        evidence.value_of_won_back = won_back_worth(&read.asked, &evidence)?;
    }
    // Months before the first customer say nothing.
    let first = evidence.months.iter().position(|m| m.won > 0.0).unwrap_or(evidence.months.len());
    evidence.months.drain(..first);
    Ok(Ok(evidence))
}

/// Whose contract ran as each month began.
fn running(cells: &[Cell], months: &mut [SpendingMonth]) {
    // Whoever joined in the month itself was not there as it began.
    for cell in cells.iter().filter(|cell| cell.age_months > 0) {
        let month = cell.joined + cell.age_months as i32;
        if let Some(month) = months.iter_mut().find(|m| m.month.index() == month) {
            month.active += cell.present.unwrap_or(0.0);
        }
    }
}

/// Days of orders with the next one of the same customer, after the beginning of a question.
const NEXT: &str = ", d AS (SELECT DISTINCT customer, day FROM o), \
     g AS (SELECT customer, day, lead(day) OVER (PARTITION BY customer ORDER BY day) AS next FROM d) ";

/// Who was active, lapsed and came back as each month began.
fn gaps(asked: &Asked<'_>, evidence: &mut Evidence) -> Result<(), FolderError> {
    let Some(first) = evidence.months.first().map(|m| m.month.index()) else { return Ok(()) };
    let gap = days("day", "next");
    let sql = format!(
        "{}{NEXT} SELECT median(CAST({gap} AS DOUBLE)), CAST(count(next) AS DOUBLE) FROM g WHERE next IS NOT NULL",
        asked.orders()
    );
    let mut usual = None;
    asked.numbers::<2>(&sql, &mut |[median, count]| {
        usual = (count >= GAPS && median.is_finite()).then_some(median);
    })?;
    if let Some(usual) = usual {
        evidence.lapsed_after_days = (2.0 * usual).round().clamp(14.0, 730.0);
        evidence.gap_is_usual = true;
    }
    let after = evidence.lapsed_after_days as i32;
    let (from, lapse) = (month("day"), month(&format!("(day + INTERVAL '{after} days')")));
    let until = month("next");
    // From the month after an order until the month of the next one a customer is there; at the begin
    // of each of these months either still active or lapsed.
    let sql = format!(
        "{}{NEXT} SELECT {from} + 1 AS a, {lapse} + 1 AS b, {until} AS c, count(*), \
         sum(CASE WHEN {gap} > {after} THEN 1 ELSE 0 END) FROM g GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        asked.orders()
    );
    let months = &mut evidence.months;
    let end = first + months.len() as i32;
    asked.numbers::<5>(&sql, &mut |[a, b, c, many, back]| {
        let last = if c.is_finite() { (c as i32).min(end - 1) } else { end - 1 };
        for index in (a as i32).max(first)..=last {
            let month = &mut months[(index - first) as usize];
            if index < b as i32 { month.active += many } else { month.lapsed += many }
        }
        if c.is_finite() && (first..end).contains(&(c as i32)) && back > 0.0 {
            months[(c as i32 - first) as usize].won_back += back;
        }
    })
}

/// What a customer who came back is worth: the value of a new one, times what the year after coming
/// back brought against the year after the first order.
fn won_back_worth(asked: &Asked<'_>, evidence: &Evidence) -> Result<Option<Parameter>, FolderError> {
    let Some(new) = &evidence.value_of_new else { return Ok(None) };
    let (after, gap, as_of) = (evidence.lapsed_after_days as i32, days("day", "next"), asked.as_of);
    // The first order itself is not in the value of a new customer; the one that brings back is.
    let sql = format!(
        "{}{NEXT}, s AS (SELECT customer, first AS start, 0.0 AS back FROM f \
         UNION ALL SELECT customer, next AS start, 1.0 AS back FROM g WHERE {gap} > {after}), \
         y AS (SELECT s.customer, s.start, s.back, {} AS margin FROM s \
         JOIN o ON s.customer = o.customer AND o.day >= s.start AND o.day < s.start + INTERVAL '365 days' \
         WHERE s.start + INTERVAL '365 days' <= DATE '{as_of}' GROUP BY 1, 2, 3) \
         SELECT back, CAST(count(*) AS DOUBLE) AS n, {}, {} FROM y GROUP BY back ORDER BY back",
        asked.orders(),
        sum_of("o.margin"),
        sum_of("margin"),
        sum_of("margin * margin")
    );
    let mut found = [None, None];
    asked.numbers::<4>(&sql, &mut |[back, n, sum, squares]| {
        let (mean, sd) = (sum / n, ((squares - sum * sum / n) / (n - 1.0)).max(0.0).sqrt());
        if n >= CAME_BACK && mean > 0.0 && sd.is_finite() {
            found[usize::from(back > 0.5)] = Some((mean, sd / n.sqrt()));
        }
    })?;
    let [Some((first, first_error)), Some((back, back_error))] = found else { return Ok(None) };
    let ratio = back / first;
    let error = ratio * ((first_error / first).powi(2) + (back_error / back).powi(2)).sqrt();
    let (value, half) = (ratio * new.value, WIDTH * error * new.value.abs());
    let doubt = |x: f64| (ratio * (x - new.value)).abs();
    let low = value - (half.powi(2) + doubt(new.low).powi(2)).sqrt();
    let high = value + (half.powi(2) + doubt(new.high).powi(2)).sqrt();
    Ok(value.is_finite().then(|| Parameter::known(value, low, high, Source::Estimated, "")))
}

/// How far competitors are below our prices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PriceGap {
    /// Products that an offer stands against.
    pub(crate) products: u64,
    /// Their share of the last year's revenue; none where no line of an order says what it brought.
    pub(crate) of_revenue: Option<f64>,
    /// By which share of all revenue our prices lie above the cheapest offers: product by product, 0
    /// where we are not dearer or nobody offers it, weighted by revenue.
    pub(crate) gap: Parameter,
}

/// The folder to ask about offers; none where there are none, or nothing was valued yet. Nothing is
/// counted for it.
fn offers(folder: &Folder) -> Result<Option<Asked<'_>>, FolderError> {
    let Some(fit) = folder.wait(folder.records().latest_fit())? else { return Ok(None) };
    let as_of = Day::from_epoch(fit.as_of).map_err(|e| FolderError::Damaged(e.to_string()))?;
    let said = said_by_company(folder)?.and_then(|company| company.currency);
    let valued = Kept::read(&fit.parameters).ok().and_then(|kept| Currency::from_code(&kept.currency).ok());
    let Some(currency) = valued.or(said).or_else(|| Currency::from_code("XXX").ok()) else { return Ok(None) };
    // No margin is asked for.
    let asked = Asked::new(folder, as_of, currency, Margin::kept(1.0, "assumed"))?;
    Ok((asked.has(Kind::CompetitorOffers) && asked.has(Kind::Products)).then_some(asked))
}

/// The price gap, where products have prices and offers stand against them.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn price_gap(folder: &Folder) -> Result<Option<PriceGap>, FolderError> {
    let Some(asked) = offers(folder)? else { return Ok(None) };
    let (code, as_of) = (asked.currency.code(), asked.as_of);
    let year = format!("DATE '{as_of}' - INTERVAL '{OFFER_DAYS} days'");
    let lines = if asked.has(Kind::OrderLines) {
        format!(
            "SELECT product, CAST(coalesce(amount, price * coalesce(quantity, 1)) AS DOUBLE) AS revenue \
             FROM order_lines WHERE coalesce(quantity, 1) > 0 AND (currency IS NULL OR currency = '{code}') \
             AND CAST(\"time\" AS DATE) > {year} AND CAST(\"time\" AS DATE) <= DATE '{as_of}'"
        )
    } else {
        "SELECT CAST(NULL AS VARCHAR) AS product, CAST(NULL AS DOUBLE) AS revenue".to_owned()
    };
    let sql = format!(
        "WITH l AS ({lines}), s AS (SELECT product, {} AS revenue FROM l GROUP BY product), \
         g AS (SELECT p.product, greatest((CAST(p.price AS DOUBLE) \
         - min(CAST(c.price AS DOUBLE) + coalesce(CAST(c.shipping AS DOUBLE), 0))) / CAST(p.price AS DOUBLE), 0.0) AS gap \
         FROM products p JOIN competitor_offers c ON p.product = c.product \
         WHERE p.price > 0 AND (p.currency IS NULL OR p.currency = '{code}') \
         AND (c.currency IS NULL OR c.currency = '{code}') AND coalesce(c.in_stock, true) \
         AND c.day > {year} GROUP BY p.product, p.price), \
         a AS (SELECT {} AS everything FROM s) \
         SELECT g.gap, coalesce(greatest(s.revenue, 0.0), 0.0), coalesce(a.everything, 0.0) \
         FROM g LEFT JOIN s ON g.product = s.product CROSS JOIN a ORDER BY 1, 2",
        sum_of("revenue"),
        sum_of("revenue")
    );
    let (mut gaps, mut everything) = (Vec::new(), 0.0);
    asked.numbers::<3>(&sql, &mut |[gap, revenue, all]| {
        if gap.is_finite() && revenue.is_finite() {
            gaps.push((gap.clamp(0.0, 1.0), revenue));
            everything = all;
        }
    })?;
    Ok(weighted(&gaps, everything))
}

/// The gap over all revenue, from the gaps of products with an offer and what each of them brought.
fn weighted(gaps: &[(f64, f64)], everything: f64) -> Option<PriceGap> {
    let n = gaps.len() as f64;
    let revenue: f64 = gaps.iter().map(|g| g.1).sum();
    let of_revenue = (everything > 0.0).then(|| (revenue / everything).clamp(0.0, 1.0));
    // Where none of them has been sold every product counts alike.
    let weight = |revenue_of: f64| if revenue > 0.0 { revenue_of / revenue } else { 1.0 / n };
    if gaps.is_empty() {
        return None;
    }
    let mean: f64 = gaps.iter().map(|(gap, revenue)| weight(*revenue) * gap).sum();
    let squares: f64 = gaps.iter().map(|(gap, revenue)| (weight(*revenue) * (gap - mean)).powi(2)).sum();
    // Of one product nobody knows how far the others are apart.
    let half = if n > 1.0 { WIDTH * (squares * n / (n - 1.0)).sqrt() } else { mean / 2.0 };
    let part = of_revenue.unwrap_or(1.0);
    let share = |x: f64| (part * x).clamp(0.0, 1.0);
    let words = of_revenue.map_or_else(
        || format!("{n} products with offers of competitors, each counted alike: what they brought is not known"),
        |part| {
            format!(
                "{n} products with offers of competitors, {:.0} % of the last year's revenue: there prices are \
                 {:.1} % above the cheapest offers, 0 where they are not; everything else counts 0",
                100.0 * part,
                100.0 * mean
            )
        },
    );
    let gap = Parameter::known(share(mean), share(mean - half), share(mean + half), Source::Measured, words);
    Some(PriceGap { products: gaps.len() as u64, of_revenue, gap })
}

/// The first and last month of the evidence.
pub(crate) fn months_of(evidence: &Evidence) -> Option<(Month, Month)> {
    Some((evidence.months.first()?.month, evidence.months.last()?.month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_we_are_cheaper_takes_nothing_off_where_we_are_dearer() {
        // 15 products a fifth dearer, 15 at which we are cheaper: half of the revenue, half of the gap.
        let gaps: Vec<(f64, f64)> = (0..30).map(|n| (if n % 2 == 0 { 0.2 } else { 0.0 }, 100.0)).collect();
        let found = weighted(&gaps, 3_000.0).unwrap();
        assert!((found.gap.value - 0.1).abs() < 1e-12 && found.of_revenue == Some(1.0), "{found:?}");
        assert!(found.gap.low > 0.07 && found.gap.high < 0.13, "{:?}", found.gap);
        // Products without an offer count 0: what they bring is not cut.
        let half = weighted(&gaps, 6_000.0).unwrap();
        assert!((half.gap.value - 0.05).abs() < 1e-12 && half.of_revenue == Some(0.5));
    }

    #[test]
    fn whose_contract_runs_is_there_as_the_month_begins() {
        let cell = |joined, age_months, present| Cell {
            joined,
            age_months,
            margin: 0.0,
            orders: 0.0,
            complaints: 0.0,
            present: Some(present),
        };
        let none = SpendingMonth {
            month: Month::from_index(24_000),
            acquisition: 0.0,
            retention: 0.0,
            won: 0.0,
            active: 0.0,
            lapsed: 0.0,
            won_back: 0.0,
        };
        let mut months = [none, SpendingMonth { month: Month::from_index(24_001), ..none }];
        running(&[cell(24_000, 0, 9.0), cell(24_000, 1, 8.0), cell(24_001, 0, 5.0)], &mut months);
        assert_eq!(months.map(|m| m.active), [0.0, 8.0]);
    }

    #[test]
    fn what_sells_counts_by_what_it_brings() {
        let found = weighted(&[(0.3, 900.0), (0.0, 100.0)], 1_000.0).unwrap();
        assert!((found.gap.value - 0.27).abs() < 1e-12, "{found:?}");
        let unsold = weighted(&[(0.3, 0.0), (0.1, 0.0)], 0.0).unwrap();
        assert!((unsold.gap.value - 0.2).abs() < 1e-12 && unsold.of_revenue.is_none());
        let none_of_them_sold = weighted(&[(0.3, 0.0)], 500.0).unwrap();
        assert_eq!((none_of_them_sold.gap.value, none_of_them_sold.of_revenue), (0.0, Some(0.0)));
        assert!(weighted(&[], 500.0).is_none());
    }
}
