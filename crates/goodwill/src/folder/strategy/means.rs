//! Cash and credit: kept to the smallest unit of the currency, reckoned with in whole units.

use facts::Currency;
use records::Means;

/// The greatest sum in smallest units: above it a float no longer tells one from the next.
const MOST_MINOR: f64 = 9e15;

/// What there is, from sums in whole units; none where a sum is no number or beyond what can be kept
/// exactly.
pub(crate) fn of(cash: Option<f64>, credit: f64, currency: Option<Currency>) -> Option<Means> {
    let scale = scale(currency);
    let minor = |units: f64| {
        let minor = (units * scale).round();
        (minor.abs() <= MOST_MINOR).then_some(minor as i64)
    };
    let cash_minor = match cash {
        Some(units) => Some(minor(units)?),
        None => None,
    };
    let currency = currency.map(|currency| currency.code().to_owned());
    Some(Means { cash_minor, credit_minor: minor(credit)?, currency })
}

/// Cash at hand and credit in whole units.
pub(crate) fn units(means: &Means) -> (Option<f64>, f64) {
    let currency = means.currency.as_deref().and_then(|code| Currency::from_code(code).ok());
    let scale = scale(currency);
    (means.cash_minor.map(|minor| minor as f64 / scale), means.credit_minor as f64 / scale)
}

/// Smallest units in a whole one; hundredths where no money is named.
fn scale(currency: Option<Currency>) -> f64 {
    10_f64.powi(currency.map_or(2, |currency| currency.exponent().min(4) as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_to_the_smallest_unit() {
        let money = |code: &str| Currency::from_code(code).unwrap();
        for (currency, minor) in
            [(Some("EUR"), 123_456), (Some("JPY"), 1_235), (Some("KWD"), 1_234_560), (None, 123_456)]
        {
            let means = of(Some(1_234.56), 0.1, currency.map(money)).unwrap();
            assert_eq!(means.cash_minor, Some(minor), "{currency:?}");
        }
        let means = of(Some(0.1 + 0.2), 200_000.0, Some(money("EUR"))).unwrap();
        assert_eq!(units(&means), (Some(0.3), 200_000.0));
        assert_eq!(units(&of(None, 0.0, None).unwrap()), (None, 0.0));
        for no in [f64::NAN, f64::INFINITY, 1e15] {
            assert_eq!(of(Some(no), 0.0, Some(money("EUR"))), None, "{no}");
            assert_eq!(of(None, no, Some(money("EUR"))), None, "{no}");
        }
    }
}
