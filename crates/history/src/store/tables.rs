//! What a question sees of the history.

use facts::FactRow;

use super::Listed;

/// A key and the key in whose place it stands.
pub type Link = (i64, i64);

/// One state of the history: live files, rows that are not in files yet, and who is who.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The live files.
    pub live: Vec<Listed>,
    /// Facts that are acknowledged and in no file yet.
    pub fresh: Vec<FactRow>,
    /// Raw keys of customers and the keys that stand for them; only those that differ.
    pub links: Vec<Link>,
    /// All known customers: raw key, and when first seen in microseconds since 1970-01-01 UTC.
    pub customers: Vec<(i64, i64)>,
    /// Raw key, space and outside id, where the asker may see them: the table `customer_ids`.
    pub ids: Option<Vec<(i64, String, String)>>,
}
