//! The months of a company, one after the other.
//!
//! Customers are counted by the month in which they joined. Every month those who are there survive
//! and age, then pay, then bring others by word of mouth, then the month's new customers join (they
//! pay from the next month on), and the month's cash is what was paid less what was spent.
//!
//! | symbol | here | unit | range |
//! |---|---|---|---|
//! | n_a | customers of age a | customers | 0 and more |
//! | r_k | `retention` of stage k, with `retention_gain` | a month | 0 to 1 |
//! | q_k | `complaints` of stage k, times `complaints_factor` | a customer and month | 0 and more |
//! | theta | `prevented` | share | 0 to 1 |
//! | p | `prevention_cost` | money a customer and month | 0 and more |
//! | h | `leaving_after_complaint` | chance | 0 to 1 |
//! | phi | `solved` | share | 0 to 1 |
//! | f | `solution_cost` | money a complaint | 0 and more |
//! | m_k | `margin` of stage k + `margin_gain` × \|`margin`\| | money a customer and month | any |
//! | adds | new customers won by spending | a month | 0 and more |
//! | CAC | what one of them costs | money | 0 and more |
//! | wom, c_w | `word_of_mouth`, `referral_cost` | a customer and month, money | 0 to 1, 0 and more |
//! | F | `fixed_cost` | money a month | 0 and more |
//! | d | `discount` | a year | 0 to 1 |
//!
//! With q'_k = q_k (1 - theta), per month t = 1..T:
//!
//! 1. base = sum of n_a before ageing; n_{a+1} = n_a (r_k(a) - q'_k(a) h (1 - phi)), n_0 = 0
//! 2. paid = sum of n_a (m_k - q'_k f - p), over those who survived, at their new age
//! 3. w = wom base; n_0 = adds + w
//! 4. cash = paid - spending(adds) - w c_w - F - \[t = 1\] setup, discounted by (1 + d)^(-t/12)
//!
//! Winning customers gets dearer: with the ceiling C of the market, after Blattberg & Deighton (1996),
//! spending S wins C (1 - e^{-kS}), so that `adds` cost ln(1 - adds/C) / ln(1 - N/C) times what the N
//! customers of today cost. Without a ceiling every customer costs the same. Where C is in doubt, the
//! money is decided for C as it stands in the scenario, and another C wins more or fewer with it. Where
//! `adds` is in doubt, so is what the money for `adds` as it stands wins.
//!
//! Where it is wrong: within a stage all customers are alike, so those who are about to leave and those
//! who would never leave hide in one retention; a complaint counts in the month it is made.

use super::{BaseAge, Quantity, Scenario};

/// Share of the market's ceiling that can be won at most: the last ones cost without end.
const NEAR_CEILING: f64 = 0.999;
/// A market that has given a number of customers gives some more.
const MOST_SEEN: f64 = 0.95;
/// Below this share of the ceiling every customer costs the same.
const FEW: f64 = 1e-12;

/// What the months are lived with: the numbers of a scenario, or drawn ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// Age at which each stage but the last ends, months.
    pub limits: Vec<u32>,
    /// Share of each stage that stays to the next month, after complaints.
    pub staying: Vec<f64>,
    /// What a customer of each stage pays a month, after complaints and prevention.
    pub paying: Vec<f64>,
    /// The margin in it, before complaints and prevention: what a swing of the market changes.
    pub margin: Vec<f64>,
    /// New customers won by spending, a month.
    pub adds: f64,
    /// Most that the market gives a month, whatever is spent; 0: without bound.
    pub ceiling: f64,
    /// What winning them costs, a month.
    pub acquisition: f64,
    /// Customers brought by each customer a month.
    pub word_of_mouth: f64,
    /// Cost of one customer won so.
    pub referral_cost: f64,
    /// Costs a month.
    pub fixed_cost: f64,
    /// Spent in the first month.
    pub setup: f64,
    /// Discount a year.
    pub discount: f64,
    /// What the customers of the start are times, by age, in a future in which who stayed so far was
    /// otherwise than thought; as they stand where there is none.
    pub base: Vec<f64>,
}

/// Numbers of one stage before complaints are taken into account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageRates {
    /// Margin a month.
    pub margin: f64,
    /// Share that stays.
    pub retention: f64,
    /// Complaints a month.
    pub complaints: f64,
}

impl Rates {
    /// The rates of a scenario as it stands.
    pub fn of(scenario: &Scenario) -> Self {
        let stages: Vec<StageRates> = scenario
            .stages()
            .iter()
            .map(|s| StageRates {
                margin: s.margin.value,
                retention: s.retention.value,
                complaints: s.complaints.value,
            })
            .collect();
        Self::from_numbers(scenario, &stages, |quantity| scenario.get(quantity).value)
    }

    /// The rates of a scenario's stages with other numbers.
    pub fn from_numbers(scenario: &Scenario, stages: &[StageRates], whole: impl Fn(Quantity) -> f64) -> Self {
        let limits = scenario.stages().iter().filter_map(|s| s.until_age_months).collect();
        let unsolved = whole(Quantity::LeavingAfterComplaint) * (1.0 - whole(Quantity::Solved));
        let left = 1.0 - whole(Quantity::Prevented);
        let (more_margin, more_staying) = (whole(Quantity::MarginGain), whole(Quantity::RetentionGain));
        let (factor, solution) = (whole(Quantity::ComplaintsFactor), whole(Quantity::SolutionCost));
        let prevention = whole(Quantity::PreventionCost);
        let complaints = |s: &StageRates| s.complaints * factor * left;
        let margin = |s: &StageRates| s.margin + s.margin.abs() * more_margin;
        let today = whole(Quantity::AddsToday);
        // What is decided is the money, for the market as it is thought to be; what that money wins is
        // the market's answer.
        let (thought, ceiling) =
            (scenario.get(Quantity::AcquisitionCeiling).value, whole(Quantity::AcquisitionCeiling));
        let wished = possible(whole(Quantity::Adds), thought);
        let (adds, ceiling) =
            if ceiling == thought { (wished, ceiling) } else { won(wished, today, thought, ceiling) };
        Self {
            limits,
            staying: stages
                .iter()
                .map(|s| (s.retention + more_staying - complaints(s) * unsolved).clamp(0.0, 1.0))
                .collect(),
            paying: stages.iter().map(|s| margin(s) - complaints(s) * solution - prevention).collect(),
            margin: stages.iter().map(margin).collect(),
            adds,
            ceiling,
            acquisition: Self::money_for(scenario, wished, &whole),
            word_of_mouth: whole(Quantity::WordOfMouth),
            referral_cost: whole(Quantity::ReferralCost),
            fixed_cost: whole(Quantity::FixedCost),
            setup: whole(Quantity::Setup),
            discount: whole(Quantity::Discount),
            base: Vec::new(),
        }
    }

    /// What winning so many customers a month costs where these are the company's numbers: the money is
    /// decided for the market as it is thought to be.
    pub(super) fn money_for(scenario: &Scenario, adds: f64, whole: impl Fn(Quantity) -> f64) -> f64 {
        let thought = scenario.get(Quantity::AcquisitionCeiling).value;
        let (cost, today) = (whole(Quantity::AcquisitionCost), whole(Quantity::AddsToday));
        spending(possible(adds, thought), cost, today, thought)
    }

    /// What is left of a unit of money after a month.
    pub fn monthly_discounting(&self) -> f64 {
        (1.0 + self.discount).powf(-1.0 / 12.0)
    }

    /// The stage of an age.
    pub fn stage_at(&self, age_months: u32) -> usize {
        self.limits.iter().position(|limit| age_months < *limit).unwrap_or(self.limits.len())
    }

    /// How many customers of the start there are of one age.
    pub fn at_start(&self, one: &BaseAge) -> f64 {
        one.customers * self.base.get(one.age_months as usize).copied().unwrap_or(1.0)
    }

    /// Of customers who just joined, the share that is still there after so many months.
    pub fn stayed(&self, months: u32) -> f64 {
        (0..months).map(|age| self.staying[self.stage_at(age)]).product()
    }

    /// What a customer who just joined is expected to pay from then on, discounted to that day; none
    /// where it has no end.
    pub fn value_of_new_customer(&self) -> Option<f64> {
        self.values_ahead(0).map(|values| values[0])
    }

    /// What a customer is expected to pay from the next month on, by age 0 to the youngest age of the
    /// last stage or `oldest`, whichever is greater; none where it has no end.
    pub fn values_ahead(&self, oldest: u32) -> Option<Vec<f64>> {
        let b = self.monthly_discounting();
        let last = self.limits.last().copied().unwrap_or(0).max(oldest) as usize;
        let (s, m) = (*self.staying.last()?, *self.paying.last()?);
        if b * s >= 1.0 - 1e-12 {
            return None;
        }
        let mut values = vec![b * s * m / (1.0 - b * s); last + 1];
        for age in (0..last).rev() {
            let (now, then) = (self.stage_at(age as u32), self.stage_at(age as u32 + 1));
            values[age] = b * self.staying[now] * (self.paying[then] + values[age + 1]);
        }
        Some(values)
    }
}

/// As many of the customers that are wished for as a market gives; 0: without bound.
fn possible(wished: f64, ceiling: f64) -> f64 {
    if ceiling > 0.0 { wished.min(NEAR_CEILING * ceiling) } else { wished }
}

/// What winning `adds` customers a month costs, where `today` of them cost `cost` each and the market
/// gives `ceiling` at most; `today` 0 means `adds`, `ceiling` 0 that there is none.
pub fn spending(adds: f64, cost: f64, today: f64, ceiling: f64) -> f64 {
    let seen = if today > 0.0 { today } else { adds };
    // So few of so many: none of them makes the next one dearer.
    if ceiling <= 0.0 || seen <= ceiling * FEW {
        return adds * cost;
    }
    // Draws may come near the ceiling: what is won there costs much, but not everything there is.
    let share = |n: f64| (n / ceiling).min(NEAR_CEILING);
    seen * cost * (-share(adds)).ln_1p() / (-share(seen)).ln_1p()
}

/// How many a month are won with the money that would win `adds` of them if the market gave `thought` at
/// most, where it gives `ceiling`; and what it gives at most, since `today` of them were won.
fn won(adds: f64, today: f64, thought: f64, ceiling: f64) -> (f64, f64) {
    let seen = if today > 0.0 { today } else { adds };
    if seen <= 0.0 || ceiling <= 0.0 {
        return (adds, ceiling);
    }
    let ceiling = ceiling.max(seen / MOST_SEEN);
    // As many times today's money.
    let times = spending(adds, 1.0, today, thought) / seen;
    (-ceiling * (times * (-seen / ceiling).ln_1p()).exp_m1(), ceiling)
}

/// What one more customer a month costs at this volume.
pub fn marginal_cost(adds: f64, cost: f64, today: f64, ceiling: f64) -> f64 {
    let seen = if today > 0.0 { today } else { adds };
    if ceiling <= 0.0 || seen <= ceiling * FEW {
        return cost;
    }
    let share = |n: f64| (n / ceiling).min(NEAR_CEILING);
    -seen * cost / ((-share(seen)).ln_1p() * ceiling * (1.0 - share(adds)))
}

/// One month.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Month {
    /// Customers won by spending.
    pub adds: f64,
    /// Customers won by word of mouth.
    pub referred: f64,
    /// Customers at its end, those who joined in it included.
    pub customers: f64,
    /// Paid by customers, after complaints and prevention.
    pub paid: f64,
    /// Spent on winning customers.
    pub acquisition: f64,
    /// Spent on referrals.
    pub referral: f64,
    /// Costs that no customer changes.
    pub fixed: f64,
    /// Spent once.
    pub setup: f64,
    /// What is left: paid less everything spent.
    pub cash: f64,
    /// Cash so far.
    pub cumulative: f64,
    /// Cash, discounted to the start.
    pub discounted: f64,
}

/// What one cohort paid and cost over the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CohortCash {
    /// The month it joined in, 1 and up; 0 and below for customers of the start, by their age.
    pub joined: i64,
    /// Spent on winning it.
    pub acquisition: f64,
    /// Spent on its referrals: those by which its customers came.
    pub referral: f64,
    /// Paid by it.
    pub paid: f64,
}

/// The months as they are expected, in the order of the table above.
pub fn expected(scenario: &Scenario, rates: &Rates) -> Vec<Month> {
    run(scenario, rates, |_, _| {})
}

/// The same with what each cohort paid and cost; cohorts in the order in which they joined.
pub fn by_cohort(scenario: &Scenario, rates: &Rates) -> (Vec<Month>, Vec<CohortCash>) {
    let first = first_join(scenario);
    let mut cohorts: Vec<CohortCash> = (first..=i64::from(scenario.horizon_months()))
        .map(|joined| CohortCash { joined, ..CohortCash::default() })
        .collect();
    let at = |joined: i64| (joined - first) as usize;
    let months = run(scenario, rates, |joined, paid| cohorts[at(joined)].paid += paid);
    for (t, month) in (1..).zip(&months) {
        cohorts[at(t)].acquisition = month.acquisition;
        cohorts[at(t)].referral = month.referral;
    }
    (months, cohorts)
}

fn first_join(scenario: &Scenario) -> i64 {
    scenario.base().iter().map(|b| -i64::from(b.age_months)).min().unwrap_or(1).min(1)
}

fn run(scenario: &Scenario, rates: &Rates, mut paid_by: impl FnMut(i64, f64)) -> Vec<Month> {
    let horizon = i64::from(scenario.horizon_months());
    let first = first_join(scenario);
    let at = |joined: i64| (joined - first) as usize;
    let mut there = vec![0.0; (horizon - first + 1) as usize];
    for one in scenario.base() {
        there[at(-i64::from(one.age_months))] = rates.at_start(one);
    }
    let discounting = rates.monthly_discounting();
    let mut cumulative = 0.0;
    let mut months = Vec::with_capacity(horizon as usize);
    for t in 1..=horizon {
        let (mut base, mut paid, mut stayed) = (0.0, 0.0, 0.0);
        for joined in first..t {
            let n = &mut there[at(joined)];
            base += *n;
            let age = (t - 1 - joined) as u32;
            *n *= rates.staying[rates.stage_at(age)];
            stayed += *n;
            let pays = *n * rates.paying[rates.stage_at(age + 1)];
            paid += pays;
            paid_by(joined, pays);
        }
        let referred = rates.word_of_mouth * base;
        there[at(t)] = rates.adds + referred;
        let referral = referred * rates.referral_cost;
        let setup = if t == 1 { rates.setup } else { 0.0 };
        let cash = paid - rates.acquisition - referral - rates.fixed_cost - setup;
        cumulative += cash;
        months.push(Month {
            adds: rates.adds,
            referred,
            customers: stayed + there[at(t)],
            paid,
            acquisition: rates.acquisition,
            referral,
            fixed: rates.fixed_cost,
            setup,
            cash,
            cumulative,
            discounted: cash * discounting.powi(t as i32),
        });
    }
    months
}

/// What customers who are there at the end are worth from then on, discounted to the start; none where
/// it has no end.
pub fn equity_at_end(scenario: &Scenario, rates: &Rates) -> Option<f64> {
    let horizon = i64::from(scenario.horizon_months());
    let first = first_join(scenario);
    let values = rates.values_ahead((horizon - first) as u32)?;
    let months = expected(scenario, rates);
    let base = scenario.base().iter().map(|b| (-i64::from(b.age_months), rates.at_start(b)));
    let joined = (1..).zip(months.iter().map(|m| m.adds + m.referred));
    // Who joined at the start of a month of age 0 has aged once a month since.
    let there: f64 = base
        .chain(joined)
        .map(|(month, n)| {
            let (from, to) = ((-month).max(0) as u32, (horizon - month) as u32);
            let stayed: f64 = (from..to).map(|age| rates.staying[rates.stage_at(age)]).product();
            n * stayed * values[to as usize]
        })
        .sum();
    Some(there * rates.monthly_discounting().powi(horizon as i32))
}
