//! The numbers a what-if is made of: names, kinds, what is taken to be so where nobody says.

use serde::Serialize;

use super::WhatIfError;
use crate::{
    strategy::{Nature, Parameter, Scenario},
    written::within,
};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// More is offered beside what is sold now.
    WiderBasket,
    /// A service next to it, with people of its own.
    AdjacentService,
    /// Several things sold together for less.
    Bundle,
    /// A competitor's price is matched for everybody.
    PriceMatch,
    /// The price stays and the service gets better.
    BetterService,
    /// The competitor is cheaper and nothing is done.
    DoNothing,
}

/// A number of a what-if.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Share of the customers who take it.
    TakeRate,
    /// Margin a taker brings a month.
    MarginPerTaker,
    /// Costs a month, whoever takes it.
    FixedCost,
    /// Spent once.
    Setup,
    /// Complaints a taker makes a month beyond those of today.
    ExtraCases,
    /// Added to the monthly share of takers who stay (for better service: of all customers).
    RetentionGain,
    /// Share of a taker's whole margin that is given away.
    Discount,
    /// Share of the takers who would have bought it all anyway.
    Cannibalised,
    /// By which share of our price the competitor is below it.
    PriceGap,
    /// Margin as a share of the price.
    MarginOfPrice,
    /// Share of the customers who leave each month over the price when nothing is done.
    ExtraLeaving,
    /// Share of that leaving that is avoided.
    LeavingAvoided,
    /// Cost per customer and month.
    CostPerCustomer,
    /// Share of the complaints that is prevented.
    ComplaintsPrevented,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::WiderBasket,
        Self::AdjacentService,
        Self::Bundle,
        Self::PriceMatch,
        Self::BetterService,
        Self::DoNothing,
    ];

    /// Its name in files, commands and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WiderBasket => "wider-basket",
            Self::AdjacentService => "adjacent-service",
            Self::Bundle => "bundle",
            Self::PriceMatch => "price-match",
            Self::BetterService => "better-service",
            Self::DoNothing => "do-nothing",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The numbers it is made of.
    pub const fn inputs(self) -> &'static [Input] {
        use Input::{
            Cannibalised, ComplaintsPrevented, CostPerCustomer, Discount, ExtraCases, ExtraLeaving,
            FixedCost, LeavingAvoided, MarginOfPrice, MarginPerTaker, PriceGap, RetentionGain, Setup,
            TakeRate,
        };
        match self {
            Self::WiderBasket | Self::AdjacentService => {
                &[TakeRate, MarginPerTaker, FixedCost, Setup, ExtraCases, RetentionGain]
            }
            Self::Bundle => &[TakeRate, MarginPerTaker, Discount, Cannibalised, RetentionGain],
            Self::PriceMatch => &[PriceGap, MarginOfPrice, ExtraLeaving, LeavingAvoided],
            Self::BetterService => &[CostPerCustomer, ComplaintsPrevented, RetentionGain, ExtraLeaving],
            Self::DoNothing => &[ExtraLeaving],
        }
    }

    /// Whether it answers a competitor's price, and is laid against doing nothing about it.
    pub const fn answers_a_competitor(self) -> bool {
        matches!(self, Self::PriceMatch | Self::BetterService)
    }
}

impl Input {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::TakeRate,
        Self::MarginPerTaker,
        Self::FixedCost,
        Self::Setup,
        Self::ExtraCases,
        Self::RetentionGain,
        Self::Discount,
        Self::Cannibalised,
        Self::PriceGap,
        Self::MarginOfPrice,
        Self::ExtraLeaving,
        Self::LeavingAvoided,
        Self::CostPerCustomer,
        Self::ComplaintsPrevented,
    ];

    /// Its name in files, commands and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TakeRate => "take_rate",
            Self::MarginPerTaker => "margin_per_taker",
            Self::FixedCost => "fixed_cost",
            Self::Setup => "setup",
            Self::ExtraCases => "extra_cases",
            Self::RetentionGain => "retention_gain",
            Self::Discount => "discount",
            Self::Cannibalised => "cannibalised",
            Self::PriceGap => "price_gap",
            Self::MarginOfPrice => "margin_of_price",
            Self::ExtraLeaving => "extra_leaving",
            Self::LeavingAvoided => "leaving_avoided",
            Self::CostPerCustomer => "cost_per_customer",
            Self::ComplaintsPrevented => "complaints_prevented",
        }
    }

    /// The number of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|input| input.name() == name)
    }

    /// What kind of number it is.
    pub const fn nature(self) -> Nature {
        match self {
            Self::TakeRate
            | Self::Discount
            | Self::Cannibalised
            | Self::PriceGap
            | Self::MarginOfPrice
            | Self::ExtraLeaving
            | Self::LeavingAvoided
            | Self::ComplaintsPrevented => Nature::Share,
            Self::MarginPerTaker => Nature::Money,
            Self::FixedCost | Self::Setup | Self::CostPerCustomer => Nature::Amount,
            Self::ExtraCases => Nature::Count,
            Self::RetentionGain => Nature::Change,
        }
    }

    /// What is taken to be so where nobody says: wide, and a guess.
    fn guess(self, kind: Kind, margin: f64, customers: f64) -> Parameter {
        let guess = |value: f64, low: f64, high: f64| Parameter::guessed(value, low, high, "");
        match (self, kind) {
            (Self::TakeRate, Kind::Bundle) => guess(0.15, 0.05, 0.3),
            (Self::TakeRate, _) => guess(0.1, 0.03, 0.2),
            (Self::MarginPerTaker, _) => guess(0.5 * margin, 0.2 * margin, margin),
            // People of its own: half of what its takers are guessed to bring, and half a year of it at once.
            (Self::FixedCost, Kind::AdjacentService) => {
                let all = margin * customers;
                guess(0.025 * all, 0.01 * all, 0.05 * all)
            }
            (Self::Setup, Kind::AdjacentService) => {
                let all = margin * customers;
                guess(0.15 * all, 0.05 * all, 0.3 * all)
            }
            (Self::FixedCost | Self::Setup, _) => Parameter::guessed(0.0, 0.0, 0.0, ""),
            (Self::ExtraCases, _) => guess(0.01, 0.0, 0.03),
            (Self::RetentionGain, _) => guess(0.003, 0.0, 0.008),
            (Self::Discount, _) => guess(0.1, 0.05, 0.15),
            (Self::Cannibalised, _) => guess(0.4, 0.2, 0.6),
            (Self::PriceGap, _) => guess(0.05, 0.02, 0.1),
            (Self::MarginOfPrice, _) => guess(0.4, 0.25, 0.6),
            (Self::ExtraLeaving, _) => guess(0.005, 0.001, 0.012),
            (Self::LeavingAvoided, _) => guess(0.6, 0.3, 0.9),
            (Self::CostPerCustomer, _) => guess(0.05 * margin, 0.03 * margin, 0.08 * margin),
            (Self::ComplaintsPrevented, _) => guess(0.2, 0.05, 0.4),
        }
    }
}

/// A what-if that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    name: String,
    kind: Kind,
    numbers: Vec<(Input, Parameter)>,
}

impl WhatIf {
    /// A what-if of this kind; numbers that are not given are guesses of ours from the scenario.
    ///
    /// # Errors
    ///
    /// If a number does not belong to the kind, or cannot be.
    pub fn new(
        name: impl Into<String>,
        kind: Kind,
        given: &[(Input, Parameter)],
        of: &Scenario,
    ) -> Result<Self, WhatIfError> {
        let name = name.into();
        if name.trim().is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
            return Err(WhatIfError::Name);
        }
        if let Some((input, _)) = given.iter().find(|(input, _)| !kind.inputs().contains(input)) {
            return Err(WhatIfError::NotOfThis { input: input.name().to_owned(), kind });
        }
        let margin = average_margin(of).abs();
        let customers: f64 = of.base().iter().map(|b| b.customers).sum();
        let numbers = kind.inputs().iter().map(|input| {
            let given = given.iter().rfind(|(one, _)| one == input).map(|(_, p)| p.clone());
            (*input, given.unwrap_or_else(|| input.guess(kind, margin, customers)))
        });
        let numbers: Vec<(Input, Parameter)> = numbers.collect();
        for (input, p) in &numbers {
            for x in [p.low, p.value, p.high] {
                if !input.nature().admits(x) {
                    return Err(WhatIfError::Impossible {
                        input: *input,
                        found: x,
                        wanted: input.nature().wanted().to_owned(),
                    });
                }
            }
            if !(p.low <= p.value && p.value <= p.high) {
                let wanted = within(p.low, p.high);
                return Err(WhatIfError::Impossible { input: *input, found: p.value, wanted });
            }
            if *input == Input::MarginOfPrice && p.low < 0.01 {
                let wanted = "0.01 or more".to_owned();
                return Err(WhatIfError::Impossible { input: *input, found: p.low, wanted });
            }
        }
        Ok(Self { name, kind, numbers })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is asked.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its numbers.
    pub fn numbers(&self) -> &[(Input, Parameter)] {
        &self.numbers
    }

    pub(super) fn number(&self, input: Input) -> Option<&Parameter> {
        self.numbers.iter().find(|(one, _)| *one == input).map(|(_, p)| p)
    }
}

/// Margin of an average customer of the start a month; of the first stage where there is none.
fn average_margin(scenario: &Scenario) -> f64 {
    let there: f64 = scenario.base().iter().map(|b| b.customers).sum();
    let margin = |age: u32| scenario.stages()[scenario.stage_at(age)].margin.value;
    if there > 0.0 {
        scenario.base().iter().map(|b| b.customers * margin(b.age_months)).sum::<f64>() / there
    } else {
        margin(0)
    }
}
