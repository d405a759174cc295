//! Routes and what each needs. The OpenAPI document is made from the same list, and so is the table
//! of roles and routes that the tests walk.

use std::sync::Arc;

use access::Right;
use axum::{Router, routing::MethodRouter};
use utoipa_axum::router::OpenApiRouter;

use super::Web;

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Everybody, also who is not signed in.
    Open,
    /// Whoever is signed in, whatever their role.
    SignedIn,
    /// Who has the right.
    Needs(Right),
}

/// The routes of pages and API.
#[derive(Default)]
pub(crate) struct Routes {
    pages: Router<Arc<Web>>,
    api: OpenApiRouter<Arc<Web>>,
    gates: Vec<(&'static str, &'static str, Gate)>,
}

impl Routes {
    /// A page: the method (`GET` or `POST`), the path, who may pass, and the handler.
    #[must_use]
    pub(crate) fn page(
        mut self,
        method: &'static str,
        path: &'static str,
        gate: Gate,
        handler: MethodRouter<Arc<Web>>,
    ) -> Self {
        self.pages = self.pages.route(path, handler);
        self.gates.push((method, path, gate));
        self
    }

    /// Routes of the API, made with `utoipa_axum::routes!`. Who may pass stands in each operation's
    /// `security`, as `("session" = ["customers:read"]), ("key" = ["customers:read"])`.
    #[must_use]
    pub(crate) fn api(mut self, routes: OpenApiRouter<Arc<Web>>) -> Self {
        self.api = self.api.merge(routes);
        self
    }
}
