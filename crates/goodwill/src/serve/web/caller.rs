//! Who calls: a person with a session or a program with a key, and what they may do.

use std::net::IpAddr;

use access::{Right, Rights, Role, token};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use pages::{Reader, text::Language};
use records::{Actor, Person, Session};

use super::{Problem, Web};
use crate::folder::now;

/// Who calls. The door puts it into every request it lets through; on open paths nobody may be
/// signed in, and then there are no rights.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// For the audit log: `person:7`, `key:3`; `nobody` where nobody is signed in.
    pub(crate) actor: String,
    /// The person; none for a key.
    pub(crate) person: Option<i64>,
    /// What they may do.
    pub(crate) rights: Rights,
    /// How pages are written for them.
    pub(crate) reader: Reader,
    /// Under what their session is kept.
    pub(crate) session: Option<[u8; 32]>,
    /// Where the request comes from: what failures to sign in are counted for.
    pub(crate) network: String,
}

impl Caller {
    /// Says that they take a list away as a file: that needs the right, and is in the audit log.
    ///
    /// # Errors
    ///
    /// If they may not, or if the log cannot be written.
    pub(crate) async fn exports(&self, web: &Web, what: &str) -> Result<(), Problem> {
        if !self.may(Right::Export) {
            return Err(Problem::forbidden(Right::Export.name()));
        }
        let records = web.desk.folder.records();
        records.audit(&self.actor(), "list.exported", what, serde_json::json!({}), now()).await?;
        Ok(())
    }

    /// Whether they may do this.
    pub(crate) const fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// As the audit log names them.
    pub(crate) fn actor(&self) -> Actor {
        Actor { text: self.actor.clone() }
    }

    /// Whether somebody is signed in, or a key is known.
    pub(crate) fn is_known(&self) -> bool {
        self.actor != NOBODY
    }
}

const NOBODY: &str = "nobody";

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_signed_in)
    }
}

/// What a key may do at most, whatever its scopes say: people and keys are changed by people.
pub(crate) fn open_to_keys() -> Rights {
    Right::ALL.into_iter().filter(|right| !matches!(right, Right::PeopleWrite | Right::KeysWrite)).collect()
}

/// Who sent a request, by its headers. A key counts only where the path is one of the API.
///
/// # Errors
///
/// If the records cannot be read, or a key is sent that is not known.
pub(super) async fn recognise(
    web: &Web,
    headers: &HeaderMap,
    path: &str,
    network: String,
) -> Result<Caller, Problem> {
    let mut caller = Caller {
        actor: NOBODY.to_owned(),
        person: None,
        rights: Rights::NONE,
        reader: reader(web, path),
        session: None,
        network,
    };
    let records = web.desk.folder.records();
    if let Some(sent) = headers.get(header::AUTHORIZATION)
        && path.starts_with("/api/")
    {
        let key = sent.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let digest = key.and_then(|key| token::digest(token::Kind::ApiKey, key.trim()));
        let key = match digest {
            Some(digest) => records.api_key_by_digest(digest).await?,
            None => None,
        };
        let key = key.filter(|key| key.revoked_at.is_none()).ok_or_else(Problem::not_signed_in)?;
        let scopes: Rights = key.scopes.split(' ').filter_map(|scope| scope.parse::<Right>().ok()).collect();
        caller.actor = format!("key:{}", key.id);
        caller.rights = scopes.within(open_to_keys());
        // What cannot be noted now is noted next time.
        records.touch_api_key(&key, now()).await.ok();
    } else if let Some(sent) = web.front.cookie.read(headers)
        && let Some(digest) = token::digest(token::Kind::Session, sent)
        && let Some((session, person)) = records.session(digest, now()).await?
    {
        records.touch_session(&session, now()).await.ok();
        sign_in(&mut caller, digest, &session, &person);
    }
    caller.reader.rights = caller.rights;
    Ok(caller)
}

/// The caller is this person.
fn sign_in(caller: &mut Caller, digest: [u8; 32], session: &Session, person: &Person) {
    let role = person.role.parse::<Role>().ok();
    caller.actor = format!("person:{}", person.id);
    caller.person = Some(person.id);
    caller.rights = role.map_or(Rights::NONE, Role::rights);
    caller.session = Some(digest);
    let reader = &mut caller.reader;
    reader.role = role;
    reader.name = Some(person.name.clone());
    reader.csrf.clone_from(&session.csrf);
    if let Some(locale) = &person.locale {
        reader.locale.clone_from(locale);
    }
    if let Some(language) = person.language.as_deref().and_then(Language::from_tag) {
        reader.language = language;
    }
}

/// How pages are written for somebody who is not known.
pub(super) fn reader(web: &Web, path: &str) -> Reader {
    let company = web.company();
    Reader {
        language: Language::from_tag(&company.language).unwrap_or_default(),
        locale: company.locale.clone(),
        zone: company.time_zone.clone(),
        company: company.name.clone(),
        currency: company.currency,
        ..Reader::nobody(path, now())
    }
}

/// Where failures of an address are counted: whole networks of version 6 belong to one customer of a
/// provider, so its last 64 bits are not looked at.
pub(super) fn network_of(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let s = ip.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
    }
}
