//! Reviews.

use facts::{Private, Value, schema::Kind};
use serde_json::Value as Json;

use super::{Story, Told, event::number, row::Row};
use crate::read::plain;

impl Story<'_> {
    /// `Product Reviewed`: feedback with stars. A rating from 1 to 5 is on that scale; what scale
    /// another one is on nobody knows.
    pub(super) fn review(&self) -> Told {
        let mut told = Told::default();
        let properties = &self.event.properties;
        let code = |name: &str| self.code(&plain(properties.get(name)?)?);
        let mut row = Row::new(Kind::Feedback)
            .text("feedback_id", code("review_id"))
            .text("source", self.source())
            .text("order_id", self.order_id().ok())
            .text("product", self.product(properties))
            .with("time", Value::Time(self.event.time))
            .with("kind", Value::Text("review".to_owned()));
        if let Some(customer) = self.customer {
            row.set("customer", Value::Customer(customer));
        }
        if let Some(stars) = number(properties.get("rating")) {
            row.set("measure", Value::Text("stars".to_owned()));
            row.set("score", Value::Number(stars));
            if (1.0..=5.0).contains(&stars) {
                row.set("scale_low", Value::Number(1.0));
                row.set("scale_high", Value::Number(5.0));
            }
        } else if properties.get("rating").is_some_and(|rating| !rating.is_null()) {
            told.problems.push("its rating was left out: it is no number".to_owned());
        }
        let words =
            |names: [&str; 2]| names.iter().find_map(|name| properties.get(*name).and_then(Json::as_str));
        let mut private = Vec::new();
        for (field, names) in [("title", ["review_title", "title"]), ("text", ["review_body", "review_text"])]
        {
            if let Some(words) = words(names).filter(|words| !words.trim().is_empty()) {
                private.push((field.to_owned(), words.to_owned()));
            }
        }
        told.rows.push(row.done(self.version, Private(private)));
        told
    }
}
