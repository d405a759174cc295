//! What may be chosen, as the API's document lists it: whoever writes a request by the document sends
//! nothing that is refused.

use std::borrow::Cow;

use access::Role;
use pages::{LOCALES, text::Language};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use super::super::caller::open_to_keys;

/// A text that is one of these.
fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> RefOr<Schema> {
    let names: Vec<Value> = names.into_iter().map(Value::from).collect();
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident, $names:expr) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($names)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

choice!(
    /// The name of a role.
    RoleName,
    Role::ALL.map(Role::name)
);
choice!(
    /// The name of a right that a key may carry.
    Scope,
    open_to_keys().iter().map(access::Right::name)
);
choice!(
    /// A way of writing numbers and days, as a BCP 47 tag.
    LocaleTag,
    LOCALES.map(|(tag, _)| tag)
);
choice!(
    /// A language of the pages, as a BCP 47 tag.
    LanguageTag,
    Language::ALL.map(Language::tag)
);

/// The name of a time zone.
pub(super) struct ZoneName;

impl PartialSchema for ZoneName {
    fn schema() -> RefOr<Schema> {
        let zones = super::company::zones("UTC");
        one_of(zones.iter().map(String::as_str))
    }
}

impl ToSchema for ZoneName {
    fn name() -> Cow<'static, str> {
        "ZoneName".into()
    }
}
