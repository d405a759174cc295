//! The schema of every kind of fact: one description that imports, tables and documentation share.

mod kinds;

use std::{fmt, str::FromStr};

/// A kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who the company knows.
    Customers,
    /// What it sells.
    Products,
    /// What was ordered, one row an order.
    Orders,
    /// What was in the orders.
    OrderLines,
    /// What was sent back or paid back.
    Returns,
    /// What customers did: steps of a journey.
    Events,
    /// What customers said: complaints, reviews, survey answers.
    Feedback,
    /// What winning and serving customers cost.
    Costs,
    /// What competitors offer.
    CompetitorOffers,
    /// What staff spent to make someone happy.
    Gestures,
    /// When the company and the customer were in touch.
    Contacts,
    /// What was subscribed to.
    Contracts,
    /// Two ids that are one person.
    Aliases,
    /// What each customer was found to be worth as of a day; made here, never imported.
    CustomerValues,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// The company's own id of a customer; history has a random key in its place.
    Customer,
    /// A short code without blanks, at most 128 characters; what looks like an address or a
    /// telephone number is replaced by a digest.
    Code,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A short text that is about no person, at most 200 characters.
    Label,
    /// Free text, or whatever may identify a person: kept in the records only.
    Text,
    /// An amount; whole minor units of the row's currency.
    Money,
    /// An ISO 4217 code.
    Currency,
    /// A finite number.
    Number,
    /// A whole number.
    Whole,
    /// Yes or no.
    YesNo,
    /// A moment; microseconds since 1970-01-01 UTC.
    Time,
    /// A calendar day.
    Day,
    /// Names and values.
    Map,
}

/// One field of a kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name: column of the table, and name in `--map`.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a row without it is refused.
    pub required: bool,
    /// Whether it belongs to the natural key.
    pub natural_key: bool,
    /// What it means, with its unit.
    pub about: &'static str,
    /// Other headers by which a file may name it, small letters and digits only.
    pub also: &'static [&'static str],
}

impl Field {
    /// Whether the field is kept in the records only.
    #[must_use]
    pub const fn is_private(&self) -> bool {
        matches!(self.kind, FieldKind::Text)
    }
}

/// The schema of a kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The kind.
    pub kind: Kind,
    /// What one row is.
    pub grain: &'static str,
    /// Every field.
    pub fields: &'static [Field],
    /// The field that says when it happened; it also says in which month's files the fact lies.
    pub time: Option<&'static str>,
}

impl Schema {
    /// The fields kept in history, in the order of their columns.
    pub fn public(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(|field| !field.is_private())
    }

    /// The fields kept in the records only.
    pub fn private(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(|field| field.is_private())
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Where a public field stands among the public ones.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.public().position(|field| field.name == name)
    }

    /// Where the time field stands among the public ones.
    #[must_use]
    pub fn time_field(&self) -> Option<usize> {
        self.time.and_then(|name| self.position(name))
    }
}

impl Kind {
    /// Every kind that can be imported.
    pub const ALL: [Self; 13] = [
        Self::Customers,
        Self::Products,
        Self::Orders,
        Self::OrderLines,
        Self::Returns,
        Self::Events,
        Self::Feedback,
        Self::Costs,
        Self::CompetitorOffers,
        Self::Gestures,
        Self::Contacts,
        Self::Contracts,
        Self::Aliases,
    ];

    /// Every kind that is a table: those that can be imported, and what is made of them.
    pub fn tables() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().chain([Self::CustomerValues])
    }

    /// Its name: of the table, in commands and of its folder.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Orders => "orders",
            Self::OrderLines => "order_lines",
            Self::Returns => "returns",
            Self::Events => "events",
            Self::Feedback => "feedback",
            Self::Costs => "costs",
            Self::CompetitorOffers => "competitor_offers",
            Self::Gestures => "gestures",
            Self::Contacts => "contacts",
            Self::Contracts => "contracts",
            Self::Aliases => "aliases",
            Self::CustomerValues => "customer_values",
        }
    }

    /// Its schema.
    #[must_use]
    pub const fn schema(self) -> &'static Schema {
        kinds::of(self)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no kind of fact of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no kind of fact; there are customers, products, orders, order_lines, returns, events, feedback, costs, competitor_offers, gestures, contacts, contracts and aliases"
)]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let name = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::tables().find(|kind| kind.name() == name).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}
