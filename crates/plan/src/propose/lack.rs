//! What a company has not told yet, and what import brings it.

use std::fmt;

use serde::Serialize;

/// What is missing for a proposal that rests on the company's own numbers alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// There are no orders.
    Orders,
    /// No valuation is kept yet.
    Valuation,
    /// Orders have no amounts.
    Amounts,
    /// Too few customers, or too few that returned.
    TooFewCustomers,
    /// The history is too short.
    TooShort,
    /// Hardly anybody returns.
    NobodyReturns,
    /// The model of who stays ended at its border, or nowhere: what it says of staying is a guess.
    Staying,
    /// Nobody was won in the last year.
    NobodyWon,
    /// Orders come at the intervals of a contract, and no contracts are there.
    Contracts,
    /// Nobody said what is kept of revenue.
    Margin,
    /// What winning customers costs.
    AcquisitionCosts,
    /// Spending varies too little to tell how the market answers.
    SpendingVaries,
    /// Running costs.
    OperatingCosts,
    /// Complaints.
    Complaints,
    /// When complaints were solved.
    Solved,
    /// What handling complaints costs.
    ServiceCosts,
    /// What was in the orders, and to which line it belongs.
    ProductLines,
    /// When and how customers and company were in touch.
    Contacts,
    /// What staff gave to make customers happy.
    Gestures,
    /// When products were launched.
    Launches,
}

impl Lack {
    /// What is missing, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Orders => "there are no orders yet",
            Self::Valuation => "the customers have not been valued yet",
            Self::Amounts => "the orders have no amounts",
            Self::TooFewCustomers => "there are too few customers, or too few of them came back",
            Self::TooShort => "the history is shorter than a quarter of a year",
            Self::NobodyReturns => "hardly anybody comes back, so that a lifetime cannot be measured",
            Self::Staying => {
                "the model of who stays did not settle on these orders, so that how long customers stay is a guess"
            }
            Self::NobodyWon => {
                "nobody was won in the last 12 months, so that ways of winning customers cannot be told apart"
            }
            Self::Contracts => "orders come as often as instalments, but the contracts are not there",
            Self::Margin => "nobody said how much of the revenue is kept",
            Self::AcquisitionCosts => "what winning customers costs is not known",
            Self::SpendingVaries => {
                "spending on winning customers varies too little to tell how the market answers to more"
            }
            Self::OperatingCosts => "the running costs are not known",
            Self::Complaints => "there are no complaints on record",
            Self::Solved => "nobody wrote down when complaints were solved",
            Self::ServiceCosts => "what handling a complaint costs is not known",
            Self::ProductLines => "it is not known which product lines are in the orders",
            Self::Contacts => "there are no contacts on record",
            Self::Gestures => "there are no gestures on record",
            Self::Launches => "it is not known when product lines were launched",
        }
    }

    /// What brings it.
    pub const fn brings(self) -> &'static str {
        match self {
            Self::Orders | Self::Amounts | Self::TooFewCustomers | Self::TooShort | Self::NobodyReturns => {
                "goodwill import orders FILE"
            }
            Self::Valuation => "goodwill fit",
            Self::Staying => "goodwill fit, after more months of orders",
            Self::NobodyWon => {
                "goodwill import orders FILE with newer orders, or a scenario file that says how many are won"
            }
            Self::Contracts => "goodwill import contracts FILE",
            Self::Margin => "goodwill fit --margin SHARE, or a column of costs in the orders",
            Self::AcquisitionCosts | Self::SpendingVaries => {
                "goodwill import costs FILE, with what was spent each month"
            }
            Self::OperatingCosts => "goodwill import costs FILE, with kind operating",
            Self::Complaints => "goodwill import feedback FILE, with kind complaint",
            Self::Solved => "goodwill import feedback FILE, with the day of the solution",
            Self::ServiceCosts => {
                "goodwill import costs FILE, with kind service, or goodwill import gestures FILE"
            }
            Self::ProductLines => {
                "goodwill import order_lines FILE and goodwill import products FILE, with their lines"
            }
            Self::Contacts => "goodwill import contacts FILE",
            Self::Gestures => "goodwill import gestures FILE",
            Self::Launches => "goodwill import products FILE, with the day of the launch",
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.words(), self.brings())
    }
}
