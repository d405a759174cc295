//! What became of the rows.

use std::{collections::BTreeMap, fmt};

use facts::{Currency, Day};
use serde::{Serialize, Serializer};

use super::{
    Reason,
    shown::{counted, escaped, thousands},
};

/// How many rows there were and what became of them. Money is in minor units of the currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows with any content, without headers.
    pub rows: u64,
    /// Rows without any content.
    pub blank_rows: u64,
    /// Headers in the middle of a file.
    pub repeated_headers: u64,
    /// Rows that were read and taken for orders, refunds or what is counted below.
    pub accepted: u64,
    /// Rows that were refused.
    pub rejected: u64,
    /// Refused rows by reason.
    #[serde(serialize_with = "by_code")]
    pub rejects: BTreeMap<Reason, u64>,
    /// Rows without a customer.
    pub anonymous_rows: u64,
    /// What they brought.
    pub anonymous_minor: i64,
    /// Rows that give money back.
    pub refund_rows: u64,
    /// What was given back, as a positive amount.
    pub refund_minor: i64,
    /// Refunds for which no earlier order was found.
    pub orphan_refunds: u64,
    /// What of the refunds found no order.
    pub orphan_refund_minor: i64,
    /// Orders left out because they were cancelled or refunded in full, or their payment failed.
    pub cancelled_orders: u64,
    /// Rows that equal an earlier row of their file in every field.
    pub duplicate_rows: u64,
    /// How many of them were dropped.
    pub duplicate_rows_dropped: u64,
    /// Rows dropped because another file has them too.
    pub overlapping_rows: u64,
    /// Rows with a negative price: corrections of the books, no orders.
    pub adjustment_rows: u64,
    /// Their sum.
    pub adjustment_minor: i64,
    /// Rows whose product code is that of postage, a bank charge, a test and the like.
    pub non_product_rows: u64,
    /// What they brought.
    pub non_product_minor: i64,
    /// The codes of these rows.
    pub non_products: BTreeMap<String, u64>,
    /// Rows in other currencies, by code; they are set aside.
    pub set_aside: BTreeMap<String, u64>,
    /// Rows of an order whose amount stands on another row of it.
    pub continuation_rows: u64,
    /// Orders of nothing paid, which count as orders.
    pub zero_rows: u64,
    /// Ids written as `10482.0` and read as `10482`.
    pub float_ids: u64,
    /// Customers whose ids differ only in case or leading zeros from another's.
    pub near_duplicate_ids: u64,
    /// A few such pairs.
    pub near_duplicates: Vec<(String, String)>,
    /// Ids that look as though they stood for nobody, with their rows.
    pub suspicious_ids: BTreeMap<String, u64>,
    /// Times that the clock showed twice; the day is the same.
    pub dst_ambiguous: u64,
    /// Rows later than the day after today.
    pub future_rows: u64,
    /// Rows whose day lies more than five years from the bulk of all rows. They are kept.
    pub far_off_days: u64,
    /// A few of these days, the latest first.
    pub far_off_examples: Vec<Day>,
    /// First and last day of the others, where there are such rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_days: Option<(Day, Day)>,
    /// Currency of the money here; `None` where there are no amounts.
    #[serde(skip)]
    pub currency: Option<Currency>,
}

pub(super) fn by_code<S: Serializer>(
    rejects: &BTreeMap<Reason, u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(rejects.iter().map(|(reason, count)| (reason.code(), count)))
}

impl Counts {
    /// What a person must know of the rows, in sentences, one each; nothing is said of what did
    /// not occur.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (reason, count) in &self.rejects {
            out.push(format!("{} rejected: {reason}", counted(*count, "row", "rows")));
        }
        let mut say = |count: u64, one: &str, many: &str, rest: &str| {
            if count > 0 {
                out.push(format!("{}{rest}", counted(count, one, many)));
            }
        };
        let anonymous = format!(" without a customer{}: in no model", self.money(self.anonymous_minor));
        say(self.anonymous_rows, "row", "rows", &anonymous);
        say(self.refund_rows, "refund", "refunds", &self.money(self.refund_minor));
        let orphans =
            format!(" without an earlier order{}: kept apart", self.money(self.orphan_refund_minor));
        say(self.orphan_refunds, "refund", "refunds", &orphans);
        let cancelled = " cancelled, refunded in full or not paid: left out";
        say(self.cancelled_orders, "order", "orders", cancelled);
        let duplicates = match self.duplicate_rows_dropped {
            0 => "kept (--duplicates drop leaves them out)",
            _ => "dropped",
        };
        say(self.duplicate_rows, "exact duplicate", "exact duplicates", &format!(", {duplicates}"));
        say(self.overlapping_rows, "row", "rows", " in more than one file: counted once");
        let adjustments =
            format!(" with a negative price{}: corrections, no orders", self.money(self.adjustment_minor));
        say(self.adjustment_rows, "row", "rows", &adjustments);
        say(self.non_product_rows, "row", "rows", &self.of_no_product());
        for (code, count) in &self.set_aside {
            say(*count, "row", "rows", &format!(" in {}: set aside", escaped(code)));
        }
        let continuation = " whose amount stands on another row of their order";
        say(self.continuation_rows, "further line", "further lines", continuation);
        say(self.zero_rows, "row", "rows", " with nothing to pay: orders all the same");
        say(self.float_ids, "id", "ids", " written like 10482.0 and read as 10482");
        if let Some((a, b)) = self.near_duplicates.first() {
            let rest = format!(
                " from another's only in case or leading zeros, such as {} and {}: kept apart",
                escaped(a),
                escaped(b)
            );
            say(self.near_duplicate_ids, "customer's id differs", "customers' ids differ", &rest);
        }
        for (id, count) in &self.suspicious_ids {
            say(*count, "row", "rows", &format!(" of the customer '{}': is that a person?", escaped(id)));
        }
        say(self.far_off_days, "row", "rows", &self.far_off());
        let future = " later than today: --as-of names the day to look from";
        say(self.future_rows, "row", "rows", future);
        say(self.dst_ambiguous, "time", "times", " of an hour that occurred twice: the day is the same");
        say(self.repeated_headers, "header", "headers", " in the middle of a file, skipped");
        say(self.blank_rows, "blank row", "blank rows", ", skipped");
        out
    }

    /// What rows of no product are, with their commonest codes.
    fn of_no_product(&self) -> String {
        let mut codes: Vec<(&String, &u64)> = self.non_products.iter().collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(**count), *code));
        let codes: Vec<_> = codes.iter().take(6).map(|(c, n)| format!("{} {n}", escaped(c))).collect();
        let money = self.money(self.non_product_minor);
        format!(" that may be no product{money}: {}; --non-products drop leaves them out", codes.join(", "))
    }

    fn far_off(&self) -> String {
        let mut text = " more than five years from all others".to_owned();
        if let Some(day) = self.far_off_examples.first() {
            text += &format!(", such as {day}");
        }
        if let Some((first, last)) = self.usual_days {
            text += &format!(": a slip? The others are of {first} to {last}");
            if self.far_off_examples.first().is_some_and(|day| *day > last) {
                text += &format!(" (--as-of {last} looks from there)");
            }
        }
        text
    }

    /// ` (1,234.50 EUR)`, or nothing where there are no amounts.
    fn money(&self, minor: i64) -> String {
        let Some(currency) = self.currency else { return String::new() };
        let exponent = currency.exponent();
        let per_unit = 10u64.pow(exponent);
        let sign = if minor < 0 { "-" } else { "" };
        let whole = thousands(minor.unsigned_abs() / per_unit);
        let part = minor.unsigned_abs() % per_unit;
        let part =
            if exponent == 0 { String::new() } else { format!(".{part:0width$}", width = exponent as usize) };
        // ISO 4217 calls no currency XXX.
        let code = if currency.code() == "XXX" { String::new() } else { format!(" {currency}") };
        format!(" ({sign}{whole}{part}{code})")
    }
}

impl fmt::Display for Counts {
    /// How many rows were taken and refused, then line by line what must be known of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} taken", counted(self.rows, "row", "rows"), thousands(self.accepted))?;
        if self.rejected > 0 {
            write!(f, ", {} rejected", thousands(self.rejected))?;
        }
        for sentence in self.sentences() {
            write!(f, "\n  {sentence}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_lists_what_became_of_the_rows() {
        let counts = Counts {
            rows: 1_201,
            accepted: 1_199,
            rejected: 2,
            rejects: BTreeMap::from([(Reason::UnreadableTime, 1), (Reason::BadText, 1)]),
            currency: Currency::from_code("EUR").ok(),
            anonymous_rows: 1,
            anonymous_minor: -123_450,
            refund_rows: 2,
            refund_minor: 5,
            near_duplicate_ids: 1,
            near_duplicates: vec![("A\u{1b}[1m".into(), "a".into())],
            set_aside: BTreeMap::from([("USD".to_owned(), 3)]),
            ..Counts::default()
        };
        assert_eq!(
            counts.to_string(),
            "1,201 rows: 1,199 taken, 2 rejected\n  \
             1 row rejected: bytes that are not text in the file's encoding\n  \
             1 row rejected: a time that does not read in the file's date format\n  \
             1 row without a customer (-1,234.50 EUR): in no model\n  \
             2 refunds (0.05 EUR)\n  \
             3 rows in USD: set aside\n  \
             1 customer's id differs from another's only in case or leading zeros, such as A\\u{1b}[1m and a: kept apart"
        );
        assert_eq!(Counts { rows: 1, accepted: 1, ..Counts::default() }.to_string(), "1 row: 1 taken");
        let yen = Counts { currency: Currency::from_code("JPY").ok(), ..Counts::default() };
        assert_eq!(yen.money(1_200), " (1,200 JPY)");
        let none = Counts { currency: Currency::from_code("XXX").ok(), ..Counts::default() };
        assert_eq!(none.money(1_200), " (12.00)");
    }
}
