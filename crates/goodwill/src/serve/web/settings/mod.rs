//! Settings: company, people, keys, webhooks, retention, audit.

mod audit;
mod choices;
mod company;
mod keys;
pub(super) mod part;
mod people;
mod retention;
mod sent;
mod webhooks;

use axum::{response::Response, routing::get};
use pages::settings::Part;
use records::RecordsError;

use super::{Caller, Gate, Problem, Routes, see_other};

/// The routes of the settings.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes.page("GET", "/settings", Gate::SignedIn, get(first));
    let routes = company::routes(routes);
    let routes = people::routes(routes);
    let routes = keys::routes(routes);
    let routes = webhooks::routes(routes);
    let routes = retention::routes(routes);
    audit::routes(routes)
}

/// The first of the settings' pages that the caller may open; who may open none has their own account.
async fn first(caller: Caller) -> Response {
    let part = Part::ALL.into_iter().find(|part| caller.may(part.right()));
    see_other(part.map_or("/account", Part::path))
}

/// What the records refuse, as an answer that says what to do.
fn refusal(error: RecordsError) -> Problem {
    match error {
        RecordsError::LastOwner => {
            Problem::conflict("this is the only owner: make somebody else an owner first")
        }
        RecordsError::Taken(why) => Problem::conflict(why),
        other => other.into(),
    }
}

/// A text of one line, trimmed, with at most so many characters.
fn line(text: &str, most: usize) -> Option<&str> {
    let text = text.trim();
    (text.chars().count() <= most && !text.chars().any(char::is_control)).then_some(text)
}
