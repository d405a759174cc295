//! The event itself, and which of its properties go to history.

use facts::{Currency, FactRow, Private, Value, schema::Kind};
use serde_json::{Map, Value as Json};

use super::{GoesTo, Seen, Story, row::Row};
use crate::{
    Allowed, EventType, PropertyKind,
    amount::{decimal, minor},
    code::{code, label, secret},
    read::plain,
    rules::{Schema, plain_name},
};

/// Characters of an id that is not found in another text by chance.
const TELLING: usize = 5;

impl Story<'_> {
    /// The row of the table `events`.
    pub(super) fn event_row(&self, schema: &Schema<'_>) -> (FactRow, Vec<Seen>) {
        let event = self.event;
        let mut seen = Vec::with_capacity(event.properties.len());
        let mut history = Vec::new();
        let mut records = Map::new();
        for (name, value) in &event.properties {
            let kind = schema.kind(name);
            let text = kind.and_then(|kind| as_text(kind, value, self.rules.secret));
            // What reads otherwise than it was sent is kept as it was sent, too.
            if text.is_none() || as_sent(value) != text {
                records.insert(name.clone(), value.clone());
            }
            let goes_to = if text.is_some() { GoesTo::History } else { GoesTo::Records };
            let kind = if text.is_some() { kind.map_or("", PropertyKind::name) } else { shape(value) };
            seen.push(Seen { property: name.clone(), kind, goes_to });
            if let Some(text) = text {
                history.push((name.clone(), text));
            }
        }
        history.sort();

        let mut row = Row::new(Kind::Events)
            .text("message_id", self.message_id())
            .with("name", Value::Text(self.event_name()))
            .with("type", Value::Text(event.kind.name().to_owned()))
            .with("time", Value::Time(event.time))
            .with("received_at", Value::Time(event.received_at))
            .text("flag", event.flag.map(crate::Flag::name))
            .text("source", self.source())
            .text("session", self.session())
            .text("product", self.product(&event.properties))
            .text("order_id", self.order_id().ok());
        if let Some(customer) = self.customer {
            row.set("customer", Value::Customer(customer));
        }
        if let Some(time) = event.original_time {
            row.set("original_time", Value::Time(time));
        }
        // A currency stands beside an amount; alone it would say nothing of the event.
        if let Ok(Some(currency)) = self.currency()
            && let Some(amount) = self.named_amount(currency)
        {
            row.set("amount", Value::Money(amount));
            row.set("currency", Value::Text(currency.code().to_owned()));
        }
        if let Some(quantity) = number(event.properties.get("quantity")) {
            row.set("quantity", Value::Number(quantity));
        }
        if !history.is_empty() {
            row.set("properties", Value::Map(history));
        }
        (row.done(self.version, self.details(records)), seen)
    }

    fn details(&self, properties: Map<String, Json>) -> Private {
        let event = self.event;
        let mut details = Map::new();
        if !properties.is_empty() {
            details.insert("properties".to_owned(), Json::Object(properties));
        }
        if !event.context.is_empty() {
            details.insert("context".to_owned(), Json::Object(event.context.clone()));
        }
        for (name, id) in [("groupId", &event.group), ("previousId", &event.previous)] {
            if let Some(id) = id {
                details.insert(name.to_owned(), Json::from(id.as_str()));
            }
        }
        if !event.warnings.is_empty() {
            details.insert("warnings".to_owned(), Json::from(event.warnings.clone()));
        }
        if details.is_empty() {
            return Private::default();
        }
        Private(vec![("details".to_owned(), Json::Object(details).to_string())])
    }

    fn event_name(&self) -> String {
        label(&self.event.name, self.rules.secret).unwrap_or_else(|| self.event.kind.name().to_owned())
    }

    /// A visit, under a digest: what stands for a visit may open it, or be found elsewhere.
    fn session(&self) -> Option<String> {
        let (properties, context) = (&self.event.properties, &self.event.context);
        let given = ["session_id", "sessionId", "$session_id"]
            .iter()
            .find_map(|name| properties.get(*name).or_else(|| context.get(*name)))?;
        secret(&plain(given)?, self.rules.secret)
    }

    /// The message's id; where it holds an id of the person, a digest in its place.
    fn message_id(&self) -> Option<String> {
        let event = self.event;
        let names_one = [&event.user, &event.anonymous, &event.previous]
            .into_iter()
            .flatten()
            .any(|id| id.chars().count() >= TELLING && event.message_id.contains(id.as_str()));
        if names_one { secret(&event.message_id, self.rules.secret) } else { self.code(&event.message_id) }
    }

    /// The amount named in the event: of an order's event what the order brought.
    fn named_amount(&self, currency: Currency) -> Option<i64> {
        let order = self.event.kind == EventType::Track && plain_name(&self.event.name).contains("order");
        let amount = if order {
            self.order_amount().ok().flatten()?
        } else {
            let names = ["value", "revenue", "total", "price"];
            names.iter().find_map(|name| decimal(self.event.properties.get(*name)).ok().flatten())?
        };
        minor(amount, currency).ok()
    }

    /// A text as a code.
    pub(super) fn code(&self, text: &str) -> Option<String> {
        code(text, self.rules.secret)
    }

    pub(super) fn source(&self) -> Option<String> {
        self.code(self.rules.source)
    }

    /// The product named in an object.
    pub(super) fn product(&self, object: &Map<String, Json>) -> Option<String> {
        let given = ["product_id", "productId", "sku", "id"].iter().find_map(|name| {
            let value = object.get(*name).filter(|_| *name != "id" || object.contains_key("price"))?;
            plain(value).filter(|text| !text.is_empty())
        })?;
        self.code(&given)
    }

    /// The number of the order.
    pub(super) fn order_id(&self) -> Result<String, String> {
        ["order_id", "orderId"]
            .iter()
            .find_map(|name| plain(self.event.properties.get(*name)?))
            .and_then(|text| self.code(&text))
            .ok_or_else(|| "it has no order_id".to_owned())
    }

    /// The currency of its amounts: the event's, else the source's; an unknown code is an error.
    pub(super) fn currency(&self) -> Result<Option<Currency>, String> {
        match self.event.properties.get("currency") {
            None | Some(Json::Null) => Ok(self.rules.currency),
            Some(Json::String(text)) if text.trim().is_empty() => Ok(self.rules.currency),
            Some(Json::String(text)) => {
                Currency::from_code(text).map(Some).map_err(|error| error.to_string())
            }
            Some(_) => Err("its currency is not text".to_owned()),
        }
    }
}

/// Which properties of an event go to history, of those that a file of past events says as texts:
/// as history holds them, sorted by name.
#[must_use]
pub fn properties_of(
    event: &str,
    said: &[(String, String)],
    allowed: &Allowed,
    secret: &[u8; 32],
) -> Vec<(String, String)> {
    let name = plain_name(event);
    let schema = Schema::of(&name, allowed);
    let kept = said.iter().filter_map(|(property, text)| {
        let text = as_text(schema.kind(property)?, &Json::from(text.as_str()), secret)?;
        Some((property.clone(), text))
    });
    let mut kept: Vec<(String, String)> = kept.collect();
    kept.sort();
    kept
}

/// A property as history holds it, where it is what its schema says.
fn as_text(kind: PropertyKind, value: &Json, secret: &[u8; 32]) -> Option<String> {
    match kind {
        PropertyKind::Number => match value {
            Json::Number(number) => Some(number.to_string()),
            Json::String(_) => decimal(Some(value)).ok().flatten().map(|n| n.normalize().to_string()),
            _ => None,
        },
        PropertyKind::YesNo => {
            let word = as_sent(value)?;
            match word.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "1" => Some("true".to_owned()),
                "false" | "no" | "n" | "0" => Some("false".to_owned()),
                _ => None,
            }
        }
        PropertyKind::Code | PropertyKind::Product => code(&plain(value)?, secret),
    }
}

/// A finite number, from a number or a text.
pub(super) fn number(value: Option<&Json>) -> Option<f64> {
    let number = decimal(value).ok().flatten()?;
    number.to_string().parse().ok().filter(|x: &f64| x.is_finite())
}

/// What was sent, as text, where it is text, a number or yes or no.
fn as_sent(value: &Json) -> Option<String> {
    plain(value).or_else(|| value.as_bool().map(|yes| yes.to_string()))
}

/// What a property that stays in the records held.
fn shape(value: &Json) -> &'static str {
    match value {
        Json::Number(_) => "number",
        Json::Bool(_) => "yes_no",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
        Json::String(_) | Json::Null => "text",
    }
}
