//! A price path that was checked: tiers by tenure, published, within its own rules.

use facts::{Currency, Day};
use models::price_path::{PricePath, Terms};
use serde::Serialize;

use super::PriceError;
use crate::{strategy::Parameter, written::within};

/// Tiers a path may have.
pub const MOST_TIERS: usize = 24;
/// Months ahead that may be counted.
pub const MOST_MONTHS: u32 = 600;
/// Below this age nobody is targeted or priced.
pub const OF_AGE_YEARS: u32 = 18;
/// Greatest price and cost.
const MOST_MONEY: f64 = 1e9;
/// Characters of a title or a reason.
const WORDS: usize = 500;

/// A published price from a month of tenure on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tier {
    /// Whole months since the relation began; the first tier begins with 0.
    pub from_months: u32,
    /// Price a month.
    pub price: f64,
}

/// What an equal new customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule", content = "price")]
pub enum NewCustomerPrice {
    /// The first tier, and nothing lower.
    FirstTier,
    /// Another published price, such as a campaign's.
    Published(f64),
}

/// The ages a path is for. Age may limit a price only with a legal basis, and never below 18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ages {
    /// From this age on, years.
    pub from_years: u32,
    /// Below this age; none: without end.
    pub until_years: Option<u32>,
    /// Why the law allows it.
    pub legal_basis: String,
}

/// Everything a path is made of, before it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is called.
    pub title: String,
    /// The product it is for; none: all of them.
    pub product: Option<String>,
    /// In what money.
    pub currency: Option<Currency>,
    /// The day on which the tiers are published.
    pub published: Day,
    /// The tiers, by tenure.
    pub tiers: Vec<Tier>,
    /// What an equal new customer pays.
    pub new_customer_price: NewCustomerPrice,
    /// Why a customer may pay more than a newer one; none: it may not.
    pub loyal_may_pay_more: Option<String>,
    /// Most by which a price may exceed that of a year before, as a share; none: no cap.
    pub rise_cap_per_year: Option<f64>,
    /// Cost to serve a customer a month.
    pub unit_cost: Parameter,
    /// Share that stays a month at the first tier's price.
    pub retention: Parameter,
    /// How much of that share is lost for each unit of money above the first tier's price.
    pub elasticity: Parameter,
    /// Discount a year.
    pub discount: Parameter,
    /// Months that are counted.
    pub months: u32,
    /// The ages it is for; none: all.
    pub ages: Option<Ages>,
}

/// A path that keeps to its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedPath(Draft);

impl Draft {
    /// The path, when it keeps to the rules.
    ///
    /// # Errors
    ///
    /// What cannot be, or which rule it breaks.
    pub fn checked(self) -> Result<PublishedPath, PriceError> {
        words("title", &self.title, 60)?;
        if let Some(product) = &self.product {
            words("product", product, 60)?;
        }
        self.check_tiers()?;
        if !(1..=MOST_MONTHS).contains(&self.months) {
            return Err(impossible("months", self.months, &format!("1 to {MOST_MONTHS}")));
        }
        if let Some(cap) = self.rise_cap_per_year
            && !(0.0..=10.0).contains(&cap)
        {
            return Err(impossible("rise_cap_per_year", cap, "0 to 10, where 0.1 is 10 %"));
        }
        let most = [("unit_cost", MOST_MONEY), ("retention", 1.0), ("elasticity", 1e6), ("discount", 10.0)];
        for ((name, most), p) in most.into_iter().zip(self.parameters()) {
            for x in [p.low, p.value, p.high] {
                if !(0.0..=most).contains(&x) {
                    return Err(impossible(name, x, &format!("0 to {most}")));
                }
            }
            if !(p.low <= p.value && p.value <= p.high) {
                return Err(impossible(name, p.value, &within(p.low, p.high)));
            }
            words_or_none(name, &p.reason)?;
        }
        if let Some(ages) = &self.ages {
            check_ages(ages)?;
        }
        self.check_loyal()?;
        Ok(PublishedPath(self))
    }

    fn parameters(&self) -> [&Parameter; 4] {
        [&self.unit_cost, &self.retention, &self.elasticity, &self.discount]
    }

    fn check_tiers(&self) -> Result<(), PriceError> {
        if !(1..=MOST_TIERS).contains(&self.tiers.len()) {
            return Err(impossible("tiers", self.tiers.len(), &format!("1 to {MOST_TIERS} of them")));
        }
        if self.tiers[0].from_months != 0 {
            let wanted = "0 in the first tier: a new customer must have a price";
            return Err(impossible("from_months", self.tiers[0].from_months, wanted));
        }
        for pair in self.tiers.windows(2) {
            if pair[1].from_months <= pair[0].from_months {
                let wanted = format!("above {}, where the tier before begins", pair[0].from_months);
                return Err(impossible("from_months", pair[1].from_months, &wanted));
            }
        }
        for tier in &self.tiers {
            if tier.from_months > 2 * MOST_MONTHS {
                return Err(impossible(
                    "from_months",
                    tier.from_months,
                    &format!("at most {}", 2 * MOST_MONTHS),
                ));
            }
            if !(0.0..=MOST_MONEY).contains(&tier.price) {
                return Err(impossible("price", tier.price, "0 to 1e9"));
            }
        }
        if let NewCustomerPrice::Published(price) = self.new_customer_price
            && !(0.0..=MOST_MONEY).contains(&price)
        {
            return Err(impossible("new_customer_price", price, "\"first_tier\" or 0 to 1e9"));
        }
        Ok(())
    }

    fn check_loyal(&self) -> Result<(), PriceError> {
        if let Some(reason) = &self.loyal_may_pay_more {
            if reason.trim().is_empty() {
                return Err(impossible(
                    "loyal_reason",
                    "empty",
                    "the reason, in words, why loyal customers may pay more",
                ));
            }
            return words_or_none("loyal_reason", reason);
        }
        match self.dearer_for_loyal() {
            Some((months, price, new)) => Err(PriceError::LoyalPaysMore { months, price, new }),
            None => Ok(()),
        }
    }

    /// The first tenure at which a customer pays more than a newer one: months, their price, the
    /// newer one's.
    fn dearer_for_loyal(&self) -> Option<(u32, f64, f64)> {
        let mut least = match self.new_customer_price {
            NewCustomerPrice::Published(price) => price,
            NewCustomerPrice::FirstTier => self.tiers[0].price,
        };
        for (n, tier) in self.tiers.iter().enumerate() {
            // A new customer is no loyal one, but who pays the first tier a month later is.
            if tier.price > least {
                return Some((if n == 0 { 1 } else { tier.from_months }, tier.price, least));
            }
            least = least.min(tier.price);
        }
        None
    }
}

fn check_ages(ages: &Ages) -> Result<(), PriceError> {
    if ages.legal_basis.trim().is_empty() {
        return Err(impossible(
            "legal_basis",
            "empty",
            "the law that allows a price by age, in words: without it a price may not depend on age",
        ));
    }
    words_or_none("legal_basis", &ages.legal_basis)?;
    if ages.from_years < OF_AGE_YEARS || ages.from_years > 120 {
        let wanted = format!("{OF_AGE_YEARS} to 120: minors are never targeted or priced");
        return Err(impossible("from_years", ages.from_years, &wanted));
    }
    if let Some(until) = ages.until_years
        && (until <= ages.from_years || until > 150)
    {
        return Err(impossible("until_years", until, &format!("above {}, to 150", ages.from_years)));
    }
    Ok(())
}

fn words(field: &str, text: &str, most: usize) -> Result<(), PriceError> {
    let fine = !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    if fine {
        Ok(())
    } else {
        Err(impossible(field, "not that", &format!("1 to {most} characters in one line")))
    }
}

fn words_or_none(field: &str, text: &str) -> Result<(), PriceError> {
    if text.is_empty() { Ok(()) } else { words(field, text, WORDS) }
}

#[expect(clippy::needless_pass_by_value, reason = "numbers and words are handed over as they stand")]
pub(super) fn impossible(field: &str, found: impl ToString, wanted: &str) -> PriceError {
    PriceError::Impossible { field: field.to_owned(), found: found.to_string(), wanted: wanted.to_owned() }
}

impl PublishedPath {
    /// What it is made of.
    pub const fn draft(&self) -> &Draft {
        &self.0
    }

    /// Whether a customer comes to pay more than an equal newer one.
    pub fn loyal_pays_more(&self) -> bool {
        self.0.dearer_for_loyal().is_some()
    }

    /// What is charged in each month of tenure, the cap on rises kept.
    pub fn charged(&self, months: u32) -> Vec<f64> {
        charged(&self.0.tiers, self.0.rise_cap_per_year, months)
    }

    /// The same without the cap.
    pub fn wanted(&self, months: u32) -> Vec<f64> {
        charged(&self.0.tiers, None, months)
    }

    /// The tiers with another price in the last one.
    pub(super) fn with_later(&self, price: f64, cap: bool) -> Vec<f64> {
        let mut tiers = self.0.tiers.clone();
        if let Some(last) = tiers.last_mut() {
            last.price = price;
        }
        charged(&tiers, self.0.rise_cap_per_year.filter(|_| cap), self.0.months)
    }

    /// What a new customer is worth with these prices and this elasticity; `numbers` may replace the
    /// cost, retention and discount as they stand.
    pub(super) fn worth(&self, prices: &[f64], numbers: Numbers) -> Result<f64, PriceError> {
        let path = PricePath::new(Terms {
            low: self.0.tiers[0].price,
            cost: numbers.unit_cost,
            retention: numbers.retention,
            elasticity: numbers.elasticity,
            switch: 0,
            periods: self.0.months,
            discount: (1.0 + numbers.discount).powf(1.0 / 12.0) - 1.0,
        })?;
        Ok(path.value_of(prices)?)
    }

    /// The numbers as they stand.
    pub(super) fn numbers(&self) -> Numbers {
        Numbers {
            unit_cost: self.0.unit_cost.value,
            retention: self.0.retention.value,
            elasticity: self.0.elasticity.value,
            discount: self.0.discount.value,
        }
    }
}

/// The numbers in doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numbers {
    pub(super) unit_cost: f64,
    pub(super) retention: f64,
    pub(super) elasticity: f64,
    pub(super) discount: f64,
}

/// Prices month by month: what a year before was charged, times one and the cap, is the most. Before
/// the first month the first tier is taken to have held; a move down is not held back.
fn charged(tiers: &[Tier], cap: Option<f64>, months: u32) -> Vec<f64> {
    let mut prices: Vec<f64> = Vec::with_capacity(months as usize);
    let first = tiers[0].price;
    for month in 0..months {
        let wanted = tiers.iter().rfind(|tier| tier.from_months <= month).map_or(first, |tier| tier.price);
        let year_before = if month < 12 { first } else { prices[month as usize - 12] };
        prices.push(cap.map_or(wanted, |cap| wanted.min(year_before * (1.0 + cap))));
    }
    prices
}
