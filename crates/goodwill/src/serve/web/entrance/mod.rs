//! Coming in and going out: signing in, links that are good once, one's own account.

mod account;
mod links;
mod me;
mod sign_in;
mod sign_out;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use access::{password, token};
use axum::{http::header, response::Response};
use records::{Actor, NewOneTime, NewSession, Person, Purpose};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{Caller, Problem, Routes, Web, see_other};
use crate::{commands::Failure, folder::now};

/// How long a session lasts at most, however it is used.
const SESSION_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;

/// How long the link for the first owner is good.
const SETUP_MICROS: i64 = 24 * 3600 * 1_000_000;

/// Passwords that are worked on at one time: each takes 19 MiB and a core for a while.
const AT_ONCE: usize = 2;

/// How long somebody waits for their turn.
const TURN_TIME: Duration = Duration::from_secs(20);

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = sign_in::routes(routes);
    let routes = sign_out::routes(routes);
    let routes = links::routes(routes);
    let routes = account::routes(routes);
    me::routes(routes)
}

/// What signing in shares.
pub(super) struct Entrance {
    turns: Semaphore,
    /// The hash of no password, against which the ones of people who are not there are checked.
    nobodys: OnceLock<String>,
}

impl Default for Entrance {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), nobodys: OnceLock::new() }
    }
}

impl Entrance {
    /// A turn at working on a password.
    async fn turn(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let turn = timeout(TURN_TIME, self.turns.acquire()).await;
        turn.ok()
            .and_then(Result::ok)
            .ok_or_else(|| Problem::later("many are signing in just now: try again in a moment"))
    }

    fn nobodys(&self) -> Result<String, Problem> {
        if let Some(hash) = self.nobodys.get() {
            return Ok(hash.clone());
        }
        let hash = password::hash("nobody's", &random()?, password::Cost::STANDARD)
            .map_err(|e| Problem::failed(e.to_string()))?;
        Ok(self.nobodys.get_or_init(|| hash).clone())
    }
}

/// Random bytes of the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Problem::failed(format!("no random numbers from the system: {e}")))?;
    Ok(bytes)
}

impl Web {
    /// The link that creates the first owner; none where there is one. An earlier link is dead then.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub(crate) async fn first_link(&self) -> Result<Option<String>, Failure> {
        let records = self.desk.folder.records();
        if records.has_owner().await? {
            return Ok(None);
        }
        let bytes = random().map_err(|problem| Failure::new(problem.detail))?;
        let token = token::make(token::Kind::OneTime, &bytes);
        let digest = token::digest(token::Kind::OneTime, &token).unwrap_or_default();
        let now = now();
        let link = NewOneTime {
            purpose: Purpose::Setup,
            digest,
            email: None,
            role: None,
            person: None,
            expires_at: now.saturating_add(SETUP_MICROS),
        };
        records.add_one_time(link, &Actor::server(), now).await?;
        Ok(Some(self.front.link(&format!("/setup/{token}"))))
    }

    /// The PHC string of a new password.
    pub(super) async fn hashed(self: &Arc<Self>, new: String) -> Result<String, Problem> {
        let _turn = self.entrance.turn().await?;
        let salt = random()?;
        self.blocking(move |_| {
            password::hash(&new, &salt, password::Cost::STANDARD).map_err(|e| Problem::failed(e.to_string()))
        })
        .await
    }

    /// Whether a password is the one that is kept; it takes as long where none is. The caller has a turn.
    async fn fits(self: &Arc<Self>, given: String, kept: Option<String>) -> Result<bool, Problem> {
        self.blocking(move |web| match kept {
            Some(kept) => Ok(password::fits(&given, &kept)),
            None => {
                password::fits(&given, &web.entrance.nobodys()?);
                Ok(false)
            }
        })
        .await
    }

    /// Begins a session for a person who has proved who they are, ends the one the browser had, and
    /// leads on.
    async fn begin_session(&self, person: &Person, caller: &Caller, path: &str) -> Result<Response, Problem> {
        let records = self.desk.folder.records();
        let token = token::make(token::Kind::Session, &random()?);
        let digest = token::digest(token::Kind::Session, &token).unwrap_or_default();
        let csrf = token::make(token::Kind::Session, &random()?);
        let now = now();
        if let Some(earlier) = caller.session {
            records.end_session(earlier, now).await?;
        }
        let session =
            NewSession { digest, person: person.id, csrf, expires_at: now.saturating_add(SESSION_MICROS) };
        records.add_session(session, now).await?;
        let mut response = see_other(path);
        response.headers_mut().insert(header::SET_COOKIE, self.front.cookie.set(&token));
        Ok(response)
    }
}

/// Where somebody wanted to go before signing in: a path of ours, or the first page.
fn own_path(next: Option<&str>) -> &str {
    let next = next.unwrap_or("/");
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/api/")
        && !next.starts_with("/sign-")
        && next.len() <= 2000
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn one_is_led_to_our_own_pages_only() {
        assert_eq!(own_path(Some("/customers?sort=value&after=v1.0")), "/customers?sort=value&after=v1.0");
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
            "",
            "customers",
            "/sign-out",
        ] {
            assert_eq!(own_path(Some(next)), "/", "{next}");
        }
        assert_eq!(own_path(None), "/");
    }
}
