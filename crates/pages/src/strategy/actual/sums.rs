//! Effects and rest as they are written: in whole units of money, so that they add up as they stand.

use facts::Currency;
use plan::retrospect::Laid;

use crate::{Reader, writing::formats};

/// A difference and what it is made of, in whole units of money; the rest makes up for rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// Of each cause, in their order.
    pub effects: Vec<i64>,
    /// What none of them explains.
    pub rest: i64,
    /// All together.
    pub difference: i64,
}

impl Sums {
    /// Of a scenario laid against what happened.
    #[must_use]
    pub fn of(laid: &Laid) -> Self {
        // Beyond that no float knows its units.
        let whole = |x: f64| x.clamp(-9e15, 9e15).round() as i64;
        let effects: Vec<i64> = laid.causes.iter().map(|cause| whole(cause.effect)).collect();
        let difference = whole(laid.difference);
        let explained = effects.iter().fold(0_i64, |sum, effect| sum.saturating_add(*effect));
        Self { rest: difference.saturating_sub(explained), effects, difference }
    }
}

/// Whole units with their sign, so that who adds them up comes to the sum.
#[must_use]
pub fn signed(reader: &Reader, units: i64, currency: Option<Currency>) -> String {
    let formats = formats(&reader.locale);
    let number = formats.decimal(units as f64, 0).unwrap_or_else(|| units.to_string());
    let currency = currency.or_else(|| Currency::from_code("XXX").ok());
    let written =
        currency.map_or_else(|| number.clone(), |currency| formats.with_currency(&number, currency));
    if units > 0 { format!("+{written}") } else { written }
}

#[cfg(test)]
mod tests {
    use plan::retrospect::{Cause, Within};

    use super::*;

    fn laid(effects: &[f64], difference: f64) -> Laid {
        let within = Within { inside: 0, months: 0 };
        let cause = |effect: &f64| Cause { name: "adds", assumed: 1.0, measured: 2.0, effect: *effect };
        Laid {
            scenario: "focused".to_owned(),
            currency: Currency::from_code("EUR").ok(),
            months: Vec::new(),
            cash: within,
            joined: within,
            customers: within,
            complaints: within,
            difference,
            causes: effects.iter().map(cause).collect(),
            rest: difference - effects.iter().sum::<f64>(),
            unrecorded: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The number as somebody would type it into a calculator.
    fn typed(written: &str) -> i64 {
        let plain: String =
            written.replace('−', "-").chars().filter(|c| "-0123456789".contains(*c)).collect();
        plain.parse().unwrap()
    }

    #[test]
    fn what_is_shown_adds_up_as_it_is_shown() {
        let reader = Reader::nobody("/", 0);
        let cases =
            [(&[10_000.4, 899.4, -0.4][..], 94_812.4), (&[0.5, 0.5, 0.5], -1.5), (&[-1e9 - 0.5, 3.3], 2.0)];
        for (effects, difference) in cases {
            let laid = laid(effects, difference);
            let sums = Sums::of(&laid);
            let write = |x: i64| typed(&signed(&reader, x, laid.currency));
            let shown: i64 = sums.effects.iter().map(|x| write(*x)).sum::<i64>() + write(sums.rest);
            assert_eq!(shown, write(sums.difference), "{sums:?}");
        }
        assert_eq!(signed(&reader, 94_812, laid(&[], 0.0).currency), "+€94,812");
    }
}
