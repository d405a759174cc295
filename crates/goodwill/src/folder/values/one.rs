//! One customer's value, worked out step by step with the parameters of a fit: what it is made of.

use facts::{Currency, Day, FactRow, Month, Value, schema::Kind};
use history::import::{
    OrderImport, ReadOptions,
    facts::{KeptOrder, KeptReturn},
};
use models::{
    buying::BuyingKind,
    estimate::{Estimate, Level},
    fit::Fit,
    forecast::{DOUBT_PER_CUSTOMER_BELOW, Forecast, Request, Spend, forecast},
};
use rayon::prelude::*;
use records::KeptFit;

use super::{Kept, refit::NO_MODEL};
use crate::{
    folder::FolderError,
    value::{Base, MONTH_DAYS, Margin, no_spending, spend_of},
};

/// How far a customer's value is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The steps that lead to it.
    Steps,
    /// The curve over the months too.
    Curve,
}

/// Points of the curve ahead, at most: one interval each has to be worked out.
const AHEAD_AT_MOST: u32 = 36;

/// What is known of one customer, and what is expected where the models apply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Worked {
    /// The day looked from.
    pub(crate) as_of: Day,
    /// The currency of the amounts; none where the orders name no amounts.
    pub(crate) currency: Option<Currency>,
    /// Order days until `as_of`, oldest first.
    pub(crate) days: Vec<OrderDay>,
    /// Money kept per unit of revenue, and where that is known from.
    pub(crate) margin: f64,
    /// `stated`, `cost column` or `assumed`.
    pub(crate) margin_source: &'static str,
    /// Margin so far by month, then expected.
    pub(crate) curve: Vec<Point>,
    /// What is expected; none where lifetime models do not apply.
    pub(crate) expected: Option<Expected>,
}

/// One day with orders: what it brought net of refunds, and what was kept of it; whole units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OrderDay {
    /// The day.
    pub(crate) day: Day,
    /// Orders of the day that count as one.
    pub(crate) orders: u32,
    /// Net amount.
    pub(crate) amount: f64,
    /// What was kept of it.
    pub(crate) kept: f64,
}

/// A point of the curve; money in whole units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// The end of this month, or `as_of` in the latest.
    pub(crate) month: Month,
    /// Margin so far.
    pub(crate) to_date: Option<f64>,
    /// Margin so far and expected: expected, low, high.
    pub(crate) expected: Option<[f64; 3]>,
}

/// What is expected and the steps that lead to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expected {
    /// Number of the fit.
    pub(crate) fit: i64,
    /// When it was made.
    pub(crate) fitted_at: i64,
    /// The buying model.
    pub(crate) model: BuyingKind,
    /// Its parameters, times in weeks.
    pub(crate) parameters: [f64; 4],
    /// p, q, v of the spending model, where there is one.
    pub(crate) spending: Option<[f64; 3]>,
    /// Customers the buying model was fitted to.
    pub(crate) fitted_to: f64,
    /// Orders after the first, days with an order counted once (x).
    pub(crate) repeat_orders: u32,
    /// First order to last order, weeks (t_x).
    pub(crate) last_order_weeks: f64,
    /// First order to `as_of`, weeks (T).
    pub(crate) age_weeks: f64,
    /// Paid repeat orders and their mean amount.
    pub(crate) spend: Spend,
    /// Discount a year.
    pub(crate) discount: f64,
    /// Months ahead.
    pub(crate) horizon_months: u32,
    /// Level of the intervals.
    pub(crate) level: f64,
    /// Probability that the customer still buys here.
    pub(crate) alive: f64,
    /// Orders expected within the horizon of a customer who is surely active.
    pub(crate) orders_if_active: f64,
    /// Orders expected within the horizon.
    pub(crate) orders: Estimate,
    /// The money steps, where money is known.
    pub(crate) money: Option<MoneySteps>,
}

/// The steps from orders to value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MoneySteps {
    /// Expected amount of one order.
    pub(crate) amount: f64,
    /// How much of it is the customer's own mean, 0 to 1; the rest is everybody's.
    pub(crate) own_weight: f64,
    /// Everybody's mean amount.
    pub(crate) everybody: f64,
    /// Discounted per undiscounted order: what discounting leaves of one unit.
    pub(crate) discounting: f64,
    /// Expected discounted margin.
    pub(crate) value: Estimate,
}

/// Works one customer out from their orders and returns, as known at the end of `as_of`; `None`
/// without an order by then. Rows of other kinds are passed over. The curve is empty unless wanted.
///
/// # Errors
///
/// If the fit cannot be read.
pub(crate) fn one(
    fit: Option<&KeptFit>,
    as_of: Day,
    rows: &[&FactRow],
    depth: Depth,
) -> Result<Option<Worked>, FolderError> {
    let kept = match fit {
        Some(fit) if fit.model != NO_MODEL => Some((fit, Kept::read(&fit.parameters)?)),
        _ => None,
    };
    let currency = kept.as_ref().and_then(|(_, kept)| Currency::from_code(&kept.currency).ok());
    let options = ReadOptions { today: Some(as_of), currency, ..ReadOptions::default() };
    let (orders, returns) = (kept_orders(rows), kept_returns(rows));
    let Ok(import) = OrderImport::of_rows(&orders, &returns, &options) else { return Ok(None) };
    let log = &import.log;
    let settings = kept.as_ref().map_or_else(Default::default, |(_, kept)| kept.settings());
    let unit_days = settings.unit.days();
    let base = Base::new(log, as_of, unit_days);
    let (Some(summary), Some(&customer)) = (base.summaries.first(), base.customers.first()) else {
        return Ok(None);
    };
    let margin = match &kept {
        Some((_, kept)) => Margin::kept(kept.margin, &kept.margin_source),
        None => Margin::new(None, log),
    };
    let minor = import.has_amounts.then(|| log.currency().minor_per_unit());
    let scale = minor.unwrap_or(1.0);
    let days: Vec<OrderDay> = log
        .of(customer as usize)
        .iter()
        .take_while(|d| d.day <= as_of)
        .map(|d| OrderDay {
            day: d.day,
            orders: d.orders,
            amount: d.amount_minor as f64 / scale,
            kept: margin.kept_minor(d) / scale,
        })
        .collect();
    let drawn = minor.is_some() && depth == Depth::Curve;
    let mut curve = if drawn { seen(&days, as_of) } else { Vec::new() };
    let expected = match kept {
        None => None,
        Some((fit, kept)) => {
            let (mut buying, mut spending) = (kept.buying()?, kept.spending()?);
            // As in the fit that valued everybody: where very many customers speak for the
            // parameters, the doubt about them is far smaller than what one customer may do.
            if buying.customers >= DOUBT_PER_CUSTOMER_BELOW as f64 {
                buying.log_covariance.clear();
                if let Some(spending) = &mut spending {
                    spending.log_covariance.clear();
                }
            }
            let spend = match minor {
                Some(minor) => spend_of(summary, minor),
                None => no_spending(&base).into_iter().next().unwrap_or_default(),
            };
            let asked = Asked {
                base: &base,
                spend,
                buying: &buying,
                spending: spending.as_ref().filter(|_| minor.is_some()),
                discount_rate: settings.discount.ln_1p() / (365.25 / unit_days),
                margin: kept.margin,
                level: Level::new(settings.level).unwrap_or_default(),
                unit_days,
            };
            let foreseen = asked.over(&asked.ends(settings.horizon_months), asked.discount_rate)?;
            if drawn {
                let now = days.iter().map(|day| day.kept).sum();
                curve.extend(asked.ahead(&foreseen, settings.horizon_months, now, as_of.month())?);
            }
            asked.expected(&foreseen, fit, settings.discount, settings.horizon_months)
        }
    };
    Ok(Some(Worked {
        as_of,
        currency: minor.map(|_| log.currency()),
        days,
        margin: margin.share,
        margin_source: margin.words(),
        curve,
        expected,
    }))
}

/// The question about one customer.
struct Asked<'a> {
    base: &'a Base,
    spend: Spend,
    buying: &'a Fit<models::buying::Buying>,
    spending: Option<&'a Fit<models::gamma_gamma::GammaGamma>>,
    discount_rate: f64,
    margin: f64,
    level: Level,
    unit_days: f64,
}

impl Asked<'_> {
    /// The ends of the coming months.
    fn ends(&self, months: u32) -> Vec<f64> {
        (1..=months).map(|m| f64::from(m) * MONTH_DAYS / self.unit_days).collect()
    }

    /// The forecast over these ends.
    fn over(&self, ends: &[f64], discount_rate: f64) -> Result<Forecast, FolderError> {
        Ok(forecast(&Request {
            buying: self.buying,
            spending: self.spending,
            cells: &self.base.cells,
            cell_of: &self.base.cell_of,
            spend: &[self.spend],
            ends,
            discount_rate,
            margin: self.margin,
            level: self.level,
            groupings: &[],
        })?)
    }

    /// The points of the curve after `now`, the margin so far.
    ///
    /// A month's interval is that of the revenue until its end, in the proportion of what
    /// discounting leaves; the forecast of the whole horizon knows the latter for each month, and so
    /// the former needs no months in between.
    fn ahead(
        &self,
        whole: &Forecast,
        horizon: u32,
        now: f64,
        month: Month,
    ) -> Result<Vec<Point>, FolderError> {
        let step = horizon.div_ceil(AHEAD_AT_MOST).max(1);
        let wanted: Vec<u32> = (1..=horizon).filter(|m| m % step == 0 || *m == horizon).collect();
        let ends = self.ends(horizon);
        let point = |months: &u32| {
            let at = *months as usize - 1;
            let value = if *months == horizon {
                whole.customer(0).and_then(|f| f.value)
            } else {
                let money = self.over(&ends[at..=at], 0.0)?.customer(0).and_then(|f| f.money);
                let of = |by_end: &[Estimate]| by_end.get(at).map_or(0.0, |sum| sum.expected);
                let kept = share(of(&whole.total.value_by_end), of(&whole.total.money_by_end));
                money.map(|money| money.scaled(kept))
            };
            Ok(value.map(|value| Point {
                month: Month::from_index(month.index() + *months as i32),
                to_date: None,
                expected: Some([now + value.expected, now + value.low, now + value.high]),
            }))
        };
        let points = wanted.par_iter().map(point).collect::<Result<Option<Vec<Point>>, FolderError>>()?;
        Ok(points.unwrap_or_default())
    }

    fn expected(
        &self,
        whole: &Forecast,
        fit: &KeptFit,
        discount: f64,
        horizon_months: u32,
    ) -> Option<Expected> {
        let foreseen = whole.customer(0)?;
        let history = self.base.history(0);
        let weeks = self.unit_days / 7.0;
        let money =
            self.spending.zip(foreseen.money).zip(foreseen.value).and_then(|((spending, money), value)| {
                let model = spending.model;
                let paid = f64::from(self.spend.orders);
                Some(MoneySteps {
                    amount: model.expected_spend(paid, self.spend.mean)?,
                    own_weight: if self.spend.orders > 0 { model.own_weight(paid)? } else { 0.0 },
                    everybody: model.population_mean()?,
                    discounting: share(value.expected, money.expected * self.margin),
                    value,
                })
            });
        Some(Expected {
            fit: fit.id,
            fitted_at: fit.fitted_at,
            model: self.buying.model.kind(),
            parameters: self.buying.model.parameters(),
            spending: self.spending.map(|fit| fit.model.parameters()),
            fitted_to: self.buying.customers,
            repeat_orders: history.repeat_orders(),
            last_order_weeks: history.last_order() * weeks,
            age_weeks: history.age() * weeks,
            spend: self.spend,
            discount,
            horizon_months,
            level: self.level.get(),
            alive: foreseen.alive,
            orders_if_active: share(foreseen.orders.expected, foreseen.alive),
            orders: foreseen.orders,
            money,
        })
    }
}

/// A quotient, or 1 of nothing.
fn share(part: f64, whole: f64) -> f64 {
    let share = part / whole;
    if share.is_finite() { share } else { 1.0 }
}

/// Margin so far at the end of each month from the first order's until `as_of`'s.
fn seen(days: &[OrderDay], as_of: Day) -> Vec<Point> {
    let Some(first) = days.first() else { return Vec::new() };
    let (mut sum, mut next) = (0.0, 0);
    (first.day.month().index()..=as_of.month().index())
        .map(|index| {
            while let Some(day) = days.get(next).filter(|day| day.day.month().index() <= index) {
                sum += day.kept;
                next += 1;
            }
            let here = (index == as_of.month().index()).then_some([sum; 3]);
            Point { month: Month::from_index(index), to_date: Some(sum), expected: here }
        })
        .collect()
}

/// Under what name the one customer goes.
const CUSTOMER: &str = "1";

fn kept_orders(rows: &[&FactRow]) -> Vec<KeptOrder> {
    let mut kept: Vec<KeptOrder> = rows
        .iter()
        .filter(|row| row.kind == Kind::Orders)
        .filter_map(|row| {
            Some(KeptOrder {
                order: text(row, "order_id").unwrap_or_default(),
                source: text(row, "source").unwrap_or_default(),
                customer: Some(CUSTOMER.to_owned()),
                day: day_of(row)?,
                currency: currency_of(row),
                amount_minor: money(row, "amount"),
                cost_minor: money(row, "cost"),
                status: text(row, "status"),
            })
        })
        .collect();
    kept.sort_by(|a, b| (a.day, &a.source, &a.order).cmp(&(b.day, &b.source, &b.order)));
    kept
}

fn kept_returns(rows: &[&FactRow]) -> Vec<KeptReturn> {
    let mut kept: Vec<KeptReturn> = rows
        .iter()
        .filter(|row| row.kind == Kind::Returns)
        .filter_map(|row| {
            Some(KeptReturn {
                number: text(row, "return_id"),
                source: text(row, "source").unwrap_or_default(),
                order: text(row, "order_id"),
                customer: Some(CUSTOMER.to_owned()),
                day: day_of(row)?,
                currency: currency_of(row),
                amount_minor: money(row, "amount"),
                cost_minor: money(row, "cost"),
                whole_order: *row.value("whole_order") == Value::YesNo(true),
            })
        })
        .collect();
    kept.sort_by(|a, b| {
        (a.day, &a.source, &a.order, &a.number).cmp(&(b.day, &b.source, &b.order, &b.number))
    });
    kept
}

fn text(row: &FactRow, name: &str) -> Option<String> {
    row.value(name).text().map(str::to_owned)
}

fn money(row: &FactRow, name: &str) -> Option<i64> {
    match row.value(name) {
        Value::Money(minor) => Some(*minor),
        _ => None,
    }
}

fn currency_of(row: &FactRow) -> Option<Currency> {
    row.value("currency").text().and_then(|code| Currency::from_code(code).ok())
}

/// The calendar day of an order or return: as the company keeps it, else that of the moment in UTC.
pub(crate) fn day_of(row: &FactRow) -> Option<Day> {
    match row.value("day") {
        Value::Day(day) => Day::from_epoch(*day).ok(),
        _ => row.time().and_then(|micros| super::day_of(micros).ok()),
    }
}

#[cfg(test)]
mod tests {
    use facts::{Private, Version};

    use super::*;

    fn order(number: &str, day: &str, minor: i64) -> FactRow {
        let day: Day = day.parse().unwrap();
        let fields = Kind::Orders.schema().public().map(|field| match field.name {
            "order_id" => Value::Text(number.to_owned()),
            "source" => Value::Text("shop".to_owned()),
            "customer" => Value::Customer(7),
            "time" => Value::Time(i64::from(day.days_since_epoch()) * 86_400_000_000),
            "day" => Value::Day(day.days_since_epoch()),
            "currency" => Value::Text("EUR".to_owned()),
            "amount" => Value::Money(minor),
            _ => Value::Null,
        });
        FactRow::new(Kind::Orders, Version { time: 1, tie: 0 }, fields.collect(), Private::default())
    }

    fn fit(customers: f64) -> KeptFit {
        let covariance = "[[0.01,0,0,0],[0,0.01,0,0],[0,0,0.02,0],[0,0,0,0.02]]";
        KeptFit {
            id: 3,
            as_of: 0,
            fitted_at: 5,
            kind: "full".to_owned(),
            model: "mbg-nbd".to_owned(),
            parameters: format!(
                "{{\"model\":\"mbg-nbd\",\"buying\":{{\"parameters\":[0.52,6.2,0.9,1.6],\"log_covariance\":{covariance},\
                 \"log_likelihood\":-1.0,\"customers\":{customers}}},\"spending\":{{\"parameters\":[6.25,3.74,15.44],\
                 \"log_covariance\":[],\"log_likelihood\":-1.0,\"customers\":{customers}}},\"margin\":0.4,\
                 \"margin_source\":\"stated\",\"discount\":0.1,\"horizon_months\":12,\"level\":0.8,\"currency\":\"EUR\"}}"
            ),
            summary: "{}".to_owned(),
        }
    }

    fn rows() -> Vec<FactRow> {
        vec![
            order("1", "2025-01-10", 5_000),
            order("2", "2025-03-01", 7_000),
            order("3", "2025-06-20", 6_000),
        ]
    }

    #[test]
    fn the_steps_multiply_to_the_value_and_the_curve_ends_at_it() {
        let as_of = "2025-09-30".parse().unwrap();
        for customers in [500.0, 50_000.0] {
            let rows = rows();
            let rows: Vec<&FactRow> = rows.iter().collect();
            let worked = one(Some(&fit(customers)), as_of, &rows, Depth::Curve).unwrap().unwrap();
            // Without the curve the steps are the same.
            let steps = one(Some(&fit(customers)), as_of, &rows, Depth::Steps).unwrap().unwrap();
            assert_eq!((&steps.expected, &steps.days), (&worked.expected, &worked.days));
            assert_eq!(steps.curve, []);
            let e = worked.expected.as_ref().unwrap();
            let money = e.money.unwrap();
            let product = e.alive * e.orders_if_active * money.amount * worked.margin * money.discounting;
            assert!(
                (product / money.value.expected - 1.0).abs() < 1e-9,
                "{product} {}",
                money.value.expected
            );
            assert!(money.discounting > 0.9 && money.discounting < 1.0, "{}", money.discounting);
            assert_eq!((e.repeat_orders, e.spend.orders, e.spend.mean), (2, 2, 65.0));
            let paid: f64 = worked.days.iter().map(|day| day.kept).sum();
            assert!((paid - 72.0).abs() < 1e-9);
            let last = worked.curve.last().unwrap().expected.unwrap();
            assert!((last[0] - paid - money.value.expected).abs() < 1e-9);
            assert!((last[2] - paid - money.value.high).abs() < 1e-9);
            // Months to date, and one point a month of the horizon.
            assert_eq!(worked.curve.len(), 9 + 12);
            assert!(worked.curve.windows(2).all(|w| w[0].month < w[1].month));
        }
    }

    #[test]
    fn a_point_of_the_curve_is_the_value_of_so_many_months() {
        let as_of = "2025-09-30".parse().unwrap();
        let rows = rows();
        let rows: Vec<&FactRow> = rows.iter().collect();
        for customers in [500.0, 50_000.0] {
            let whole = fit(customers);
            let curve = one(Some(&whole), as_of, &rows, Depth::Curve).unwrap().unwrap().curve;
            for months in [1_usize, 2, 5, 11] {
                let horizon = format!("\"horizon_months\":{months},");
                let parameters = whole.parameters.replace("\"horizon_months\":12,", &horizon);
                let shorter = KeptFit { parameters, ..fit(customers) };
                let worked = one(Some(&shorter), as_of, &rows, Depth::Steps).unwrap().unwrap();
                let value = worked.expected.unwrap().money.unwrap().value;
                let paid: f64 = worked.days.iter().map(|day| day.kept).sum();
                let point = curve[9 + months - 1].expected.unwrap();
                for (point, alone) in point.iter().zip([value.expected, value.low, value.high]) {
                    let ahead = point - paid;
                    // The value within a month is weighed by another rule than months ahead of it.
                    assert!((ahead - alone).abs() <= 1e-4 * alone.abs(), "{months}: {ahead} {alone}");
                }
            }
        }
    }

    #[test]
    fn without_a_model_only_what_was_paid_is_known() {
        let as_of = "2025-03-31".parse().unwrap();
        let rows = rows();
        let rows: Vec<&FactRow> = rows.iter().collect();
        let worked = one(None, as_of, &rows, Depth::Curve).unwrap().unwrap();
        assert!(worked.expected.is_none());
        // The order of June is not known yet at the end of March.
        assert_eq!(worked.days.len(), 2);
        assert_eq!(worked.curve.last().unwrap().to_date, Some(120.0));
        assert_eq!(one(None, "2024-01-01".parse().unwrap(), &rows, Depth::Curve).unwrap(), None);
        assert_eq!(one(None, as_of, &[], Depth::Curve).unwrap(), None);
    }
}
