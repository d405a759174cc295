//! A way of running the company, in numbers.

use facts::{Currency, Month};
use serde::{Deserialize, Serialize};

use super::{Key, Observed, Parameter, Quantity, StageQuantity, observed::MOST_OBSERVED_MONTHS};
use crate::written::{cannot_be, shown, within};

/// Stages a scenario may have.
pub const MOST_STAGES: usize = 12;
/// Months ahead it may look.
pub const MOST_MONTHS: u32 = 600;
/// Months since they joined that customers of the base may have.
pub const MOST_AGE_MONTHS: u32 = 1_200;
/// Characters of a name.
const NAME: usize = 60;
/// Characters of a reason.
const REASON: usize = 500;

/// Which of the two ways it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Customer-focused: reactive, few products, short horizon.
    Focused,
    /// Customer-centric: proactive, many products, the whole relationship.
    Centric,
    /// Another.
    #[default]
    Other,
}

/// A stage of a customer's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Its name; unique in the scenario.
    pub name: String,
    /// It holds customers below this age in months since they joined; none: without end.
    pub until_age_months: Option<u32>,
    /// Margin of a customer a month.
    pub margin: Parameter,
    /// Share that stays to the next month.
    pub retention: Parameter,
    /// Complaints of a customer a month.
    pub complaints: Parameter,
}

impl Stage {
    /// One of its numbers.
    pub const fn get(&self, quantity: StageQuantity) -> &Parameter {
        match quantity {
            StageQuantity::Margin => &self.margin,
            StageQuantity::Retention => &self.retention,
            StageQuantity::Complaints => &self.complaints,
        }
    }

    /// One of its numbers, to change.
    pub const fn get_mut(&mut self, quantity: StageQuantity) -> &mut Parameter {
        match quantity {
            StageQuantity::Margin => &mut self.margin,
            StageQuantity::Retention => &mut self.retention,
            StageQuantity::Complaints => &mut self.complaints,
        }
    }
}

/// Customers who are there at the start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BaseAge {
    /// Months since they joined.
    pub age_months: u32,
    /// How many; expected numbers need not be whole.
    pub customers: f64,
}

/// A way of running the company that was checked: all numbers are possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    name: String,
    way: Way,
    currency: Option<Currency>,
    start: Option<Month>,
    horizon_months: u32,
    observed: Option<Observed>,
    base: Vec<BaseAge>,
    stages: Vec<Stage>,
    whole: Vec<Parameter>,
}

/// Everything a scenario is made of, before it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// Which way it is.
    pub way: Way,
    /// In what money is counted.
    pub currency: Option<Currency>,
    /// The first month that is looked at.
    pub start: Option<Month>,
    /// Months ahead, 1 to 600.
    pub horizon_months: u32,
    /// The history its numbers were read off, so that they hang together; none where each was found by
    /// itself.
    pub observed: Option<Observed>,
    /// Customers at the start.
    pub base: Vec<BaseAge>,
    /// Stages of a customer's life, youngest first; the last has no end.
    pub stages: Vec<Stage>,
    /// The numbers of the whole company, in the order of [`Quantity::ALL`].
    pub whole: Vec<Parameter>,
}

impl Draft {
    /// A draft in which everything that has a usual value has it, and the rest is zero.
    pub fn new(name: impl Into<String>, way: Way) -> Self {
        Self {
            name: name.into(),
            way,
            currency: None,
            start: None,
            horizon_months: 60,
            observed: None,
            base: Vec::new(),
            stages: Vec::new(),
            whole: Quantity::ALL.map(|q| Parameter::stated(q.usual().unwrap_or(0.0))).into(),
        }
    }

    /// Sets a number of the whole company.
    #[must_use]
    pub fn with(mut self, quantity: Quantity, parameter: Parameter) -> Self {
        self.whole[quantity as usize] = parameter;
        self
    }

    /// The scenario, when every number in it is possible.
    ///
    /// # Errors
    ///
    /// What is not possible, by its name.
    pub fn checked(self) -> Result<Scenario, ImpossibleScenario> {
        let Self { name, way, currency, start, horizon_months, observed, base, stages, whole } = self;
        let scenario = Scenario { name, way, currency, start, horizon_months, observed, base, stages, whole };
        scenario.check()?;
        Ok(scenario)
    }
}

/// A number of a scenario that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", cannot_be(field, found, wanted))]
pub struct ImpossibleScenario {
    /// Where: `adds`, `retention.core`, `stages`.
    pub field: String,
    /// What stands there.
    pub found: String,
    /// What could.
    pub wanted: String,
}

#[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, as they stand at the call")]
fn impossible(
    field: impl Into<String>,
    found: impl ToString,
    wanted: impl Into<String>,
) -> ImpossibleScenario {
    ImpossibleScenario { field: field.into(), found: found.to_string(), wanted: wanted.into() }
}

impl Scenario {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which way it is.
    pub const fn way(&self) -> Way {
        self.way
    }

    /// In what money is counted; none where nobody said.
    pub const fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The first month; none where it is any.
    pub const fn start(&self) -> Option<Month> {
        self.start
    }

    /// Months ahead.
    pub const fn horizon_months(&self) -> u32 {
        self.horizon_months
    }

    /// The history its numbers were read off; none where each was found by itself.
    pub const fn observed(&self) -> Option<Observed> {
        self.observed
    }

    /// Customers at the start, youngest first.
    pub fn base(&self) -> &[BaseAge] {
        &self.base
    }

    /// Stages of a customer's life, youngest first.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// A number of the whole company.
    pub fn get(&self, quantity: Quantity) -> &Parameter {
        &self.whole[quantity as usize]
    }

    /// The number behind a key; none for a stage that is not there, or for all stages at once.
    pub fn parameter(&self, key: Key) -> Option<&Parameter> {
        match key {
            Key::Whole(quantity) => Some(self.get(quantity)),
            Key::Stage(quantity, stage) => self.stages.get(stage).map(|s| s.get(quantity)),
            Key::Stages(_) => None,
        }
    }

    /// Every number with its key, as they are listed.
    pub fn parameters(&self) -> impl Iterator<Item = (Key, &Parameter)> {
        let whole = Quantity::ALL.into_iter().map(|q| (Key::Whole(q), self.get(q)));
        let stages = self.stages.iter().enumerate().flat_map(|(n, stage)| {
            StageQuantity::ALL.into_iter().map(move |q| (Key::Stage(q, n), stage.get(q)))
        });
        whole.chain(stages)
    }

    /// How a number is called: `adds`, `retention.core`, `retention` for all stages at once.
    pub fn name_of(&self, key: Key) -> String {
        match key {
            Key::Whole(quantity) => quantity.name().to_owned(),
            Key::Stages(quantity) => quantity.name().to_owned(),
            Key::Stage(quantity, n) => match self.stages.get(n) {
                Some(stage) if self.stages.len() > 1 => format!("{quantity}.{}", stage.name),
                _ => quantity.name().to_owned(),
            },
        }
    }

    /// The number that is called so.
    pub fn key_of(&self, name: &str) -> Option<Key> {
        self.parameters().map(|(key, _)| key).find(|key| self.name_of(*key) == name)
    }

    /// The stage of customers of this age.
    pub fn stage_at(&self, age_months: u32) -> usize {
        self.stages
            .iter()
            .position(|stage| stage.until_age_months.is_none_or(|limit| age_months < limit))
            .unwrap_or(self.stages.len() - 1)
    }

    /// Back to a draft, to change it.
    pub fn draft(&self) -> Draft {
        let Self { name, way, currency, start, horizon_months, observed, base, stages, whole } = self.clone();
        Draft { name, way, currency, start, horizon_months, observed, base, stages, whole }
    }

    /// The scenario with one number changed.
    ///
    /// # Errors
    ///
    /// If the number is not possible, or there is none behind the key.
    pub fn with(&self, key: Key, parameter: Parameter) -> Result<Self, ImpossibleScenario> {
        let mut draft = self.draft();
        match key {
            Key::Whole(quantity) => draft.whole[quantity as usize] = parameter,
            Key::Stage(quantity, n) => match draft.stages.get_mut(n) {
                Some(stage) => *stage.get_mut(quantity) = parameter,
                None => return Err(impossible("stage", n, format!("below {}", self.stages.len()))),
            },
            Key::Stages(quantity) => {
                for stage in &mut draft.stages {
                    *stage.get_mut(quantity) = parameter.clone();
                }
            }
        }
        draft.checked()
    }

    fn check(&self) -> Result<(), ImpossibleScenario> {
        check_name("name", &self.name)?;
        if !(1..=MOST_MONTHS).contains(&self.horizon_months) {
            return Err(impossible("horizon_months", self.horizon_months, format!("1 to {MOST_MONTHS}")));
        }
        if let Some(observed) = self.observed
            && !(1..=MOST_OBSERVED_MONTHS).contains(&observed.months)
        {
            let wanted = format!("1 to {MOST_OBSERVED_MONTHS}");
            return Err(impossible("observed_months", observed.months, wanted));
        }
        if !(1..=MOST_STAGES).contains(&self.stages.len()) {
            return Err(impossible("stages", self.stages.len(), format!("1 to {MOST_STAGES} of them")));
        }
        self.check_stages()?;
        for one in &self.base {
            if one.age_months > MOST_AGE_MONTHS {
                return Err(impossible(
                    "base.age_months",
                    one.age_months,
                    format!("at most {MOST_AGE_MONTHS}"),
                ));
            }
            if !super::Nature::Count.admits(one.customers) {
                return Err(impossible("base.customers", one.customers, "0 or more"));
            }
        }
        if self.base.windows(2).any(|pair| pair[0].age_months >= pair[1].age_months) {
            return Err(impossible("base", "out of order", "one entry for each age, youngest first"));
        }
        for (key, parameter) in self.parameters() {
            check_parameter(&self.name_of(key), key, parameter)?;
        }
        let (adds, ceiling) = (self.get(Quantity::Adds).value, self.get(Quantity::AcquisitionCeiling).value);
        let today = self.get(Quantity::AddsToday).value;
        if ceiling > 0.0 && adds.max(today) >= ceiling {
            let wanted = format!("above the new customers a month, {}", adds.max(today));
            return Err(impossible("acquisition_ceiling", ceiling, wanted));
        }
        if self.get(Quantity::MarketMemory).value >= 1.0 {
            return Err(impossible("market_memory", 1, "below 1"));
        }
        Ok(())
    }

    fn check_stages(&self) -> Result<(), ImpossibleScenario> {
        let mut after = 0;
        let last = self.stages.len() - 1;
        for (n, stage) in self.stages.iter().enumerate() {
            check_name("stages.name", &stage.name)?;
            if self.stages[..n].iter().any(|other| other.name == stage.name) {
                return Err(impossible("stages.name", &stage.name, "different for each stage"));
            }
            match stage.until_age_months {
                Some(limit) if n == last => {
                    let wanted = "absent: the last stage has no end";
                    return Err(impossible(format!("until_age_months.{}", stage.name), limit, wanted));
                }
                Some(limit) if limit <= after || limit > MOST_AGE_MONTHS => {
                    let wanted = format!("above {after}, where the stage before ends, to {MOST_AGE_MONTHS}");
                    return Err(impossible(format!("until_age_months.{}", stage.name), limit, wanted));
                }
                Some(limit) => after = limit,
                None if n < last => {
                    let wanted = "given: only the last stage has no end";
                    return Err(impossible(format!("until_age_months.{}", stage.name), "absent", wanted));
                }
                None => {}
            }
        }
        Ok(())
    }
}

fn check_name(field: &str, name: &str) -> Result<(), ImpossibleScenario> {
    let fine = !name.trim().is_empty()
        && name.chars().count() <= NAME
        && !name.chars().any(|c| c.is_control() || c == '.');
    if fine {
        return Ok(());
    }
    Err(impossible(field, format!("'{}'", shown(name)), format!("1 to {NAME} characters without a dot")))
}

fn check_parameter(name: &str, key: Key, p: &Parameter) -> Result<(), ImpossibleScenario> {
    let nature = key.nature();
    for (end, x) in [("", p.value), (" (low)", p.low), (" (high)", p.high)] {
        if !nature.admits(x) {
            return Err(impossible(format!("{name}{end}"), x, nature.wanted()));
        }
    }
    if !(p.low <= p.value && p.value <= p.high) {
        return Err(impossible(name, p.value, within(p.low, p.high)));
    }
    if p.reason.chars().count() > REASON || p.reason.chars().any(char::is_control) {
        return Err(impossible(
            format!("{name} (reason)"),
            "too long",
            format!("at most {REASON} characters in one line"),
        ));
    }
    Ok(())
}
