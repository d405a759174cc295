//! What is true of the company: `truth/customers.csv` and `truth/parameters.json`.

use std::fmt::Write as _;

use facts::Day;
use serde_json::json;

use super::files::{Files, Part};
use super::{Cents, Shape};
use crate::company::months_after;
use crate::life::day_of;
use crate::planted::{
    BAD_QUARTER_AFTER_MONTHS, COMPLAINT, FAST_DAYS, LATE, LEAVE_COMPLAINT, LEAVE_LATE, PROMISED_DAYS,
};
use crate::{CHANNELS, CURRENCY, Company, CustomerLife, Leaving, LeftBy, SampleError};

/// Months after the export for which the truth counts orders and money.
const HORIZONS: [u32; 3] = [12, 24, 36];

/// Writes the line of each customer.
pub(super) struct Customers {
    file: Part,
    last_day: Day,
    /// Horizons the truth reaches, with their last days.
    horizons: Vec<(u32, Day)>,
}

impl Customers {
    pub(super) fn create(company: &Company, files: &mut Files) -> Result<Self, SampleError> {
        let mut file = files.create("truth/customers.csv")?;
        let horizons: Vec<_> = HORIZONS
            .into_iter()
            .filter(|&months| months <= company.future_months)
            .map(|months| (months, months_after(company.first_day, company.months + months).plus(-1)))
            .collect();
        let mut head = String::from(
            "customer_id,first_order,channel,order_rate_per_week,leaving_rate_per_week,\
             leaving_chance_per_order,left_on,left_by,active_at_end,mean_spend,order_days,spend",
        );
        for (months, _) in &horizons {
            let _ = write!(head, ",future_orders_{months},future_spend_{months}");
        }
        file.line(format_args!("{head}"))?;
        Ok(Self { file, last_day: company.last_day(), horizons })
    }

    /// Writes one customer. `orders` holds each order's day and net cents, oldest first.
    pub(super) fn write(
        &mut self,
        life: &CustomerLife,
        orders: impl Iterator<Item = (Day, i64)>,
    ) -> Result<(), SampleError> {
        let mut known = Sum::default();
        let mut future = [Sum::default(); HORIZONS.len()];
        for (day, cents) in orders {
            if day <= self.last_day {
                known.add(day, cents);
            } else {
                for ((_, until), sum) in self.horizons.iter().zip(&mut future) {
                    if day <= *until {
                        sum.add(day, cents);
                    }
                }
            }
        }
        let (rate, chance) = match life.leaving {
            Leaving::RatePerWeek(mu) => (format!("{mu:.8}"), String::new()),
            Leaving::ChancePerOrder(p) => (String::new(), format!("{p:.8}")),
        };
        let (left_on, left_by) = life.left.map_or((String::new(), ""), |left| {
            let by = match left.by {
                LeftBy::OwnCourse => "own course",
                LeftBy::Service => "service",
            };
            (day_of(left.second).to_string(), by)
        });
        let mut tail = String::new();
        for sum in &future[..self.horizons.len()] {
            let _ = write!(tail, ",{},{}", sum.days, Cents(sum.cents));
        }
        self.file.line(format_args!(
            "C{:06},{},{},{:.8},{rate},{chance},{left_on},{left_by},{},{:.2},{},{}{tail}",
            life.number,
            life.first_day(),
            life.channel.name,
            life.order_rate_per_week,
            u8::from(life.active_after(self.last_day)),
            life.mean_spend_cents / 100.0,
            known.days,
            Cents(known.cents),
        ))
    }

    pub(super) fn close(self) -> Result<(), SampleError> {
        self.file.close()
    }
}

/// Order days (orders of one day count once, as everywhere in the program) and their money.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    days: u64,
    cents: i64,
    last: Option<Day>,
}

impl Sum {
    fn add(&mut self, day: Day, cents: i64) {
        self.days += u64::from(self.last != Some(day));
        self.cents += cents;
        self.last = Some(day);
    }
}

pub(super) fn write_parameters(
    company: &Company,
    shape: Shape,
    files: &mut Files,
) -> Result<(), SampleError> {
    let parameters: serde_json::Map<String, serde_json::Value> =
        company.model.parameters().into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
    let planted = company.planted.then(|| {
        json!({
            "channels": CHANNELS.map(|c| json!({
                "name": c.name,
                "share": c.share,
                "cost": c.cost_cents / 100.0,
                "order_rate_factor": c.order_rate_factor,
                "leaving_factor": c.leaving_factor,
            })),
            "promised_days": PROMISED_DAYS,
            "late": LATE.0,
            "late_in_bad_quarter": LATE.1,
            "bad_quarter_from": facts::Month::from_index(
                company.first_day.month().index() + BAD_QUARTER_AFTER_MONTHS),
            "complaint_if_late": COMPLAINT.0,
            "complaint_if_in_time": COMPLAINT.1,
            "leave_if_late_without_complaint": LEAVE_LATE,
            "leave_if_complaint_solved_fast": LEAVE_COMPLAINT.0,
            "leave_if_complaint_solved_slowly": LEAVE_COMPLAINT.1,
            "fast_days": FAST_DAYS,
        })
    });
    let all = json!({
        "shape": match shape { Shape::Shop => "shop", Shape::PlainOrders => "plain-orders" },
        "customers": company.customers,
        "seed": company.seed,
        "first_day": company.first_day,
        "last_day": company.last_day(),
        "last_true_day": company.last_true_day(),
        "acquisition_months": company.acquisition_months,
        "currency": CURRENCY,
        "seasonality": company.seasonality,
        "buying": { "model": company.model.name(), "unit": "week", "parameters": parameters },
        "spending": {
            "model": "gamma-gamma",
            "parameters": {
                "p": company.spending.p, "q": company.spending.q, "v": company.spending.v,
            },
        },
        "planted": planted,
    });
    let mut file = files.create("truth/parameters.json")?;
    file.line(format_args!("{all:#}"))?;
    file.close()
}
