//! What became of the rows.

use std::{collections::BTreeMap, fmt};

use facts::{Currency, Money};
use serde::{Serialize, Serializer};

use super::Reason;

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
}

fn by_code<S: Serializer>(rejects: &BTreeMap<Reason, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(rejects.iter().map(|(reason, count)| (reason.code(), count)))
}

impl Counts {
    /// What became of the rows, in sentences, one each; nothing is said of what did not occur.
    #[must_use]
    pub fn sentences(&self, currency: Currency) -> Vec<String> {
        let money = |minor: i64| Money { minor, currency }.to_string();
        let mut out = Vec::new();
        let mut say = |count: u64, text: String| {
            if count > 0 {
                out.push(format!("{} {text}", thousands(count)));
            }
        };
        for (reason, count) in &self.rejects {
            say(*count, format!("rejected: {reason}"));
        }
        say(
            self.anonymous_rows,
            format!("without a customer ({}): in no model", money(self.anonymous_minor)),
        );
        say(self.refund_rows, format!("refunds ({})", money(self.refund_minor)));
        say(
            self.orphan_refunds,
            format!("refunds without an earlier order ({}): kept apart", money(self.orphan_refund_minor)),
        );
        say(self.cancelled_orders, "orders cancelled, refunded in full or not paid: left out".to_owned());
        say(
            self.duplicate_rows,
            if self.duplicate_rows_dropped > 0 {
                "exact duplicates, dropped".to_owned()
            } else {
                "exact duplicates, kept (--duplicates drop leaves them out)".to_owned()
            },
        );
        say(self.overlapping_rows, "rows that another file has too: counted once".to_owned());
        say(
            self.adjustment_rows,
            format!("with a negative price ({}): corrections, no orders", money(self.adjustment_minor)),
        );
        if self.non_product_rows > 0 {
            let codes: Vec<_> = self.non_products.iter().take(6).map(|(c, n)| format!("{c} {n}")).collect();
            say(
                self.non_product_rows,
                format!(
                    "that may be no products ({}: {}); --non-products drop leaves them out",
                    money(self.non_product_minor),
                    codes.join(", ")
                ),
            );
        }
        for (code, count) in &self.set_aside {
            say(*count, format!("in {code}: set aside"));
        }
        say(self.continuation_rows, "further lines of orders whose total stands on their first".to_owned());
        say(self.zero_rows, "with nothing to pay: orders all the same".to_owned());
        say(self.float_ids, "ids written like 10482.0 and read as 10482".to_owned());
        if let Some((a, b)) = self.near_duplicates.first() {
            say(
                self.near_duplicate_ids,
                format!(
                    "customer ids that differ from another only in case or leading zeros, such as {a} and {b}: kept apart"
                ),
            );
        }
        for (id, count) in &self.suspicious_ids {
            say(*count, format!("rows of the customer '{id}': is that a person?"));
        }
        say(self.dst_ambiguous, "at an hour that occurred twice: the day is the same".to_owned());
        say(self.future_rows, "later than today".to_owned());
        say(self.repeated_headers, "headers in the middle of a file, skipped".to_owned());
        say(self.blank_rows, "blank rows, skipped".to_owned());
        out
    }
}

/// `1234567` as `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl fmt::Display for Counts {
    /// How many rows were taken and refused.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} rows: {} taken, {} rejected",
            thousands(self.rows),
            thousands(self.accepted),
            thousands(self.rejected)
        )
    }
}
