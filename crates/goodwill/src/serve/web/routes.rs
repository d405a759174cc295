//! Routes and what each needs. The OpenAPI document is made from the same list, and so is the table
//! of roles and routes that the tests walk.

use std::{collections::BTreeMap, fmt, sync::Arc};

use access::{Right, Rights};
use axum::{Router, http::Method, routing::MethodRouter};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use super::{Web, openapi};

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

impl Gate {
    /// Whether somebody passes: their rights, or none where nobody is signed in.
    pub(crate) const fn lets(self, caller: Option<Rights>) -> bool {
        match (self, caller) {
            (Self::Open, _) | (Self::SignedIn, Some(_)) => true,
            (Self::Needs(right), Some(rights)) => rights.has(right),
            (Self::SignedIn | Self::Needs(_), None) => false,
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::SignedIn => f.write_str("signed in"),
            Self::Needs(right) => right.fmt(f),
        }
    }
}

/// A gate and which ways lead to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guard {
    pub(crate) gate: Gate,
    /// Whether a program's key opens it as a person's session does.
    pub(crate) keys: bool,
}

/// The gates of all routes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gates(BTreeMap<String, BTreeMap<&'static str, Guard>>);

/// What the gates say of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Its gate.
    Guard(Guard),
    /// The path knows other methods only: these.
    OtherMethods(String),
    /// Nothing is said of the path: nobody may pass.
    Nothing,
}

/// The methods routes may have.
const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];

impl Gates {
    fn add(&mut self, method: &str, path: &str, guard: Guard) {
        if let Some(method) = METHODS.into_iter().find(|m| m.eq_ignore_ascii_case(method)) {
            self.0.entry(path.to_owned()).or_default().insert(method, guard);
        }
    }

    /// The gate of a matched path and a method; what may be fetched may also be asked for its head.
    pub(crate) fn of(&self, method: &Method, path: &str) -> Found {
        let Some(methods) = self.0.get(path) else { return Found::Nothing };
        let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
        match methods.get(method) {
            Some(guard) => Found::Guard(*guard),
            None => {
                let mut names: Vec<&str> = methods.keys().copied().collect();
                if names.contains(&"GET") {
                    names.push("HEAD");
                }
                Found::OtherMethods(names.join(", "))
            }
        }
    }

    /// All of them: method, path, guard; by path.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str, Guard)> {
        self.0
            .iter()
            .flat_map(|(path, methods)| methods.iter().map(move |(m, guard)| (*m, path.as_str(), *guard)))
    }
}

/// The routes of pages and API.
#[derive(Default)]
pub(crate) struct Routes {
    pages: Router<Arc<Web>>,
    api: OpenApiRouter<Arc<Web>>,
    gates: Vec<(&'static str, &'static str, Gate)>,
}

/// Routes made ready to be served.
pub(crate) struct Built {
    /// Handlers of pages and API.
    pub(crate) router: Router<Arc<Web>>,
    /// Who may pass where.
    pub(crate) gates: Gates,
    /// The OpenAPI document.
    pub(crate) document: Value,
    /// Operations that were left without a gate, which nobody passes.
    pub(crate) ungated: Vec<String>,
}

impl Routes {
    /// A page: the method (`GET` or `POST`), the path, who may pass, and the handler. A path with two
    /// methods is given twice.
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

    /// Puts everything together.
    pub(crate) fn build(self) -> Built {
        let (api, document) = self.api.split_for_parts();
        let document = openapi::finished(&document);
        let mut gates = Gates::default();
        for (method, path, gate) in self.gates {
            gates.add(method, path, Guard { gate, keys: false });
        }
        let mut ungated = Vec::new();
        for (method, path, operation) in openapi::operations(&document) {
            match openapi::guard(operation) {
                Some(guard) => gates.add(method, path, guard),
                None => ungated.push(format!("{} {path}", method.to_uppercase())),
            }
        }
        Built { router: self.pages.merge(api), gates, document, ungated }
    }
}
