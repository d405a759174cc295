//! Who a customer is outside.
use crate::{Records, Result};
/// An id as the outside world knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutsideId {
    /// What kind of id: "id", "anonymous", "email" …
    pub space: String,
    /// The id.
    pub id: String,
}
/// A customer the records know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCustomer {
    /// The internal key.
    pub key: i64,
    /// When first seen, microseconds since 1970-01-01 UTC.
    pub first_seen: i64,
    /// Its ids.
    pub ids: Vec<OutsideId>,
}
impl Records {
    /// The key of each id, made where there is none, in the same order.
    pub async fn keys_of(
        &self,
        _ids: &[OutsideId],
        _first_seen: i64,
        _batch: Option<i64>,
    ) -> Result<Vec<i64>> {
        unimplemented!("keys_of")
    }
    /// The key of each id, where there is one.
    pub async fn find_keys(&self, _ids: &[OutsideId]) -> Result<Vec<Option<i64>>> {
        unimplemented!("find_keys")
    }
    /// The ids behind keys.
    pub async fn ids_of(&self, _keys: &[i64]) -> Result<Vec<(i64, OutsideId)>> {
        unimplemented!("ids_of")
    }
    /// All customers, by key.
    pub async fn customers(&self) -> Result<Vec<KnownCustomer>> {
        unimplemented!("customers")
    }
    /// How many there are.
    pub async fn customer_count(&self) -> Result<u64> {
        unimplemented!("customer_count")
    }
}
