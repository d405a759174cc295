//! One customer's life: won, ordering, gone.

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp1, Gamma};

use crate::planted::{Aftermath, CHANNELS, Channel, PROMISED_DAYS, aftermath, service};
use crate::stream::{Purpose, Streams};
use crate::suite::{ADDED_SHARE, ALONE_SHARE, Beyond};
use crate::winning::Winning;
use crate::{Company, SampleError, TrueModel};

pub(crate) const DAY_SECONDS: i64 = 86_400;
const WEEK_SECONDS: f64 = 604_800.0;
const YEAR_WEEKS: f64 = 365.2425 / 7.0;
/// Where demand is highest: mid December, in weeks after 1 January 1970.
const PEAK_WEEKS: f64 = 349.0 / 7.0;
/// No customer orders more often than this, whatever the parameters.
const MOST_ORDERS: usize = 1_000_000;
/// A billion euros: no order costs more, whatever the parameters.
const MOST_CENTS: f64 = 1e11;

/// A customer with everything that is true of her.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerLife {
    /// Number from 0; see [`customer_id`](crate::customer_id).
    pub number: u64,
    /// How she was won.
    pub channel: &'static Channel,
    /// Year of birth; 18 to 70 years before the first order.
    pub birth_year: i32,
    /// True orders per week while active.
    pub order_rate_per_week: f64,
    /// True law of leaving.
    pub leaving: Leaving,
    /// True mean of an order in cents, before rounding to whole cents.
    pub mean_spend_cents: f64,
    /// When she left, if that lies within what was lived.
    pub left: Option<Left>,
    /// All orders up to the end of what was lived, oldest first, never empty.
    pub orders: Vec<Order>,
}

/// How a customer's own course ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Leaving {
    /// At an exponential age with this rate (Pareto/NBD).
    RatePerWeek(f64),
    /// With this chance after each order (BG/NBD: after each repeat order).
    ChancePerOrder(f64),
}

/// A customer's leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Seconds since 1970-01-01 00:00, local time.
    pub second: i64,
    /// Why.
    pub by: LeftBy,
}

/// Why a customer left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBy {
    /// The model's own law.
    OwnCourse,
    /// A planted effect: late delivery or complaint.
    Service,
}

/// One order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Seconds since 1970-01-01 00:00, local time, spread evenly over the day.
    pub second: i64,
    /// What was paid, in cents, at least 1.
    pub amount_minor: i64,
    /// How much of it went on products beyond the core; nothing unless the suite grows.
    pub beyond_core_minor: i64,
    /// Days from order to delivery; always in time in a plain company.
    pub delivery_days: u8,
    /// The complaint that followed, if any.
    pub complaint: Option<Complaint>,
}

/// A complaint about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    /// What was wrong.
    pub cause: &'static str,
    /// Days from the order.
    pub received_after_days: u8,
    /// Days from receipt to solution.
    pub solved_within_days: u8,
}

impl Order {
    /// The day of the order.
    #[must_use]
    pub fn day(&self) -> Day {
        day_of(self.second)
    }

    /// Whether it holds nothing but core products.
    #[must_use]
    pub const fn core(&self) -> bool {
        self.beyond_core_minor == 0
    }

    /// Whether it was delivered after the promised day.
    #[must_use]
    pub const fn late(&self) -> bool {
        self.delivery_days > PROMISED_DAYS
    }
}

impl CustomerLife {
    /// The day of the first order.
    #[must_use]
    pub fn first_day(&self) -> Day {
        day_of(self.orders[0].second)
    }

    /// Whether she was still a customer at the end of `day`.
    #[must_use]
    pub fn active_after(&self, day: Day) -> bool {
        self.left.is_none_or(|left| day_of(left.second) > day)
    }
}

/// The day that holds this second; plans are kept inside the calendar, so the clamp never acts.
pub(crate) fn day_of(second: i64) -> Day {
    let days = second.div_euclid(DAY_SECONDS).clamp(-719_162, 2_932_896);
    Day::from_epoch(days as i32).expect("clamped to the calendar")
}

pub(crate) const fn midnight(day: Day) -> i64 {
    day.days_since_epoch() as i64 * DAY_SECONDS
}

/// A plan's distributions, made once.
#[derive(Debug, Clone)]
pub(crate) struct Laws {
    rate: Gamma<f64>,
    leaving: LeavingLaw,
    spend_rate: Gamma<f64>,
    /// Orders of a customer with spend rate 1: Gamma(p, 1).
    spend: Gamma<f64>,
    p: f64,
    first_second: i64,
    acquisition_seconds: i64,
    /// How customers are won where spending decides it.
    winning: Option<Winning>,
    company: Company,
}

#[derive(Debug, Clone)]
enum LeavingLaw {
    Rate(Gamma<f64>),
    Chance { law: Beta<f64>, after_first: bool },
}

fn beta_law(a: f64, b: f64) -> Result<LeavingLaw, SampleError> {
    let wanted = "two shapes above 0";
    let law = Beta::new(a, b).map_err(|_| SampleError::Impossible {
        name: "a, b",
        value: format!("{a}, {b}"),
        wanted,
    })?;
    Ok(LeavingLaw::Chance { law, after_first: false })
}

pub(crate) fn gamma(shape: f64, rate: f64) -> Result<Gamma<f64>, SampleError> {
    Gamma::new(shape, 1.0 / rate).map_err(|_| SampleError::Impossible {
        name: "shape, rate",
        value: format!("{shape}, {rate}"),
        wanted: "above 0",
    })
}

impl Laws {
    pub(crate) fn new(company: &Company, acquisition_end: Day) -> Result<Self, SampleError> {
        let (rate, leaving) = match company.lived_model() {
            TrueModel::ParetoNbd { r, alpha, s, beta } => {
                (gamma(r, alpha)?, LeavingLaw::Rate(gamma(s, beta)?))
            }
            TrueModel::BgNbd { r, alpha, a, b } => (gamma(r, alpha)?, beta_law(a, b)?),
            TrueModel::MbgNbd { r, alpha, a, b } => {
                let LeavingLaw::Chance { law, .. } = beta_law(a, b)? else { unreachable!() };
                (gamma(r, alpha)?, LeavingLaw::Chance { law, after_first: true })
            }
        };
        let spending = company.spending;
        Ok(Self {
            rate,
            leaving,
            spend_rate: gamma(spending.q, spending.v)?,
            spend: gamma(spending.p, 1.0)?,
            p: spending.p,
            first_second: midnight(company.first_day),
            acquisition_seconds: midnight(acquisition_end) - midnight(company.first_day),
            winning: company.winning(),
            company: company.clone(),
        })
    }

    /// Lives one customer up to the second `until`, not included. A later `until` only adds orders.
    pub(crate) fn live(&self, number: u64, streams: &Streams, until: i64) -> CustomerLife {
        let rng = &mut streams.of(Purpose::Life, number);
        let first = match &self.winning {
            Some(winning) => winning.second(rng.random()),
            None => self.first_second + rng.random_range(0..self.acquisition_seconds),
        };
        let channel = pick_channel(rng.random());
        let birth_year = day_of(first).month().year() - rng.random_range(18..=70);
        let (rate_factor, leaving_factor) = if self.company.planted {
            (channel.order_rate_factor, channel.leaving_factor)
        } else {
            (1.0, 1.0)
        };
        let rate = self.rate.sample(rng) * rate_factor;
        let leaving = match &self.leaving {
            LeavingLaw::Rate(law) => Leaving::RatePerWeek(law.sample(rng) * leaving_factor),
            LeavingLaw::Chance { law, .. } => {
                let p: f64 = law.sample(rng);
                Leaving::ChancePerOrder(leaving_factor * p / (1.0 + (leaving_factor - 1.0) * p))
            }
        };
        // Never zero, so that no amount is zero by zero.
        let nu = self.spend_rate.sample(rng).max(f64::MIN_POSITIVE);
        let mut life = CustomerLife {
            number,
            channel,
            birth_year,
            order_rate_per_week: rate,
            leaving,
            mean_spend_cents: (100.0 * self.p / nu).min(MOST_CENTS),
            left: None,
            orders: Vec::new(),
        };

        let own_course = match leaving {
            Leaving::RatePerWeek(mu) => later(first, rng.sample::<f64, _>(Exp1) / mu),
            Leaving::ChancePerOrder(_) => i64::MAX,
        };
        let mut end = Left { second: own_course, by: LeftBy::OwnCourse };
        let mut beyond =
            Beyond::new(&self.company, streams.of(Purpose::Beyond, number), first, birth_year, rate);
        let mut second = first;
        let mut clock_weeks = 0.0;
        while second < until && second <= end.second && life.orders.len() < MOST_ORDERS {
            if let Some(beyond) = &mut beyond {
                self.orders_beyond(beyond, second, nu, &mut end, &mut life.orders);
                if second > end.second {
                    break;
                }
            }
            let repeat = !life.orders.is_empty();
            let order = self.order(rng, beyond.as_mut(), (first, second), nu, &mut end);
            life.orders.push(order);
            if let (Leaving::ChancePerOrder(p), LeavingLaw::Chance { after_first, .. }) =
                (leaving, &self.leaving)
            {
                let may_leave = repeat || *after_first;
                if may_leave && rng.random::<f64>() < p {
                    end = Left { second, by: LeftBy::OwnCourse };
                    break;
                }
            }
            let gap: f64 = rng.sample(Exp1);
            clock_weeks += gap / rate;
            second = later(first, self.season(first, clock_weeks));
        }
        if let Some(beyond) = &mut beyond {
            self.orders_beyond(beyond, until, nu, &mut end, &mut life.orders);
        }
        life.left = (end.second < until).then_some(end);
        life
    }

    /// The orders before `until` that hold nothing of the core.
    fn orders_beyond(
        &self,
        beyond: &mut Beyond,
        until: i64,
        nu: f64,
        end: &mut Left,
        orders: &mut Vec<Order>,
    ) {
        while orders.len() < MOST_ORDERS {
            let Some(second) = beyond.next_before(until) else { return };
            if second > end.second {
                return;
            }
            let amount_minor = scaled(self.amount(&mut beyond.rng, nu), ALONE_SHARE);
            orders.push(self.served(&mut beyond.rng, second, amount_minor, amount_minor, end));
        }
    }

    /// One order of the customer's own course, with what she adds beyond the core.
    fn order(
        &self,
        rng: &mut ChaCha8Rng,
        beyond: Option<&mut Beyond>,
        (first, second): (i64, i64),
        nu: f64,
        end: &mut Left,
    ) -> Order {
        let mut amount_minor = self.amount(rng, nu);
        if let Some(favours) = self.company.favours {
            amount_minor = scaled(amount_minor, favours.growth(second - first));
        }
        let beyond_core_minor = if let Some(beyond) = beyond
            && beyond.adds(second)
        {
            scaled(self.amount(&mut beyond.rng, nu), ADDED_SHARE)
        } else {
            0
        };
        self.served(rng, second, amount_minor + beyond_core_minor, beyond_core_minor, end)
    }

    /// What follows from an order in a planted company, for the customer's end too.
    fn served(
        &self,
        rng: &mut ChaCha8Rng,
        second: i64,
        amount_minor: i64,
        beyond_core_minor: i64,
        end: &mut Left,
    ) -> Order {
        let amount_minor = amount_minor.min(MOST_CENTS as i64);
        let order = Order { second, amount_minor, beyond_core_minor, delivery_days: 2, complaint: None };
        if !self.company.planted {
            return order;
        }
        let month = day_of(second).month().index() - self.company.first_day.month().index();
        let Aftermath { delivery_days, complaint, left_after_days } =
            aftermath(rng, &service(&self.company, month));
        if let Some(days) = left_after_days {
            let left = second + i64::from(days) * DAY_SECONDS;
            if left < end.second {
                *end = Left { second: left, by: LeftBy::Service };
            }
        }
        Order { delivery_days, complaint, ..order }
    }

    fn amount(&self, rng: &mut ChaCha8Rng, nu: f64) -> i64 {
        (100.0 * self.spend.sample(rng) / nu).round().clamp(1.0, MOST_CENTS) as i64
    }

    /// Second and cents of an order by somebody unknown, before `until`.
    pub(crate) fn guest_order(&self, rng: &mut ChaCha8Rng, until: i64) -> (i64, i64) {
        let nu = self.spend_rate.sample(rng).max(f64::MIN_POSITIVE);
        (rng.random_range(self.first_second..until), self.amount(rng, nu))
    }

    /// Calendar weeks after `first` at which `clock` weeks of even demand have passed.
    ///
    /// Demand at calendar time y is 1 + seasonality cos(2 pi (y - peak) / year); its integral is
    /// inverted by bisection, as it rises everywhere.
    fn season(&self, first: i64, clock: f64) -> f64 {
        if self.company.seasonality == 0.0 {
            return clock;
        }
        let turn = std::f64::consts::TAU / YEAR_WEEKS;
        let start = first as f64 / WEEK_SECONDS - PEAK_WEEKS;
        let swing = self.company.seasonality / turn;
        let demand = |weeks: f64| weeks + swing * ((turn * (start + weeks)).sin() - (turn * start).sin());
        let (mut low, mut high) = ((clock - 2.0 * swing).max(0.0), clock + 2.0 * swing);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if demand(middle) < clock { low = middle } else { high = middle }
        }
        high
    }
}

/// `weeks` after `second`; infinitely late when a rate of zero makes it so.
pub(crate) fn later(second: i64, weeks: f64) -> i64 {
    // A float beyond the range saturates in the cast.
    second.saturating_add((weeks * WEEK_SECONDS).round() as i64)
}

/// So many cents times a factor, at least 1 and at most what any order may cost.
fn scaled(cents: i64, factor: f64) -> i64 {
    (cents as f64 * factor).round().clamp(1.0, MOST_CENTS) as i64
}

fn pick_channel(uniform: f64) -> &'static Channel {
    let mut below = 0.0;
    for channel in &CHANNELS {
        below += channel.share;
        if uniform < below {
            return channel;
        }
    }
    &CHANNELS[CHANNELS.len() - 1]
}
