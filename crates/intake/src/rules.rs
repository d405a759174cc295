//! Which properties of an event go to history.

use std::collections::HashMap;

use PropertyKind::{Code, Number, Product};

/// What a property that goes to history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// A finite number.
    Number,
    /// Yes or no.
    YesNo,
    /// A short code.
    Code,
    /// A product code.
    Product,
}

/// There is no such kind of property.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no kind of property; there are number, yes_no, code and product")]
pub struct UnknownPropertyKind(pub String);

impl PropertyKind {
    /// Its name in commands and records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::YesNo => "yes_no",
            Self::Code => "code",
            Self::Product => "product",
        }
    }
}

impl std::str::FromStr for PropertyKind {
    type Err = UnknownPropertyKind;

    fn from_str(text: &str) -> Result<Self, UnknownPropertyKind> {
        [Self::Number, Self::YesNo, Self::Code, Self::Product]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| UnknownPropertyKind(text.to_owned()))
    }
}

/// What the company lets into history beyond the built-in schemas.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    by_event: HashMap<String, HashMap<String, PropertyKind>>,
}

impl Allowed {
    /// Lets a property of the events of that name into history; the name `*` stands for all events.
    /// Capitals, blanks and signs in event names make no difference.
    pub fn allow(&mut self, event: &str, property: &str, kind: PropertyKind) {
        let event = if event == "*" { event.to_owned() } else { plain_name(event) };
        self.by_event.entry(event).or_default().insert(property.to_owned(), kind);
    }

    /// The names of all properties that some event lets into history, the built-in ones too, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let built_in = BUILT_IN.iter().flat_map(|schema| schema.properties).map(|(name, _)| *name);
        let own = self.by_event.values().flat_map(HashMap::keys).map(String::as_str);
        let mut names: Vec<String> = built_in.chain(own).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    fn kind(&self, plain_name: &str, property: &str) -> Option<PropertyKind> {
        [plain_name, "*"].into_iter().find_map(|event| self.by_event.get(event)?.get(property).copied())
    }
}

/// The built-in schema of an event name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name as Segment's ecommerce specification writes it; `*` stands for every event.
    pub name: &'static str,
    /// What becomes of the event besides itself, in words; empty where nothing does.
    pub becomes: &'static str,
    /// The properties that go to history.
    pub properties: &'static [(&'static str, PropertyKind)],
}

/// Every built-in schema.
#[must_use]
pub const fn built_in() -> &'static [BuiltIn] {
    BUILT_IN
}

/// What an event of this name (in [`plain_name`]'s spelling) lets into history.
pub(crate) struct Schema<'a> {
    plain_name: &'a str,
    built_in: Option<&'static BuiltIn>,
    allowed: &'a Allowed,
}

impl<'a> Schema<'a> {
    pub(crate) fn of(plain_name: &'a str, allowed: &'a Allowed) -> Self {
        let built_in = BUILT_IN.iter().find(|schema| self::plain_name(schema.name) == plain_name);
        Self { plain_name, built_in, allowed }
    }

    /// What the property holds, where it may go to history.
    pub(crate) fn kind(&self, property: &str) -> Option<PropertyKind> {
        let named = |schema: &BuiltIn| {
            schema.properties.iter().find(|(name, _)| *name == property).map(|(_, kind)| *kind)
        };
        self.allowed
            .kind(self.plain_name, property)
            .or_else(|| self.built_in.and_then(named))
            .or_else(|| named(&BUILT_IN[0]))
    }
}

/// An event name without what senders write in different ways: small letters and digits only.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What describes a product.
macro_rules! product {
    ($($more:expr),* $(,)?) => {
        &[
            ("product_id", Product), ("sku", Product), ("category", Code), ("brand", Code), ("variant", Code),
            ("price", Number), ("quantity", Number), ("position", Number), ("coupon", Code),
            ("currency", Code), ("value", Number), $($more),*
        ]
    };
}

/// What describes an order.
const ORDER: &[(&str, PropertyKind)] = &[
    ("order_id", Code),
    ("checkout_id", Code),
    ("affiliation", Code),
    ("channel", Code),
    ("total", Number),
    ("subtotal", Number),
    ("revenue", Number),
    ("value", Number),
    ("discount", Number),
    ("shipping", Number),
    ("tax", Number),
    ("coupon", Code),
    ("currency", Code),
];

const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        name: "*",
        becomes: "",
        properties: &[
            ("product_id", Product),
            ("sku", Product),
            ("order_id", Code),
            ("currency", Code),
            ("value", Number),
            ("revenue", Number),
            ("total", Number),
            ("price", Number),
            ("quantity", Number),
        ],
    },
    BuiltIn { name: "Product Viewed", becomes: "", properties: product!() },
    BuiltIn { name: "Product Clicked", becomes: "", properties: product!(("list_id", Code)) },
    BuiltIn { name: "Product Added", becomes: "", properties: product!(("cart_id", Code)) },
    BuiltIn { name: "Product Removed", becomes: "", properties: product!(("cart_id", Code)) },
    BuiltIn {
        name: "Product List Viewed",
        becomes: "",
        properties: &[("list_id", Code), ("category", Code)],
    },
    BuiltIn { name: "Cart Viewed", becomes: "", properties: &[("cart_id", Code)] },
    BuiltIn { name: "Checkout Started", becomes: "", properties: ORDER },
    BuiltIn {
        name: "Order Completed",
        becomes: "an order, and a line for each of its products",
        properties: ORDER,
    },
    BuiltIn {
        name: "Order Updated",
        becomes: "the order's new amounts; its products replace all lines of the order",
        properties: ORDER,
    },
    BuiltIn {
        name: "Order Refunded",
        becomes: "a return for each of its products; without products, of the whole order",
        properties: &[
            ("order_id", Code),
            ("refund_id", Code),
            ("reason_code", Code),
            ("total", Number),
            ("subtotal", Number),
            ("revenue", Number),
            ("value", Number),
            ("shipping", Number),
            ("tax", Number),
            ("currency", Code),
        ],
    },
    BuiltIn { name: "Order Cancelled", becomes: "the order's status is cancelled", properties: ORDER },
    BuiltIn {
        name: "Coupon Applied",
        becomes: "",
        properties: &[("order_id", Code), ("cart_id", Code), ("coupon_id", Code), ("discount", Number)],
    },
    BuiltIn {
        name: "Promotion Clicked",
        becomes: "",
        properties: &[("promotion_id", Code), ("creative", Code), ("position", Code)],
    },
    BuiltIn {
        name: "Product Reviewed",
        becomes: "feedback: a review with stars; its words stay in the records",
        properties: &[("product_id", Product), ("review_id", Code), ("rating", Number)],
    },
];
