//! What is true of the company: `truth/customers.csv` and `truth/parameters.json`.

use std::fmt::Write as _;

use facts::{Day, Month};
use serde_json::{Map, Value, json};

use super::costs::Ledger;
use super::files::{Files, Part};
use super::{Cents, Shape};
use crate::books::{self, Gift, Upkeep};
use crate::company::months_after;
use crate::favours::{GROWTH_MONTHS, LINES_BY_AGE};
use crate::goods::{BEYOND, LAUNCH_PRODUCTS, PRODUCTS};
use crate::life::day_of;
use crate::planted::{BAD_QUARTER_AFTER_MONTHS, FAST_DAYS, LATE_IN_BAD_QUARTER, PROMISED_DAYS, service};
use crate::suite::{
    ADDED, ADDED_SHARE, ALONE, ALONE_SHARE, HANDLING_MINUTES, LAUNCH_AFTER_MONTHS, OPEN, QUESTIONS,
};
use crate::winning::Winning;
use crate::{CHANNELS, CURRENCY, Company, CustomerLife, Favours, Leaving, LeftBy, SampleError, Suite};

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

/// Writes how the core is truly served, month by month: `truth/core_quality.csv`.
pub(super) fn write_core_quality(
    company: &Company,
    ledger: &Ledger,
    files: &mut Files,
) -> Result<(), SampleError> {
    let mut file = files.create("truth/core_quality.csv")?;
    file.line(format_args!("month,core_orders,late_share,complaint_rate,first_response_minutes"))?;
    for (month, after, core_orders) in ledger.core_orders() {
        let level = company.suite.level(after);
        file.line(format_args!(
            "{month},{core_orders},{:.4},{:.4},{:.1}",
            level.service.late,
            level.service.complaint_rate(),
            level.response_minutes(),
        ))?;
    }
    file.close()
}

/// The month so many months after the company's first.
fn month(company: &Company, after: i32) -> Month {
    Month::from_index(company.first_day.month().index() + after)
}

/// What is planted on top of the model in an ordinary month.
fn planted(company: &Company) -> Value {
    let ordinary = service(company, 0);
    let channels = CHANNELS.map(|c| {
        json!({
            "name": c.name,
            "share": c.share,
            "cost": c.cost_cents / 100.0,
            "order_rate_factor": c.order_rate_factor,
            "leaving_factor": c.leaving_factor,
        })
    });
    let mut planted = Map::new();
    let mut tell = |name: &str, value: Value| planted.insert(name.to_owned(), value);
    tell("channels", json!(channels));
    tell("promised_days", json!(PROMISED_DAYS));
    tell("late", json!(ordinary.late));
    if company.suite != Suite::None || company.favours.is_some() {
        tell("solved_within_days_at_most", json!(ordinary.slowest_days));
    } else {
        tell("late_in_bad_quarter", json!(LATE_IN_BAD_QUARTER));
        tell("bad_quarter_from", json!(month(company, BAD_QUARTER_AFTER_MONTHS)));
    }
    tell("complaint_if_late", json!(ordinary.complaint_if_late));
    tell("complaint_if_in_time", json!(ordinary.complaint_if_in_time));
    tell("leave_if_late_without_complaint", json!(ordinary.leave_if_late));
    tell("leave_if_complaint_solved_fast", json!(ordinary.leave_if_solved_fast));
    tell("leave_if_complaint_solved_slowly", json!(ordinary.leave_if_solved_slowly));
    tell("fast_days", json!(FAST_DAYS));
    Value::Object(planted)
}

fn suite(company: &Company) -> Value {
    let levels = (0..=LAUNCH_AFTER_MONTHS.len()).map(|launches| {
        let after = launches.checked_sub(1).map_or(0, |launch| LAUNCH_AFTER_MONTHS[launch]);
        let level = company.suite.level(after);
        json!({
            "launches": launches,
            "from": month(company, after),
            "utilisation": level.utilisation,
            "late": level.service.late,
            "complaint_if_late": level.service.complaint_if_late,
            "complaint_if_in_time": level.service.complaint_if_in_time,
            "complaint_rate": level.service.complaint_rate(),
            "solved_within_days_at_most": level.service.slowest_days,
            "first_response_minutes": level.response_minutes(),
        })
    });
    let launches = BEYOND.chunks(LAUNCH_PRODUCTS).enumerate().map(|(launch, line)| {
        json!({
            "line": line[0].line,
            "launched": Suite::launch_day(company, launch),
            "products": line.iter().map(|p| p.id).collect::<Vec<_>>(),
        })
    });
    let open: Map<String, Value> =
        OPEN.iter().map(|(s, share)| (s.name().to_owned(), json!(share))).collect();
    json!({
        "name": company.suite.name(),
        "core_products": PRODUCTS.len(),
        "launches": launches.collect::<Vec<_>>(),
        "open_share_by_stage": open,
        "added_to_core_orders": ADDED,
        "added_spend_share": ADDED_SHARE,
        "orders_beyond_core_by_core_order": ALONE,
        "beyond_core_spend_share": ALONE_SHARE,
        "handling_minutes": HANDLING_MINUTES,
        "question_share": QUESTIONS,
        "levels": levels.collect::<Vec<_>>(),
    })
}

/// How spending wins customers.
fn acquisition(company: &Company, winning: &Winning) -> Value {
    let months = winning.spending.iter().enumerate().map(|(after, &spend)| {
        json!({
            "month": Winning::month(company, after).month(),
            "spend": spend,
            "expected_customers": winning.expected(spend),
        })
    });
    json!({
        "law": "customers won in a month = C (1 - exp(-k_per_euro spend))",
        "C": winning.most,
        "k_per_euro": winning.steepness_per_euro,
        "usual_spend": winning.usual,
        "won_at_twice_the_usual_spend": 1.0 + (-winning.budget.steepness).exp(),
        "mean_cost_of_a_customer": winning.budget.cost_of_a_customer,
        "marginal_cost_at_the_usual_spend": winning.marginal_cost(winning.usual),
        "months": months.collect::<Vec<_>>(),
    })
}

/// What the books are kept by.
fn books(company: &Company) -> Value {
    let months = (0..company.months as i32).map(|after| {
        let upkeep = Upkeep::of(company, after);
        json!({
            "month": month(company, after),
            "care": books::care(after),
            "retention_by_order": upkeep.retention_by_order / 100.0,
            "service_by_order": upkeep.service_by_order / 100.0,
            "service_by_complaint": upkeep.service_by_complaint / 100.0,
            "operating": upkeep.operating / 100.0,
        })
    });
    let gifts = |gifts: &[Gift]| -> Vec<Value> {
        gifts
            .iter()
            .map(|g| json!({ "kind": g.kind, "share": g.share, "amount": g.cents as f64 / 100.0 }))
            .collect()
    };
    json!({
        "acquisition": company.winning().map(|winning| acquisition(company, &winning)),
        "costs": months.collect::<Vec<_>>(),
        "desk_by_minute": books::DESK_BY_MINUTE / 100.0,
        "goods_by_complaint": books::GOODS_BY_COMPLAINT / 100.0,
        "question_share": QUESTIONS,
        "in_touch_share_at_care_1": books::IN_TOUCH,
        "in_touch_within_days": [books::IN_TOUCH_DAYS.start(), books::IN_TOUCH_DAYS.end()],
        "in_touch_minutes": books::IN_TOUCH_MINUTES,
        "gestures": {
            "share_of_complaints": books::GIVEN_AFTER_COMPLAINT,
            "after_complaint": gifts(&books::AFTER_COMPLAINT),
            "unasked_share_of_orders": books::GIVEN_UNASKED,
            "unasked_from_order": books::UNASKED_FROM_ORDER,
            "unasked": gifts(&books::UNASKED),
            "effect_on_staying": 0.0,
        },
        "competitors": books::RIVALS
            .map(|r| json!({ "name": r.name, "usual_price_from": r.least, "usual_price_to": r.most })),
        "competitors_price_swing": books::OFFER_SWING,
        "competitors_effect_on_demand": 0.0,
    })
}

fn favoured(company: &Company, favours: Favours, ledger: &Ledger) -> Value {
    let upkeep = favours.upkeep(company);
    let survival = ledger.survival();
    let kept = |age: usize| Some(*survival.get(age + 12)? / *survival.get(age)?);
    let kept: Vec<f64> = [0, 12, 24].into_iter().map_while(kept).filter(|share| share.is_finite()).collect();
    let lines = LINES_BY_AGE
        .map(|(from, products)| json!({ "from_months": from, "line": PRODUCTS[products - 1].line }));
    json!({
        "name": favours.name(),
        "acquisition": company.winning().map(|winning| acquisition(company, &winning)),
        "retention": {
            "survival_by_age_months": survival,
            "kept_for_12_months_from_age_0_12_24": kept,
        },
        "spending_grows_to": favours.grown(),
        "spending_grows_over_months": GROWTH_MONTHS,
        "lines_by_age": match favours { Favours::Centric => json!(lines), Favours::Focused => Value::Null },
        "costs": {
            "retention_by_order": upkeep.retention_by_order / 100.0,
            "service_by_order": upkeep.service_by_order / 100.0,
            "service_by_complaint": upkeep.service_by_complaint / 100.0,
            "operating_by_month": upkeep.operating / 100.0,
        },
    })
}

pub(super) fn write_parameters(
    company: &Company,
    shape: Shape,
    ledger: &Ledger,
    files: &mut Files,
) -> Result<(), SampleError> {
    let model = company.lived_model();
    let parameters: Map<String, Value> =
        model.parameters().into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
    let mut all = json!({
        "shape": match shape { Shape::Shop => "shop", Shape::PlainOrders => "plain-orders" },
        "customers": company.customers,
        "seed": company.seed,
        "first_day": company.first_day,
        "last_day": company.last_day(),
        "last_true_day": company.last_true_day(),
        "acquisition_months": company.acquisition_months,
        "currency": CURRENCY,
        "seasonality": company.seasonality,
        "buying": { "model": model.name(), "unit": "week", "parameters": parameters },
        "spending": {
            "model": "gamma-gamma",
            "parameters": {
                "p": company.spending.p, "q": company.spending.q, "v": company.spending.v,
            },
        },
        "planted": company.planted.then(|| planted(company)),
    });
    if company.suite != Suite::None {
        all["suite"] = suite(company);
        all["eroded_from"] = json!(company.suite.eroded_after_months().map(|after| month(company, after)));
    }
    if let Some(favours) = company.favours {
        all["favours"] = favoured(company, favours, ledger);
    }
    if company.books {
        all["books"] = books(company);
    }
    let mut file = files.create("truth/parameters.json")?;
    file.line(format_args!("{all:#}"))?;
    file.close()
}
