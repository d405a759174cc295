//! What the state of an order and the code of a product say.

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum State {
    /// It stands.
    #[default]
    Order,
    /// It was called off.
    Cancelled,
    /// Everything was paid back.
    Refunded,
    /// It was never paid.
    Failed,
}

const CANCELLED: [&str; 16] = [
    "cancelled",
    "canceled",
    "void",
    "voided",
    "trash",
    "storniert",
    "abgebrochen",
    "annule",
    "annulee",
    "annulled",
    "anulado",
    "cancelado",
    "cancelada",
    "annullato",
    "reversed",
    "cancellation",
];
const REFUNDED: [&str; 8] = [
    "refunded",
    "fully refunded",
    "erstattet",
    "rembourse",
    "remboursee",
    "reembolsado",
    "rimborsato",
    "charged back",
];
const FAILED: [&str; 16] = [
    "failed",
    "failure",
    "payment failed",
    "declined",
    "refused",
    "expired",
    "abandoned",
    "error",
    "draft",
    "checkout draft",
    "pending payment",
    "incomplete",
    "requires payment method",
    "fehlgeschlagen",
    "fallido",
    "fallito",
];

/// The state that a status names; what is not known stands.
pub(super) fn state(text: &[u8]) -> State {
    let plain = super::names::plain(&String::from_utf8_lossy(text));
    let plain = plain.strip_prefix("wc ").unwrap_or(&plain);
    if CANCELLED.contains(&plain) {
        State::Cancelled
    } else if REFUNDED.contains(&plain) {
        State::Refunded
    } else if FAILED.contains(&plain) {
        State::Failed
    } else {
        State::Order
    }
}

/// Whether a column such as "cancelled" says yes; a time says when, which is yes.
pub(super) fn is_yes(text: &[u8]) -> bool {
    !["0", "false", "f", "no", "n", "nein", "non", "null", "none", "nan"]
        .iter()
        .any(|no| text.eq_ignore_ascii_case(no.as_bytes()))
}

/// Codes that shops use for what is no product. Proposed only: a mapping file may list others.
const NO_PRODUCTS: [&str; 21] = [
    "POST",
    "POSTAGE",
    "SHIPPING",
    "DOT",
    "DELIVERY",
    "FREIGHT",
    "C2",
    "M",
    "MANUAL",
    "D",
    "DISCOUNT",
    "S",
    "SAMPLES",
    "BANK CHARGES",
    "B",
    "AMAZONFEE",
    "CRUK",
    "ADJUST",
    "ADJUST2",
    "FEE",
    "GIFTCARD",
];

/// Whether a product code is one of those.
pub(super) fn is_no_product(code: &[u8]) -> bool {
    let starts = |prefix: &[u8]| code.get(..prefix.len()).is_some_and(|c| c.eq_ignore_ascii_case(prefix));
    code.len() <= 24
        && (NO_PRODUCTS.iter().any(|n| code.eq_ignore_ascii_case(n.as_bytes()))
            || (starts(b"TEST") && code[4..].iter().all(u8::is_ascii_digit))
            || starts(b"gift_")
            || starts(b"gift voucher"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_common_shops() {
        assert_eq!(state(b"wc-cancelled"), State::Cancelled);
        assert_eq!(state("Annul\u{e9}".as_bytes()), State::Cancelled);
        assert_eq!(state(b"Refunded"), State::Refunded);
        assert_eq!(state(b"payment_failed"), State::Failed);
        assert_eq!(state(b"partially_refunded"), State::Order);
        assert_eq!(state(b"delivered"), State::Order);
        assert!(is_yes(b"2024-01-01") && !is_yes(b"FALSE"));
    }

    #[test]
    fn codes_that_are_no_products() {
        for code in ["POST", "test001", "gift_0001_20", "Bank Charges", "m"] {
            assert!(is_no_product(code.as_bytes()), "{code}");
        }
        for code in ["85123A", "testament", "posterior", "DOTCOM"] {
            assert!(!is_no_product(code.as_bytes()), "{code}");
        }
    }
}
