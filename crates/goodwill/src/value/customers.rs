//! One row a customer: what `customers.csv` and `customers.parquet` hold.

use facts::{Day, OrderLog};
use history::table::Column;
use models::{
    forecast::{CustomerForecast, Forecast},
    health::{Health, value_at_risk},
    rfm::{Rfm, RfmInput, rfm},
};

use super::{base::Base, margin::Margin, valuation::AtRisk};

/// What is expected of every customer, in the order of the base.
pub enum Foretold {
    /// By a model of buying at any moment.
    AnyTime(Box<Forecast>),
    /// By a model of chances, one a period.
    Chances {
        /// One a customer.
        customers: Vec<CustomerForecast>,
        /// Whether money is in it.
        money: bool,
    },
}

impl Foretold {
    /// One customer's forecast; `None` beyond the last.
    pub fn customer(&self, i: usize) -> Option<CustomerForecast> {
        match self {
            Self::AnyTime(forecast) => forecast.customer(i),
            Self::Chances { customers, .. } => customers.get(i).copied(),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = CustomerForecast> + '_ {
        (0..).map_while(|i| self.customer(i))
    }

    /// Whether money is expected.
    pub fn has_money(&self) -> bool {
        match self {
            Self::AnyTime(forecast) => forecast.no_money.is_none(),
            Self::Chances { money, .. } => *money,
        }
    }
}

/// What is known and expected of every customer, in the order of the base.
pub struct Customers<'a> {
    /// Where ids and order days come from.
    pub log: &'a OrderLog,
    /// The base the rest is about.
    pub base: &'a Base,
    /// Revenue to date, whole units; empty without amounts.
    pub spend: Vec<f64>,
    /// Margin to date, whole units; empty without amounts.
    pub to_date: Vec<f64>,
    /// The forecast, where lifetime models apply.
    pub forecast: Option<Foretold>,
    /// Scores.
    pub rfm: Vec<Rfm>,
    /// The name of each customer's cohort.
    pub cohort_of: Vec<u32>,
    /// Names of the cohorts.
    pub cohort_names: Vec<String>,
}

impl<'a> Customers<'a> {
    /// What is known; cohorts and forecast are added by the caller.
    pub fn new(log: &'a OrderLog, base: &'a Base, margin: &Margin, minor_per_unit: Option<f64>) -> Self {
        let (mut spend, mut to_date) = (Vec::new(), Vec::new());
        if let Some(minor) = minor_per_unit {
            (spend, to_date) = base
                .customers
                .iter()
                .zip(&base.summaries)
                .map(|(&customer, summary)| {
                    let known = log.of(customer as usize).iter().take_while(|d| d.day <= base.as_of);
                    let kept: f64 = known.map(|d| margin.kept_minor(d)).sum();
                    (summary.total_amount_minor as f64 / minor, kept / minor)
                })
                .unzip();
        }
        let inputs: Vec<RfmInput> = base
            .summaries
            .iter()
            .enumerate()
            .map(|(i, s)| RfmInput {
                recency_days: base.as_of.days_since_epoch() - s.last_day,
                orders: s.repeat_orders + 1,
                money: spend.get(i).copied().unwrap_or(0.0),
            })
            .collect();
        let rfm = rfm(&inputs);
        Self {
            log,
            base,
            spend,
            to_date,
            forecast: None,
            rfm,
            cohort_of: Vec::new(),
            cohort_names: Vec::new(),
        }
    }

    /// The company's own id of customer `i` of the base.
    pub fn id(&self, i: usize) -> &str {
        self.log.id(self.base.customers[i] as usize)
    }

    fn days(&self, pick: impl Fn(&models::history::Summary) -> i32) -> Vec<i32> {
        self.base.summaries.iter().map(pick).collect()
    }

    fn foreseen(&self, pick: impl Fn(&CustomerForecast) -> Option<f64>) -> Vec<f64> {
        let forecast = self.forecast.iter().flat_map(Foretold::iter);
        forecast.map(|f| pick(&f).unwrap_or(f64::NAN)).collect()
    }

    /// The columns of the table, the same for CSV and Parquet. Columns that are not known of any
    /// customer are left out.
    pub fn columns(&self) -> Vec<Column<'_>> {
        let n = self.base.len();
        let score =
            |pick: fn(&Rfm) -> u8| -> Vec<i64> { self.rfm.iter().map(|r| i64::from(pick(r))).collect() };
        let mut columns = vec![
            Column::text("customer", (0..n).map(|i| self.id(i))),
            Column::day("first_order", self.days(|s| s.first_day)),
            Column::day("last_order", self.days(|s| s.last_day)),
            Column::int("orders", self.base.summaries.iter().map(|s| i64::from(s.repeat_orders) + 1)),
        ];
        if !self.spend.is_empty() {
            columns.push(Column::float("spend", self.spend.iter().copied()));
            columns.push(Column::float("value_to_date", self.to_date.iter().copied()));
        }
        if self.forecast.is_some() {
            columns.push(Column::float("alive", self.foreseen(|f| Some(f.alive))));
            columns.push(Column::float("expected_orders", self.foreseen(|f| Some(f.orders.expected))));
            columns.push(Column::float("expected_orders_low", self.foreseen(|f| Some(f.orders.low))));
            columns.push(Column::float("expected_orders_high", self.foreseen(|f| Some(f.orders.high))));
        }
        if self.forecast.as_ref().is_some_and(Foretold::has_money) {
            columns.push(Column::float("expected_spend", self.foreseen(|f| f.money.map(|m| m.expected))));
            columns.push(Column::float("expected_spend_low", self.foreseen(|f| f.money.map(|m| m.low))));
            columns.push(Column::float("expected_spend_high", self.foreseen(|f| f.money.map(|m| m.high))));
            columns.push(Column::float("expected_value", self.foreseen(|f| f.value.map(|m| m.expected))));
            columns.push(Column::float("expected_value_low", self.foreseen(|f| f.value.map(|m| m.low))));
            columns.push(Column::float("expected_value_high", self.foreseen(|f| f.value.map(|m| m.high))));
            columns.push(Column::float(
                "value_at_risk",
                self.foreseen(|f| f.value.map(|m| value_at_risk(f.alive, m.expected))),
            ));
        }
        if self.forecast.is_some() {
            let names = self.forecast.iter().flat_map(Foretold::iter).map(|f| Health::of(f.alive).name());
            columns.push(Column::text("health", names));
        }
        columns.push(Column::int("rfm_recency", score(|r| r.recency)));
        columns.push(Column::int("rfm_frequency", score(|r| r.frequency)));
        columns.push(Column::int("rfm_money", score(|r| r.money)));
        let cohorts = self.cohort_of.iter().map(|&c| self.cohort_names[c as usize].as_str());
        columns.push(Column::text("cohort", cohorts));
        columns
    }

    /// The customers whose value at risk is greatest, at most `most`.
    pub fn at_risk(&self, most: usize) -> Vec<AtRisk> {
        let Some(forecast) = &self.forecast else { return Vec::new() };
        let mut ranked: Vec<(f64, usize)> = forecast
            .iter()
            .enumerate()
            .filter_map(|(i, f)| f.value.map(|v| (value_at_risk(f.alive, v.expected), i)))
            .filter(|(risk, _)| *risk > 0.0)
            .collect();
        // Equal risks keep the order of ids, so that the list is the same in every run.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(most);
        ranked.into_iter().filter_map(|(risk, i)| self.at_risk_line(forecast, i, risk)).collect()
    }

    fn at_risk_line(&self, forecast: &Foretold, i: usize, at_risk: f64) -> Option<AtRisk> {
        let foreseen = forecast.customer(i)?;
        let value = foreseen.value?;
        let summary = &self.base.summaries[i];
        let lived = f64::from(summary.last_day - summary.first_day);
        Some(AtRisk {
            customer: self.id(i).to_owned(),
            orders: u64::from(summary.repeat_orders) + 1,
            last_order: Day::from_epoch(summary.last_day).ok()?,
            to_date: self.to_date.get(i).copied().unwrap_or(0.0),
            alive: foreseen.alive,
            expected: value.expected,
            low: value.low,
            high: value.high,
            at_risk,
            usual_gap_days: (summary.repeat_orders > 0).then(|| lived / f64::from(summary.repeat_orders)),
        })
    }
}
