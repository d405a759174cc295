//! Events as an SDK of a shop sends them, about 500 bytes each.

use std::fmt::Write;

use crate::chance::Chance;

const NAMES: [&str; 5] = ["Product Viewed", "Product Added", "Cart Viewed", "Checkout Started", "Searched"];

/// The body of a request, and where it goes.
pub(crate) fn request(chance: &mut Chance, batch: usize, body: &mut String) -> &'static str {
    body.clear();
    if batch == 1 {
        event(chance, body);
        return "/v1/track";
    }
    body.push_str("{\"batch\":[");
    for n in 0..batch {
        if n > 0 {
            body.push(',');
        }
        event(chance, body);
    }
    body.push_str("],\"sentAt\":\"2026-01-15T10:00:00.000Z\"}");
    "/v1/batch"
}

fn event(chance: &mut Chance, body: &mut String) {
    let name = NAMES[chance.below(NAMES.len() as u64) as usize];
    let _ = write!(
        body,
        "{{\"type\":\"track\",\"messageId\":\"{}\",\"userId\":\"customer-{}\",\"event\":\"{name}\",\
         \"timestamp\":\"2026-01-15T09:59:{:02}.{:03}Z\",\"sentAt\":\"2026-01-15T10:00:00.000Z\",\"properties\":\
         {{\"product_id\":\"p-{}\",\"price\":{}.{:02},\"quantity\":{},\"currency\":\"EUR\",\"category\":\"c-{}\",\
         \"position\":{}}},\"context\":{{\"library\":{{\"name\":\"analytics-node\",\"version\":\"3.1.0\"}},\
         \"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\",\"locale\":\"en-GB\",\
         \"page\":{{\"path\":\"/products/p-{}\"}}}}}}",
        chance.uuid(),
        chance.below(100_000),
        chance.below(60),
        chance.below(1000),
        chance.below(5000),
        chance.below(200),
        chance.below(100),
        1 + chance.below(4),
        chance.below(40),
        chance.below(50),
        chance.below(5000),
    );
}
