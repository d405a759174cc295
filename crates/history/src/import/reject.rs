//! Rows that could not be taken, each with where and why.

use std::fmt;

use serde::{Serialize, Serializer};

/// Why a row was refused. The code of each is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// More or fewer fields than the header has.
    WrongFieldCount,
    /// A quote that is never closed.
    UnclosedQuote,
    /// Longer than the limit of one MiB.
    LineTooLong,
    /// Bytes that are not in the encoding of the file, or a NUL.
    BadText,
    /// Not a JSON object.
    BadJson,
    /// No time of the order.
    MissingTime,
    /// A time that does not read in the file's date format.
    UnreadableTime,
    /// A year before 1900 or after 2199.
    ImplausibleTime,
    /// No amount, and no other row of the order has one.
    MissingAmount,
    /// An amount, price, discount, refund or cost that is no number.
    UnreadableAmount,
    /// A quantity that is no number.
    UnreadableQuantity,
    /// 10^15 minor units or more.
    AmountTooLarge,
    /// No currency although the file has a column for it.
    MissingCurrency,
    /// Not an ISO 4217 code.
    UnknownCurrency,
    /// A sign or code beside an amount that is not of the row's currency.
    OtherCurrency,
    /// Nothing in a field that a fact of its kind must have.
    MissingValue,
    /// A number that does not read as one.
    UnreadableNumber,
    /// A word that is none of those the field may have.
    UnknownWord,
    /// A code longer than 128 characters.
    CodeTooLong,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 19] = [
        Self::WrongFieldCount,
        Self::UnclosedQuote,
        Self::LineTooLong,
        Self::BadText,
        Self::BadJson,
        Self::MissingTime,
        Self::UnreadableTime,
        Self::ImplausibleTime,
        Self::MissingAmount,
        Self::UnreadableAmount,
        Self::UnreadableQuantity,
        Self::AmountTooLarge,
        Self::MissingCurrency,
        Self::UnknownCurrency,
        Self::OtherCurrency,
        Self::MissingValue,
        Self::UnreadableNumber,
        Self::UnknownWord,
        Self::CodeTooLong,
    ];

    /// The stable code, as written to the rejects file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongFieldCount => "wrong_field_count",
            Self::UnclosedQuote => "unclosed_quote",
            Self::LineTooLong => "line_too_long",
            Self::BadText => "bad_text",
            Self::BadJson => "bad_json",
            Self::MissingTime => "missing_time",
            Self::UnreadableTime => "unreadable_time",
            Self::ImplausibleTime => "implausible_time",
            Self::MissingAmount => "missing_amount",
            Self::UnreadableAmount => "unreadable_amount",
            Self::UnreadableQuantity => "unreadable_quantity",
            Self::AmountTooLarge => "amount_too_large",
            Self::MissingCurrency => "missing_currency",
            Self::UnknownCurrency => "unknown_currency",
            Self::OtherCurrency => "other_currency",
            Self::MissingValue => "missing_value",
            Self::UnreadableNumber => "unreadable_number",
            Self::UnknownWord => "unknown_word",
            Self::CodeTooLong => "code_too_long",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongFieldCount => "more or fewer fields than the header",
            Self::UnclosedQuote => "a quote that is never closed",
            Self::LineTooLong => "a line longer than one MiB",
            Self::BadText => "bytes that are not text in the file's encoding",
            Self::BadJson => "not a JSON object",
            Self::MissingTime => "no time of the order",
            Self::UnreadableTime => "a time that does not read in the file's date format",
            Self::ImplausibleTime => "a year before 1900 or after 2199",
            Self::MissingAmount => "no amount",
            Self::UnreadableAmount => "an amount that is not a number",
            Self::UnreadableQuantity => "a quantity that is not a number",
            Self::AmountTooLarge => "an amount too large to keep",
            Self::MissingCurrency => "no currency",
            Self::UnknownCurrency => "an unknown currency code",
            Self::OtherCurrency => "an amount beside the sign of another currency",
            Self::MissingValue => "nothing in a field that must be filled",
            Self::UnreadableNumber => "a number that does not read",
            Self::UnknownWord => "a word that is none of those the field may have",
            Self::CodeTooLong => "a code longer than 128 characters",
        })
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The file.
    pub file: String,
    /// Line of the file on which the row begins, from 1; for Parquet the row, from 1.
    pub line: u64,
    /// What the refused value was taken for, where one value is to blame.
    pub field: Option<&'static str>,
    /// The column of that value.
    pub column: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The refused value or count, in short.
    pub detail: String,
    /// The row as it stands in the file, cut at 4,000 characters.
    pub text: String,
}
