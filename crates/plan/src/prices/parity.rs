//! Whom a path meets: the mean price of each group of customers, against that of all.
//!
//! Groups are read here and nowhere else. No group has a price of its own; what differs comes from how
//! long its customers have been there, and is shown with its interval.

use facts::Day;
use models::estimate::Estimate;
use serde::Serialize;

use super::{PublishedPath, evaluate::changes};

/// Smaller groups are not shown by themselves.
pub const FEWEST: u64 = 20;

/// Half the width of an interval that holds 80 of 100, in standard errors.
const WIDTH: f64 = 1.281_551_565_544_6;

/// By what customers are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// As the company wrote it.
    Gender,
    /// 18-29, 30-49, 50-64, 65+.
    AgeBand,
    /// Country.
    Country,
    /// State, province or region.
    Region,
    /// Language.
    Language,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Gender, Self::AgeBand, Self::Country, Self::Region, Self::Language];

    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gender => "gender",
            Self::AgeBand => "age_band",
            Self::Country => "country",
            Self::Region => "region",
            Self::Language => "language",
        }
    }
}

/// Customers of one group and tenure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// By what they are grouped; none: everybody, once.
    pub attribute: Option<Attribute>,
    /// The group; none where the folder does not say.
    pub group: Option<String>,
    /// Whole months since their relation began.
    pub tenure_months: u32,
    /// Whether they may be below 18: they stay at the first tier.
    pub minors: bool,
    /// How many.
    pub customers: u64,
}

/// The customers a path would meet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Customers {
    /// The day from which tenure is counted.
    pub as_of: Option<Day>,
    /// Groups by tenure.
    pub met: Vec<Met>,
    /// Customers whose year of birth is not known.
    pub age_unknown: u64,
}

/// What a group pays.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupPrice {
    /// Its name; none: those of whom the folder does not say.
    pub group: Option<String>,
    /// How many.
    pub customers: u64,
    /// Mean price.
    pub price: Estimate,
    /// Mean price less that of all; none where the group is all.
    pub difference: Option<Estimate>,
    /// Mean tenure, months.
    pub tenure_months: f64,
}

/// The groups of one attribute.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfAttribute {
    /// Which.
    pub attribute: Attribute,
    /// Groups large enough to show, the greatest first.
    pub groups: Vec<GroupPrice>,
    /// Groups that are too small to show.
    pub small_groups: usize,
    /// Customers in them.
    pub small_customers: u64,
}

/// What a path means for groups of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parity {
    /// The day from which tenure is counted.
    pub as_of: Option<Day>,
    /// All customers.
    pub all: GroupPrice,
    /// By attribute, where the folder knows it.
    pub by: Vec<OfAttribute>,
    /// Customers who may be below 18: left out of rises and of targeting.
    pub minors: u64,
    /// Customers whose year of birth is not known.
    pub age_unknown: u64,
    /// Customers by what they would be charged: from which month on, price, how many. A row for each tier
    /// and for each step to which a cap holds it.
    pub tiers: Vec<(u32, f64, u64)>,
}

/// Sums of prices.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    sum: f64,
    squares: f64,
    tenure: f64,
}

impl Sums {
    fn add(&mut self, n: u64, price: f64, tenure: u32) {
        let n = n as f64;
        self.n += n;
        self.sum += n * price;
        self.squares += n * price * price;
        self.tenure += n * f64::from(tenure);
    }

    fn less(&self, other: &Self) -> Self {
        Self {
            n: self.n - other.n,
            sum: self.sum - other.sum,
            squares: self.squares - other.squares,
            tenure: self.tenure - other.tenure,
        }
    }

    fn mean(&self) -> f64 {
        if self.n > 0.0 { self.sum / self.n } else { 0.0 }
    }

    /// Variance of the mean.
    fn variance(&self) -> f64 {
        if self.n < 2.0 {
            return 0.0;
        }
        let mean = self.mean();
        ((self.squares - self.n * mean * mean) / (self.n - 1.0)).max(0.0) / self.n
    }
}

fn around(x: f64, variance: f64) -> Estimate {
    let half = WIDTH * variance.sqrt();
    Estimate { expected: x, low: x - half, high: x + half }
}

/// What the path means for groups of these customers; none where there are none.
pub fn parity(path: &PublishedPath, customers: &Customers) -> Option<Parity> {
    let longest = customers.met.iter().map(|met| met.tenure_months).max()?;
    let prices = path.charged((longest.min(2_400) + 1).max(path.draft().months));
    let first = path.draft().tiers[0].price;
    let price = |met: &Met| {
        if met.minors {
            first
        } else {
            prices.get(met.tenure_months as usize).or(prices.last()).copied().unwrap_or(first)
        }
    };
    let mut all = Sums::default();
    let mut minors = 0;
    let mut from: Vec<u32> =
        path.draft().tiers.iter().chain(&changes(&prices)).map(|tier| tier.from_months).collect();
    from.sort_unstable();
    from.dedup();
    let charged = |month: u32| prices.get(month as usize).or(prices.last()).copied().unwrap_or(first);
    let mut tiers: Vec<(u32, f64, u64)> = from.into_iter().map(|from| (from, charged(from), 0)).collect();
    for met in customers.met.iter().filter(|met| met.attribute.is_none()) {
        all.add(met.customers, price(met), met.tenure_months);
        if met.minors {
            minors += met.customers;
            tiers[0].2 += met.customers;
        } else if let Some(tier) = tiers.iter_mut().rfind(|tier| tier.0 <= met.tenure_months) {
            tier.2 += met.customers;
        }
    }
    if all.n < 1.0 {
        return None;
    }
    let by =
        Attribute::ALL.into_iter().filter_map(|attribute| of(attribute, customers, &all, &price)).collect();
    Some(Parity {
        as_of: customers.as_of,
        all: shown(None, &all, None),
        by,
        minors,
        age_unknown: customers.age_unknown,
        tiers,
    })
}

fn of(
    attribute: Attribute,
    customers: &Customers,
    all: &Sums,
    price: &impl Fn(&Met) -> f64,
) -> Option<OfAttribute> {
    let mut sums: std::collections::BTreeMap<Option<&str>, Sums> = std::collections::BTreeMap::new();
    for met in customers.met.iter().filter(|met| met.attribute == Some(attribute)) {
        sums.entry(met.group.as_deref()).or_default().add(met.customers, price(met), met.tenure_months);
    }
    // Nobody's is known: nothing to compare.
    sums.keys().find(|group| group.is_some())?;
    let mut found = OfAttribute { attribute, groups: Vec::new(), small_groups: 0, small_customers: 0 };
    for (group, sum) in sums {
        if sum.n < FEWEST as f64 {
            found.small_groups += 1;
            found.small_customers += sum.n as u64;
        } else {
            found.groups.push(shown(group, &sum, Some(all)));
        }
    }
    found.groups.sort_by(|a, b| b.customers.cmp(&a.customers).then_with(|| a.group.cmp(&b.group)));
    Some(found)
}

fn shown(group: Option<&str>, sum: &Sums, all: Option<&Sums>) -> GroupPrice {
    let difference = all.map(|all| {
        // The group is part of all: its difference is that to the rest, times the rest's share.
        let rest = all.less(sum);
        let share = if all.n > 0.0 { (rest.n / all.n).max(0.0) } else { 0.0 };
        around(sum.mean() - all.mean(), share * share * (sum.variance() + rest.variance()))
    });
    GroupPrice {
        group: group.map(str::to_owned),
        customers: sum.n as u64,
        price: around(sum.mean(), sum.variance()),
        difference,
        tenure_months: sum.tenure / sum.n.max(1.0),
    }
}
