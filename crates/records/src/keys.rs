//! Keys with which systems write.
use crate::{Records, Result};
/// A key; its token is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Its number.
    pub id: i64,
    /// What it opens.
    pub scope: String,
    /// Its name: the source of what comes with it.
    pub name: String,
    /// The currency of amounts that name none.
    pub currency: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// The token's last four characters.
    pub hint: String,
}
impl Records {
    /// Makes a key; the token is returned this once.
    pub async fn add_key(
        &self,
        _scope: &str,
        _name: &str,
        _currency: Option<&str>,
        _now: i64,
    ) -> Result<(AccessKey, String)> {
        unimplemented!("add_key")
    }
    /// All keys.
    pub async fn keys(&self) -> Result<Vec<AccessKey>> {
        unimplemented!("keys")
    }
    /// Revokes a key; says whether it was valid.
    pub async fn revoke_key(&self, _id: i64, _now: i64) -> Result<bool> {
        unimplemented!("revoke_key")
    }
}
