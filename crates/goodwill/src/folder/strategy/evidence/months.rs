//! Months and cohorts: orders, margin, customers won, spending; and who is there now.

use std::collections::BTreeMap;

use facts::{Month, Value, schema::Kind};
use plan::propose::{Cell, Counted, MonthCounted, StillThere};

use super::asked::{Asked, is_word_of_mouth, month, number};
use crate::{
    folder::{FolderError, strategy::sum_of},
    value::MONTH_DAYS,
};

/// Cohorts by age, and the months they make.
pub(super) fn count(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    let last = asked.last_month().index();
    let (joined, at) = (month("first"), month("day"));
    // Orders are read once: they are what is dear.
    let sql = format!(
        "{} SELECT {joined} AS joined, {at} - {joined} AS age, {}, sum(orders), sum(complaints) \
         FROM (SELECT day, margin, orders, complaints, \
         min(CASE WHEN orders > 0 THEN day END) OVER (PARTITION BY customer) AS first \
         FROM (SELECT customer, day, margin, 1.0 AS orders, 0.0 AS complaints FROM o \
         UNION ALL SELECT customer, day, -margin, 0.0, 0.0 FROM r \
         UNION ALL SELECT customer, day, 0.0, 0.0, 1.0 FROM c WHERE customer IS NOT NULL) u) x \
         WHERE day >= first GROUP BY 1, 2 ORDER BY 1, 2",
        asked.orders(),
        sum_of("margin")
    );
    let mut months: BTreeMap<i32, MonthCounted> = BTreeMap::new();
    let cells = &mut counted.cells;
    asked.numbers::<5>(&sql, &mut |[joined, age, margin, orders, complaints]| {
        let (joined, age) = (joined as i32, age as u32);
        let at = joined + age as i32;
        if at <= last {
            cells.push(Cell { joined, age_months: age, margin, orders, complaints, present: None });
            let month = months.entry(at).or_default();
            month.margin += margin;
            month.orders += orders;
            month.complaints += complaints;
        }
    })?;

    let sql = format!(
        "{} SELECT {joined} AS joined, k.channel, count(*) FROM f \
         LEFT JOIN customers k ON f.customer = k.customer GROUP BY 1, 2 ORDER BY 1, 2",
        asked.orders()
    );
    let mut told = false;
    let mut customers = 0.0;
    asked.rows(&sql, &mut |row| {
        let [joined, channel, many] = row else { return };
        let (joined, many) = (number(joined) as i32, number(many));
        customers += many;
        if joined > last {
            return;
        }
        let month = months.entry(joined).or_default();
        month.joined += many;
        if let Some(channel) = channel.text() {
            told = true;
            if is_word_of_mouth(channel) {
                *month.referred.get_or_insert(0.0) += many;
            }
        }
    })?;
    counted.customers = customers as u64;
    if let Some((&first, _)) = months.first_key_value() {
        counted.months = (first..=last)
            .map(|index| {
                let mut month = months.remove(&index).unwrap_or_default();
                // Where people say how they came, who did not come so is none.
                month.referred = told.then(|| month.referred.unwrap_or(0.0));
                (Month::from_index(index), month)
            })
            .collect();
    }
    Ok(())
}

/// Customers expected to be there on the day they were valued, by months since they joined.
pub(super) fn base(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    let last = asked.last_month().index();
    let joined = month("first_order");
    // A customer has a row for each day looked from that is still kept: the newest holds.
    let sql = format!(
        "SELECT {joined} AS joined, as_of, {} FROM (SELECT customer, first_order, alive, as_of, \
         row_number() OVER (PARTITION BY customer ORDER BY as_of DESC) AS newest FROM customer_values) \
         WHERE newest = 1 AND alive IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
        sum_of("alive")
    );
    let month = asked.last_month();
    let ends = [month.first_day(), month.last_day()].map(|day| f64::from(day.days_since_epoch()));
    let middle = f64::midpoint(ends[0], ends[1]);
    let base = &mut counted.base;
    asked.numbers::<3>(&sql, &mut |[joined, as_of, alive]| {
        let age = last - joined as i32;
        if age >= 0 && alive > 0.0 {
            base.push(StillThere {
                age_months: age.unsigned_abs(),
                customers: alive,
                later_months: (as_of - middle) / MONTH_DAYS,
            });
        }
    })
}

/// Spending by month and kind. An entry of several months is spread over them by days; one that names
/// no kind is taken as acquisition.
pub(super) fn costs(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    let Some((first, _)) = counted.months.first() else { return Ok(()) };
    let (first, minor) = (first.index(), asked.currency.minor_per_unit());
    let code = asked.currency.code();
    let months = &mut counted.months;
    let mut put = |from: i32, until: i32, amount: f64, add: &dyn Fn(&mut MonthCounted, f64)| {
        let days = f64::from((until - from).max(0) + 1);
        let month_of = |day: i32| facts::Day::from_epoch(day).map(facts::Day::month);
        let (Ok(start), Ok(end)) = (month_of(from), month_of(until.max(from))) else { return };
        // A slip of the pen in a year is no reason to walk through centuries.
        for index in start.index()..=end.index().min(start.index() + 1_200) {
            let month = Month::from_index(index);
            let (a, b) = (month.first_day().days_since_epoch(), month.last_day().days_since_epoch());
            let part = f64::from(b.min(until.max(from)) - a.max(from) + 1) / days;
            let at = usize::try_from(index - first).ok().and_then(|i| months.get_mut(i));
            if let Some((_, month)) = at {
                add(month, part * amount / minor);
            }
        }
    };
    if asked.has(Kind::Costs) {
        let sql = format!(
            "SELECT coalesce(kind, 'acquisition'), day, coalesce(until, day), coalesce(channel, ''), amount FROM costs \
             WHERE (currency IS NULL OR currency = '{code}') AND amount IS NOT NULL"
        );
        asked.rows(&sql, &mut |row| {
            let [kind, Value::Day(from), Value::Day(until), channel, amount] = row else { return };
            let referral = channel.text().is_some_and(is_word_of_mouth);
            let kind = kind.text().unwrap_or_default();
            put(*from, *until, number(amount), &|month, amount| match kind {
                "acquisition" if referral => month.referral += amount,
                "acquisition" => *month.acquisition.get_or_insert(0.0) += amount,
                "retention" => *month.retention.get_or_insert(0.0) += amount,
                "service" => *month.service.get_or_insert(0.0) += amount,
                _ => *month.operating.get_or_insert(0.0) += amount,
            });
        })?;
    }
    if asked.has(Kind::Gestures) {
        let sql = format!(
            "SELECT CAST(\"time\" AS DATE), sum(amount) FROM gestures WHERE (currency IS NULL OR currency = '{code}') \
             AND amount IS NOT NULL AND (case_id IS NOT NULL OR order_id IS NOT NULL OR cause IS NOT NULL) GROUP BY 1 ORDER BY 1"
        );
        asked.rows(&sql, &mut |row| {
            let [Value::Day(day), amount] = row else { return };
            put(*day, *day, number(amount), &|month, amount| month.gestures += amount);
        })?;
    }
    Ok(())
}
