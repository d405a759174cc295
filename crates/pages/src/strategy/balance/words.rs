//! What the three ways to spend come to, in sentences; for the page and the terminal.

use plan::balance::{Absent, Balance, Budget, KeepingWord, Purpose, Share, WayToSpend, WhyAbsent};

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
    if b.ways.is_empty() {
        said.push(reader.t("balance-say-none"));
    }
    said.extend(keeping(reader, b));
    if let Some(winning) = b.ways.iter().find(|way| way.purpose == Purpose::Acquisition && !way.guess) {
        said.extend(winning_says(reader, b, winning));
    }
    said.extend(b.absent.iter().map(|one| absent(reader, *one)));
    said.extend(b.ways.iter().filter_map(|one| contradicts(reader, one)));
    said
}

/// Why a way to spend is not there.
fn absent(reader: &Reader, one: Absent) -> String {
    let key = match one.why {
        WhyAbsent::NoWorth => "balance-absent-worth",
        WhyAbsent::WorthNothing => "balance-absent-worth-nothing",
        WhyAbsent::UnderContract => "balance-absent-contract",
        WhyAbsent::NobodyThere => "balance-absent-nobody",
        WhyAbsent::NobodyWon => "balance-absent-nobody-won",
        WhyAbsent::NothingSpent => "balance-absent-nothing-spent",
    };
    reader.tf(key, &[("way", Fill::Text(&way(reader, one.purpose)))])
}

/// That what was stated cannot be what the months show; none where it may be.
fn contradicts(reader: &Reader, one: &WayToSpend) -> Option<String> {
    let shows = one.reached_in_months.filter(|_| one.contradicts_months)?;
    let (way, stated) = (way(reader, one.purpose), reader.number(one.reached_now));
    let ends = [("low", reader.number(shows.low)), ("high", reader.number(shows.high))];
    let shows = reader.tf("common-range", &ends.each_ref().map(|(name, words)| (*name, Fill::Text(words))));
    let fill = [("way", Fill::Text(&way)), ("stated", Fill::Text(&stated)), ("shows", Fill::Text(&shows))];
    Some(reader.tf("balance-contradicts", &fill))
}

/// What a budget comes to, in sentences.
#[must_use]
pub fn budget(reader: &Reader, b: &Balance, found: &Budget) -> Vec<String> {
    let about = |x: f64| money(reader, x, b.currency);
    let shadow = &found.shadow_price;
    let fill = [
        ("gain", about(found.gain_over_now.expected)),
        ("range", range(reader, &found.gain_over_now, b.currency)),
        ("shadow", about(shadow.expected)),
        ("shadow-range", range(reader, shadow, b.currency)),
    ];
    let mut said = vec![
        reader.tf("balance-budget-says", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))),
    ];
    if found.unused > 0.005 * found.amount {
        let (unused, placed) = (about(found.unused), about(found.amount - found.unused));
        let fill = [("unused", Fill::Text(&unused)), ("placed", Fill::Text(&placed))];
        said.push(reader.tf("balance-budget-enough", &fill));
    }
    said.extend(found.shares.iter().filter_map(|share| moved(reader, b, share)));
    said
}

/// That the budget takes money away from a way of which more would pay by itself; none where it does not.
fn moved(reader: &Reader, b: &Balance, share: &Share) -> Option<String> {
    let one = b.ways.iter().find(|way| way.purpose == share.purpose)?;
    let less = share.spend.expected < 0.9 * share.now;
    (less && one.optimum.expected > share.now).then(|| {
        let fill = [
            ("way", way(reader, share.purpose)),
            ("spend", money(reader, share.spend.expected, b.currency)),
            ("now", money(reader, share.now, b.currency)),
            ("optimum", money(reader, one.optimum.expected, b.currency)),
        ];
        reader.tf("balance-budget-moves", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words))))
    })
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
