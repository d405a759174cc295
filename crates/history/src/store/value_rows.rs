//! Kept values and the words about customers, read in one go: what a book of all customers is made of.

use arrow::{
    array::{Array, AsArray},
    datatypes::{Date32Type, Float64Type, Int64Type},
    record_batch::RecordBatch,
};
use facts::{Version, schema::Kind};

use super::{
    Listed, Role, Store, StoreError,
    columns::{self, TIE, VERSION},
};

/// A customer's value as it is kept; see [`Kind::CustomerValues`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueRow<'a> {
    /// The key the customer had when it was computed.
    pub customer: i64,
    /// The day looked from, days since 1970-01-01.
    pub as_of: i32,
    /// How recent it is.
    pub version: Version,
    /// Orders so far.
    pub orders: i64,
    /// First order day.
    pub first_day: i32,
    /// Latest order day.
    pub last_day: i32,
    /// Revenue so far.
    pub spend: Option<f64>,
    /// Margin so far.
    pub to_date: Option<f64>,
    /// Probability to be active.
    pub alive: Option<f64>,
    /// Expected orders: expected, low, high.
    pub expected_orders: [Option<f64>; 3],
    /// Expected value: expected, low, high.
    pub value: [Option<f64>; 3],
    /// Value at risk.
    pub at_risk: Option<f64>,
    /// Currency of the amounts.
    pub currency: Option<&'a str>,
}

/// The public fields of a customer that are words, in the order in which they are handed over.
pub const WORDS: [&str; 5] = ["country", "region", "language", "channel", "segment"];

const COLUMNS: [&str; 18] = [
    "customer",
    "as_of",
    "fit",
    "orders",
    "first_order",
    "last_order",
    "spend",
    "value_to_date",
    "alive",
    "expected_orders",
    "expected_orders_low",
    "expected_orders_high",
    "expected_value",
    "expected_value_low",
    "expected_value_high",
    "value_at_risk",
    "currency",
    VERSION,
];

/// What takes in what was said of a customer's words: the key, how recent it is, the words.
type EachWords<'a> = dyn FnMut(i64, Version, [Option<&str>; WORDS.len()]) + 'a;

impl Store {
    /// Hands over the values that were computed with the newest fit among these files, in the order
    /// of the files; gives its number.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn value_rows(
        &self,
        live: &[Listed],
        each: &mut dyn FnMut(&ValueRow<'_>),
    ) -> Result<Option<i64>, StoreError> {
        let mut newest = None;
        let mut with_newest: Vec<&Listed> = Vec::new();
        for file in live.iter().filter(|f| f.kind == Kind::CustomerValues && f.role == Role::Rows) {
            let mut fit = None;
            self.scan(file, Some(&["fit"]), &mut |rows| {
                fit = fit.max(
                    rows.column_by_name("fit")
                        .and_then(|a| arrow::compute::max(a.as_primitive::<Int64Type>())),
                );
            })?;
            if fit > newest {
                newest = fit;
                with_newest.clear();
            }
            if fit == newest && fit.is_some() {
                with_newest.push(file);
            }
        }
        let Some(fit) = newest else { return Ok(None) };
        let mut only = COLUMNS.to_vec();
        only.push(TIE);
        for file in with_newest {
            self.scan(file, Some(&only), &mut |rows| hand_over(rows, fit, each))?;
        }
        Ok(Some(fit))
    }

    /// Hands over what these files say of customers' words, in the order of the files: the key, how
    /// recent it is, and the words in the order of [`WORDS`].
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn customer_words(&self, live: &[Listed], each: &mut EachWords<'_>) -> Result<(), StoreError> {
        let mut only = WORDS.to_vec();
        only.extend(["customer", VERSION, TIE]);
        for file in live.iter().filter(|f| f.kind == Kind::Customers && f.role == Role::Rows) {
            self.scan(file, Some(&only), &mut |rows| {
                let Some(customers) = rows.column_by_name("customer") else { return };
                let customers = customers.as_primitive::<Int64Type>();
                let words = WORDS.map(|name| rows.column_by_name(name).map(AsArray::as_string::<i32>));
                if words.iter().all(|array| array.is_none_or(|array| array.null_count() == array.len())) {
                    return;
                }
                for row in (0..rows.num_rows()).filter(|row| customers.is_valid(*row)) {
                    let said =
                        words.map(|array| array.filter(|a| a.is_valid(row)).map(|array| array.value(row)));
                    each(customers.value(row), columns::version_at(rows, row), said);
                }
            })?;
        }
        Ok(())
    }
}

fn hand_over(rows: &RecordBatch, fit: i64, each: &mut dyn FnMut(&ValueRow<'_>)) {
    let whole = |name: &str| rows.column_by_name(name).map(AsArray::as_primitive::<Int64Type>);
    let day = |name: &str| rows.column_by_name(name).map(AsArray::as_primitive::<Date32Type>);
    let number = |name: &str| rows.column_by_name(name).map(AsArray::as_primitive::<Float64Type>);
    let numbers = [
        "spend",
        "value_to_date",
        "alive",
        "expected_orders",
        "expected_orders_low",
        "expected_orders_high",
        "expected_value",
        "expected_value_low",
        "expected_value_high",
        "value_at_risk",
    ]
    .map(number);
    let currency = rows.column_by_name("currency").map(AsArray::as_string::<i32>);
    let (Some(customers), Some(fits), Some(orders)) = (whole("customer"), whole("fit"), whole("orders"))
    else {
        return;
    };
    let (Some(as_of), Some(first), Some(last)) = (day("as_of"), day("first_order"), day("last_order")) else {
        return;
    };
    for row in 0..rows.num_rows() {
        let known =
            customers.is_valid(row) && orders.is_valid(row) && first.is_valid(row) && last.is_valid(row);
        if !known || !fits.is_valid(row) || fits.value(row) != fit || !as_of.is_valid(row) {
            continue;
        }
        let x = numbers.map(|array| array.filter(|a| a.is_valid(row)).map(|array| array.value(row)));
        each(&ValueRow {
            customer: customers.value(row),
            as_of: as_of.value(row),
            version: columns::version_at(rows, row),
            orders: orders.value(row),
            first_day: first.value(row),
            last_day: last.value(row),
            spend: x[0],
            to_date: x[1],
            alive: x[2],
            expected_orders: [x[3], x[4], x[5]],
            value: [x[6], x[7], x[8]],
            at_risk: x[9],
            currency: currency.filter(|array| array.is_valid(row)).map(|array| array.value(row)),
        });
    }
}
