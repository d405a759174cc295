//! Facts in words, as a preview shows them.

use facts::{Currency, Day, FactRow, Value};

/// A row as `kind: field=value, …`; customers by their ids as they were written.
pub(crate) fn row(row: &FactRow, customers: &[String]) -> String {
    let currency = row.value("currency").text().and_then(|code| Currency::from_code(code).ok());
    let mut customers = customers.iter();
    let fields = row.kind.schema().public().zip(&row.values).filter(|(_, value)| !value.is_null());
    let mut parts: Vec<String> = fields
        .map(|(field, value)| {
            let shown = match value {
                Value::Customer(key) => customers.next().cloned().unwrap_or_else(|| key.to_string()),
                other => text(other, currency),
            };
            format!("{}={}", field.name, escaped(&shown))
        })
        .collect();
    parts.extend(row.private.0.iter().map(|(name, text)| format!("{name}={} (records only)", escaped(text))));
    format!("{}: {}", row.kind, parts.join(", "))
}

fn text(value: &Value, currency: Option<Currency>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Whole(n) => n.to_string(),
        Value::Number(x) => x.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Time(micros) => moment(*micros),
        Value::Day(day) => Day::from_epoch(*day).map_or_else(|_| day.to_string(), |day| day.to_string()),
        Value::Money(minor) => money(*minor, currency),
        Value::Customer(key) => key.to_string(),
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// Exact: minor units are moved behind the point, never divided.
fn money(minor: i64, currency: Option<Currency>) -> String {
    let digits = currency.map_or(2, Currency::exponent) as usize;
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let sign = if minor < 0 { "-" } else { "" };
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// A moment in UTC, to the second.
pub(crate) fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_| micros.to_string(), |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// No text of a file moves the cursor or fills the screen.
fn escaped(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown = String::new();
    for letter in text.chars().take(MOST) {
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    if text.chars().count() > MOST {
        shown.push('…');
    }
    shown
}
