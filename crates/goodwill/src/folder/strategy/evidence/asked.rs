//! Questions to the folder in SQL, under one reading of what an order is and what it kept.

use std::ops::ControlFlow;

use facts::{Currency, Day, Month, Value, schema::Kind};
use history::{ask::Limits, store::Tables};

use crate::{
    folder::{Folder, FolderError, tables::Want},
    value::Margin,
};

/// The folder as it is asked: its tables, the day looked from, the money and the margin.
pub(in crate::folder::strategy) struct Asked<'a> {
    pub(in crate::folder::strategy) folder: &'a Folder,
    pub(in crate::folder::strategy) tables: Tables,
    pub(in crate::folder::strategy) as_of: Day,
    pub(in crate::folder::strategy) currency: Currency,
    pub(in crate::folder::strategy) margin: Margin,
}

/// Words in the channel of a customer who came by word of mouth, in small letters.
const WORDS_OF_MOUTH: [&str; 9] = [
    "referr",
    "recommend",
    "word of mouth",
    "word_of_mouth",
    "word-of-mouth",
    "friend",
    "empfehl",
    "passaparola",
    "parrain",
];

/// Whether a channel is word of mouth.
pub(in crate::folder::strategy) fn is_word_of_mouth(channel: &str) -> bool {
    let channel = channel.to_lowercase();
    WORDS_OF_MOUTH.iter().any(|word| channel.contains(word))
}

impl<'a> Asked<'a> {
    pub(in crate::folder::strategy) fn new(
        folder: &'a Folder,
        as_of: Day,
        currency: Currency,
        margin: Margin,
    ) -> Result<Self, FolderError> {
        let tables = folder.tables(Want { customers: true, ids: false })?;
        Ok(Self { folder, tables, as_of, currency, margin })
    }

    /// The last month that is over.
    pub(in crate::folder::strategy) fn last_month(&self) -> Month {
        let month = self.as_of.month();
        if self.as_of == month.last_day() { month } else { Month::from_index(month.index() - 1) }
    }

    /// Whether there are facts of a kind.
    pub(in crate::folder::strategy) fn has(&self, kind: Kind) -> bool {
        self.tables.live.iter().any(|file| file.kind == kind)
            || self.tables.fresh.iter().any(|row| row.kind == kind)
    }

    /// Asks, and hands over every row.
    pub(in crate::folder::strategy) fn rows(
        &self,
        sql: &str,
        each: &mut dyn FnMut(&[Value]),
    ) -> Result<(), FolderError> {
        self.folder.store().rows(&self.tables, sql, &Limits::default(), &mut |row| {
            each(row);
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    /// Asks for rows of numbers only; what is not known is NaN.
    pub(in crate::folder::strategy) fn numbers<const N: usize>(
        &self,
        sql: &str,
        each: &mut dyn FnMut([f64; N]),
    ) -> Result<(), FolderError> {
        self.rows(sql, &mut |row| {
            let mut numbers = [f64::NAN; N];
            for (number, value) in numbers.iter_mut().zip(row) {
                *number = self::number(value);
            }
            each(numbers);
        })
    }

    /// The kept part of a sum in minor units that cost another, in whole units, as SQL.
    fn kept(&self, amount: &str, cost: &str) -> String {
        let (share, minor) = (self.margin.share, self.currency.minor_per_unit());
        if self.margin.words() == "cost column" {
            format!(
                "(coalesce({amount}, 0) - coalesce(CAST({cost} AS DOUBLE), coalesce({amount}, 0) * {:?})) / {minor:?}",
                1.0 - share
            )
        } else {
            format!("coalesce({amount}, 0) * {share:?} / {minor:?}")
        }
    }

    /// Orders `o` (customer, day, margin, channel), first days `f` (customer, first) and returns `r`
    /// (customer, day, margin) as the beginning of a question.
    pub(in crate::folder::strategy) fn orders(&self) -> String {
        let (code, as_of) = (self.currency.code(), self.as_of);
        let (kept, given_back) = (self.kept("amount", "cost"), self.kept("amount", "cost"));
        let day = "coalesce(day, CAST(\"time\" AS DATE))";
        let known = format!(
            "customer IS NOT NULL AND (currency IS NULL OR currency = '{code}') AND {day} <= DATE '{as_of}'"
        );
        format!(
            "WITH o AS (SELECT customer, {day} AS day, {kept} AS margin, order_id, source FROM orders \
             WHERE {known} AND coalesce(status, 'completed') NOT IN ('cancelled', 'failed')), \
             f AS (SELECT customer, min(day) AS first FROM o GROUP BY customer), \
             r AS (SELECT customer, {day} AS day, {given_back} AS margin FROM returns WHERE {known}), \
             c AS (SELECT customer, CAST(\"time\" AS DATE) AS day, CAST(solved AS DATE) AS solved FROM feedback \
             WHERE kind = 'complaint' AND CAST(\"time\" AS DATE) <= DATE '{as_of}') "
        )
    }
}

/// The number of a calendar month, as [`Month::index`], as SQL.
pub(in crate::folder::strategy) fn month(day: &str) -> String {
    format!("(CAST(date_part('year', {day}) AS BIGINT) * 12 + CAST(date_part('month', {day}) AS BIGINT) - 1)")
}

/// Days from one day to another, as SQL.
pub(in crate::folder::strategy) fn days(from: &str, to: &str) -> String {
    format!("CAST(({to} - {from}) AS BIGINT)")
}

pub(in crate::folder::strategy) fn number(value: &Value) -> f64 {
    match value {
        Value::Whole(n) | Value::Money(n) | Value::Customer(n) => *n as f64,
        Value::Number(x) => *x,
        Value::Day(day) => f64::from(*day),
        _ => f64::NAN,
    }
}
