//! Pages and the API: for people with a browser and for programs with a key.
//!
//! Every route says which right it needs ([`routes::Gate`]); the door lets nobody through to a route
//! that says nothing. Handlers hold no rule: read, call, show.

mod api_page;
mod assets;
mod caller;
mod cohorts;
pub(crate) mod company;
mod csrf;
mod customers;
mod data;
mod door;
mod entrance;
mod extract;
mod front;
mod listing;
#[cfg(test)]
mod matrix;
mod openapi;
mod places;
mod problem;
mod routes;
mod settings;
mod shelf;
mod strategy;
mod today;
mod valued;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
};

pub(crate) use caller::Caller;
pub(crate) use company::Company;
pub(crate) use extract::{Form, Json, Path, Query};
pub(crate) use front::Front;
pub(crate) use listing::{Listing, Paging};
pub(crate) use problem::Problem;
use routes::Built;
pub(crate) use routes::{Gate, Routes};
pub(crate) use shelf::Shelf;

use super::{Desk, outbound::Outbound};

/// Questions to history that are worked on at one time.
const BLOCKING: usize = 8;

/// What pages and API share.
pub(crate) struct Web {
    pub(crate) desk: Arc<Desk>,
    /// The book of business as it is now.
    pub(crate) shelf: Shelf,
    /// The company's settings.
    pub(crate) at_hand: Arc<company::AtHand>,
    /// What calls webhooks.
    pub(crate) outbound: Outbound,
    /// Under which address people reach the server.
    pub(crate) front: Front,
    /// Signing in: hashing and its limits.
    entrance: entrance::Entrance,
    /// What the latest full fit says.
    latest: valued::Latest,
    /// Work that the first screen starts.
    today: today::Jobs,
    /// Orders of cohorts that were looked at last.
    cells: cohorts::Cells,
    /// Work on the strategy.
    strategy: strategy::Work,
    /// Work on files that were dropped.
    uploads: data::Work,
    /// Places of work that keeps a thread.
    places: places::Places,
}

impl Web {
    /// What pages and API share, before anything is known.
    pub(crate) fn new(desk: Arc<Desk>, front: Front) -> Self {
        let at_hand = company::AtHand::new(desk.folder.records().clone());
        Self {
            shelf: desk.shelf.clone(),
            desk,
            at_hand,
            outbound: Outbound::new(),
            front,
            entrance: entrance::Entrance::default(),
            latest: valued::Latest::default(),
            today: today::Jobs::default(),
            cells: cohorts::Cells::default(),
            strategy: strategy::Work::default(),
            uploads: data::Work::default(),
            places: places::Places::new(BLOCKING),
        }
    }

    /// The company's settings.
    pub(crate) fn company(&self) -> Arc<Company> {
        self.at_hand.company()
    }

    /// Does work that keeps a thread: questions to history, hashing, files. Once begun, it goes on and
    /// keeps its place when nobody waits for it any more.
    ///
    /// # Errors
    ///
    /// If the work itself fails, or panics.
    pub(crate) async fn blocking<T, W>(self: &Arc<Self>, work: W) -> Result<T, Problem>
    where
        T: Send + 'static,
        W: FnOnce(Arc<Self>) -> Result<T, Problem> + Send + 'static,
    {
        let web = Arc::clone(self);
        self.places.work(move || work(web)).await
    }
}

/// Pages and the API behind their door.
pub(crate) fn served(web: Arc<Web>) -> Router {
    let Built { router, gates, document, ungated } = routes().build();
    if !ungated.is_empty() {
        remark!("goodwill: nobody may pass, because they do not say who may: {}", ungated.join(", "));
    }
    let door = Arc::new(door::Door { web: Arc::clone(&web), gates });
    router
        .fallback(door::not_found)
        .layer(DefaultBodyLimit::max(door::FORM_BYTES))
        .layer(axum::Extension(Arc::new(api_page::Document::new(&document))))
        .layer(middleware::from_fn_with_state(door, door::pass))
        .with_state(web)
}

/// All routes of pages and API.
pub(crate) fn routes() -> Routes {
    let routes = Routes::default();
    let routes = assets::routes(routes);
    let routes = entrance::routes(routes);
    let routes = api_page::routes(routes);
    let routes = settings::routes(routes);
    let routes = webhooks::routes(routes);
    let routes = today::routes(routes);
    let routes = cohorts::routes(routes);
    let routes = customers::routes(routes);
    let routes = strategy::routes(routes);
    data::routes(routes)
}

/// Goes on to another page of ours, after a form.
pub(crate) fn see_other(path: impl AsRef<str>) -> Response {
    let place = HeaderValue::from_str(path.as_ref()).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A page as an answer.
pub(crate) fn shown(page: &maud::Markup) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.0.clone()).into_response()
}
