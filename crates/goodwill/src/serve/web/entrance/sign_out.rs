//! `/sign-out`: the session ends here and in the records.

use std::sync::Arc;

use axum::{extract::State, http::header, response::Response, routing::post};

use super::super::{Caller, Gate, Problem, Routes, Web, see_other};
use crate::folder::now;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("POST", "/sign-out", Gate::SignedIn, post(out))
}

async fn out(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    if let Some(session) = caller.session {
        web.desk.folder.records().end_session(session, now()).await?;
    }
    let mut response = see_other("/sign-in?said=said-signed-out");
    response.headers_mut().insert(header::SET_COOKIE, web.front.cookie.clear());
    Ok(response)
}
