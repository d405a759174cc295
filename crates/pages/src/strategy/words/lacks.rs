//! What is missing, and the page that brings it: who reads a page may have no terminal.

use plan::propose::{Lack, OtherMoney};

use crate::{Reader, text::Fill};

/// What is missing, and where to go for it, as a sentence.
#[must_use]
pub fn lacking(reader: &Reader, lack: Lack) -> String {
    let in_money = |key: &str, code: &str| reader.tf(key, &[("money", Fill::Text(code))]);
    reader.t(match lack {
        Lack::UntimedComplaints(n) => {
            return reader.tf("lack-untimed-complaints", &[("count", Fill::Count(n))]);
        }
        Lack::OtherMoney(other) => return other_money(reader, other),
        Lack::AcquisitionCostsIn(code) => return in_money("lack-acquisition-costs-in", code),
        Lack::OperatingCostsIn(code) => return in_money("lack-operating-costs-in", code),
        Lack::ServiceCostsIn(code) => return in_money("lack-service-costs-in", code),
        Lack::Orders => "lack-orders",
        Lack::Valuation => "lack-valuation",
        Lack::Amounts => "lack-amounts",
        Lack::TooFewCustomers => "lack-too-few-customers",
        Lack::TooShort => "lack-too-short",
        Lack::NobodyReturns => "lack-nobody-returns",
        Lack::Staying => "lack-staying",
        Lack::NobodyWon => "lack-nobody-won",
        Lack::Contracts => "lack-contracts",
        Lack::Margin => "lack-margin",
        Lack::AcquisitionCosts => "lack-acquisition-costs",
        Lack::SpendingVaries => "lack-spending-varies",
        Lack::OperatingCosts => "lack-operating-costs",
        Lack::Complaints => "lack-complaints",
        Lack::Solved => "lack-solved",
        Lack::ServiceCosts => "lack-service-costs",
        Lack::ProductLines => "lack-product-lines",
        Lack::Contacts => "lack-contacts",
        Lack::Gestures => "lack-gestures",
        Lack::Launches => "lack-launches",
    })
}

/// What is in other money than the answer, and so not in it.
fn other_money(reader: &Reader, other: OtherMoney) -> String {
    let each = [
        (other.orders, "lack-money-orders"),
        (other.contracts, "lack-money-contracts"),
        (other.costs(), "lack-money-costs"),
    ];
    let each: Vec<String> = each
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, key)| reader.tf(key, &[("count", Fill::Count(n))]))
        .collect();
    let each = each.join(", ");
    let fill = [("each", each.as_str()), ("money", other.code), ("counted", other.counted)]
        .map(|(name, words)| (name, Fill::Text(words)));
    reader.tf("lack-other-money", &fill)
}
