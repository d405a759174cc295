//! What a company has not told yet, and what import brings it.

use std::{borrow::Cow, fmt};

use serde::Serialize;

/// Rows in money that an answer does not count in, so that it leaves them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct OtherMoney {
    /// ISO 4217 code of their money.
    pub code: &'static str,
    /// That of the money the answer is in.
    pub counted: &'static str,
    /// Orders.
    pub orders: u64,
    /// Contracts.
    pub contracts: u64,
    /// Costs of winning customers.
    pub winning: u64,
    /// Costs of service.
    pub service: u64,
    /// All other costs.
    pub running: u64,
}

impl OtherMoney {
    /// Costs of all kinds.
    pub const fn costs(&self) -> u64 {
        self.winning + self.service + self.running
    }

    /// The lack of costs, where costs of that kind are there, in this money.
    fn instead_of(self, lack: Lack) -> Option<Lack> {
        match lack {
            Lack::AcquisitionCosts if self.winning > 0 => Some(Lack::AcquisitionCostsIn(self.code)),
            Lack::OperatingCosts if self.running > 0 => Some(Lack::OperatingCostsIn(self.code)),
            Lack::ServiceCosts if self.service > 0 => Some(Lack::ServiceCostsIn(self.code)),
            _ => None,
        }
    }

    fn words(&self) -> String {
        let parts: Vec<String> =
            [(self.orders, "order"), (self.contracts, "contract"), (self.costs(), "cost")]
                .into_iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, what)| counted(n, what))
                .collect();
        let are = if self.orders + self.contracts + self.costs() == 1 { "is" } else { "are" };
        let joined = match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
            None => String::new(),
        };
        format!("{joined} in {} {are} not in this answer, which is in {}", self.code, self.counted)
    }
}

/// What to say instead of a lack where something is there and could not be counted: it is no file to import
/// for the first time.
pub(super) fn instead_of(there: &[Lack], lack: Lack) -> Option<Lack> {
    there.iter().find_map(|there| match there {
        Lack::UntimedComplaints(_) => (lack == Lack::Complaints).then_some(*there),
        Lack::OtherMoney(other) => other.instead_of(lack),
        _ => None,
    })
}

/// `1 order`, `4,096 orders`.
fn counted(n: u64, what: &str) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {what}{}", if n == 1 { "" } else { "s" })
}

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
    /// Complaints without a time, so many.
    UntimedComplaints(#[serde(skip)] u64),
    /// Orders and costs in other money.
    OtherMoney(#[serde(skip)] OtherMoney),
    /// What winning customers costs is there, in other money, by its code.
    AcquisitionCostsIn(#[serde(skip)] &'static str),
    /// Running costs, likewise.
    OperatingCostsIn(#[serde(skip)] &'static str),
    /// What handling complaints costs, likewise.
    ServiceCostsIn(#[serde(skip)] &'static str),
}

impl Lack {
    /// What is missing, in words.
    pub fn words(self) -> Cow<'static, str> {
        let elsewhere = |what: &str, code: &str| {
            Cow::Owned(format!("{what} is not known in the money of this answer: it is there in {code}"))
        };
        Cow::Borrowed(match self {
            Self::UntimedComplaints(n) => {
                let (has, is) = if n == 1 { ("has", "is") } else { ("have", "are") };
                return Cow::Owned(format!("{} {has} no time and {is} in no count", counted(n, "complaint")));
            }
            Self::OtherMoney(other) => return Cow::Owned(other.words()),
            Self::AcquisitionCostsIn(code) => return elsewhere("what winning customers costs", code),
            Self::OperatingCostsIn(code) => return elsewhere("what running the company costs", code),
            Self::ServiceCostsIn(code) => return elsewhere("what handling a complaint costs", code),
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
        })
    }

    /// What brings it.
    pub fn brings(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::UntimedComplaints(_) => {
                "import them again with a time: goodwill import feedback FILE --map time=COLUMN"
            }
            Self::OtherMoney(other) => {
                return Cow::Owned(format!("goodwill fit --currency {} answers for them", other.code));
            }
            Self::AcquisitionCostsIn(_) | Self::OperatingCostsIn(_) | Self::ServiceCostsIn(_) => {
                "goodwill import costs FILE, in the money of the orders that are counted"
            }
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
        })
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.words(), self.brings())
    }
}
