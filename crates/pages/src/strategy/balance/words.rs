//! What the three ways to spend come to, in sentences; for the page and the terminal.

use plan::balance::{Balance, KeepingWord, Purpose, WayToSpend};

use super::range;
use crate::{Reader, strategy::words::money, text::Fill};

/// The unit in which the next spending is told.
pub const UNIT: f64 = 1_000.0;

/// How a way to spend is called.
#[must_use]
pub fn way(reader: &Reader, purpose: Purpose) -> String {
    reader.t(&format!("balance-way-{}", purpose.name()))
}

/// The answer, the most important sentence first.
#[must_use]
pub fn sentences(reader: &Reader, b: &Balance) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(keeping(reader, b));
    if let Some(winning) = b.ways.iter().find(|way| way.purpose == Purpose::Acquisition && !way.guess) {
        said.extend(winning_says(reader, b, winning));
    }
    said
}

fn keeping(reader: &Reader, b: &Balance) -> Option<String> {
    let found = b.keeping?;
    let key = match found.word {
        KeepingWord::Cheaper => "balance-say-cheaper",
        KeepingWord::Dearer => "balance-say-dearer",
        KeepingWord::NotTold => "balance-say-not-told",
        KeepingWord::Guess => return Some(reader.t("balance-say-guess")),
    };
    let of = |purpose| b.ways.iter().find(|way| way.purpose == purpose).map(|way| way.brings.scaled(UNIT));
    let (keeping, winning) = (of(Purpose::Retention)?, of(Purpose::Acquisition)?);
    let fill = [
        ("unit", money(reader, UNIT, b.currency)),
        ("keeping", money(reader, keeping.expected, b.currency)),
        ("keeping-range", range(reader, &keeping, b.currency)),
        ("winning", money(reader, winning.expected, b.currency)),
        ("winning-range", range(reader, &winning, b.currency)),
    ];
    Some(reader.tf(key, &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))))
}

fn winning_says(reader: &Reader, b: &Balance, winning: &WayToSpend) -> Option<String> {
    let cost = winning.marginal_cost?;
    let fill = [
        ("cost", money(reader, cost.expected, b.currency)),
        ("range", range(reader, &cost, b.currency)),
        ("worth", money(reader, winning.value_of_one.expected, b.currency)),
        ("worth-range", range(reader, &winning.value_of_one, b.currency)),
    ];
    let mut said =
        vec![reader.tf("balance-say-win", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words))))];
    let (best, gain) = (&winning.optimum, &winning.gain_at_optimum);
    let apart = best.low > winning.spend_now || best.high < winning.spend_now;
    // Nothing whose gain may as well be a loss is recommended.
    let key = match (apart, gain.low > 0.0) {
        (true, true) if best.low > winning.spend_now => "balance-say-win-more",
        (true, true) => "balance-say-win-less",
        (true, false) => "balance-say-win-try",
        (false, _) => "balance-say-win-fine",
    };
    let fill = [
        ("optimum", money(reader, best.expected, b.currency)),
        ("range", range(reader, best, b.currency)),
        ("now", money(reader, winning.spend_now, b.currency)),
        ("gain-range", range(reader, gain, b.currency)),
    ];
    said.push(reader.tf(key, &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))));
    if winning.optimum_beyond_seen && key != "balance-say-win-fine" {
        said.push(reader.t("balance-say-win-beyond"));
    }
    Some(said.join(" "))
}
