//! Who customers are outside: names, addresses, ids. For eyes with the right to see them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use records::{LinksMark, canonical};

use super::{Folder, FolderError};

/// Who one customer is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Name.
    pub(crate) name: Option<String>,
    /// E-mail address.
    pub(crate) email: Option<String>,
    /// Telephone number.
    pub(crate) phone: Option<String>,
    /// Address.
    pub(crate) address: Option<String>,
    /// Every other trait, by name.
    pub(crate) others: BTreeMap<String, String>,
    /// Outside ids, each with its space, sorted.
    pub(crate) ids: Vec<(String, String)>,
}

/// A customer found by the beginning of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundByText {
    /// The customer's canonical key.
    pub(crate) customer: i64,
    /// What was found: `id`, `email`, `phone` or `name`.
    pub(crate) what: &'static str,
    /// The text that begins so.
    pub(crate) text: String,
}

/// Who is one person: canonical keys of raw ones, and raw ones of canonical ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct WhoIsWho {
    canonical: HashMap<i64, i64>,
    raw: HashMap<i64, Vec<i64>>,
}

/// Who is who as it was read last: very many links are read again only where they changed.
#[derive(Debug, Default)]
pub(crate) struct LastRead(RwLock<Option<(LinksMark, Arc<WhoIsWho>)>>);

impl WhoIsWho {
    /// As the records say now.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    pub(crate) async fn now(folder: &Folder) -> Result<Arc<Self>, FolderError> {
        // The mark first: what changes in between is read again the next time.
        let mark = folder.records().links_mark().await?;
        let last = &folder.who_is_who().0;
        if let Some((at, known)) = &*last.read().unwrap_or_else(PoisonError::into_inner)
            && *at == mark
        {
            return Ok(Arc::clone(known));
        }
        let known = Arc::new(Self::of(&canonical(&folder.records().links().await?)));
        *last.write().unwrap_or_else(PoisonError::into_inner) = Some((mark, Arc::clone(&known)));
        Ok(known)
    }

    /// Of pairs of raw and canonical keys.
    pub(crate) fn of(links: &[(i64, i64)]) -> Self {
        let mut known = Self::default();
        for (raw, canonical) in links {
            known.canonical.insert(*raw, *canonical);
            known.raw.entry(*canonical).or_default().push(*raw);
        }
        known
    }

    /// The key that stands for a customer.
    pub(crate) fn canonical(&self, key: i64) -> i64 {
        self.canonical.get(&key).copied().unwrap_or(key)
    }

    /// All keys of a customer, its own first.
    pub(crate) fn keys(&self, key: i64) -> Vec<i64> {
        let mut keys = vec![key];
        keys.extend(self.raw.get(&key).into_iter().flatten());
        keys
    }
}

/// Who these customers (canonical keys) are.
///
/// # Errors
///
/// If the records cannot be read.
pub(crate) async fn names(folder: &Folder, customers: &[i64]) -> Result<HashMap<i64, Names>, FolderError> {
    let who = WhoIsWho::now(folder).await?;
    let keys: Vec<i64> = customers.iter().flat_map(|key| who.keys(*key)).collect();
    let records = folder.records();
    let (traits, ids) = tokio::try_join!(records.traits_of(&keys), records.ids_of(&keys))?;
    let mut names: HashMap<i64, Names> = HashMap::new();
    let mut stated: HashMap<(i64, String), (i64, i64)> = HashMap::new();
    for one in traits {
        let customer = who.canonical(one.customer);
        // Of several keys of one person the latest statement counts.
        let version = (one.time, one.tie);
        if stated.get(&(customer, one.name.clone())).is_some_and(|known| *known >= version) {
            continue;
        }
        stated.insert((customer, one.name.clone()), version);
        let of = names.entry(customer).or_default();
        match one.name.as_str() {
            "name" => of.name = Some(one.value),
            "email" => of.email = Some(one.value),
            "phone" => of.phone = Some(one.value),
            "address" => of.address = Some(one.value),
            _ => drop(of.others.insert(one.name, one.value)),
        }
    }
    for (key, id) in ids {
        names.entry(who.canonical(key)).or_default().ids.push((id.space, id.id));
    }
    for one in names.values_mut() {
        one.ids.sort_unstable();
        one.ids.dedup();
        if one.email.is_none() {
            one.email = one.ids.iter().find(|(space, _)| space == "email").map(|(_, id)| id.clone());
        }
    }
    Ok(names)
}

/// Customers with an id, an e-mail address, a telephone number or a word of a name that begins so;
/// each once.
///
/// # Errors
///
/// If the records cannot be read.
pub(crate) async fn find(
    folder: &Folder,
    prefix: &str,
    most: usize,
) -> Result<Vec<FoundByText>, FolderError> {
    let found = folder.records().search(prefix, most.saturating_mul(2)).await?;
    let who = WhoIsWho::now(folder).await?;
    let mut seen = std::collections::HashSet::new();
    Ok(found
        .into_iter()
        .map(|one| FoundByText { customer: who.canonical(one.customer), what: one.what, text: one.text })
        .filter(|one| seen.insert(one.customer))
        .take(most)
        .collect())
}
