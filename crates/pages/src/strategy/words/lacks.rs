//! What is missing, and the page that brings it: who reads a page may have no terminal.

use plan::propose::Lack;

use crate::Reader;

/// What is missing, and where to go for it, as a sentence.
#[must_use]
pub fn lacking(reader: &Reader, lack: Lack) -> String {
    reader.t(match lack {
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
