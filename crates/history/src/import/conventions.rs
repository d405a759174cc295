//! How a file writes times, numbers and currencies, settled on all of its rows.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::{
    DateFormat, DecimalSign, Field, ImportError, ReadOptions,
    error::Question,
    names,
    profile::{Evidence, Profile},
    roles::{Roles, epoch},
    table::Table,
};

/// The conventions of a file.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent findings")]
pub(super) struct Conventions {
    pub(super) date_format: DateFormat,
    pub(super) decimal: DecimalSign,
    /// How many rows speak of each currency code.
    pub(super) currencies: BTreeMap<String, u64>,
    /// Code that the name of the amount's column gives, as in `Amount (EUR)`.
    pub(super) named_currency: Option<&'static str>,
    /// Amounts are in minor units already.
    pub(super) minor_units: bool,
    /// The amount is one of the whole order and may be repeated on each of its lines.
    pub(super) of_the_order: bool,
    /// The cost is one of a piece.
    pub(super) cost_per_piece: bool,
    /// Ids are whole numbers, some written as `10482.0`.
    pub(super) float_ids: bool,
    pub(super) float_orders: bool,
    /// Customers are e-mail addresses, whose case does not matter.
    pub(super) email_ids: bool,
    pub(super) notes: Vec<String>,
}

/// What is less than one in this many is a slip and not a convention.
const SLIP: u64 = 100;

pub(super) fn settle(
    table: &Table,
    roles: &Roles,
    profiles: &HashMap<usize, Profile>,
    options: &ReadOptions,
) -> Result<Conventions, ImportError> {
    let mut notes = Vec::new();
    let profile = |field: Field| roles.of(field).and_then(|c| profiles.get(&c));
    let date_format = match (&options.date_format, profile(Field::Time)) {
        (Some(format), _) => format.clone(),
        (None, Some(times)) => date_format(table, times)?,
        (None, None) => DateFormat::Ymd,
    };
    if let Some(times) = profile(Field::Time) {
        offsets(table, times, options, &mut notes)?;
    }
    let money = [Field::Amount, Field::Price, Field::Discount, Field::Refund, Field::Cost];
    let decimal = match options.decimal {
        Some(sign) => sign,
        None => decimal(table, money.iter().filter_map(|f| profile(*f)))?,
    };
    let mut currencies = BTreeMap::new();
    if let Some(few) = profile(Field::Currency).and_then(|p| p.few.as_ref()) {
        for (code, count) in few {
            *currencies.entry(code.to_ascii_uppercase()).or_default() += count;
        }
    }
    let amount = roles.of(Field::Amount).or(roles.of(Field::Price));
    if currencies.is_empty()
        && let Some(p) = amount.and_then(|c| profiles.get(&c))
    {
        currencies = p.currencies.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    }
    let amount_name = amount.map_or("", |c| table.columns[c].as_str());
    let floats = |field: Field| profile(field).is_some_and(|p| p.is_whole() && p.whole_floats > 0);
    let cost_name = roles.of(Field::Cost).map_or("", |c| table.columns[c].as_str());
    let email_ids = profile(Field::Customer).is_some_and(Profile::is_email);
    if email_ids {
        notes.push("customers are e-mail addresses: upper and lower case are one".to_owned());
    }
    Ok(Conventions {
        date_format,
        decimal,
        currencies,
        named_currency: names::currency_in(amount_name),
        minor_units: names::in_minor_units(amount_name),
        of_the_order: roles.of(Field::Amount).is_some() && names::is_of_the_order(amount_name),
        cost_per_piece: names::is_per_piece(cost_name) && roles.of(Field::Quantity).is_some(),
        float_ids: floats(Field::Customer),
        float_orders: floats(Field::Order),
        email_ids,
        notes,
    })
}

pub(super) fn date_format(table: &Table, times: &Profile) -> Result<DateFormat, ImportError> {
    if times.typed_times > 0 {
        return Ok(DateFormat::Ymd);
    }
    if times.time_share() < 0.5
        && let Some(format) = epoch(times)
    {
        return Ok(format);
    }
    let (day_first, month_first) = (&times.day_first, &times.month_first);
    let question = |about: String, sample: &Evidence, other: &Evidence| {
        Question::new(&table.name, about)
            .choice("--date-format dmy", format!("{} is day, month, year", sample.sample))
            .choice("--date-format mdy", format!("{} is month, day, year", other.sample))
    };
    match (day_first.count, month_first.count) {
        (0, 0) if times.open_dates.count == 0 => Ok(DateFormat::Ymd),
        (0, 0) if times.pointed == times.times - times.clear_times => Ok(DateFormat::Dmy),
        (0, 0) => {
            let about = format!(
                "no day above 12 shows whether the day or the month comes first in {} of {} times",
                times.open_dates.count, times.times
            );
            Err(question(about, &times.open_dates, &times.open_dates).into())
        }
        (day, month) if month * SLIP < day => Ok(DateFormat::Dmy),
        (day, month) if day * SLIP < month => Ok(DateFormat::Mdy),
        (day, month) => {
            let about = format!("{day} times have the day first and {month} the month first");
            Err(question(about, day_first, month_first).into())
        }
    }
}

fn offsets(
    table: &Table,
    times: &Profile,
    options: &ReadOptions,
    notes: &mut Vec<String>,
) -> Result<(), ImportError> {
    if options.time_zone.is_some() || times.offsets.len() < 2 {
        return Ok(());
    }
    let given: Vec<i32> = times.offsets.keys().flatten().copied().collect();
    let without = times.offsets.get(&None).copied().unwrap_or(0);
    let dates_only = times.with_clock == 0;
    if dates_only {
        return Ok(());
    }
    let spread = given.iter().max().zip(given.iter().min()).map_or(0, |(a, b)| a - b);
    if without == 0 && spread <= 3600 {
        notes.push(
            "times change between two offsets an hour apart (summer time): days are taken as written"
                .to_owned(),
        );
        return Ok(());
    }
    let shown: Vec<_> = times
        .offsets
        .iter()
        .map(|(offset, count)| format!("{count} {}", offset.map_or("without offset".to_owned(), shown)))
        .collect();
    let about = format!("times have different offsets ({}): in which zone do days count?", shown.join(", "));
    Err(Question::new(&table.name, about)
        .choice("--time-zone Europe/Rome", "the zone of the shop, whose midnight ends a day")
        .into())
}

fn shown(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    format!("at {sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60)
}

pub(super) fn decimal<'a>(
    table: &Table,
    columns: impl Iterator<Item = &'a Profile>,
) -> Result<DecimalSign, ImportError> {
    let mut sums = [(0u64, String::new()), (0, String::new()), (0, String::new()), (0, String::new())];
    let mut text = false;
    for p in columns {
        text |= p.texts > 0;
        for (sum, evidence) in sums.iter_mut().zip([&p.point, &p.comma, &p.open_point, &p.open_comma]) {
            if sum.0 == 0 {
                sum.1.clone_from(&evidence.sample);
            }
            sum.0 += evidence.count;
        }
    }
    let [(point, point_sample), (comma, comma_sample), (open_point, point_open), (open_comma, comma_open)] =
        sums;
    let ask = |about: &str, point: &str, comma: &str| {
        Err(Question::new(&table.name, about)
            .choice("--decimal .", format!("{point} has a decimal point"))
            .choice("--decimal ,", format!("{comma} has a decimal comma"))
            .into())
    };
    match (point, comma) {
        (0, 0) if open_point + open_comma == 0 || !text || table.format_name() == "JSON lines" => {
            Ok(DecimalSign::Point)
        }
        (0, 0) => {
            let sample = if open_point > 0 { point_open } else { comma_open };
            let about =
                "three digits behind every separator leave open whether they are thousands or decimals";
            let other = if sample.contains('.') {
                "and points only group thousands"
            } else {
                "and commas only group thousands"
            };
            let (a, b) = if sample.contains('.') {
                (
                    format!("the point in {sample} is a decimal point"),
                    format!("commas are decimal {other}, as in {sample}"),
                )
            } else {
                (
                    format!("points are decimal {other}, as in {sample}"),
                    format!("the comma in {sample} is a decimal comma"),
                )
            };
            Err(Question::new(&table.name, about).choice("--decimal .", a).choice("--decimal ,", b).into())
        }
        (point, comma) if comma * SLIP < point => Ok(DecimalSign::Point),
        (point, comma) if point * SLIP < comma => Ok(DecimalSign::Comma),
        _ => ask(
            &format!("{point} amounts have a decimal point and {comma} a decimal comma"),
            &point_sample,
            &comma_sample,
        ),
    }
}
