//! Each kind's fields. The pages in docs/facts are checked against this table.

mod people;
mod sales;
mod spending;
mod values;
mod voices;

use super::{Field, FieldKind, Kind, Schema};

pub(super) const fn of(kind: Kind) -> &'static Schema {
    match kind {
        Kind::Customers => &people::CUSTOMERS,
        Kind::Aliases => &people::ALIASES,
        Kind::Contracts => &people::CONTRACTS,
        Kind::Products => &sales::PRODUCTS,
        Kind::Orders => &sales::ORDERS,
        Kind::OrderLines => &sales::ORDER_LINES,
        Kind::Returns => &sales::RETURNS,
        Kind::Events => &voices::EVENTS,
        Kind::Feedback => &voices::FEEDBACK,
        Kind::Contacts => &voices::CONTACTS,
        Kind::Costs => &spending::COSTS,
        Kind::CompetitorOffers => &spending::COMPETITOR_OFFERS,
        Kind::Gestures => &spending::GESTURES,
        Kind::CustomerValues => &values::CUSTOMER_VALUES,
    }
}

const fn field(
    name: &'static str,
    kind: FieldKind,
    about: &'static str,
    also: &'static [&'static str],
) -> Field {
    Field { name, kind, required: false, natural_key: false, about, also }
}

impl Field {
    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn key(self) -> Self {
        Self { natural_key: true, ..self }
    }
}
